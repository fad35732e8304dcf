import { sqliteStorage } from "@headsup/storage/sqlite";
import {
  allRecipients,
  auditCounts,
  importPeople,
  launched,
  type Person,
  people,
  settingsFor,
  World,
} from "@headsup/testkit";
import { expect, test } from "vitest";
import { packRows } from "../../packages/api/src/packed.ts";

const minute = 60_000;
const hour = 60 * minute;
const zone = "America/New_York";
const morning = "2026-11-24T09:00:00-05:00";
const window = { open: "08:00", close: "21:00" };

const newList = (id: string, fingerprint = id) => ({
  id,
  name: id,
  fingerprint: fingerprint.padEnd(64, "0"),
  columns: [{ role: "address" as const }],
  country: "US",
  startAt: null,
  endAt: null,
});
const chunk = (list: string, n: number, members: readonly Person[], digest = `${n}`) => ({
  list,
  n,
  digest,
  bad: [],
  window,
  rows: members.map(({ address, zones, variables }, i) => ({
    line: n * 100 + i + 2,
    address,
    zones,
    also: null,
    ownText: null,
    rung: 0,
    language: null,
    variables: variables ?? { first_name: "Ada" },
    cells: [address],
  })),
});

test("A3 a chunk sent again is answered as before and adds nobody; another under its number is refused", () => {
  const campaign = new World(morning).open("cmp_a");
  campaign.createList(newList("lst_a"));
  const first = campaign.importChunk(chunk("lst_a", 0, people(5, zone)));
  expect(first).toMatchObject({ ok: true, value: { accepted: 5, problems: [] } });
  expect(campaign.importChunk(chunk("lst_a", 0, people(5, zone)))).toEqual(first);
  expect(campaign.importChunk(chunk("lst_a", 0, people(6, zone), "other"))).toMatchObject({
    ok: false,
    error: { code: "conflict" },
  });
  expect(campaign.describe().counts).toMatchObject({ total: 5, ready: 5 });
  expect(campaign.importChunk(chunk("lst_z", 0, []))).toMatchObject({ ok: false, error: { code: "not_found" } });
});

test("A3 an address is on a campaign once: twice in a chunk, in a later chunk, in a later list", () => {
  const campaign = new World(morning).open("cmp_a");
  const [one, two] = people(2, zone);
  campaign.createList(newList("lst_a"));
  campaign.createList(newList("lst_b"));
  expect(campaign.importChunk(chunk("lst_a", 0, [one!, one!]))).toMatchObject({
    value: { accepted: 1, problems: [{ line: 3, code: "DUPLICATE_ADDRESS" }] },
  });
  expect(campaign.importChunk(chunk("lst_a", 1, [one!, two!]))).toMatchObject({
    value: { accepted: 1, problems: [{ line: 102, code: "DUPLICATE_ADDRESS" }] },
  });
  expect(campaign.importChunk(chunk("lst_b", 0, [two!]))).toMatchObject({
    value: { accepted: 0, problems: [{ line: 2, code: "DUPLICATE_ADDRESS" }] },
  });
  expect(campaign.lists()).toMatchObject([
    { rows: 4, recipients: 2, problems: 2, chunks: [[0, 1]] },
    { rows: 1, recipients: 0, problems: 1 },
  ]);
  expect(campaign.problems({ cursor: null, limit: 2, list: null })).toMatchObject({
    items: [{ line: 3 }, { line: 102 }],
    next: "1.102",
  });
  expect(campaign.problems({ cursor: "1.102", limit: 2, list: null })).toMatchObject({
    items: [{ list: "lst_b", line: 2, cells: [two!.address] }],
    next: null,
  });
});

test("A3 a list is sealed only when whole, once, and takes no more rows then", () => {
  const campaign = new World(morning).open("cmp_a");
  campaign.createList(newList("lst_a"));
  campaign.importChunk(chunk("lst_a", 0, people(3, zone)));
  campaign.importChunk(chunk("lst_a", 2, people(3, zone, 2_125_552_000)));
  expect(campaign.sealList("lst_a", { chunks: 3, rows: 9 })).toMatchObject({
    ok: false,
    error: {
      code: "list_incomplete",
      details: {
        chunks: [
          [0, 0],
          [2, 2],
        ],
      },
    },
  });
  expect(campaign.launch(settingsFor("cmp_a"), { actor: "ana", at: 0 })).toMatchObject({
    ok: false,
    error: { code: "list_not_sealed" },
  });
  campaign.importChunk(chunk("lst_a", 1, people(3, zone, 2_125_551_000)));
  for (let times = 0; times < 2; times++)
    expect(campaign.sealList("lst_a", { chunks: 3, rows: 9 })).toMatchObject({ ok: true, value: { sealed: true } });
  expect(campaign.importChunk(chunk("lst_a", 3, people(1, zone, 2_125_553_000)))).toMatchObject({
    ok: false,
    error: { code: "list_sealed" },
  });
  expect(campaign.importChunk(chunk("lst_a", 1, people(3, zone, 2_125_551_000)))).toMatchObject({ ok: true });
});

test("A3 the same file imported again is the same list, and adds nobody", () => {
  const campaign = new World(morning).open("cmp_a");
  expect(campaign.createList(newList("lst_a", "f"))).toMatchObject({ value: { isNew: true } });
  campaign.importChunk(chunk("lst_a", 0, people(3, zone)));
  expect(campaign.createList(newList("lst_b", "f"))).toMatchObject({
    value: { isNew: false, list: { id: "lst_a", recipients: 3, chunks: [[0, 0]] } },
  });
  expect(campaign.lists().length).toBe(1);
});

test("A3 a chunk that could not be stored leaves nothing behind, also not in memory", async () => {
  const world = new World(morning);
  const storage = sqliteStorage();
  const campaign = world.open("cmp_a", storage);
  campaign.createList(newList("lst_a"));
  storage.sql.exec("create trigger full before insert on chunk begin select raise(abort, 'disk full'); end");
  expect(() => campaign.importChunk(chunk("lst_a", 0, people(3, zone)))).toThrow("disk full");
  storage.sql.exec("drop trigger full");
  expect(campaign.importChunk(chunk("lst_a", 0, people(3, zone)))).toMatchObject({ value: { accepted: 3 } });
  campaign.sealList("lst_a", { chunks: 1, rows: 3 });
  campaign.launch(settingsFor("cmp_a"), { actor: "ana", at: world.now });
  const again = world.open("cmp_a"); // memory is gone; what was stored must do
  expect(allRecipients(again).map(({ zones }) => zones)).toEqual([[zone], [zone], [zone]]);
  await world.run(world.now + minute);
  expect(world.arrivals.length).toBe(3);
});

test("A2 a launch is refused for what would go wrong, and says what to do", () => {
  const world = new World(morning);
  const launch = (members: readonly Person[], over = {}) => {
    const campaign = world.open(`cmp_${members.length}${JSON.stringify(over)}`);
    if (members.length > 0) importPeople(campaign, { id: "lst_a", people: members });
    const settings = settingsFor("cmp_a", over);
    const foreseen = campaign.preview(settings).blocking.map(({ code }) => code);
    const refused = campaign.launch(settings, { actor: "ana", at: world.now });
    expect(foreseen).toEqual(refused.ok ? [] : [refused.error.code]);
    return refused.ok ? null : refused.error.code;
  };
  expect(launch([])).toBe("nothing_to_launch");
  expect(launch(people(3, zone).map((person) => ({ ...person, variables: {} })))).toBe("missing_variable");
  expect(launch(people(4, zone), { hours: { monday: [{ open: "02:00", close: "03:00" }] }, zone })).toBe("never_open");
  expect(launch(people(5, zone))).toBeNull();
});

test("A3 thousands across many zones: everyone in line order within their hours, no page lost", async () => {
  const world = new World(morning);
  const zones = [zone, "America/Halifax", "America/Bogota"];
  const members = Array.from({ length: 2_400 }, (_, i) => ({
    address: `+1212${5_000_000 + i}`,
    zones: [zones[i % 3]!],
  }));
  const campaign = launched(world, "cmp_a", members, { pace: { count: 300, spanMs: 5 * minute } });
  await world.run(world.now + 2 * hour);
  expect(new Set(world.arrivals.map(({ to }) => to)).size).toBe(2_400);
  for (const [i, each] of zones.entries()) {
    const mine = world.arrivals.map(({ to }) => Number(to.slice(5))).filter((n) => n % 3 === i);
    expect([each, mine]).toEqual([each, mine.toSorted((a, b) => a - b)]);
  }
  expect(auditCounts(campaign)).toEqual([]);
}, 30_000);

test("A3 a chunk sent column by column is stored as the same rows, bad ones with their cells", () => {
  const [ada, grace, zoe] = people(3, zone);
  const rows = [
    ...chunk("lst_a", 0, [ada!, grace!, ada!]).rows,
    { ...chunk("lst_a", 0, [zoe!]).rows[0]!, line: 9, zones: ["Europe/Berlin", "America/Chicago"], language: "de" },
    { ...chunk("lst_a", 0, [grace!]).rows[0]!, line: 11, rung: 1, address: "grace@example.com", variables: {} },
    {
      ...chunk("lst_a", 0, [grace!]).rows[0]!,
      line: 12,
      address: "+12125559999",
      also: "z@example.com",
      ownText: "Hi",
    },
    { ...chunk("lst_a", 0, [grace!]).rows[0]!, line: 13, cells: ["+12125550001", 'a "quote"', "é", ""] },
  ];
  const stored = [rows, packRows(rows)].map((sent) => {
    const campaign = new World(morning).open("cmp_a");
    campaign.createList(newList("lst_a"));
    const answer = campaign.importChunk({ ...chunk("lst_a", 0, []), rows: sent });
    const problems = campaign.problems({ cursor: null, limit: 100, list: null });
    return { answer, problems, lists: campaign.lists(), people: allRecipients(campaign) };
  });
  expect(stored[1]).toEqual(stored[0]);
  expect(stored[0]?.answer).toMatchObject({ value: { accepted: 5, problems: [{ line: 4 }, { line: 13 }] } });
  expect(stored[0]?.problems.items[1]?.cells).toEqual(rows.at(-1)?.cells);
});
