import { launched, people, World } from "@headsup/testkit";
import { expect, test } from "vitest";

const minute = 60_000;
const hour = 60 * minute;
const sender = "snd_00000000000000000000000001";
/** Far above what a number takes: only its ceiling holds these back. */
const fast = { count: 1_000, spanMs: minute };
const short = "Late.";
const long = "Your order is late. ".repeat(20);

/** Segments of plain letters (GSM 03.38): 160 characters in one, else 153 in each. */
const segmentsOf = (body: string): number => (body.length <= 160 ? 1 : Math.ceil(body.length / 153));

/** @returns the most units the provider saw in any span of a minute, in half-open spans */
function mostInAMinute({ arrivals }: World): number {
  const sorted = arrivals.map(({ at, body }) => ({ at, units: segmentsOf(body) })).sort((a, b) => a.at - b.at);
  let most = 0;
  let inSpan = 0;
  let first = 0;
  for (const { at, units } of sorted) {
    inSpan += units;
    while ((sorted[first]?.at ?? at) <= at - minute) inSpan -= sorted[first++]?.units ?? 0;
    most = Math.max(most, inSpan);
  }
  return most;
}

const unitsOf = ({ arrivals }: World, campaignId: string, from = 0, to = Infinity): number =>
  arrivals
    .filter((arrival) => arrival.campaignId === campaignId && arrival.at >= from && arrival.at < to)
    .reduce((sum, { body }) => sum + segmentsOf(body), 0);

/** A world whose number lets one segment a second through. */
function narrow(): World {
  const world = new World("2026-11-24T14:00:00Z");
  world.perSecond = 1;
  world.roundTripMs = 120;
  return world;
}

let first = 2_125_550_000;
function start(world: World, id: string, over: { text?: string; count?: number; pace?: typeof fast } = {}) {
  const { text = short, count = 2_000, pace = fast } = over;
  first += 10_000;
  return launched(world, id, people(count, "America/New_York", first), { text, pace, optOutText: "STOP ends." });
}

test("E8 five campaigns share one number at its ceiling: no span of a minute above it, each its share within a tenth", async () => {
  const world = narrow();
  const begin = world.now;
  const ids = ["cmp_a", "cmp_b", "cmp_c", "cmp_d", "cmp_e"];
  for (const id of ids) start(world, id);
  await world.run(begin + 70 * minute);
  expect(mostInAMinute(world)).toBeLessThanOrEqual(60);
  const got = ids.map((id) => unitsOf(world, id, begin + 10 * minute));
  const mean = got.reduce((sum, units) => sum + units, 0) / 5;
  for (const units of got) expect(Math.abs(units - mean)).toBeLessThan(mean / 10);
  expect(mean * 5).toBeGreaterThan(0.9 * 3_600);
});

test("E8 a share is held for ten batches: one ask each ten minutes while nobody comes or goes", async () => {
  const world = narrow();
  start(world, "cmp_a");
  start(world, "cmp_b");
  await world.run(world.now + 2 * hour);
  expect(world.asks.length).toBeLessThan(2 * 12 + 10);
});

test("E8 messages of one and of three segments: the number is shared by segments, not by messages", async () => {
  const world = narrow();
  const begin = world.now;
  start(world, "cmp_a");
  start(world, "cmp_b", { text: long });
  await world.run(begin + 70 * minute);
  expect(mostInAMinute(world)).toBeLessThanOrEqual(60);
  const [small, large] = ["cmp_a", "cmp_b"].map((id) => unitsOf(world, id, begin + 10 * minute));
  expect(large! / small!).toBeGreaterThan(0.9);
  expect(large! / small!).toBeLessThan(1.1);
});

test("E8 a newcomer has its share in two minutes; what a stopped campaign leaves is the others'", async () => {
  const world = narrow();
  const begin = world.now;
  const [a] = [start(world, "cmp_a"), start(world, "cmp_b")];
  await world.run(begin + 20 * minute);
  start(world, "cmp_c");
  await world.run(begin + 40 * minute);
  expect(unitsOf(world, "cmp_c", begin + 20 * minute, begin + 22 * minute)).toBeGreaterThan(0);
  expect(unitsOf(world, "cmp_c", begin + 22 * minute, begin + 40 * minute) / 18).toBeGreaterThan(18);
  await world.finish(a.command("stop", { actor: "ana", reason: null }));
  await world.run(begin + 65 * minute);
  expect(unitsOf(world, "cmp_c", begin + 45 * minute, begin + 65 * minute) / 20).toBeGreaterThan(27);
  expect(mostInAMinute(world)).toBeLessThanOrEqual(60);
});

test("E8 crashes of campaigns and of the sender, and answers that are lost, let nobody above the ceiling", async () => {
  const world = narrow();
  const begin = world.now;
  world.senderMs = 40;
  let nth = 0;
  world.isAnswerLost = () => ++nth % 4 === 0;
  const ids = ["cmp_a", "cmp_b", "cmp_c"];
  for (const id of ids) start(world, id);
  for (let at = 1; at < 60; at++)
    world.at(begin + at * minute + at * 997, () => {
      if (at % 3 === 0) world.senders.kill(sender);
      else world.open(ids[at % ids.length] ?? "cmp_a");
    });
  await world.run(begin + 70 * minute);
  expect(mostInAMinute(world)).toBeLessThanOrEqual(60);
  for (const id of ids) expect(unitsOf(world, id)).toBeGreaterThan(300);
});

test("E8 while the sender does not answer nobody is sent to, and then it goes on by itself", async () => {
  const world = narrow();
  world.areSendersDown = true;
  const campaign = start(world, "cmp_a", { count: 30 });
  await world.run(world.now + 10 * minute);
  expect(world.arrivals).toEqual([]);
  expect(world.logs.some(({ event }) => event === "sender.unreachable")).toBe(true);
  world.areSendersDown = false;
  await world.run(world.now + 3 * minute);
  expect([world.arrivals.length, campaign.status()]).toEqual([30, "completed"]);
});

test("E8 a message larger than all its sender may send in a minute has a minute of its own", async () => {
  const world = narrow();
  world.perSecond = 2 / 60;
  start(world, "cmp_a", { text: long, count: 5 });
  await world.run(world.now + 10 * minute);
  const at = world.arrivals.map((arrival) => arrival.at);
  expect(at).toHaveLength(5);
  for (const [i, each] of at.slice(1).entries()) expect(each - at[i]!).toBeGreaterThanOrEqual(minute);
});

test("E8 a campaign that is through gives its share back at once", async () => {
  const world = narrow();
  start(world, "cmp_a", { count: 20 });
  await world.run(world.now + minute);
  expect(world.asks.at(-1)).toMatchObject({ asker: "cmp_a", wants: 0, used: { units: 20 } });
});
