import { importPeople, launched, people, settingsFor, World } from "@headsup/testkit";
import { expect, test } from "vitest";

const minute = 60_000;
const hour = 60 * minute;
const newYork = "America/New_York";
const losAngeles = "America/Los_Angeles";
const morning = "2026-11-24T09:00:00-05:00";

test("A4 dispatches are kept by the hour, also when their batches are long forgotten", async () => {
  const world = new World(morning);
  const start = world.now;
  world.roundTripMs = 120;
  const campaign = launched(world, "cmp_a", people(250, newYork));
  await world.run(start + 12 * hour);
  const { perHour } = campaign.overview(settingsFor("cmp_a"));
  expect(perHour).toEqual([0, 1, 2].map((n) => ({ hour: start + n * hour, sends: n < 2 ? 120 : 10 })));
  const byHour = Map.groupBy(world.arrivals, ({ at }) => Math.floor(at / hour) * hour);
  expect(perHour).toEqual([...byHour].map(([at, arrivals]) => ({ hour: at, sends: arrivals.length })));
});

test("A4 what was claimed and given back is no dispatch; what was refused is one", async () => {
  const world = new World(morning);
  world.roundTripMs = 1_000;
  world.behaviour = (_message, nth) =>
    nth === 1 ? { kind: "refused", code: "30002", failure: "halt" } : { kind: "accepted", providerId: `SM${nth}` };
  const campaign = launched(world, "cmp_a", people(10, newYork));
  await world.run(world.now + minute);
  expect(world.arrivals.length).toBe(6); // the first six had left when the refusal came
  expect(campaign.overview(settingsFor("cmp_a"))).toMatchObject({ perHour: [{ sends: 6 }], pace: { used: 6 } });
});

test("A4 a batch that a crash cut off is counted once, in the hour it was claimed in", async () => {
  const world = new World("2026-11-24T14:59:59Z");
  world.roundTripMs = 5_000;
  const hourOfClaim = world.now - (world.now % hour);
  launched(world, "cmp_a", people(4, newYork));
  await world.run(world.now + 100);
  const campaign = world.open("cmp_a");
  await world.run(world.now + 10 * minute);
  expect(campaign.overview(settingsFor("cmp_a")).perHour).toEqual([{ hour: hourOfClaim, sends: 4 }]);
});

test("A4 the pace shown is the bucket that decides: slots of a batch in flight are taken, and come back by their last answer", async () => {
  const world = new World(morning);
  world.roundTripMs = 2_000;
  const campaign = launched(world, "cmp_a", people(15, newYork));
  const pace = () => campaign.overview(settingsFor("cmp_a")).pace;
  expect(pace()).toEqual({ count: 10, spanMs: 5 * minute, used: 0, nextSlotAt: null });
  const start = world.now;
  await world.run(start + 1_000);
  expect(pace()).toMatchObject({ used: 10, nextSlotAt: null });
  await world.run(start + minute);
  const { nextSlotAt } = pace();
  expect(nextSlotAt).toBe(start + 4_000 + 5 * minute);
  expect(campaign.describe().nextWakeAt).toBe(nextSlotAt);
  await world.run(nextSlotAt! + minute);
  expect(pace()).toMatchObject({ used: 5, nextSlotAt: null });
});

test("C7 zones count who waits, the most first, with both sending hours and window, and when that changes", async () => {
  const world = new World(morning);
  const campaign = world.open("cmp_a");
  importPeople(campaign, { id: "lst_a", people: people(700, losAngeles) });
  importPeople(campaign, {
    id: "lst_b",
    people: [...people(30, newYork, 2_125_560_000), ...people(9, losAngeles, 2_125_570_000)],
  });
  importPeople(campaign, {
    id: "lst_c",
    people: [{ address: "+12125580000", zones: [newYork, losAngeles] }],
  });
  const zonesOf = (over = {}) => campaign.overview(settingsFor("cmp_a", over)).zones;
  const at = (local: string) => Date.parse(`2026-11-${local}:00-05:00`);
  expect(zonesOf()).toEqual([
    { zones: [losAngeles], waiting: 709, isOpen: false, changesAt: at("24T11:00") },
    { zones: [newYork], waiting: 30, isOpen: true, changesAt: at("24T21:00") },
    { zones: [losAngeles, newYork], waiting: 1, isOpen: false, changesAt: at("24T11:00") },
  ]);
  const hours = { tuesday: [{ open: "10:00", close: "12:00" }] };
  expect(zonesOf({ hours }).map(({ isOpen, changesAt }) => [isOpen, changesAt])).toEqual([
    [false, at("24T11:00")],
    [false, at("24T10:00")],
    [false, at("24T11:00")],
  ]);
  const night = { monday: [{ open: "02:00", close: "03:00" }] };
  expect(zonesOf({ hours: night }).map(({ changesAt }) => changesAt)).toEqual([null, null, null]);
  const always = { window: { open: "00:00", close: "00:00" } };
  expect(zonesOf(always).every(({ isOpen, changesAt }) => isOpen && changesAt === null)).toBe(true);
});

test("H3 reasons are those people are shown with: unreached by why their list closed, in flight without any", async () => {
  const world = new World(morning);
  world.roundTripMs = 2_000;
  world.behaviour = (_message, nth) =>
    nth <= 3
      ? { kind: "refused", code: nth === 3 ? "30005" : "21211", failure: "invalid_address" }
      : { kind: "accepted", providerId: `SM${nth}` };
  world.standings.set("+12125550001", { address: "+12125550001", suppressed: "reply", barred: {} });
  const campaign = launched(world, "cmp_a", people(40, newYork), { endAt: world.now + 6 * minute });
  const reasons = () => campaign.overview(settingsFor("cmp_a")).reasons;
  await world.run(world.now + 1_000);
  expect(reasons()).toEqual([{ status: "skipped", code: "opted_out", count: 1 }]);
  await world.run(world.now + hour);
  const told = reasons();
  expect(told).toEqual([
    { status: "unreached", code: "ended", count: 19 },
    { status: "failed", code: "21211", count: 2 },
    { status: "failed", code: "30005", count: 1 },
    { status: "skipped", code: "opted_out", count: 1 },
  ]);
  const { items } = campaign.recipients({ order: "line", cursor: null, limit: 500, status: null, list: null });
  const shown = Map.groupBy(
    items.filter(({ code }) => code !== null),
    ({ status, code }) => `${status} ${code}`,
  );
  expect(new Map(told.map(({ status, code, count }) => [`${status} ${code}`, count]))).toEqual(
    new Map([...shown].map(([key, members]) => [key, members.length])),
  );
  expect(campaign.overview(settingsFor("cmp_a")).zones).toEqual([]);
});

test("H3 the people of a reason are those shown with it, at any moment, in either order, page by page", async () => {
  const world = new World(morning);
  world.roundTripMs = 20_000;
  const off = { kind: "refused", code: "30003", failure: "unreachable" } as const;
  world.behaviour = (_message, nth) =>
    nth % 3 === 0
      ? off
      : nth % 7 === 0
        ? { kind: "unknown", reason: "timed out" }
        : { kind: "accepted", providerId: `SM${nth}` };
  world.standings.set("+12125550001", { address: "+12125550001", suppressed: "reply", barred: {} });
  const campaign = world.open("cmp_a");
  importPeople(campaign, { id: "lst_a", people: people(30, newYork), endAt: world.now + 12 * minute });
  importPeople(campaign, { id: "lst_b", people: people(30, newYork, 2_125_560_000) });
  campaign.launch(settingsFor("cmp_a"), { actor: "Ana", at: world.now });
  const asked = { cursor: null, limit: 500, status: null, list: null } as const;
  const seen = new Set<string>();
  for (let n = 0; n < 60; n++) {
    await world.run(world.now + 37_000);
    const { items } = campaign.recipients({ ...asked, order: "line" });
    for (const code of ["opted_out", "ended", "30003", "ready", ...new Set(items.flatMap(({ code }) => code ?? []))]) {
      const those = items.filter((person) => person.code === code);
      for (const { status } of those) seen.add(`${status} ${code}`);
      expect(campaign.recipients({ ...asked, order: "line", code }).items).toEqual(those);
      expect(new Set(campaign.recipients({ ...asked, order: "id", code }).items)).toEqual(new Set(those));
      const inList = those.filter(({ list }) => list === "lst_b");
      expect(campaign.recipients({ ...asked, order: "line", list: "lst_b", code }).items).toEqual(inList);
      const paged: typeof items = [];
      for (let cursor: string | null = ""; cursor !== null; ) {
        const page = campaign.recipients({ ...asked, order: "id", cursor: cursor || null, limit: 4, code });
        paged.push(...page.items);
        cursor = page.next;
      }
      expect(paged).toHaveLength(those.length);
    }
  }
  expect([...seen].sort()).toEqual([
    "failed 30003",
    "held 30003",
    "ready 30003",
    "ready absent",
    "skipped opted_out",
    "unknown timed out",
    "unreached ended",
  ]);
});
