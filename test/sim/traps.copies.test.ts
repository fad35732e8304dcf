import { expect, test } from "vitest";
import { hour, type Moment, minute, people, person, second, stage } from "./stage.ts";

/** Traps of engine.md about copies of one object: two steps at once, an orphan beside its successor, crashes. */

test("1 an alarm, a cron wake and an RPC wake while a batch is awaited: no second batch beside it, nobody twice", async () => {
  const world = await stage();
  const campaign = await world.launched({ lists: [{ people: people(14) }] });
  await world.until(minute);
  const further = await campaign.importing({ people: people(12, { first: 14 }) });
  await further.chunk(12);
  await further.seal();
  world.deployment.objects.loseAlarm(campaign.id); // so that cron is what wakes it, two minutes late
  await world.until(8 * minute);
  world.takes({ up: second, down: 3 * second });
  const cron = world.deployment.cron();
  await world.pass(500); // four requests are under way, six tokens are free, and twelve people have come in
  await campaign.launch();
  const rpc = world.deployment.services.campaign(campaign.id) as unknown as { wake: () => Promise<void> };
  world.deployment.objects.wake(campaign.id);
  const wakes = Promise.all([cron, world.deployment.cron(), rpc.wake(), rpc.wake()]);
  world.deployment.objects.wake(campaign.id);
  await world.finish(wakes);

  const begun = 8 * minute;
  expect(campaign.times.slice(10, 14)).toEqual(Array.from({ length: 4 }, () => begun + second));
  expect(campaign.times.slice(14, 20)).toEqual(Array.from({ length: 6 }, () => begun + 5 * second));
  expect(world.mostUnderWay).toBe(6);
  await world.until(hour);
  expect(campaign.times.length).toBe(26);
  expect(await world.judge()).toEqual([]);
});

test("2 a copy given up for dead in mid-check claims nobody: its successor sends to everybody once", async () => {
  const world = await stage();
  const campaign = await world.launched({ lists: [{ people: people(10) }] });
  world.takes({ catalogue: 2 * second, up: second });
  world.endsAt(campaign, "mid-check", "succeeded");
  await world.until(2 * hour);
  expect(campaign.times.length).toBe(10);
  expect(wordsOf(world, "campaign.fenced")).toBe(1);
  expect(await world.judge()).toEqual([]);
});

test.each([
  ["its successor was woken", "succeeded"],
  ["somebody looked at the campaign, which opened its successor", "looked past"],
] as const)(
  "2 a copy given up for dead in mid-dispatch, as %s, sends no further request and settles nothing",
  async (_how, ending) => {
    const world = await stage();
    const campaign = await world.launched({ lists: [{ people: people(15) }] });
    world.faults({ callbackLost: {} });
    world.takes({ up: 200, down: 300 });
    world.endsAt(campaign, "mid-dispatch", ending); // six answers are there, four people wait for a lane
    await world.until(10 * second);
    expect(campaign.times.length).toBe(6);
    expect(wordsOf(world, "batch.settled")).toBe(0);
    await world.until(65 * second); // the lease has run out
    expect(campaign.times.length).toBe(6);
    expect((await campaign.shows()).counts).toMatchObject({ unknown: 10, ready: 5, accepted: 0 });
    await world.until(80 * hour);
    expect(campaign.times.length).toBe(15);
    expect((await campaign.shows()).counts).toMatchObject({ delivered: 15 });
    expect(await world.judge()).toEqual([]);
  },
);

test("2 a copy given up for dead before it settled writes none of its outcomes: they are looked for", async () => {
  const world = await stage();
  const campaign = await world.launched({ lists: [{ people: people(15) }] });
  world.faults({ callbackLost: {} });
  world.takes({ up: 200, down: 300 });
  world.endsAt(campaign, "before settle", "succeeded");
  await world.until(minute);
  expect(campaign.times.length).toBe(10);
  expect((await campaign.shows()).counts).toMatchObject({ unknown: 10, accepted: 0 });
  await world.until(3 * minute); // the first look
  expect((await campaign.shows()).counts).toMatchObject({ unknown: 0, accepted: 10 });
  await world.until(80 * hour);
  expect(campaign.times.length).toBe(15);
  expect(await world.judge()).toEqual([]);
});

test("10 a crash after the claims were stored: nobody is told as sent, and everybody is reached once", async () => {
  const world = await stage();
  const campaign = await world.launched({ lists: [{ people: people(20) }] });
  world.endsAt(campaign, "claims stored", "killed");
  await world.until(2 * minute);
  expect(campaign.times).toEqual([]);
  expect((await campaign.shows()).counts).toMatchObject({ unknown: 10, ready: 10 });
  await world.until(3 * hour);
  expect(campaign.times.length).toBe(20);
  // Its tokens count from when it would have given up, a lease after its claim: as if all ten had gone out.
  expect(Math.min(...campaign.times)).toBe(minute + 10 * second + 5 * minute);
  expect(await world.judge()).toEqual([]);
});

test("10 a crash before the batch settled: all arrived, nobody is sent to again, and the pace holds across it", async () => {
  const world = await stage();
  const campaign = await world.launched({ lists: [{ people: people(20) }] });
  world.faults({ callbackLost: {} });
  world.takes({ up: 300, down: 300 });
  world.endsAt(campaign, "before settle", "killed");
  await world.until(90 * second);
  expect(campaign.times.length).toBe(10);
  expect((await campaign.shows()).counts).toMatchObject({ unknown: 10, ready: 10 });
  await world.until(80 * hour);
  expect(campaign.requests().map(({ to }) => to)).toEqual(people(20).map(({ address }) => address));
  expect((await campaign.shows()).counts).toMatchObject({ delivered: 20 });
  expect(await world.judge()).toEqual([]);
});

test.each(["mid-check", "claims stored", "mid-dispatch", "before settle"] satisfies Moment[])(
  "10 crash upon crash, %s: everybody is decided all the same, and nobody twice",
  async (moment) => {
    const world = await stage();
    const campaign = await world.launched({ lists: [{ people: people(25) }] });
    world.takes({ up: 300, down: 300 });
    for (let times = 0; times < 3; times++) world.endsAt(campaign, moment, "killed");
    await world.until(4 * hour);
    const reached = campaign.requests().map(({ to }) => to);
    expect(new Set(reached).size).toBe(25);
    expect(reached.length).toBe(25);
    expect((await campaign.shown(person(24))).status).toBe("delivered");
    expect(await world.judge()).toEqual([]);
  },
);

const wordsOf = ({ deployment }: Awaited<ReturnType<typeof stage>>, event: string): number =>
  deployment.logs.filter((line) => line.event === event).length;
