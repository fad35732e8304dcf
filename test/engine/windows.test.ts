import type { WeekHours } from "@headsup/contract";
import { auditHours, auditPace, launched, type Person, people, settingsFor, World } from "@headsup/testkit";
import { expect, test } from "vitest";

const window = { open: "08:00", close: "21:00" };
const pace = { count: 10, spanMs: 300_000 };
const iso = (at: number | undefined) => (at === undefined ? null : new Date(at).toISOString());
const someone = (...zones: string[]): Person => ({ address: "+12125550001", zones });

test("D1 launched at 18:00 in Los Angeles, a New York number waits until 08:00 New York the next day", async () => {
  const world = new World("2026-11-24T18:00:00-08:00");
  launched(world, "cmp_a", [someone("America/New_York")], { zone: "America/Los_Angeles" });
  await world.run("2026-11-26T00:00:00Z");
  expect(world.arrivals.map(({ at }) => iso(at))).toEqual(["2026-11-25T13:00:00.000Z"]);
});

test.each([
  // The evening before each change; the first opening after it.
  ["America/New_York", "2027-03-13T22:00:00-05:00", "2027-03-14T08:00:00-04:00"],
  ["America/New_York", "2026-10-31T22:00:00-04:00", "2026-11-01T08:00:00-05:00"],
  ["America/New_York", "2027-11-06T22:00:00-04:00", "2027-11-07T08:00:00-05:00"],
  ["America/St_Johns", "2027-03-13T22:00:00-03:30", "2027-03-14T08:00:00-02:30"],
  ["America/Phoenix", "2027-03-13T22:00:00-07:00", "2027-03-14T08:00:00-07:00"],
  ["Asia/Kathmandu", "2027-03-13T22:00:00+05:45", "2027-03-14T08:00:00+05:45"],
  ["Australia/Lord_Howe", "2027-04-03T22:00:00+11:00", "2027-04-04T08:00:00+10:30"],
  ["Australia/Lord_Howe", "2027-10-02T22:00:00+10:30", "2027-10-03T08:00:00+11:00"],
])("D1 in %s, launched %s, the next message goes %s", async (zone, start, expected) => {
  const world = new World(start);
  launched(world, "cmp_a", [someone(zone)]);
  await world.run(Date.parse(expected) + 60_000);
  expect(world.arrivals.map(({ at }) => iso(at))).toEqual([iso(Date.parse(expected))]);
});

test("D1 somebody who may be in either of two zones is contacted in their common hours only", async () => {
  const world = new World("2027-03-16T08:30:00-04:00"); // 08:30 in New York, 05:30 in Los Angeles
  launched(world, "cmp_a", [someone("America/New_York", "America/Los_Angeles")]);
  await world.run("2027-03-18T00:00:00Z");
  expect(iso(world.arrivals[0]?.at)).toBe("2027-03-16T15:00:00.000Z"); // 08:00 in Los Angeles
});

test("D1 whichever of the two zones closes first closes the window", async () => {
  const world = new World("2027-03-16T21:30:00-04:00"); // 21:30 in New York, 18:30 in Los Angeles
  launched(world, "cmp_a", [someone("America/New_York", "America/Los_Angeles")]);
  await world.run("2027-03-18T00:00:00Z");
  expect(world.arrivals.map(({ at }) => iso(at))).toEqual(["2027-03-17T15:00:00.000Z"]);
});

test("D1 who waits for a lane while the closing comes near waits until the next opening", async () => {
  const closing = Date.parse("2027-03-16T21:00:00-04:00");
  const world = new World("2027-03-16T20:59:44-04:00");
  world.roundTripMs = 2_000;
  launched(world, "cmp_a", people(10, "America/New_York"));
  await world.run(closing + 3_600_000);
  expect(world.arrivals.map(({ at }) => closing - at)).toEqual(Array.from({ length: 6 }, () => 16_000));
  await world.run(closing + 24 * 3_600_000);
  expect(world.arrivals.length).toBe(10);
});

test("C7 zones that share no hour of the window are a problem of the row, not a recipient", () => {
  const world = new World("2027-03-16T12:00:00Z");
  const campaign = world.open("cmp_a");
  campaign.createList({
    id: "lst_a",
    name: "a",
    fingerprint: "a".repeat(64),
    columns: [{ role: "address" }],
    country: "US",
    startAt: null,
    endAt: null,
  });
  const row = {
    line: 2,
    address: "+12125550001",
    zones: ["America/New_York", "Asia/Kathmandu"],
    also: null,
    ownText: null,
    rung: 0,
    language: null,
    variables: { first_name: "Ada" },
    cells: [],
  };
  const narrow = { open: "09:00", close: "10:00" };
  const stored = campaign.importChunk({ list: "lst_a", n: 0, digest: "d", rows: [row], bad: [], window: narrow });
  expect(stored).toMatchObject({ ok: true, value: { accepted: 0, problems: [{ line: 2, code: "NO_COMMON_HOURS" }] } });
});

test("D2 sending hours and delivery window both hold: closed days, overnight hours, a zone of their own", async () => {
  const hours: WeekHours = {
    monday: [{ open: "20:00", close: "10:00" }], // into Tuesday
    wednesday: [{ open: "09:00", close: "09:30" }],
    thursday: [{ open: "12:00", close: "24:00" }],
  };
  const world = new World("2027-03-12T12:00:00-07:00"); // Friday in Phoenix; DST begins elsewhere on Sunday
  world.roundTripMs = 400;
  const zones = ["America/New_York", "America/St_Johns", "Asia/Kathmandu", "America/Phoenix"];
  const members = zones.flatMap((zone, i) => people(30, zone, 2_125_550_000 + 100 * i));
  const campaign = launched(world, "cmp_a", members, { zone: "America/Phoenix", hours });
  await world.run("2027-04-12T00:00:00Z");
  const zoneOf = new Map(members.map(({ address, zones: [zone] }) => [address, zone ?? ""]));
  expect(
    auditHours(world.arrivals, {
      zonesOf: (to) => [zoneOf.get(to) ?? ""],
      window,
      hours: { zone: "America/Phoenix", hours },
    }),
  ).toEqual([]);
  expect(auditPace(world.arrivals, pace)).toEqual([]);
  expect(campaign.describe()).toMatchObject({ status: "completed", counts: { decided: 120 } });
  expect(world.arrivals.length).toBe(120);
});

test("D3 nothing is dispatched within 15 s of the closing, and the provider is told to give up at it", async () => {
  const closing = Date.parse("2027-03-16T21:00:00-04:00");
  const world = new World("2027-03-16T20:55:00-04:00");
  world.clock.jump(closing - 60_000);
  launched(world, "cmp_a", people(25, "America/New_York"), { pace: { count: 1, spanMs: 9_000 } });
  await world.run(closing + 3_600_000);
  expect(world.arrivals.length).toBeGreaterThan(4);
  for (const { at, validityMs } of world.arrivals) {
    expect(at).toBeLessThanOrEqual(closing - 15_000);
    expect(validityMs).toBe(closing - at);
  }
  await world.run("2027-03-18T00:00:00Z");
  expect(world.arrivals.length).toBe(25);
});

test("D3 the deadline handed on is never more than ten hours, and the list's end and the expiry cut it", async () => {
  const start = Date.parse("2027-03-16T09:00:00-04:00");
  const validity = async (over: Parameters<typeof launched>[3]) => {
    const world = new World("2027-03-16T09:00:00-04:00");
    launched(world, "cmp_a", [someone("America/New_York")], over);
    await world.run(start + 60_000);
    return world.arrivals[0]?.validityMs;
  };
  expect(await validity({})).toBe(36_000_000);
  expect(await validity({ endAt: start + 7_200_000 })).toBe(7_200_000);
  expect(await validity({ endAt: start + 7_200_000, expiresAt: start + 3_600_000 })).toBe(3_600_000);
});

test("D2 hours narrowed while the campaign runs hold from the moment that is acknowledged", async () => {
  const world = new World("2027-03-16T09:00:00-04:00");
  world.directoryMs = 300;
  world.roundTripMs = 200;
  const campaign = launched(world, "cmp_a", people(40, "America/New_York"));
  await world.run(world.now + 100); // the directory is being asked
  const nights: WeekHours = { tuesday: [{ open: "20:00", close: "20:30" }] };
  await world.finish(campaign.amend({ hours: nights, zone: "America/New_York" }));
  const before = world.arrivals.length;
  await world.run("2027-03-24T12:00:00Z");
  expect(
    auditHours(world.arrivals.slice(before), {
      zonesOf: () => ["America/New_York"],
      window,
      hours: { zone: "America/New_York", hours: nights },
    }),
  ).toEqual([]);
  expect(world.arrivals.length).toBe(40);
});

test("D2 hours that never meet somebody's window are refused while the campaign runs, too", async () => {
  const world = new World("2027-03-16T09:00:00-04:00");
  const campaign = launched(world, "cmp_a", people(40, "America/New_York"));
  await world.run(world.now + 1_000);
  const never: WeekHours = { tuesday: [{ open: "02:00", close: "03:00" }] };
  expect(await campaign.amend({ hours: never, zone: "America/New_York" })).toMatchObject({
    ok: false,
    error: { code: "never_open" },
  });
});

test("A7 what settings a draft would have is asked for: the forecast of a draft is of a launch now", () => {
  const world = new World("2026-11-24T18:00:00-08:00");
  const campaign = world.open("cmp_a");
  expect(campaign.forecast(settingsFor("cmp_a"), 100)).toMatchObject({ sends: 0, finishAt: null, unreachedTotal: 0 });
});
