import type { WeekHours } from "@headsup/contract";
import { allRecipients, importPeople, launched, people, receipt, settingsFor, World } from "@headsup/testkit";
import { expect, test } from "vitest";

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const newYork = "America/New_York";
const hourOf = (at: number) => Math.floor(at / hour) * hour;

const everyDay = (open: string, close: string): WeekHours =>
  Object.fromEntries(
    (["monday", "tuesday", "wednesday", "thursday", "friday"] as const).map((day) => [day, [{ open, close }]]),
  );

test.each([
  { roundTripMs: 0, pace: { count: 10, spanMs: 5 * minute }, start: "2026-10-31T15:30:00-04:00" },
  { roundTripMs: 120, pace: { count: 10, spanMs: 5 * minute }, start: "2026-10-31T15:30:00-04:00" },
  { roundTripMs: 1_700, pace: { count: 7, spanMs: 3 * minute }, start: "2027-03-13T19:00:00-05:00" },
  // Batches longer than a check lasts, and windows that close in the middle of one.
  { roundTripMs: 900, pace: { count: 200, spanMs: 30 * minute }, start: "2027-03-12T20:58:30-05:00" },
  // Batches that grow with how fast the provider answers.
  { roundTripMs: 90, pace: { count: 200, spanMs: 2 * minute }, start: "2027-03-12T20:58:30-05:00" },
  { roundTripMs: 4_000, pace: { count: 13, spanMs: 40 * second }, start: "2027-03-12T20:57:00-05:00" },
])(
  "A7 without faults the forecast is what then happens: $roundTripMs ms, $pace.count per $pace.spanMs ms",
  { timeout: 30_000 },
  async ({ roundTripMs, pace, start }) => {
    const world = new World(start);
    world.roundTripMs = roundTripMs;
    const settings = settingsFor("cmp_a", { zone: "America/Chicago", hours: everyDay("09:00", "20:30"), pace });
    const campaign = world.open("cmp_a");
    const from = world.now;
    const zones = [newYork, "America/Los_Angeles", "America/St_Johns", "America/Phoenix"];
    importPeople(campaign, {
      id: "lst_a",
      people: zones.flatMap((zone, i) => people(60, zone, 2_125_550_000 + 100 * i)),
      endAt: from + 68 * hour,
    });
    importPeople(campaign, { id: "lst_b", people: people(80, newYork, 2_125_551_000), startAt: from + 40 * hour });
    const told = campaign.forecast(settings, roundTripMs);
    campaign.launch(settings, { actor: "ana", at: world.now });
    let finishAt = 0;
    world.afterEach = () => {
      for (const { event } of world.logs.splice(0)) if (event === "batch.settled") finishAt = world.now;
    };
    await world.run(from + 120 * hour);

    const perHour = new Map<number, number>();
    for (const { at } of world.arrivals) perHour.set(hourOf(at), (perHour.get(hourOf(at)) ?? 0) + 1);
    const unreached = allRecipients(campaign).filter(({ status }) => status === "unreached");
    expect(told.sends).toBe(world.arrivals.length);
    expect(told.finishAt).toBe(finishAt);
    expect(told.perHour).toEqual([...perHour].map(([at, sends]) => ({ hour: at, sends })));
    expect(told.unreached.map(({ id }) => id).sort()).toEqual(unreached.map(({ id }) => id).sort());
    expect(world.arrivals.length + unreached.length).toBe(320);
  },
);

test("A7 the forecast of a running campaign goes on from where it stands", async () => {
  const world = new World("2026-11-24T09:00:00-05:00");
  const start = world.now;
  world.roundTripMs = 200;
  const campaign = launched(world, "cmp_a", people(95, newYork));
  await world.run(start + 12 * minute);
  const told = campaign.forecast(settingsFor("cmp_a"), 200);
  await world.run(start + 3 * hour);
  expect(told).toMatchObject({ sends: 65, finishAt: start + 9 * (5 * minute + 400) + 200 });
  expect(Math.max(...world.arrivals.map(({ at }) => at))).toBe(start + 9 * (5 * minute + 400));
});

test("A7 what a forecast does not reach before the message expires is named with that reason", () => {
  const world = new World("2026-11-24T09:00:00-05:00");
  const campaign = world.open("cmp_a");
  importPeople(campaign, { id: "lst_a", people: people(30, newYork) });
  const told = campaign.forecast(settingsFor("cmp_a", { expiresAt: world.now + 7 * minute }), 0);
  expect(told).toMatchObject({ sends: 20, unreachedTotal: 10 });
  expect(new Set(told.unreached.map(({ reason }) => reason))).toEqual(new Set(["expired"]));
});

test("I6 before the window: the gate that is shut, when it opens, and the very instant of the dispatch", async () => {
  const world = new World("2026-11-24T18:00:00-08:00");
  const campaign = launched(world, "cmp_a", people(35, newYork), { zone: "America/Los_Angeles" });
  await world.run(world.now + minute);
  const opening = Date.parse("2026-11-25T08:00:00-05:00");
  const told = new Map<string, number | null>();
  for (const { id, address } of allRecipients(campaign)) {
    const why = await campaign.why(id, settingsFor("cmp_a"));
    if (!why.ok) throw new Error(why.error.message);
    told.set(address, why.value.dueAt);
    expect(why.value.gates.filter(({ open }) => !open)).toMatchObject([{ gate: "window", opensAt: opening }]);
    expect(why.value.summary).toContain("08:00");
  }
  await world.run(opening + hour);
  for (const { to, at } of world.arrivals) expect(told.get(to)).toBe(at);
  expect(world.arrivals.length).toBe(35);
});

test("I6 paused, missed, not launched: a status gate is shut and no time is promised", async () => {
  const world = new World("2026-11-24T09:00:00-05:00");
  const start = world.now;
  const campaign = world.open("cmp_a");
  importPeople(campaign, { id: "lst_a", people: people(20, newYork) });
  importPeople(campaign, { id: "lst_b", people: people(1, newYork, 2_125_551_000), startAt: start + hour });
  const statusGate = async (address: string) => {
    const why = await campaign.why(address, settingsFor("cmp_a"));
    if (!why.ok) throw new Error(why.error.message);
    expect(why.value.dueAt).toBeNull();
    expect(why.value.gates.find(({ gate }) => gate === "status")).toMatchObject({ open: false });
    return why.value.summary;
  };
  expect(await statusGate("+12125550000")).toContain("not launched");
  campaign.launch(settingsFor("cmp_a"), { actor: "ana", at: world.now });
  await world.run(start + minute);
  await campaign.command("pause", { actor: "ben", reason: "a typo" });
  expect(await statusGate("+12125550015")).toContain("a typo");
  await campaign.command("resume", { actor: "ben", reason: null });
  await world.run(start + minute);
  world.clock.jump(start + 3 * hour);
  await world.run(start + 3 * hour + minute);
  expect(await statusGate("+12125551000")).toContain("launch again");
});

test("I6 a list that is not launched does not delay those who wait on one that is", async () => {
  const world = new World("2026-11-24T09:00:00-05:00");
  const start = world.now;
  const campaign = launched(world, "cmp_a", people(15, newYork));
  await world.run(start + minute);
  importPeople(campaign, { id: "lst_b", people: people(40, "America/Halifax", 2_125_551_000) }); // closes earlier
  const why = await campaign.why("+12125550014", settingsFor("cmp_a"));
  expect(why).toMatchObject({ ok: true, value: { dueAt: start + 5 * minute } });
});

test("I6 of somebody unknown: what is being done, and when the provider is asked", async () => {
  const world = new World("2026-11-24T09:00:00-05:00");
  const start = world.now;
  world.behaviour = () => ({ kind: "unknown", reason: "timeout" });
  const campaign = launched(world, "cmp_a", people(1, newYork));
  await world.run(start + second);
  const why = await campaign.why("+12125550000", settingsFor("cmp_a"));
  if (!why.ok) throw new Error(why.error.message);
  expect(why.value.dueAt).toBeNull();
  expect(why.value.gates.find(({ gate }) => gate === "reconciliation")).toMatchObject({ opensAt: start + 2 * minute });
  expect(why.value.summary).toContain("not be sent blindly");
});

test("A7 a late receipt, an early alarm and an eviction do not move what the forecast said", async () => {
  const world = new World("2026-11-24T09:00:00-05:00");
  const start = world.now;
  world.roundTripMs = 300;
  let campaign = launched(world, "cmp_a", people(60, newYork));
  const told = campaign.forecast(settingsFor("cmp_a"), 300);
  for (let at = start + 7 * second; at < start + 26 * minute; at += 47 * second)
    world.at(at, () => {
      campaign = world.open("cmp_a");
      const silent = allRecipients(campaign).find(({ status }) => status === "accepted");
      if (silent) campaign.receive(silent.id, receipt("delivered", { providerId: silent.providerId ?? "" }));
    });
  await world.run(start + hour);
  expect(Math.max(...world.arrivals.map(({ at }) => at)) + 300).toBe(told.finishAt);
  expect(world.arrivals.length).toBe(60);
});
