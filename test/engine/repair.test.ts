import { sqliteStorage } from "@headsup/storage/sqlite";
import { allRecipients, auditCounts, auditPace, settingsFor, World } from "@headsup/testkit";
import { expect, test } from "vitest";

const minute = 60_000;
const hour = 60 * minute;
const zone = "America/New_York";
const morning = "2026-11-24T09:00:00-05:00";
const window = { open: "08:00", close: "21:00" };
const pace = { count: 10, spanMs: 5 * minute };

const good = (line: number, address = `+1212555${1_000 + line}`, zones: readonly string[] = [zone]) => ({
  line,
  address,
  zones,
  also: null,
  ownText: null,
  rung: 0,
  language: null,
  variables: { first_name: "Ada" },
  cells: [address, "Ada"],
});
const bad = (line: number, cells = [`bad ${line}`, "Ada"]) => ({
  line,
  code: "INVALID_ADDRESS" as const,
  subject: null,
  seen: cells[0] ?? "",
  message: `line ${line}: not a number`,
  cells,
});
const mend = (rows: readonly ReturnType<typeof good>[], still: readonly ReturnType<typeof bad>[] = []) => ({
  list: "lst_a",
  rows,
  bad: still,
  window,
});
const lines = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

/** A list of good and bad rows, in one chunk; sealed unless left open. */
function listOf(
  campaign: ReturnType<World["open"]>,
  { goods, bads, endAt = null }: { goods: readonly number[]; bads: readonly number[]; endAt?: number | null },
) {
  const columns = [{ role: "address" as const }];
  campaign.createList({ id: "lst_a", name: "a", fingerprint: "a", columns, country: "US", startAt: null, endAt });
  const rows = goods.map((line) => good(line));
  campaign.importChunk({ list: "lst_a", n: 0, digest: "0", rows, bad: bads.map((line) => bad(line)), window });
}
const seal = (campaign: ReturnType<World["open"]>, rows: number, chunks = 1) => {
  const sealed = campaign.sealList("lst_a", { chunks, rows });
  if (!sealed.ok) throw new Error(sealed.error.message);
};
const launch = (world: World, campaign: ReturnType<World["open"]>) => {
  const launched = campaign.launch(settingsFor("cmp_a"), { actor: "ana", at: world.now });
  if (!launched.ok) throw new Error(launched.error.message);
};
const problemLines = (campaign: ReturnType<World["open"]>) =>
  campaign.problems({ cursor: null, limit: 500, list: null }).items.map(({ line }) => line);

test("C5 a mended row becomes a recipient, one bad still stays as uploaded, and the same repair again changes nothing", () => {
  const storage = sqliteStorage();
  const campaign = new World(morning).open("cmp_a", storage);
  listOf(campaign, { goods: [2, 3], bads: [4, 5, 6] });
  const repair = mend([good(4), good(5, "+12125551002")], [bad(6, ["worse", ""])]);
  const first = campaign.repair(repair);
  expect(first).toMatchObject({
    ok: true,
    value: {
      accepted: [4],
      problems: [
        { line: 5, code: "DUPLICATE_ADDRESS", message: expect.stringContaining("line 2") },
        { line: 6, code: "INVALID_ADDRESS" },
      ],
    },
  });
  expect(campaign.lists()).toMatchObject([{ rows: 5, recipients: 3, problems: 2 }]);
  expect(problemLines(campaign)).toEqual([5, 6]);
  expect(campaign.problems({ cursor: null, limit: 9, list: null }).items.at(-1)?.cells).toEqual(["bad 6", "Ada"]);
  const everything = () =>
    ["recipient", "page", "problem", "list", "chunk"].map((table) =>
      storage.sql.exec(`select * from ${table}`).toArray(),
    );
  const before = everything();
  expect(campaign.repair(repair)).toEqual(first);
  expect(everything()).toEqual(before);
  expect(auditCounts(campaign)).toEqual([]);
});

test("C5 of two rows mended to one number the first is taken, also against people of another list", () => {
  const campaign = new World(morning).open("cmp_a");
  listOf(campaign, { goods: [2], bads: [3, 4] });
  expect(campaign.repair(mend([good(3, "+12125559999"), good(4, "+12125559999")]))).toMatchObject({
    value: { accepted: [3], problems: [{ line: 4, code: "DUPLICATE_ADDRESS" }] },
  });
  const columns = [{ role: "address" as const }];
  campaign.createList({ id: "lst_b", name: "b", fingerprint: "b", columns, country: "US", startAt: null, endAt: null });
  campaign.importChunk({ list: "lst_b", n: 0, digest: "0", rows: [], bad: [bad(2)], window });
  expect(campaign.repair({ ...mend([good(2, "+12125559999")]), list: "lst_b" })).toMatchObject({
    value: {
      accepted: [],
      problems: [{ code: "DUPLICATE_ADDRESS", message: expect.stringContaining("earlier list") }],
    },
  });
});

test("C5 only bad rows are repaired, and one repaired is not repaired otherwise: all or nothing", () => {
  const campaign = new World(morning).open("cmp_a");
  listOf(campaign, { goods: [2], bads: [3, 4] });
  expect(campaign.repair(mend([good(3), good(2, "+12125559999")]))).toMatchObject({
    ok: false,
    error: { code: "not_found", message: expect.stringContaining("Line 2") },
  });
  expect(campaign.repair({ ...mend([good(3)]), list: "lst_z" })).toMatchObject({ error: { code: "not_found" } });
  expect(campaign.lists()).toMatchObject([{ recipients: 1, problems: 2 }]);
  campaign.repair(mend([good(3)]));
  expect(campaign.repair(mend([good(3, "+12125559999"), good(4)]))).toMatchObject({
    ok: false,
    error: { code: "conflict", message: expect.stringContaining("Undo") },
  });
  expect(campaign.lists()).toMatchObject([{ recipients: 2, problems: 1 }]);
});

test("C5 until the launch a repair can be taken back: the row is bad again as uploaded, and its number free", () => {
  const storage = sqliteStorage();
  const campaign = new World(morning).open("cmp_a", storage);
  listOf(campaign, { goods: [2, 3], bads: [4, 5, 6] });
  const stored = () =>
    ["recipient", "page", "problem", "list"].map((table) => storage.sql.exec(`select * from ${table}`).toArray());
  const before = stored();
  const shown = campaign.problems({ cursor: null, limit: 9, list: null });
  campaign.repair(mend([good(4), good(5), good(6, "+12125559999", ["America/Chicago"])]));
  expect(campaign.undoRepair("lst_a", [5, 6])).toMatchObject({ value: { recipients: 3, problems: 2 } });
  expect(campaign.undoRepair("lst_a", [4, 5])).toMatchObject({ value: { recipients: 2, problems: 3 } });
  expect(campaign.undoRepair("lst_a", [4, 5, 6])).toMatchObject({ value: { recipients: 2, problems: 3 } });
  expect(stored()).toEqual(before);
  expect(campaign.problems({ cursor: null, limit: 9, list: null })).toEqual(shown);
  expect(campaign.repair(mend([good(4, "+12125559999")]))).toMatchObject({ value: { accepted: [4] } });
  expect(campaign.undoRepair("lst_a", [2])).toMatchObject({ error: { code: "not_found" } });
  expect(campaign.undoRepair("lst_z", [4])).toMatchObject({ error: { code: "not_found" } });
  expect(auditCounts(campaign)).toEqual([]);
});

test("C5 an import goes on beside repairs: a chunk sent again is answered as before, a later one sees who was repaired", () => {
  const campaign = new World(morning).open("cmp_a");
  listOf(campaign, { goods: [2], bads: [3] });
  campaign.repair(mend([good(3, "+12125559999")]));
  const chunk = { list: "lst_a", n: 0, digest: "0", rows: [good(2)], bad: [bad(3)], window };
  expect(campaign.importChunk(chunk)).toMatchObject({ value: { accepted: 1, problems: [{ line: 3 }] } });
  expect(problemLines(campaign)).toEqual([]);
  const later = { ...chunk, n: 1, digest: "1", rows: [good(4, "+12125559999"), good(5)], bad: [] };
  expect(campaign.importChunk(later)).toMatchObject({
    value: { accepted: 1, problems: [{ line: 4, code: "DUPLICATE_ADDRESS" }] },
  });
  seal(campaign, 4, 2);
  expect(campaign.lists()).toMatchObject([{ rows: 4, recipients: 3, problems: 1 }]);
});

test("C5 a line sent with a second chunk is refused: a bad row is one row, repaired or not, and the numbers add up", () => {
  const campaign = new World(morning).open("cmp_a");
  listOf(campaign, { goods: [2], bads: [3, 4] });
  campaign.repair(mend([good(3, "+12125559999")]));
  const again = (n: number, line: number) =>
    campaign.importChunk({ list: "lst_a", n, digest: `${n}`, rows: [good(9)], bad: [bad(line)], window });
  for (const line of [3, 4])
    expect(again(1, line)).toMatchObject({
      error: { code: "conflict", message: expect.stringContaining(`Line ${line}`), details: { line } },
    });
  expect(auditCounts(campaign)).toEqual([]);
  expect(again(1, 5)).toMatchObject({ value: { accepted: 1 } });
  expect(problemLines(campaign)).toEqual([4, 5]);
  expect(auditCounts(campaign)).toEqual([]);
  expect(campaign.undoRepair("lst_a", [3])).toMatchObject({ value: { recipients: 2, problems: 3 } });
});

test("C5 a repair that could not be stored leaves nothing behind, also not in memory", () => {
  const world = new World(morning);
  const storage = sqliteStorage();
  const campaign = world.open("cmp_a", storage);
  listOf(campaign, { goods: [], bads: [2] });
  storage.sql.exec("create trigger full before update on problem begin select raise(abort, 'disk full'); end");
  expect(() => campaign.repair(mend([good(2)]))).toThrow("update problem");
  storage.sql.exec("drop trigger full");
  expect(campaign.lists()).toMatchObject([{ recipients: 0, problems: 1 }]);
  expect(campaign.repair(mend([good(2)]))).toMatchObject({ value: { accepted: [2] } });
  expect(allRecipients(world.open("cmp_a")).map(({ zones }) => zones)).toEqual([[zone]]);
});

test("C5 of a running list the repaired are sent to in their turn, once, within the pace, after those before them", async () => {
  const world = new World(morning);
  world.roundTripMs = 1_000;
  const campaign = world.open("cmp_a");
  listOf(campaign, { goods: lines(2, 31), bads: lines(32, 66) });
  seal(campaign, 65);
  launch(world, campaign);
  const start = world.now;
  // In the midst of a batch; again as the answer was lost; and others while it pauses between batches.
  world.at(start + 500, () => campaign.repair(mend(lines(32, 50).map((line) => good(line)))));
  world.at(start + 700, () => campaign.repair(mend(lines(32, 50).map((line) => good(line)))));
  world.at(start + 2 * minute, () => campaign.repair(mend(lines(51, 66).map((line) => good(line)))));
  await world.run(start + 2 * minute);
  expect(auditCounts(campaign)).toEqual([]);
  await world.run(start + 2 * hour);
  expect(world.arrivals.map(({ to }) => to)).toEqual(lines(2, 66).map((line) => good(line).address));
  expect(auditPace(world.arrivals, pace)).toEqual([]);
  expect(auditCounts(campaign)).toEqual([]);
  expect(campaign.describe()).toMatchObject({ status: "completed", counts: { total: 65, accepted: 65 } });
  expect(campaign.undoRepair("lst_a", [32])).toMatchObject({ error: { code: "conflict" } });
  expect(campaign.repair(mend([good(32)]))).toMatchObject({ value: { accepted: [32] } });
  expect(campaign.repair(mend([good(32, "+12125559999")]))).toMatchObject({ error: { code: "conflict" } });
});

test("C5 whoever waits for nothing else is woken by a repair: the sender sleeps till morning, or till the next batch", async () => {
  const world = new World(morning);
  const campaign = world.open("cmp_a");
  const columns = [{ role: "address" as const }];
  campaign.createList({ id: "lst_a", name: "a", fingerprint: "a", columns, country: "US", startAt: null, endAt: null });
  const west = good(2, "+13105550001", ["Pacific/Honolulu"]);
  campaign.importChunk({ list: "lst_a", n: 0, digest: "0", rows: [west], bad: [bad(3)], window });
  seal(campaign, 2);
  launch(world, campaign);
  await world.run(world.now + minute);
  expect(world.arrivals).toEqual([]);
  campaign.repair(mend([good(3)]));
  await world.run(world.now + minute);
  expect(world.arrivals.map(({ to }) => to)).toEqual([good(3).address]);
});

test("C5 somebody repaired who could never be contacted under the campaign's hours is skipped, and it completes", async () => {
  const world = new World(morning);
  const campaign = world.open("cmp_a");
  listOf(campaign, { goods: [2, 3], bads: [4] });
  seal(campaign, 3);
  const hours = { tuesday: [{ open: "09:00", close: "12:00" }] };
  const settings = settingsFor("cmp_a", { hours, pace: { count: 1, spanMs: 5 * minute } });
  campaign.launch(settings, { actor: "ana", at: world.now });
  await world.run(world.now + minute);
  campaign.repair(mend([good(4, "+81312345678", ["Asia/Tokyo"])]));
  await world.run(world.now + hour);
  expect(allRecipients(campaign).find(({ line }) => line === 4)).toMatchObject({
    status: "skipped",
    code: "no_common_hours",
  });
  expect(campaign.status()).toBe("completed");
});

test("C5 a list that is completed, closed, past its end, or of a stopped campaign takes nobody, and says where they go", async () => {
  const refusal = async (end: "completed" | "closed" | "past" | "stopped") => {
    const world = new World(morning);
    const campaign = world.open("cmp_a");
    const endAt = end === "completed" || end === "stopped" ? null : world.now + 2 * minute;
    listOf(campaign, { goods: lines(2, 21), bads: [22, 23], endAt });
    seal(campaign, 22);
    launch(world, campaign);
    campaign.repair(mend([good(22)]));
    await world.run(world.now + minute);
    if (end === "stopped") await world.finish(campaign.command("stop", { actor: "ana", reason: null }));
    if (end === "completed") await world.run(world.now + hour);
    if (end === "closed") await world.run(world.now + 3 * minute);
    if (end === "past") world.clock.jump(world.now + 90_000); // and nothing has run since
    const before = campaign.lists();
    const refused = campaign.repair(mend([good(23)]));
    expect(campaign.lists()).toEqual(before);
    expect(campaign.repair(mend([good(22)]))).toMatchObject({ value: { accepted: [22] } }); // done long ago
    return refused.ok ? null : [refused.error.code, /as a new list|a new campaign/.exec(refused.error.message)?.[0]];
  };
  expect(await refusal("completed")).toEqual(["conflict", "as a new list"]);
  expect(await refusal("closed")).toEqual(["conflict", "as a new list"]);
  expect(await refusal("past")).toEqual(["conflict", "as a new list"]);
  expect(await refusal("stopped")).toEqual(["campaign_stopped", "a new campaign"]);
});

test("C5 a repair whose answer was lost is answered alike also when its list closed meanwhile, rows bad still and all", async () => {
  const world = new World(morning);
  const campaign = world.open("cmp_a");
  listOf(campaign, { goods: [2, 3], bads: [4, 5, 6] });
  seal(campaign, 5);
  launch(world, campaign);
  const repair = mend([good(4), good(5, "+12125551002")], [bad(6, ["worse", ""])]);
  const first = campaign.repair(repair);
  expect(first).toMatchObject({ ok: true, value: { accepted: [4] } });
  await world.run(world.now + hour);
  expect(campaign.status()).toBe("completed");
  expect(campaign.repair(repair)).toEqual(first);
  expect(campaign.repair(mend([good(4), good(5)]))).toMatchObject({ error: { code: "conflict" } });
  expect(auditCounts(campaign)).toEqual([]);
});

test("C5 thousands of repaired rows keep the pages small, each in line order", async () => {
  const world = new World(morning);
  const storage = sqliteStorage();
  const campaign = world.open("cmp_a", storage);
  const columns = [{ role: "address" as const }];
  campaign.createList({ id: "lst_a", name: "a", fingerprint: "a", columns, country: "US", startAt: null, endAt: null });
  const all = lines(2, 2_001);
  for (const [n, from] of [0, 1_000].entries()) {
    const rows = all.slice(from, from + 1_000).map((line) => bad(line));
    campaign.importChunk({ list: "lst_a", n, digest: `${n}`, rows: [], bad: rows, window });
  }
  const address = (line: number) => `+1212${5_550_000 + line}`;
  for (let at = 0; at < all.length; at += 300)
    campaign.repair(mend(all.slice(at, at + 300).map((line) => good(line, address(line)))));
  const pages = storage.sql.exec("select json_array_length(entries) as n from page order by chunk").toArray();
  expect(pages.map(({ n }) => n)).toEqual([500, 500, 500, 500]);
  expect(campaign.undoRepair("lst_a", all.slice(100, 1_100))).toMatchObject({ value: { recipients: 1_000 } });
  expect(auditCounts(campaign)).toEqual([]);
  seal(campaign, 2_000, 2);
  campaign.launch(settingsFor("cmp_a", { pace: { count: 500, spanMs: 5 * minute } }), { actor: "ana", at: world.now });
  await world.run(world.now + 2 * hour);
  expect(world.arrivals.map(({ to }) => to)).toEqual([...all.slice(0, 100), ...all.slice(1_100)].map(address));
  expect(campaign.status()).toBe("completed");
});
