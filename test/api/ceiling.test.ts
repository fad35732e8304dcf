import { type ApiWorld, apiWorld, expectStatus, launchCampaign, prepareAccount, recipientOf } from "@headsup/testkit";
import { afterEach, beforeEach, expect, test } from "vitest";

const minute = 60_000;
/** Far above what a number takes: only its ceiling holds these back. */
const fast = { pace: { count: 1_000, spanMs: minute } };

let world: ApiWorld;
let sender: string;
beforeEach(async () => {
  world = await apiWorld();
  sender = await prepareAccount(world);
});
afterEach(() => world.close());

const people = (campaign: number, count: number) =>
  Array.from({ length: count }, (_, i) => `+1212555${1_000 + campaign * 1_000 + i}`);

/** Requests of each campaign as the carrier saw them, by the status callback they name. */
const arrivals = () =>
  world.carrier.log({ kind: "create", limit: 10_000 }).map(({ at, statusCallback }) => ({
    at,
    campaign: /cmp_[a-z0-9]+/.exec(statusCallback ?? "")?.[0] ?? "",
  }));

function mostInAMinute(times: readonly number[]): number {
  const sorted = times.toSorted((a, b) => a - b);
  return Math.max(...sorted.map((at, i) => i + 1 - sorted.findIndex((earlier) => earlier > at - minute)));
}

test("E8 five campaigns on one long code: the carrier sees no minute above sixty, each campaign its share within a tenth", async () => {
  const ids: string[] = [];
  for (let n = 0; n < 5; n++) ids.push(await launchCampaign(world, people(n, 450), { ...fast, text: "Late." }));
  const from = world.now() + 5 * minute;
  await world.pass(30 * minute);
  const log = arrivals();
  expect(mostInAMinute(log.map(({ at }) => at))).toBeLessThanOrEqual(60);
  const got = ids.map((id) => log.filter(({ campaign, at }) => campaign === id && at >= from).length);
  const mean = got.reduce((sum, count) => sum + count, 0) / 5;
  for (const count of got) expect(Math.abs(count - mean)).toBeLessThan(mean / 10);
  expect(mean * 5).toBeGreaterThan(0.9 * 25 * 60);

  // Whoever waits is told for what, and when it is their turn.
  const waiting = people(4, 450).at(-1) ?? "";
  const { id } = await recipientOf(world, ids[4] ?? "", waiting);
  const why = expectStatus(await world.call("GET", `/v1/campaigns/${ids[4]}/recipients/${id}/why`), 200).json;
  const gate = why.gates.find(({ gate: name }: { gate: string }) => name === "ceiling");
  expect(gate.message).toMatch(/this campaign's 12 units .* the sender's 60, which 4 other campaigns share/);
});

test("E8 a sender's own rate, changed, is heeded by campaigns that run", async () => {
  expectStatus(await world.call("PATCH", `/v1/senders/${sender}`, { body: { perSecond: 0.5 } }), 200);
  await launchCampaign(world, people(0, 900), { ...fast, text: "Late." });
  await world.pass(10 * minute);
  expect(mostInAMinute(arrivals().map(({ at }) => at))).toBe(30);
  expectStatus(await world.call("PATCH", `/v1/senders/${sender}`, { body: { perSecond: 0.25 } }), 200);
  const changedAt = world.now();
  await world.pass(20 * minute);
  const later = arrivals().filter(({ at }) => at > changedAt + 11 * minute);
  expect(mostInAMinute(later.map(({ at }) => at))).toBe(15);
});
