import { DelayedError, type Job, Queue, Worker } from "bullmq";
import { Redis } from "ioredis";
import { type Person, startsAt, text } from "./people.ts";

/**
 * BullMQ at the same work, as a good engineer would do it who makes the same promises; a process of its own, as a worker is.
 *
 * - A job's id is its recipient: queued twice is queued once.
 * - Never twice, whatever crashes: one script claims the recipient before the request, the outcome is recorded after. A job that comes
 *   again — its worker died, or stalled — finds the claim. Settled: nothing is left to do. Not settled: its request may have
 *   arrived, so it is `unknown`, for a person or the provider's list, and is not sent.
 * - Stop means stop, never after no: the same script, right before the request, looks whether the campaign runs and whether they said stop.
 * - Never at night: their hours are read off the clock of their zone right before the request.
 * - A status for each recipient and counts for the campaign, changed together.
 *
 * What it does not: nothing is on disk before the request leaves (Redis syncs each second), nothing is told to a catalogue, there are no
 * webhooks, no live tail, no deadline of the message's, and the provider is not asked what became of the unknown.
 */
export type RivalOrder =
  | {
      readonly order: "queue";
      readonly campaign: string;
      readonly people: readonly Person[];
    }
  | { readonly order: "run"; readonly campaigns: readonly string[]; readonly lanes: number };

export type RivalWord =
  | { readonly word: "ready" }
  | { readonly word: "queued" }
  | { readonly word: "done"; readonly counts: Readonly<Record<string, number>> };

const [redisPort = "", sinkUrl = ""] = process.argv.slice(2);
const connection = { host: "127.0.0.1", port: Number(redisPort), maxRetriesPerRequest: null };
const redis = new Redis(connection);
const say = (word: RivalWord) => process.send?.(word);

/** Claims a recipient. Answers "go", or why not. */
const claimScript = `
if redis.call('hget', KEYS[1], 'phase') ~= 'running' then return 'not running' end
if redis.call('sismember', KEYS[3], ARGV[1]) == 1 then
  redis.call('hset', KEYS[2], 'status', 'skipped')
  redis.call('hincrby', KEYS[1], 'skipped', 1)
  return 'opted out'
end
local status = redis.call('hget', KEYS[2], 'status')
if status == 'claimed' then
  redis.call('hset', KEYS[2], 'status', 'unknown')
  redis.call('hincrby', KEYS[1], 'unknown', 1)
  return 'unknown'
end
if status and status ~= 'ready' then return status end
redis.call('hset', KEYS[2], 'status', 'claimed', 'claimedAt', ARGV[2])
return 'go'`;

/** Records what became of a claim: status, the provider's id, and the campaign's counts. */
const settleScript = `
redis.call('hset', KEYS[2], 'status', ARGV[1], 'sid', ARGV[2], 'at', ARGV[3])
redis.call('hincrby', KEYS[1], ARGV[1], 1)`;

interface Scripts {
  claim(campaign: string, recipient: string, suppressed: string, address: string, now: number): Promise<string>;
  settle(campaign: string, recipient: string, status: string, sid: string, now: number): Promise<null>;
}
redis.defineCommand("claim", { numberOfKeys: 3, lua: claimScript });
redis.defineCommand("settle", { numberOfKeys: 2, lua: settleScript });
const scripts = redis as unknown as Scripts;

const campaignKey = (campaign: string) => `campaign:${campaign}`;
const recipientKey = (campaign: string, address: string) => `recipient:${campaign}:${address}`;
const suppressedKey = "suppressed";

const skewMs = startsAt - Date.now();
const now = () => Date.now() + skewMs;
const hourFormats = new Map<string, Intl.DateTimeFormat>();
/** The hour of the day in a zone. */
function hourIn(zone: string, at: number): number {
  let format = hourFormats.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat("en-US", { timeZone: zone, hour: "numeric", hourCycle: "h23" });
    hourFormats.set(zone, format);
  }
  return Number(format.format(at));
}
const isOpen = (zone: string, at: number) => {
  const hour = hourIn(zone, at);
  return hour >= 8 && hour < 21;
};

const account = "AC00000000000000000000000000000001";
const authorization = `Basic ${btoa(`${account}:a-token-for-tests`)}`;

async function send(campaign: string, { address, name }: Person): Promise<{ status: string; sid: string }> {
  const body = new URLSearchParams({
    To: address,
    From: "+12025550100",
    Body: text.replace("{{ first_name }}", name),
    StatusCallback: `https://headsup.test/hooks/${campaign}/${encodeURIComponent(address)}`,
    ValidityPeriod: "28800",
  });
  try {
    const answer = await fetch(`${sinkUrl}/2010-04-01/Accounts/${account}/Messages.json`, {
      method: "POST",
      headers: { authorization },
      body,
      signal: AbortSignal.timeout(10_000),
    });
    const told = (await answer.json()) as { sid?: string; code?: number };
    if (answer.status === 201 && told.sid !== undefined) return { status: "accepted", sid: told.sid };
    return { status: answer.status < 500 ? "failed" : "unknown", sid: "" };
  } catch {
    return { status: "unknown", sid: "" };
  }
}

const hourMs = 60 * 60_000;

async function contact(campaign: string, job: Job<Person>, token: string | undefined): Promise<void> {
  const { data: person } = job;
  const keys = [campaignKey(campaign), recipientKey(campaign, person.address)] as const;
  const at = now();
  if (!isOpen(person.zone, at)) {
    await job.moveToDelayed(at + hourMs, token);
    throw new DelayedError();
  }
  const verdict = await scripts.claim(...keys, suppressedKey, person.address, at);
  if (verdict !== "go") return;
  const { status, sid } = await send(campaign, person);
  await scripts.settle(...keys, status, sid, now());
}

async function queue({ campaign, people }: Extract<RivalOrder, { order: "queue" }>): Promise<void> {
  await redis.hset(campaignKey(campaign), "phase", "running");
  const jobs = new Queue<Person>(campaign, { connection });
  const atOnce = 500;
  for (let at = 0; at < people.length; at += atOnce)
    await jobs.addBulk(
      people.slice(at, at + atOnce).map((person) => ({
        name: "message",
        data: person,
        opts: { jobId: person.address, removeOnComplete: true },
      })),
    );
  await jobs.close();
  say({ word: "queued" });
}

async function run({ campaigns, lanes }: Extract<RivalOrder, { order: "run" }>): Promise<void> {
  const workers = campaigns.map(
    (campaign) =>
      new Worker<Person>(campaign, (job, token) => contact(campaign, job, token), { connection, concurrency: lanes }),
  );
  await Promise.all(workers.map((worker) => new Promise<void>((resolve) => worker.once("drained", () => resolve()))));
  // Drained: the last were taken. Closing waits until they are done.
  await Promise.all(workers.map((worker) => worker.close()));
  const counts: Record<string, number> = {};
  for (const campaign of campaigns) {
    const { phase: _, ...told } = await redis.hgetall(campaignKey(campaign));
    for (const [status, count] of Object.entries(told)) counts[status] = (counts[status] ?? 0) + Number(count);
  }
  say({ word: "done", counts });
}

process.on("message", (order: RivalOrder) => {
  if (order.order === "queue") void queue(order);
  else if (order.order === "run") void run(order);
});
process.on("disconnect", () => process.exit());
await redis.ping();
say({ word: "ready" });
