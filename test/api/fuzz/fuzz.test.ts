/**
 * Every route, fuzzed from its own OpenAPI document: right requests, and requests wrong in one respect, in any order, to a world
 * that changes under them. Each round is a world of its own. Long runs: see `packages/testkit/src/fuzz.ts`.
 */
import { ErrorBody, errorStatus } from "@headsup/contract";
import { type ApiAnswer, publicUrl, type Random, randomOf } from "@headsup/testkit";
import { fuzzRuns, fuzzSeed, fuzzTimeoutMs, isLongFuzz } from "@headsup/testkit/fuzz";
import { expect, test } from "vitest";
import { type Api, faultOf, type Operation, readDocument } from "./openapi.ts";
import { type FuzzRequest, isAllowed, makeRequest } from "./requests.ts";
import { openScene, type Scene } from "./scene.ts";

/** Requests to each operation in one round. */
const requestsEach = 12;
/** Requests between two steps of time. */
const calmFor = 60;
/** Faults told of one round. */
const faultsMax = 20;

interface Count {
  requests: number;
  done: number;
  refused: number;
}

test(
  "11 no request makes a 5xx; every answer is as documented; what is refused changed nothing; reading changes nothing",
  async () => {
    const count: Count = { requests: 0, done: 0, refused: 0 };
    const done = new Set<string>();
    const faults: string[] = [];
    let operations: readonly Operation[] = [];
    for (let round = 0; round < fuzzRuns(1) && faults.length === 0; round++) {
      const seed = fuzzSeed + round;
      const scene = await openScene();
      try {
        const api = readDocument((await scene.world.call("GET", "/openapi.json")).json);
        operations = api.operations;
        await playRound({ scene, api, random: randomOf(seed), seed, count, done, faults });
      } finally {
        await scene.world.close();
      }
    }
    if (faults.length > 0) expect.fail(faults.join("\n\n"));
    expect(operations.length).toBeGreaterThan(80);
    expect(count.requests).toBeGreaterThanOrEqual(operations.length * requestsEach);
    // A fuzzer whose every request is refused at the door proves nothing of what is behind it.
    const undone = operations.map(named).filter((operation) => !done.has(operation));
    expect(undone.length, undone.join()).toBeLessThan(operations.length * (isLongFuzz ? 0.04 : 0.2));
    console.log(`fuzz: ${operations.length} routes, ${JSON.stringify(count)}`);
  },
  fuzzTimeoutMs,
);

interface Round {
  readonly scene: Scene;
  readonly api: Api;
  readonly random: Random;
  readonly seed: number;
  readonly count: Count;
  /** Operations that did at least once what they were asked. */
  readonly done: Set<string>;
  readonly faults: string[];
}

const named = ({ method, path }: Operation) => `${method} ${path}`;

async function playRound({ scene, api, random, seed, count, done, faults }: Round): Promise<void> {
  const { vocabulary } = scene;
  const agenda = api.operations.flatMap((operation) => Array<Operation>(requestsEach).fill(operation));
  let before = storedIn(scene);
  for (const [nth, operation] of random.sample(agenda, agenda.length).entries()) {
    if (nth % calmFor === calmFor - 1) {
      await letTimePass(scene, random);
      before = storedIn(scene);
    }
    const request = makeRequest({ api, random, vocabulary }, operation);
    const answer = await send(scene, request);
    count.requests++;
    const fault = faultIn(api, request, answer);
    const after = storedIn(scene);
    const mayChange = answer.status < 300 && operation.method !== "GET";
    const changed = mayChange ? null : changeIn(before, after, operation);
    if (fault !== null || changed !== null) {
      faults.push(`${fault ?? changed}\n${told({ seed, nth, request, answer })}`);
      if (faults.length >= faultsMax) return;
    }
    before = after;
    if (answer.status < 300) {
      count.done++;
      done.add(named(operation));
      scene.learn(answer.json);
    } else count.refused++;
  }
}

async function letTimePass({ world, reply }: Scene, random: Random): Promise<void> {
  await reply(random.pick(["+12125550101", "+12125550103"]), random.pick(["Where is it?", "START", "no"]));
  await world.cron();
  await world.pass(random.pick([1_000, 60_000, 3_600_000]));
}

async function send({ world, secrets }: Scene, request: FuzzRequest): Promise<ApiAnswer> {
  const { operation, path, bearer, headers, body } = request;
  return world.call(operation.method, path, { token: secrets[bearer], headers, ...(body !== null && { body }) });
}

/** What is wrong with an answer, or null. */
function faultIn(api: Api, { operation, bearer, body, kind }: FuzzRequest, { status, json, headers }: ApiAnswer) {
  if (status >= 500) return "it is our fault";
  if (headers.get("x-request-id") === null) return "the answer names no request";
  const documented = operation.responses[status];
  // Whatever is wrong in a path may lead to no operation at all.
  const isElsewhere = kind === "path" && (status === 404 || status === 405);
  if (documented === undefined && !isElsewhere) return `${status} is not documented`;
  const fault = documented === undefined ? null : faultOf(api, documented, json, "answer");
  if (fault !== null) return fault;
  if (status >= 300) {
    const { error } = ErrorBody.parse(json);
    if (errorStatus[error.code] !== status) return `${error.code} does not travel with ${status}`;
    return null;
  }
  if (!isAllowed(operation, bearer)) return `${bearer} may not do this`;
  if (operation.body !== null && body !== null && body !== "") {
    const value = JSON.parse(body.replace(/^\ufeff/, ""));
    // White space around a text counts for nothing.
    const forbidden = faultOf(api, operation.body, value) && faultOf(api, operation.body, trimmed(value));
    if (forbidden !== null) return `it did what the document forbids: ${forbidden}`;
  }
  return null;
}

const trimmed = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value), (_, each: unknown) => (typeof each === "string" ? each.trim() : each));

/** Everything stored, table by table, as text. */
function storedIn({ world }: Scene): Map<string, readonly string[]> {
  const tables = Object.entries(world.stored()).flatMap(([store, of]) =>
    Object.entries(of).map(([table, rows]) => [`${store}.${table}`, rows.map((row) => JSON.stringify(row))] as const),
  );
  return new Map(tables);
}

/** What may be written all the same: that a launch was refused is on record; what a campaign sent is asked for by who looks first. */
const mayWrite: Readonly<Record<string, RegExp>> = {
  "POST /v1/campaigns/{id}/launch": /^catalogue\.audit$/,
  "GET /v1/conversations/{id}": /^catalogue\.(message|customer)$/,
};

/**
 * What a request that did nothing changed all the same, or null. A campaign's object, which looks after itself from when it is
 * first asked anything, may have come about, with nothing in it.
 */
function changeIn(before: ReturnType<typeof storedIn>, after: ReturnType<typeof storedIn>, operation: Operation) {
  const knownCampaigns = (before.get("catalogue.campaign") ?? []).join();
  for (const table of new Set([...before.keys(), ...after.keys()])) {
    if (mayWrite[named(operation)]?.test(table)) continue;
    const had = new Set(before.get(table));
    const has = new Set(after.get(table));
    const gone = [...had].filter((row) => !has.has(row));
    const come = [...has].filter((row) => !had.has(row));
    const [store = "", name = ""] = table.split(".");
    const isEmpty = come.length === 0 || name === "state" || name === "migration";
    const isNewObject = !before.has(table) && knownCampaigns.includes(store) && isEmpty;
    const isSame = gone.length === 0 && come.length === 0 && before.has(table) === after.has(table);
    if (!isSame && !isNewObject)
      return `it did nothing, yet changed ${table}: gone ${gone.join()}; come ${come.join()}`;
  }
  return null;
}

/** What happened, to be tried again: the seed and the request as it was sent. */
function told({ seed, nth, request, answer }: { seed: number; nth: number; request: FuzzRequest; answer: ApiAnswer }) {
  const { operation, kind, path, bearer, headers, body } = request;
  return [
    `FUZZ_SEED=${seed} FUZZ_RUNS=1 tries it again. Request ${nth}, ${kind} wrong (${named(operation)}):`,
    `${operation.method} ${publicUrl}${path} as ${bearer} ${JSON.stringify(headers)}`,
    body === null ? "no body" : body.slice(0, 2_000),
    `→ ${answer.status} ${answer.text.slice(0, 1_000)}`,
  ].join("\n");
}
