import {
  ConversationId,
  type ConversationPage,
  type Recipient,
  type Suppression,
  type Thread,
} from "@headsup/contract";
import { ourSenders } from "../sim/ladders.ts";
import { isFinal, whatIsWrong } from "../sim/ledger.ts";
import { numberOf } from "../sim/seen.ts";
import { mayHaveFailed } from "../sim/steps.ts";
import { Stops } from "../sim/stops.ts";
import type { Noted } from "./carrierLog.ts";
import { type Desk, looked, lookedAll } from "./desk.ts";
import type { Begun } from "./people.ts";
import type { Person } from "./plan.ts";
import type { Acknowledged, Witness } from "./witness.ts";

/**
 * What came of it all: the carrier's log and what the witness saw acknowledged, compared with what the API tells at the
 * end. Nothing is taken from our own tables.
 */
export type Breach = "duplicates" | "lost" | "acknowledgedButLost" | "sentAfterStop" | "sentWhileHeld";
export interface Finding {
  readonly breach: Breach;
  readonly what: string;
}

export interface Judgement {
  readonly findings: readonly Finding[];
  readonly recipients: number;
  /** Messages of campaigns that the carrier took. */
  readonly accepted: number;
  /** Told as unknown or unconfirmed, or as handed over with nothing further known. */
  readonly unknown: number;
  /** What was acknowledged, by kind. */
  readonly acknowledged: Readonly<Record<string, number>>;
}

export interface Evidence {
  readonly desk: Pick<Desk, "url" | "token">;
  readonly log: readonly Noted[];
  readonly witness: Pick<Witness, "acknowledged" | "begun">;
  readonly campaigns: readonly Begun[];
  /** Whether the clock went on until every receipt that was lost had been asked after. */
  readonly isReceiptsOver: boolean;
}

/** A check older than this allows no dispatch; and a request is on its way, and an answer on its way back, for so long. */
const checkAgeMs = 5_000;
const wayMs = 2_000;
/** How far the carrier may be behind with what had arrived before a pause was acknowledged. */
const arrivalMs = 1_000;
const confirmsStop = /^You will get no more /;

/** One message the carrier took. */
interface Taken {
  readonly attemptId: string;
  readonly rung: string;
  status: string;
}

export async function judge(evidence: Evidence): Promise<Judgement> {
  const { desk, log, witness, campaigns, isReceiptsOver } = evidence;
  const findings: Finding[] = [];
  const find = (breach: Breach, what: string) => findings.push({ breach, what });
  const carrier = readCarrier(evidence, find);
  const judgement = { recipients: 0, accepted: carrier.accepted, unknown: 0 };
  const threads = await readThreads(desk);

  const recipientsOf = new Map<string, Recipient[]>();
  for (const campaign of campaigns) {
    if (campaign.id === null) continue;
    const recipients: Recipient[] = await lookedAll(desk, `/v1/campaigns/${campaign.id}/recipients?order=id`);
    recipientsOf.set(campaign.id, recipients);
    if (campaign.isDraft) continue;
    judgement.recipients += recipients.length;
    for (const recipient of recipients) {
      const taken = carrier.taken(campaign.id, personOf(recipient));
      const isUnconfirmed = recipient.status === "unconfirmed" || recipient.status === "unknown";
      if (isUnconfirmed || (recipient.status === "accepted" && !isReceiptsOver)) {
        judgement.unknown++;
        if (recipient.status !== "unknown" && (recipient.status === "unconfirmed" || taken.length > 0)) continue;
      }
      const wrote = [recipient.address, recipient.also].some((address) => address !== null && carrier.wrote(address));
      const terms = { list: { endAt: null }, plan: { expiresAt: null }, mayStop: campaign.isStopped, taken, wrote };
      const wrong = isFinal(recipient) ? whatIsWrong(recipient, terms) : "it is not decided";
      if (wrong !== null)
        find("lost", `${recipient.address} of ${campaign.id} is told as ${recipient.status}: ${wrong}`);
    }
  }
  const acknowledged = await judgeAcknowledged({ ...evidence, threads, recipientsOf, find });

  const suppressions: Suppression[] = await lookedAll(desk, "/v1/suppressions");
  const suppressed = new Set(suppressions.map(({ address }) => address));
  for (const { from, sid } of carrier.standingStops)
    if (!suppressed.has(from)) find("acknowledgedButLost", `${from} said stop (${sid}), and may be contacted`);
  const inThreads = new Set(threads.flatMap(({ messages }) => messages.map(({ id }) => id)));
  for (const { seen } of log) {
    // Mails go by names of their own: they are counted below.
    if (seen?.kind !== "said" || seen.from.includes("@") || inThreads.has(seen.sid)) continue;
    const isHeard = carrier.heard.has(seen.sid);
    find(isHeard ? "acknowledgedButLost" : "lost", `what ${seen.from} wrote (${seen.sid}) is in no thread`);
  }
  for (const [address, mails] of carrier.mailsFrom) {
    const of = threads.filter(({ conversation }) => conversation.address === address);
    const there = of.flatMap(({ messages }) => messages).filter(({ direction }) => direction === "in").length;
    if (there < mails) find("acknowledgedButLost", `${mails} mails of ${address} were taken, and ${there} are there`);
  }
  judgeHeld(evidence, find);
  const heard = { replies: carrier.heard.size, stops: carrier.standingStops.length };
  return { ...judgement, findings, acknowledged: { requests: witness.acknowledged.length, ...acknowledged, ...heard } };
}

type Find = (breach: Breach, what: string) => void;

/** What the carrier saw: messages per person and rung, and who was written to after a stop of theirs was acknowledged. */
function readCarrier({ log, campaigns }: Evidence, find: Find) {
  const byPerson = new Map<string, Taken[]>();
  const bySid = new Map<string, Taken>();
  const answers = new Map<string, number>();
  const mailsFrom = new Map<string, number>();
  const stops = new Stops();
  const said = new Map<string, { from: string; to: string; sid: string }>();
  const wrote = new Set<string>();
  const heard = new Set<string>();
  const plans = new Map(campaigns.flatMap(({ id, plan }) => (id === null ? [] : [[id, plan] as const])));
  const people = new Map<string, Person>();
  for (const { plan } of campaigns)
    for (const person of [...plan.list.people, ...(plan.furtherList?.people ?? [])])
      for (const address of addressesOf(person)) people.set(`${plan.name} ${address}`, person);
  let accepted = 0;
  for (const { seen, entry, readAt } of log) {
    if (seen === null) continue;
    if (seen.kind === "moved") {
      const taken = bySid.get(seen.sid);
      if (taken !== undefined) taken.status = seen.status;
    } else if (seen.kind === "said") {
      wrote.add(seen.from);
      stops.said(seen.sid, seen, seen.body);
      said.set(seen.sid, seen);
    } else if (seen.kind === "heard") {
      const from = said.get(seen.sid)?.from ?? "";
      if (from.includes("@") && !heard.has(seen.sid)) mailsFrom.set(from, (mailsFrom.get(from) ?? 0) + 1);
      heard.add(seen.sid);
      stops.heard(seen.sid, readAt);
    } else if (seen.kind === "left") {
      const message = said.get(seen.sid);
      if (message !== undefined) stops.left({ from: message.to, to: message.from }, readAt);
    } else if (seen.kind === "asked") {
      const { ownerId, attemptId, to, from, channel, sid, body } = seen.request;
      const plan = plans.get(ownerId);
      const person = people.get(`${plan?.name} ${to}`);
      const addresses = person === undefined ? [to] : addressesOf(person);
      const senders = plan === undefined ? [from] : plan.ladder.map((rung) => ourSenders[rung]);
      const since = stops.since(addresses, senders);
      if (since !== null && entry.realAt > since + checkAgeMs + wayMs && !confirmsStop.test(body))
        find("sentAfterStop", `${to} is asked for as ${attemptId}, ${entry.realAt - since} ms after their stop`);
      if (sid === null) continue;
      said.set(sid, { from, to, sid });
      if (ConversationId.safeParse(ownerId).success) {
        answers.set(attemptId, (answers.get(attemptId) ?? 0) + 1);
        continue;
      }
      accepted++;
      if (plan === undefined) find("lost", `a message of nobody's campaign: ${attemptId} of ${ownerId}`);
      const key = `${ownerId} ${addresses[0]}`;
      const before = byPerson.get(key) ?? [];
      const standing = before.find(
        (taken) => taken.rung === channel && (taken.attemptId === attemptId || !mayHaveFailed(taken)),
      );
      if (standing !== undefined)
        find("duplicates", `${to} got ${attemptId} of ${ownerId}, and ${standing.attemptId} was ${standing.status}`);
      const taken = { attemptId, rung: channel, status: "queued" };
      byPerson.set(key, [...before, taken]);
      bySid.set(sid, taken);
    }
  }
  for (const [id, times] of answers) if (times > 1) find("duplicates", `the answer ${id} was taken ${times} times`);
  return {
    accepted,
    heard,
    mailsFrom,
    wrote: (address: string) => wrote.has(address),
    taken: (campaignId: string, address: string): readonly Taken[] => byPerson.get(`${campaignId} ${address}`) ?? [],
    /** Acknowledged, and not taken back since. */
    standingStops: [...said.values()].filter(
      ({ from, to, sid }) => heard.has(sid) && stops.since([from], [to]) !== null,
    ),
  };
}

const addressesOf = ({ address, also }: Person): string[] => (also === undefined ? [address] : [address, also]);
/** By the address that our files name them with first. */
const personOf = ({ address, also }: Recipient): string =>
  also !== null && address.includes("@") ? numberOf(also) : address;

interface Told extends Evidence {
  readonly threads: readonly Thread[];
  readonly recipientsOf: ReadonlyMap<string, readonly Recipient[]>;
  readonly find: Find;
}

/** Whatever was answered with 2xx is there. */
async function judgeAcknowledged(told: Told) {
  const { witness, campaigns, find, desk } = told;
  const counts = { rows: 0, launches: 0, pauses: 0, answers: 0, campaigns: 0 };
  const lost = (what: string) => find("acknowledgedButLost", what);
  const byId = new Map(campaigns.map((campaign) => [campaign.id, campaign]));
  const problems = new Map<string, Set<string>>();
  for (const { id } of campaigns) {
    if (id === null) continue;
    const rows: { line: number; list: string }[] = await lookedAll(desk, `/v1/campaigns/${id}/problems`);
    problems.set(id, new Set(rows.map(({ list, line }) => `${list} ${line}`)));
  }
  for (const { method, path, body, answer } of witness.acknowledged) {
    const [, , kind, id = "", verb, list = "", part] = path.split("/");
    if (method === "POST" && path === "/v1/campaigns") {
      counts.campaigns++;
      const { id: made, name } = JSON.parse(answer);
      if (!byId.has(made)) lost(`the campaign ${name} (${made}) was made and is not known to who made it`);
      else await looked(desk, `/v1/campaigns/${made}`).catch(() => lost(`the campaign ${made} is gone`));
    } else if (kind === "campaigns" && part === "chunks") {
      const { rows } = JSON.parse(body) as { rows: { line: number; cells: string[] }[] };
      const known = new Set(told.recipientsOf.get(id)?.flatMap(({ address, also }) => [address, also ?? ""]));
      counts.rows += rows.length;
      for (const { line, cells } of rows)
        if (!known.has(cells[0] ?? "") && problems.get(id)?.has(`${list} ${line}`) !== true)
          lost(`line ${line} of ${list}, ${cells[0]}, was taken and is not there`);
    } else if (kind === "campaigns" && verb === "launch") {
      counts.launches++;
      const { status } = await looked(desk, `/v1/campaigns/${id}`);
      if (status === "draft") lost(`${id} was launched and is a draft`);
    } else if (kind === "campaigns" && verb === "stop") {
      const { status } = await looked(desk, `/v1/campaigns/${id}`);
      if (status !== "stopped") lost(`${id} was stopped and is ${status}`);
    } else if (kind === "campaigns" && verb === "pause") counts.pauses++;
    else if (kind === "conversations" && verb === "replies") {
      counts.answers++;
      const { text } = JSON.parse(body);
      const thread = told.threads.find(({ conversation }) => conversation.id === id);
      const there = thread?.messages.filter((message) => message.direction === "out" && message.text === text) ?? [];
      if (there.length !== 1) lost(`the answer "${text}" is ${there.length} times in the thread ${id}`);
    }
  }
  return counts;
}

/** Nothing goes from when a pause or stop was acknowledged until somebody lets it go on. */
function judgeHeld({ log, witness }: Evidence, find: Find): void {
  const held = witness.acknowledged.flatMap((each) => heldBy(each, witness));
  for (const { seen, entry } of log) {
    if (seen?.kind !== "asked") continue;
    const { ownerId, attemptId } = seen.request;
    const during = held.find(({ id, from, to }) => id === ownerId && entry.realAt > from && entry.realAt < to);
    if (during !== undefined)
      find("sentWhileHeld", `${attemptId} of ${ownerId}, ${entry.realAt - during.from} ms after ${during.what}`);
  }
}

function heldBy({ path, at, method }: Acknowledged, { begun }: Pick<Witness, "begun">) {
  const [, , , id = "", verb] = path.split("/");
  if (method !== "POST" || (verb !== "pause" && verb !== "stop")) return [];
  const goesOn = begun("POST", `/v1/campaigns/${id}/resume`).find((begunAt) => begunAt >= at);
  return [{ id, what: verb, from: at + arrivalMs, to: verb === "stop" ? Infinity : (goesOn ?? Infinity) }];
}

/** Every conversation there is, whole. */
async function readThreads(desk: Evidence["desk"]): Promise<Thread[]> {
  const items: ConversationPage["items"] = [];
  for (const status of ["open", "closed"]) items.push(...(await lookedAll(desk, `/v1/conversations?status=${status}`)));
  const threads: Thread[] = [];
  const waiting = items[Symbol.iterator]();
  const lane = async () => {
    for (const { id } of waiting) threads.push(await looked(desk, `/v1/conversations/${id}`));
  };
  await Promise.all(Array.from({ length: 8 }, lane));
  return threads;
}
