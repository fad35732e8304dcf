import { ErrorBody, errorStatus } from "@headsup/contract";
import {
  type ApiAnswer,
  type ApiWorld,
  adminToken,
  apiWorld,
  contactColumns,
  draftCampaign,
  importRows,
  launchCampaign,
  ourNumber,
  prepareAccount,
  publicUrl,
  texting,
} from "@headsup/testkit";
import * as fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

interface Schema {
  readonly type?: string | string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly required?: readonly string[];
}
interface Operation {
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly { name: string; in: string }[];
  readonly body: Schema | null;
  readonly isBodyRequired: boolean;
}

let world: ApiWorld;
let operations: Operation[];
/** Real ids by the names they have in paths, so that only the thing under test is wrong. */
let ids: { draft: string; launched: string; list: string; openList: string; recipient: string; token: string };
/** What else has an id in its path, by the part ahead of it: the one there is, and one of nothing. */
let things: Record<string, string>;
const prefixes: Record<string, string> = {
  tokens: "tok",
  senders: "snd",
  answers: "ans",
  inboxes: "inb",
  agents: "agt",
  rules: "rul",
  boosts: "bst",
  webhooks: "whk",
  conversations: "cnv",
  customers: "cus",
};
let before: ReturnType<ApiWorld["stored"]>;

beforeAll(async () => {
  world = await apiWorld();
  await prepareAccount(world);
  const launched = await launchCampaign(world, ["+12125550101", "+12125550102"]);
  await world.pass(60_000);
  const draft = await draftCampaign(world);
  const { list } = await importRows(world, draft, [["+12125550101", "Ada"]]);
  const open = { name: "open.csv", fingerprint: "f".repeat(64), columns: contactColumns };
  const openList = (await world.call("POST", `/v1/campaigns/${draft}/lists`, { body: open })).json.id;
  const recipient = (await world.call("GET", `/v1/campaigns/${draft}/recipients`)).json.items[0].id;
  const token = (await world.call("POST", "/v1/tokens", { body: { name: "bo", role: "viewer" } })).json.id;
  ids = { draft, launched, list, openList, recipient, token };
  const make = async (path: string, body: unknown): Promise<string> =>
    (await world.call("POST", `/v1/${path}`, { body })).json.id;
  await make("skills", { name: "billing" });
  await make("topics", { name: "late" });
  await texting(world)("+12125550101", "When will it come?");
  const [conversation] = (await world.call("GET", "/v1/conversations")).json.items;
  things = {
    tokens: token,
    senders: (await world.call("GET", "/v1/senders")).json.items[0].id,
    inboxes: await make("inboxes", { name: "Billing" }),
    agents: await make("agents", { user: "me", name: "Ana" }),
    rules: await make("rules", { name: "a", trigger: { on: "message_received" }, actions: [{ do: "close" }] }),
    answers: await make("answers", { name: "a", text: "a" }),
    boosts: await make("boosts", { when: { type: "overdue" }, size: "small" }),
    webhooks: await make("webhooks", { url: "https://team.test/" }),
    conversations: conversation.id,
    customers: conversation.customer.id,
  };
  const { paths } = (await world.call("GET", "/openapi.json")).json;
  // biome-ignore lint/suspicious/noExplicitAny: an OpenAPI document
  operations = Object.entries<Record<string, any>>(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      method: method.toUpperCase(),
      path,
      parameters: operation.parameters ?? [],
      body: operation.requestBody?.content["application/json"].schema ?? null,
      isBodyRequired: operation.requestBody?.required ?? false,
    })),
  );
});
afterAll(() => world.close());
beforeEach(() => {
  before = world.stored();
});

const named = (path: string): string =>
  path
    .replace(/^\/v1\/(\w+)\/\{id\}/, (_, kind: string) => `/v1/${kind}/${things[kind] ?? ids.draft}`)
    .replace("/skills/{name}", "/skills/billing")
    .replace("/topics/{name}", "/topics/late")
    .replace("{list}/chunks", `${ids.openList}/chunks`)
    .replace("{list}", ids.list)
    .replace("{n}", "0")
    .replace("{recipient}", ids.recipient)
    .replace("{channel}", "sms")
    .replace("{language}", "en")
    .replace("{address}", "+12125550101");

/** Refused, clearly, with a code that keeps its promise, and without a word of what is behind. */
function expectRefused(answer: ApiAnswer, what: string, codes?: readonly string[]): void {
  const where = `${what} → ${answer.status} ${answer.text.slice(0, 200)}`;
  expect(answer.status, where).toBeGreaterThanOrEqual(400);
  expect(answer.status, where).toBeLessThan(500);
  const { error } = ErrorBody.parse(answer.json);
  expect(errorStatus[error.code], where).toBe(answer.status);
  expect(error.requestId, where).toBe(answer.headers.get("x-request-id"));
  expect(error.message.length, where).toBeGreaterThan(5);
  expect(error.message.length, where).toBeLessThan(1_000);
  expect(answer.text, where).not.toMatch(/SQLITE|drizzle|Failed query|insert into|node_modules|\.ts:\d/);
  if (codes !== undefined) expect(codes, where).toContain(error.code);
}
const expectUnchanged = (what: string) => expect(world.stored(), what).toEqual(before);

/** A right body for each operation that takes one. */
function rightBody({ method, path }: Operation): Record<string, unknown> {
  const entryPoint = { inbox: "Billing", skill: "billing", topics: ["late"] };
  const hours = { monday: [{ open: "08:00", close: "20:00" }] };
  const inbox = { name: "a", hours, zone: "UTC", answerWithinMs: 60_000, waitingMax: 1 };
  const rule = {
    name: "a",
    trigger: { on: "message_received" },
    when: { all: [{ field: "inbox", values: ["Billing"] }] },
    actions: [{ do: "route", inbox: "Billing" }],
    stop: true,
    enabled: true,
    position: 1,
  };
  const bodies: Record<string, Record<string, unknown>> = {
    "POST /v1/campaigns": {
      name: "Delay",
      description: "",
      channel: "sms",
      sender: ourNumber,
      language: "en",
      text: "Late.",
      brand: "",
      tags: ["a"],
      zone: "UTC",
      hours: { monday: [{ open: "08:00", close: "20:00" }] },
      window: { open: "08:00", close: "20:00" },
      pace: { count: 1, spanMs: 60_000 },
      expiresAt: "2027-01-01T00:00:00Z",
      optOutText: "STOP ends it.",
    },
    "PATCH /v1/campaigns/{id}": {
      name: "B",
      description: "",
      tags: ["a"],
      sender: ourNumber,
      language: "en",
      text: "Late.",
      zone: "UTC",
      hours: { monday: [{ open: "08:00", close: "20:00" }] },
      window: { open: "08:00", close: "20:00" },
      pace: { count: 1, spanMs: 60_000 },
      expiresAt: "2027-01-01T00:00:00Z",
      optOutText: "STOP ends it.",
    },
    "POST /v1/campaigns/{id}/launch": { consent: true },
    "POST /v1/campaigns/{id}/pause": { reason: "a" },
    "POST /v1/campaigns/{id}/resume": { reason: "a" },
    "POST /v1/campaigns/{id}/stop": { reason: "a" },
    "POST /v1/campaigns/{id}/lists": {
      name: "a.csv",
      fingerprint: "e".repeat(64),
      columns: [{ role: "address" }, { role: "variable", name: "first_name" }],
      country: "US",
      startAt: "2026-12-01T00:00:00Z",
      endAt: "2026-12-02T00:00:00Z",
    },
    "PUT /v1/campaigns/{id}/lists/{list}/chunks/{n}": { rows: [{ line: 2, cells: ["+12125550103", "Ada"] }] },
    "POST /v1/campaigns/{id}/lists/{list}/seal": { chunks: 7, rows: 7 },
    "POST /v1/campaigns/{id}/lists/{list}/repair": { rows: [{ line: 2, cells: ["+12125550103", "Ada"] }] },
    "POST /v1/campaigns/{id}/lists/{list}/repair/undo": { lines: [2] },
    "PATCH /v1/campaigns/{id}/lists/{list}": { startAt: "2026-12-01T00:00:00Z", endAt: "2026-12-02T00:00:00Z" },
    "POST /v1/campaigns/{id}/recipients/{recipient}/resolve": { verdict: "sent" },
    "POST /v1/messages": {
      to: "+12125550188",
      sender: ourNumber,
      text: "a",
      zone: "UTC",
      skill: "billing",
      consent: true,
    },
    "POST /v1/senders": { channel: "sms", address: "+12025550177", name: "a", helpText: "a", ...entryPoint },
    "POST /v1/senders/{id}/clear": { reason: "a" },
    "PATCH /v1/senders/{id}": { name: "a", helpText: "a", ...entryPoint },
    "PATCH /v1/conversations/{id}": {
      status: "open",
      agent: "Ana",
      inbox: "Billing",
      skill: "billing",
      topics: ["late"],
      priority: "high",
      flag: false,
    },
    "POST /v1/conversations/{id}/replies": { text: "a", seen: 1, anyway: true, close: false },
    "POST /v1/conversations/{id}/notes": { text: "a" },
    "PUT /v1/conversations/{id}/draft": { text: "a" },
    "PATCH /v1/customers/{id}": { name: "a", about: "a" },
    "POST /v1/inboxes": inbox,
    "PATCH /v1/inboxes/{id}": inbox,
    "POST /v1/skills": { name: "a", description: "a" },
    "POST /v1/topics": { name: "a", description: "a" },
    "POST /v1/agents": { user: ids.token, name: "a", capacity: 1, skills: ["billing"], inboxes: ["Billing"] },
    "PATCH /v1/agents/{id}": { name: "a", status: "away", capacity: 1, skills: ["billing"], inboxes: ["Billing"] },
    "POST /v1/rules": rule,
    "PATCH /v1/rules/{id}": rule,
    "POST /v1/rules/try": { text: "a", from: "+12125550101", to: ourNumber },
    "POST /v1/boosts": { when: { type: "inbox", inbox: "Billing" }, size: "small" },
    "POST /v1/webhooks": { url: "https://team.test/", description: "a" },
    "POST /v1/answers": { name: "a", channel: "sms", language: "en", text: "a" },
    "PATCH /v1/answers/{id}": { name: "a" },
    "PUT /v1/answers/{id}/variants/{channel}/{language}": {
      content: { channel: "sms", text: "a", media: ["https://example.com/a.png"] },
    },
    "PUT /v1/prices": {
      currency: "USD",
      source: "a",
      sms: { perSegment: 1, perMediaMessage: 1, byPrefix: { "+44": 1 } },
      whatsapp: { perMessage: 1 },
      email: { perMessage: 1 },
      voice: { perMinute: 1 },
    },
    "POST /v1/tokens": { name: "a", role: "viewer" },
    "POST /v1/agreement": { version: "2026-11" },
    "POST /v1/suppressions": { address: "+12125550109", reason: "a" },
  };
  const body = bodies[`${method} ${path}`];
  if (body === undefined) throw new Error(`write a right body for ${method} ${path}`);
  return body;
}

/** JSON numbers that no JavaScript value is printed as; put into the text where the marker stands. */
const rawNumbers = { "@@huge": "1e999", "@@negative": "-1e999", "@@digits": "1".repeat(400) };
const wrongValues: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -1,
  1.5,
  Number.MAX_SAFE_INTEGER + 2,
  ...Object.keys(rawNumbers),
  "",
  " ",
  "\0",
  "a\0b",
  "\ud800",
  "a\udc00b",
  "x".repeat(5_000),
  "{{ __proto__ }}",
  "{% if %}",
  [],
  [[]],
  [null],
  {},
  { constructor: { prototype: 1 } },
  JSON.parse('{"__proto__":{"polluted":true}}'),
  JSON.parse('{"length":1e9}'),
];

function typesOf(schema: Schema): Set<string> {
  const types = new Set<string>();
  if (schema.type !== undefined)
    for (const type of [schema.type].flat()) types.add(type === "integer" ? "number" : type);
  for (const each of [...(schema.enum ?? []), ...(schema.const === undefined ? [] : [schema.const])])
    types.add(typeOf(each));
  for (const each of [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])])
    for (const type of typesOf(each)) types.add(type);
  return types;
}
const typeOf = (value: unknown): string =>
  value === null
    ? "null"
    : Array.isArray(value)
      ? "array"
      : typeof value === "string" && value in rawNumbers
        ? "number"
        : typeof value;

/** Every place in a right body, with its schema. */
function placesIn(
  value: unknown,
  schema: Schema | undefined,
  path: readonly (string | number)[] = [],
): { path: readonly (string | number)[]; schema: Schema }[] {
  const here = schema === undefined ? [] : [{ path, schema }];
  const options = [schema, ...(schema?.anyOf ?? []), ...(schema?.oneOf ?? [])];
  if (Array.isArray(value))
    return [
      ...here,
      ...value.flatMap((each, i) => placesIn(each, options.find((option) => option?.items)?.items, [...path, i])),
    ];
  if (typeof value === "object" && value !== null)
    return [
      ...here,
      ...Object.entries(value).flatMap(([name, each]) =>
        placesIn(each, options.find((option) => option?.properties?.[name])?.properties?.[name], [...path, name]),
      ),
    ];
  return here;
}

function withValue(body: unknown, path: readonly (string | number)[], value: unknown): unknown {
  const [first, ...rest] = path;
  if (first === undefined) return value;
  const copy = structuredClone(body) as Record<string | number, unknown>;
  copy[first] = withValue(copy[first], rest, value);
  return copy;
}

function textOf(body: unknown): string {
  let text = JSON.stringify(body);
  for (const [marker, raw] of Object.entries(rawNumbers)) text = text.replaceAll(`"${marker}"`, raw);
  return text;
}

/** Chunks tell a bad cell as a problem of its row; the rest of a chunk is checked like any body. */
const isCell = (path: readonly (string | number)[]) => path[2] === "cells" && path.length === 4;

describe("11 bad bodies", () => {
  test("11 a wrong type or an impossible value in any field of any body is refused, and changes nothing", async () => {
    let tried = 0;
    for (const operation of operations) {
      if (operation.body === null) continue;
      const right = rightBody(operation);
      for (const { path, schema } of placesIn(right, operation.body)) {
        for (const value of wrongValues) {
          const isTypeRight = typesOf(schema).has(typeOf(value));
          const isText = typeof value === "string" && !(value in rawNumbers);
          const isUnfit = isText && (/\0/.test(value) || !value.isWellFormed()) && !isCell(path);
          if (isTypeRight && !isUnfit) continue; // may be right; the next test looks at those
          const what = `${operation.method} ${operation.path} ${path.join(".")} = ${JSON.stringify(value)}`;
          const body = textOf(withValue(right, path, value));
          expectRefused(await world.call(operation.method, named(operation.path), { body }), what, [
            "invalid_request",
            "consent_missing",
            "malformed_json",
          ]);
          tried++;
        }
      }
      expectUnchanged(`${operation.method} ${operation.path}`);
    }
    expect(tried).toBeGreaterThan(1_000);
  });

  test("11 an unknown field, a missing one, or a prototype's name as a field is refused", async () => {
    for (const operation of operations) {
      if (operation.body === null) continue;
      const right = rightBody(operation);
      const bodies: [string, unknown][] = [
        ...(operation.body.required ?? []).map((name): [string, unknown] => {
          const { [name]: _, ...rest } = right;
          return [`without ${name}`, rest];
        }),
        ...["extra", "constructor", "prototype", "toString"].map((name): [string, unknown] => [
          name,
          { ...right, [name]: 1 },
        ]),
        ["__proto__", JSON.parse(`{"__proto__":{"isAdmin":true},${JSON.stringify(right).slice(1)}`)],
      ];
      for (const [what, body] of bodies)
        expectRefused(
          await world.call(operation.method, named(operation.path), { body }),
          `${operation.path} ${what}`,
          ["invalid_request", "consent_missing"],
        );
      expectUnchanged(operation.path);
    }
    expect(({} as Record<string, unknown>).isAdmin).toBeUndefined();
  });

  test("11 any JSON at all is answered, by every operation, below 500", async () => {
    const json = fc.oneof(fc.jsonValue({ maxDepth: 5 }), fc.object({ maxDepth: 3 }));
    const bodied = operations.filter(({ body }) => body !== null);
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...bodied), json, fc.boolean(), async (operation, value, isMixed) => {
        const right = rightBody(operation);
        const fields = Object.keys(right);
        const body = isMixed
          ? { ...right, [fields[JSON.stringify(value).length % fields.length] ?? ""]: value }
          : value;
        const answer = await world.call(operation.method, named(operation.path), { body: JSON.stringify(body) });
        expect(answer.status, `${operation.method} ${operation.path} ${JSON.stringify(body)}`).toBeLessThan(500);
        if (answer.status >= 400) ErrorBody.parse(answer.json);
      }),
      { seed: 20_261_124, numRuns: 600 },
    );
  });

  test.each([
    ["an open brace", "{"],
    ["half a word", "nul"],
    ["single quotes", "{'a':1}"],
    ["two values", "{}{}"],
    ["a trailing comma", '{"a":1,}'],
    ["NaN", '{"a":NaN}'],
    ["an array", "[]"],
    ["a string", '"x"'],
    ["null", "null"],
    ["a number", "1"],
    ["bytes that are no UTF-8", new Uint8Array([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d])],
  ])("11 %s as a body is refused by every operation that takes one", async (_, body) => {
    for (const { method, path, body: schema } of operations) {
      if (schema === null) continue;
      const headers = { authorization: `Bearer ${adminToken}`, "content-type": "application/json" };
      const answer = await answered(new Request(publicUrl + named(path), { method, headers, body }));
      expectRefused(answer, `${method} ${path}`, ["malformed_json", "invalid_request", "consent_missing"]);
    }
    expectUnchanged("");
  });

  test("11 no body is refused where one is needed", async () => {
    for (const { method, path, isBodyRequired } of operations) {
      if (!isBodyRequired) continue;
      expectRefused(await world.call(method, named(path)), path);
      expectRefused(await world.call(method, named(path), { headers: { "content-type": "application/json" } }), path);
    }
    expectUnchanged("");
  });

  test("11 a body that is not said to be JSON is refused with 415", async () => {
    const types = [
      null,
      "text/plain",
      "application/x-www-form-urlencoded",
      "application/jsonp",
      "application/vnd.a1+json",
      "multipart/form-data; boundary=x",
      "garbage",
    ];
    for (const operation of operations) {
      if (operation.body === null) continue;
      for (const type of types) {
        const headers = new Headers({ authorization: `Bearer ${adminToken}` });
        if (type !== null) headers.set("content-type", type);
        const bytes = new TextEncoder().encode(JSON.stringify(rightBody(operation)));
        const request = new Request(publicUrl + named(operation.path), {
          method: operation.method,
          headers,
          body: bytes,
        });
        expectRefused(await answered(request), `${operation.path} as ${type}`, ["unsupported_media_type"]);
      }
    }
    expectUnchanged("");
    const body = JSON.stringify({ name: "a", text: "a", language: "12" });
    const answer = await world.call("POST", "/v1/answers", {
      headers: { "content-type": "Application/JSON; charset=utf-8" },
      body,
    });
    expect(answer.json.error.code).toBe("invalid_request");
  });

  test("11 a body too large is refused with 413, also when it does not say how large it is", async () => {
    for (const { method, path, body } of operations) {
      if (body === null) continue;
      const takesRows = path.includes("/chunks/") || path.endsWith("/repair");
      const size = takesRows ? 2 * 1024 * 1024 + 1 : 256 * 1024 + 1;
      const text = `{"a":"${"x".repeat(size)}"}`;
      expectRefused(await world.call(method, named(path), { body: text }), path, ["body_too_large"]);
      const stream = new Blob([text]).stream();
      const headers = { authorization: `Bearer ${adminToken}`, "content-type": "application/json" };
      const request = new Request(publicUrl + named(path), {
        method,
        headers,
        body: stream,
        duplex: "half",
      } as RequestInit);
      expectRefused(await answered(request), `${path} streamed`, ["body_too_large"]);
    }
    expectUnchanged("");
  });

  test("11 a body of any size below its bound is read", async () => {
    const draft = await draftCampaign(world);
    const rows = Array.from({ length: 500 }, (_, i) => [`+1212556${String(i).padStart(4, "0")}`, "x".repeat(1_500)]);
    const { problems } = await importRows(world, draft, rows);
    expect(problems).toEqual([]);
    const reason = await world.call("POST", "/v1/answers", { body: `{"name":"a"${" ".repeat(250_000)},"text":""}` });
    expect(reason.json.error.code).toBe("invalid_request");
  });

  test("11 200 levels of nesting are refused before they are read", async () => {
    for (const { method, path, body } of operations) {
      if (body === null) continue;
      for (const deep of [
        "[".repeat(200) + "]".repeat(200),
        `${'{"a":'.repeat(200)}1${"}".repeat(200)}`,
        "[".repeat(100_000),
      ])
        expectRefused(await world.call(method, named(path), { body: deep }), path, ["too_deep"]);
    }
    const quoted = JSON.stringify({ name: "[".repeat(100), text: '{"\\"'.repeat(100), language: "12" });
    expect((await world.call("POST", "/v1/answers", { body: quoted })).json.error.code).not.toBe("too_deep");
    expectUnchanged("");
  });

  test("11 one bad cell is its row's problem and keeps no other row: NUL, half characters, prototype names", async () => {
    const draft = await draftCampaign(world);
    const columns = [
      { role: "address" },
      { role: "variable", name: "first_name" },
      { role: "variable", name: "__proto__" },
    ];
    const rows = [
      ["+12125550110", "A\0da", "x"],
      ["+12125550111\0", "\ud800", "y"],
      ["+12125550112", "__proto__", "constructor"],
      ["\0", "Ada", ""],
      ["+12125550113", "\0", ""],
      ["+12125550114", "x".repeat(4_001), ""],
      ["+12125550115", "Ada", "z"],
    ];
    const { problems } = await importRows(world, draft, rows, { columns });
    expect(problems.map(({ line, code }) => [line, code])).toEqual([
      [5, "EMPTY_ADDRESS"],
      [6, "MISSING_VARIABLE"],
      [7, "CELL_TOO_LARGE"],
    ]);
    const { items } = (await world.call("GET", `/v1/campaigns/${draft}/recipients`)).json;
    expect(items.map((item: { variables: Record<string, string> }) => Object.entries(item.variables))).toEqual([
      [
        ["first_name", "Ada"],
        ["__proto__", "x"],
      ],
      [
        ["first_name", "\ufffd"],
        ["__proto__", "y"],
      ],
      [
        ["first_name", "__proto__"],
        ["__proto__", "constructor"],
      ],
      [
        ["first_name", "Ada"],
        ["__proto__", "z"],
      ],
    ]);
  });
});

describe("11 bad addresses", () => {
  const junk = [
    "x",
    "__proto__",
    "constructor",
    "%00",
    "%E0%A4%A",
    "%",
    "%ff%fe",
    "..%2f..%2fv1",
    "%2e%2e",
    "%20",
    "0",
    "-1",
    "1e3",
    "%F0%9F%92%A9",
    "rcp_",
    "cmp_01",
    `${"a".repeat(3_000)}`,
    "'%20or%201=1--",
    "%7B%7D",
    "*",
  ];

  test("11 junk, and ids of another kind, in any part of a path are refused", async () => {
    for (const operation of operations) {
      const kinds = [ids.list, ids.draft, ids.token, ids.recipient, "snd_00000000000000000000000000"];
      for (const { name } of operation.parameters.filter((parameter) => parameter.in === "path")) {
        const right = named(operation.path).split("/")[operation.path.split("/").indexOf(`{${name}}`)];
        for (const wrong of [...junk, ...kinds]) {
          if (
            wrong === right ||
            (name === "n" && wrong === "0") ||
            (operation.path.endsWith("/chunks/{n}") && name === "list" && wrong === ids.list)
          )
            continue;
          const path = named(operation.path.replace(`{${name}}`, "{wrong}")).replace("{wrong}", wrong);
          const body = operation.body === null ? {} : { body: rightBody(operation) };
          expectRefused(await world.call(operation.method, path, body), `${operation.method} ${path.slice(0, 120)}`, [
            "invalid_request",
            "not_found",
            "method_not_allowed",
          ]);
        }
      }
    }
    expectUnchanged("");
  });

  test("11 an id of the right kind that names nothing is not found", async () => {
    const nothing = "01k00000000000000000000000";
    for (const operation of operations) {
      if (!operation.path.includes("{")) continue;
      const path = operation.path
        .replace(/^\/v1\/(\w+)\/\{id\}/, (_, kind: string) => `/v1/${kind}/${prefixes[kind] ?? "cmp"}_${nothing}`)
        .replace("{name}", "nothing")
        .replace("{list}", `lst_${nothing}`)
        .replace("{n}", "0")
        .replace("{recipient}", "rcp_00000000000000000000")
        .replace("{channel}", "sms")
        .replace("{language}", "en")
        .replace("{address}", "+12125550188");
      const body = operation.body === null ? {} : { body: rightBody(operation) };
      expectRefused(await world.call(operation.method, path, body), path, ["not_found"]);
    }
    const recipients = `/v1/campaigns/${ids.draft}/recipients`;
    const list = `/v1/campaigns/${ids.draft}/lists/lst_${nothing}`;
    for (const [method, path, body] of [
      ["GET", `${recipients}/+12125550199/why`, undefined],
      ["POST", `${recipients}/rcp_00000000000000000000/resolve`, { verdict: "sent" }],
      ["POST", `${list}/seal`, { chunks: 1, rows: 1 }],
      ["PUT", `${list}/chunks/0`, { rows: [{ line: 2, cells: ["a"] }] }],
      ["POST", `${list}/repair`, { rows: [{ line: 2, cells: ["a"] }] }],
      ["POST", `${list}/repair/undo`, { lines: [2] }],
      ["DELETE", list, undefined],
      ["GET", `/v1/campaigns/cmp_${nothing}/live`, undefined],
    ] as const) {
      const headers: Record<string, string> = path.endsWith("/live") ? { upgrade: "websocket" } : {};
      expectRefused(await world.call(method, path, { headers, ...(body && { body }) }), path, ["not_found"]);
    }
    expectUnchanged("");
  });

  test("11 odd queries are refused: limits out of bounds, cursors of nowhere, values twice", async () => {
    const long = "x".repeat(300);
    const odd: Record<string, string[]> = {
      limit: ["0", "-1", "501", "1.5", "abc", "NaN", "Infinity", "1e9", "", "%00", "10&limit=20"],
      cursor: [
        "garbage",
        "%00",
        long,
        "1",
        "..",
        "-1.-1",
        "1e3.2",
        "",
        "%F0%9F%92%A9",
        "a|b|c",
        "|global|",
        "99999999999.1",
      ],
      order: ["up", "", "__proto__"],
      status: ["none", "", "in_flight,ready"],
      list: ["x", ids.draft],
      roundTripMs: ["-1", "60001", "x", "1.5"],
      address: [long, "%00"],
      since: ["-1", "x", "1.5"],
      code: [long, "", "%20", "%00", "x&code=y"],
      search: [long, "", "%20", "%00", "a&search=b"],
      kind: ["x", "", "campaign,single"],
      view: ["x", ""],
      inbox: [long, "%00", "a&inbox=b"],
      agent: [long, "%00"],
      topic: ["Not one", "", "%00"],
      skill: ["Not one", "", "%00"],
      campaign: ["x", ""],
      days: ["-1", "x", "1.5", "1000"],
    };
    for (const { method, path, parameters } of [
      ...operations,
      { method: "GET", path: "/v1/campaigns/{id}/live", parameters: [{ name: "since", in: "query" }] },
    ])
      for (const { name } of parameters.filter((parameter) => parameter.in === "query"))
        for (const value of odd[name] ?? [expect.fail(`say what is odd for ${name}`)]) {
          if (name === "cursor" && value === "|global|") continue; // the very first place there can be
          const url = `${named(path)}?${name}=${value}`;
          expectRefused(await world.call(method, url, { headers: { upgrade: "websocket" } }), url.slice(0, 150), [
            "invalid_request",
          ]);
        }
    const mixed = await world.call("GET", `/v1/campaigns/${ids.draft}/recipients?order=id&cursor=0.2`);
    expectRefused(mixed, "a cursor of another order", ["invalid_request"]);
    const sorted = await world.call("GET", `/v1/campaigns/${ids.draft}/recipients?order=id&search=Ada`);
    expectRefused(sorted, "a search in id order", ["invalid_request"]);
    expectUnchanged("");
  });

  test("11 nothing lives anywhere else", async () => {
    for (const path of [
      "/",
      "/v1",
      "/v1/",
      "/v1/campaigns/",
      "//v1/campaigns",
      "/v2/campaigns",
      "/V1/campaigns",
      "/v1/campaigns/x/y/z",
      "/hooks",
      "/hooks/twilio",
      "/.env",
      "/v1/__proto__",
      "/%E0%A4%A",
      "/v1/campaigns%2F",
      "/constructor",
    ])
      for (const method of ["GET", "POST", "DELETE"]) {
        const answer = await world.call(method, path, { token: null });
        expectRefused(answer, `${method} ${path}`, ["not_found"]);
      }
  });

  test("11 a method that an address does not take is refused with 405, and told which it takes", async () => {
    const methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD"];
    const others = [
      { path: "/health", method: "GET" },
      { path: "/openapi.json", method: "GET" },
      { path: "/v1/campaigns/{id}/live", method: "GET" },
      { path: "/hooks/twilio/inbound", method: "POST" },
      { path: "/hooks/twilio/status/a/b", method: "POST" },
    ];
    const byPath = Map.groupBy([...operations, ...others], ({ path }) => path);
    for (const [path, there] of byPath) {
      const taken = there.map(({ method }) => method);
      if (taken.includes("GET")) taken.push("HEAD");
      if (path === "/v1/rules/try") taken.push("PATCH", "DELETE"); // it lies where rules do
      for (const method of methods.filter((each) => !taken.includes(each))) {
        const answer = await world.call(method, named(path), { token: null });
        expect(answer.status, `${method} ${path}`).toBe(405);
        expect(answer.headers.get("allow")?.split(", ").sort(), path).toEqual(taken.sort());
        if (method !== "HEAD") expectRefused(answer, path, ["method_not_allowed"]);
      }
    }
    const head = await world.call("HEAD", "/v1/campaigns");
    expect([head.status, head.text]).toEqual([200, ""]);
    expect((await world.call("HEAD", "/v1/campaigns", { token: null })).status).toBe(401);
  });
});

async function answered(request: Request): Promise<ApiAnswer> {
  const response = await world.fetch(request);
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, json: JSON.parse(text) };
}
