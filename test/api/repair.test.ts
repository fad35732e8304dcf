import {
  type ApiWorld,
  apiWorld,
  draftCampaign,
  expectStatus,
  importRows,
  prepareAccount,
  recipientOf,
} from "@headsup/testkit";
import { afterEach, beforeEach, expect, test } from "vitest";

const minute = 60_000;
let world: ApiWorld;
let id: string;
let list: string;
beforeEach(async () => {
  world = await apiWorld();
  await prepareAccount(world);
  await world.call("POST", "/v1/suppressions", { body: { address: "+12125550107", reason: "asked by phone" } });
  world.database.exec("insert into address_fact values ('+12125550108', 'not_textable', '30006', 0)");
  id = await draftCampaign(world);
  const columns = [{ role: "address" }, { role: "variable", name: "first_name" }, { role: "zone" }];
  ({ list } = await importRows(
    world,
    id,
    [
      ["+12125550101", "Ada", ""],
      ["(212) 555 01", "Grace", ""],
      ["+12125550103", "", ""],
      ["+12125550104", "Eve", "Mars"],
      ["", "Nobody", ""],
    ],
    { columns },
  ));
});
afterEach(() => world.close());

const repair = (rows: readonly [line: number, cells: readonly string[]][]) =>
  world.call("POST", `/v1/campaigns/${id}/lists/${list}/repair`, {
    body: { rows: rows.map(([line, cells]) => ({ line, cells })) },
  });
const undo = (lines: readonly number[]) =>
  world.call("POST", `/v1/campaigns/${id}/lists/${list}/repair/undo`, { body: { lines } });
const problems = async () =>
  (await world.call("GET", `/v1/campaigns/${id}/problems`)).json.items.map(
    ({ line, cells }: { line: number; cells: string[] }) => [line, cells],
  );

test("C5 rows are judged as an import judges them: cells, columns, numbers, zones, values, opt-outs, landlines, twins", async () => {
  const uploaded = await problems();
  for (const [cells, code] of [
    [["12", "Grace", ""], "INVALID_ADDRESS"],
    [["", "Grace", ""], "EMPTY_ADDRESS"],
    [["", " ", ""], "EMPTY_ADDRESS"],
    [[], "EMPTY_ADDRESS"],
    [["+12125550102", "", ""], "MISSING_VARIABLE"],
    [["+12125550102", "Grace", "Mars"], "UNKNOWN_TIME_ZONE"],
    [["+12125550102", "Grace", "", "more"], "TOO_MANY_VARIABLES"],
    [["+12125550102", "x".repeat(4_001), ""], "CELL_TOO_LARGE"],
    [["+12125550107", "Grace", ""], "OPTED_OUT"],
    [["+12125550108", "Grace", ""], "NOT_TEXTABLE"],
    [["+12125550101", "Grace", ""], "DUPLICATE_ADDRESS"],
  ] as const) {
    const { accepted, problems: told } = expectStatus(await repair([[3, cells]]), 200).json;
    expect([accepted, told.map((problem: { line: number; code: string }) => [problem.line, problem.code])]).toEqual([
      [],
      [[3, code]],
    ]);
  }
  expect(await problems()).toEqual(uploaded);
  expect(world.rows("select * from audit where action like 'list.repair%'")).toEqual([]);

  const told = expectStatus(
    await repair([
      [3, ["(212) 555-0102", "Grace", ""]],
      [4, ["+12125550103", "Hedy", "America/Chicago"]],
      [5, ["+12125550104", "Eve", "Venus"]],
    ]),
    200,
  ).json;
  expect(told).toMatchObject({ accepted: [3, 4], problems: [{ line: 5, code: "UNKNOWN_TIME_ZONE" }] });
  expect(await problems()).toEqual(uploaded.slice(2));
  expect(await recipientOf(world, id, "+12125550103")).toMatchObject({
    line: 4,
    zones: ["America/Chicago"],
    variables: { first_name: "Hedy" },
    status: "ready",
  });
  expect((await world.call("GET", `/v1/campaigns/${id}/preview`)).json).toMatchObject({ recipients: 3, problems: 2 });
  await world.pass(minute);
  expect((await world.call("GET", "/v1/campaigns")).json.items[0].counts).toMatchObject({ total: 3, ready: 3 });
});

test("C5 repairs and their undoing are audited, and undone rows are there as uploaded", async () => {
  const uploaded = await problems();
  await repair([[3, ["+12125550102", "Grace", ""]]]);
  await world.pass(1);
  expect(expectStatus(await undo([3]), 200).json).toMatchObject({ id: list, recipients: 1, problems: 4 });
  expect(await problems()).toEqual(uploaded);
  expect(world.rows("select action, target, detail from audit where action like 'list.repair%' order by id")).toEqual([
    { action: "list.repair", target: id, detail: JSON.stringify({ list, lines: [3] }) },
    { action: "list.repair.undo", target: id, detail: JSON.stringify({ list, lines: [3] }) },
  ]);
  await world.call("POST", "/v1/suppressions", { body: { address: "+12125550102", reason: "asked by phone" } });
  expect((await repair([[3, ["+12125550102", "Grace", ""]]])).json.problems[0].code).toBe("OPTED_OUT");
});

test("C5 a repair whose answer was lost is sent again and answered alike, whatever was learnt of the number since", async () => {
  const first = expectStatus(await repair([[3, ["+12125550102", "Grace", ""]]]), 200).json;
  await world.call("POST", "/v1/suppressions", { body: { address: "+12125550102", reason: "asked by phone" } });
  expect(expectStatus(await repair([[3, ["+12125550102", "Grace", ""]]]), 200).json).toEqual(first);
  expect((await world.call("GET", `/v1/campaigns/${id}`)).json.counts.total).toBe(2);
});

test("C5 repaired before or after the launch, each is sent to once; a draft's repair is undone no more then", async () => {
  await repair([[3, ["+12125550102", "Grace", ""]]]);
  expectStatus(await world.call("POST", `/v1/campaigns/${id}/launch`, { body: { consent: true } }), 200);
  await repair([[4, ["+12125550103", "Hedy", ""]]]);
  const refused = await undo([3]);
  expect([refused.status, refused.json.error.code]).toEqual([409, "conflict"]);
  await world.pass(10 * minute);
  const sent = world.carrier.log({ kind: "create" }).map(({ to }) => to);
  expect(sent.sort()).toEqual(["+12125550101", "+12125550102", "+12125550103"]);
  expect((await world.call("GET", `/v1/campaigns/${id}`)).json.status).toBe("completed");
  const late = await repair([[5, ["+12125550104", "Eve", ""]]]);
  expect([late.status, late.json.error.message]).toEqual([409, expect.stringContaining("as a new list")]);
});

test("C5 lines go up, and are those of bad rows of this list", async () => {
  const other = await draftCampaign(world);
  const foreign = await world.call("POST", `/v1/campaigns/${other}/lists/${list}/repair`, {
    body: { rows: [{ line: 3, cells: ["+12125550102", "Grace", ""] }] },
  });
  expect(foreign.json.error.code).toBe("not_found");
  expect((await repair([[2, ["+12125550109", "Ada", ""]]])).json.error).toMatchObject({ code: "not_found" });
  const grace = ["+12125550102", "Grace", ""];
  expect(
    (
      await repair([
        [3, grace],
        [3, grace],
      ])
    ).json.error.code,
  ).toBe("invalid_request");
  expect((await undo([])).json.error.code).toBe("invalid_request");
});
