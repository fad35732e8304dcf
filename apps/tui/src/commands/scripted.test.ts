/** What the screens do can be scripted too (J3): commands against the real API and engines, on a clock the test moves. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { draftCampaign, launchCampaign } from "@headsup/testkit";
import { expect, test } from "vitest";
import { run } from "../program.ts";
import { testShell } from "../testShell.ts";
import { serverAndShell } from "./testServer.ts";

const badPeople = "phone,first_name\n+12125550101,Ann\n555-01,Bob\n,Cy\n+12125550104,Dee\n";

test("J3 a draft is changed field by field, and what is not given stays", async () => {
  const { world, type } = await serverAndShell();
  const id = await draftCampaign(world, { name: "Delay", tags: ["a"], expiresAt: "2026-12-01T00:00:00Z" });
  const edited = await type(
    "campaign",
    "edit",
    "Delay",
    "--name",
    "Late",
    "--pace",
    "3/1m",
    "--hours",
    "mon 09:00-17:00",
  );
  expect(edited.code).toBe(0);
  expect(edited.result).toMatchObject({
    id,
    name: "Late",
    tags: ["a"],
    pace: { count: 3, spanMs: 60_000 },
    hours: { monday: [{ open: "09:00", close: "17:00" }] },
  });
  const cleared = await type("campaign", "edit", "Late", "--hours", "none", "--expires", "none", "--tag", "none");
  expect(cleared.result).toMatchObject({ hours: null, expiresAt: null, tags: [], name: "Late" });
});

test.each([
  ["nothing to change", 2, ["campaign", "edit", "Delay"]],
  ["a moment that is none", 2, ["campaign", "edit", "Delay", "--expires", "soon"]],
  ["a deletion without a yes", 2, ["campaign", "delete", "Delay"]],
  ["a removal without a yes", 2, ["recipients", "remove-list", "Delay", "people.csv"]],
  ["a list that gets no other times", 2, ["recipients", "reschedule", "Delay", "people.csv"]],
  ["a list nobody knows", 1, ["recipients", "reschedule", "Delay", "people.csv", "--end", "none"]],
  ["a text for a launched campaign", 1, ["campaign", "edit", "Gone", "--text", "Hi"]],
  ["the deletion of a launched campaign", 1, ["campaign", "delete", "Gone", "--yes"]],
])("J3 exit code of %s is %i", async (_, code, args) => {
  const { world, type } = await serverAndShell();
  await draftCampaign(world, { name: "Delay" });
  await launchCampaign(world, ["+12125550101"], { name: "Gone" });
  const { code: given, trouble } = await type(...args);
  expect([given, trouble.message]).toEqual([code, expect.any(String)]);
});

test("J3 a copy has the settings of the original, and neither its people nor its expiry", async () => {
  const { world, type } = await serverAndShell();
  await launchCampaign(world, ["+12125550101"], {
    name: "July",
    tags: ["yearly"],
    zone: "America/New_York",
    pace: { count: 5, spanMs: 60_000 },
    expiresAt: "2026-12-01T00:00:00Z",
  });
  const { code, result } = await type("campaign", "clone", "July", "--name", "August");
  expect(code).toBe(0);
  expect(result).toMatchObject({
    name: "August",
    status: "draft",
    tags: ["yearly"],
    zone: "America/New_York",
    pace: { count: 5, spanMs: 60_000 },
    expiresAt: null,
    counts: { total: 0 },
  });
});

test("J3 a draft is deleted, and is gone", async () => {
  const { world, type } = await serverAndShell();
  await draftCampaign(world, { name: "Delay" });
  expect((await type("campaign", "delete", "Delay", "--yes")).code).toBe(0);
  expect((await type("campaign", "list")).result).toEqual([]);
});

test("J3 a list is put off, and removed", async () => {
  const { world, shell, type } = await serverAndShell();
  await draftCampaign(world, { name: "Delay" });
  shell.file("people.csv", badPeople);
  await type("recipients", "import", "Delay", "people.csv");
  const start = "2026-11-24T09:00:00-05:00";
  const put = await type("recipients", "reschedule", "Delay", "people.csv", "--start", start);
  expect(put.result).toMatchObject({ startAt: Date.parse(start), endAt: null });
  const cleared = await type("recipients", "reschedule", "Delay", put.result.id, "--start", "none");
  expect(cleared.result).toMatchObject({ startAt: null });
  expect((await type("recipients", "remove-list", "Delay", "people.csv", "--yes")).result).toMatchObject({ rows: 4 });
  expect((await type("campaign", "show", "Delay")).result.outreaches).toEqual([]);
});

test("C5 bad rows go out as a file, come back mended, and can be taken back", async () => {
  const { world, shell, type } = await serverAndShell();
  await draftCampaign(world, { name: "Delay" });
  shell.file("people.csv", badPeople);
  await type("recipients", "import", "Delay", "people.csv", "--problems", "bad.csv");
  const path = join(shell.cwd, "bad.csv");
  writeFileSync(path, readFileSync(path, "utf8").replace("555-01,Bob", "+12125550102,'=Bob"));

  const repaired = await type("recipients", "repair", "Delay", "bad.csv");
  expect(repaired).toMatchObject({
    code: 1,
    result: { accepted: 1, problems: [{ line: 4, code: "EMPTY_ADDRESS" }] },
    trouble: { code: "rows_with_problems", message: "1 row with a problem still." },
  });
  const { result: people } = await type("recipients", "list", "Delay");
  expect(people.map(({ line, variables }: { line: number; variables: object }) => [line, variables])).toEqual([
    [2, { first_name: "Ann" }],
    [3, { first_name: "=Bob" }],
    [5, { first_name: "Dee" }],
  ]);

  writeFileSync(path, readFileSync(path, "utf8").replace(/^,Cy.*\r\n/m, ""));
  expect(await type("recipients", "repair", "Delay", "bad.csv", "--undo")).toMatchObject({
    code: 0,
    result: { rows: 1 },
  });
  expect((await type("recipients", "list", "Delay", "--bad")).result).toHaveLength(2);
});

test.each([
  ["a list is no file of bad rows", badPeople, /no file of bad rows/],
  [
    "a line is missing",
    "phone,problem,what_to_do,line,list,cells_too_many\n+12125550102,X,Y,,lst_1,\n",
    /line 2: it does not/,
  ],
])("C5 %s: told, and nothing is sent", async (_, csv, message) => {
  const { world, shell, type } = await serverAndShell();
  await draftCampaign(world, { name: "Delay" });
  shell.file("bad.csv", csv);
  const { code, trouble } = await type("recipients", "repair", "Delay", "bad.csv");
  expect([code, trouble.message]).toEqual([1, expect.stringMatching(message)]);
});

test("C5 a mended file imported as any other brings in the people alone", async () => {
  const { world, shell, type } = await serverAndShell();
  await draftCampaign(world, { name: "Delay" });
  shell.file("people.csv", badPeople);
  await type("recipients", "import", "Delay", "people.csv", "--problems", "bad.csv");
  const path = join(shell.cwd, "bad.csv");
  writeFileSync(path, readFileSync(path, "utf8").replace("555-01,Bob", "+12125550102,Bob"));
  await draftCampaign(world, { name: "Second" });
  await type("recipients", "import", "Second", "bad.csv");
  const { result } = await type("recipients", "list", "Second");
  expect(result.map(({ variables }: { variables: object }) => variables)).toEqual([{ first_name: "Bob" }]);
});

test("J3 those a reason holds are listed and exported by its code", async () => {
  const { world, shell, type } = await serverAndShell();
  const numbers = ["+12125550101", "+12125550102", "+12125550103"];
  world.carrier.configure({ people: Object.fromEntries(numbers.map((number) => [number, "silent"])) });
  const id = await launchCampaign(world, numbers, { name: "Delay" });
  await world.pass(60_000);
  const { result: people } = await type("recipients", "list", "Delay");
  for (const { id: one, providerId } of people.slice(1)) {
    const receipt = {
      attempt: 1,
      providerId,
      status: "undelivered",
      code: "30005",
      failure: "invalid_address",
    } as const;
    world.engine(id).receive(one, receipt);
  }
  const listed = await type("recipients", "list", "Delay", "--code", "30005", "--limit", "1");
  expect(listed.result).toMatchObject([{ line: 3, code: "30005" }]);
  expect(await run(["recipients", "export", "Delay", "--code", "30005", "--out", "off.csv"], shell)).toBe(0);
  const rows = readFileSync(join(shell.cwd, "off.csv"), "utf8").trim().split("\r\n").slice(1);
  expect(rows.map((row) => row.split(",")[0]).sort()).toEqual(["+12125550102", "+12125550103"]);
  expect((await type("recipients", "list", "Delay", "--bad", "--code", "30005")).trouble.message).toContain("no code");
});

test("J3 overview and figures say what the screens show", async () => {
  const { world, shell, type } = await serverAndShell();
  await launchCampaign(world, ["+12125550101", "+14155550102"], { name: "Delay" });
  await world.pass(60_000);
  const overview = await type("campaign", "overview", "Delay");
  expect(overview.result).toMatchObject({ pace: { count: 10, used: 1 }, zones: [{ waiting: 1, isOpen: false }] });
  await run(["campaign", "overview", "Delay"], shell);
  expect(shell.said.out).toMatch(/10 in any 5 min, 1 taken/);
  expect(shell.said.out).toMatch(/1 {2}America\/Los_Angeles {2}closed {2}Sun 22 Nov/);
  await world.pass(15 * 60_000); // figures are those the campaigns report themselves, now and then
  expect((await type("figures")).result).toMatchObject({ campaigns: 1, sent: 1, delivered: 1 });
  expect((await type("figures", "--since", "2026-12-01T00:00:00Z")).result).toMatchObject({ campaigns: 0 });
  await run(["figures"], shell);
  expect(shell.said.out).toMatch(/1 campaign launched since/);
});

test("C4 a variable no column holds is told once, and the rows by what is wrong with them", async () => {
  const shell = testShell();
  shell.file("people.csv", badPeople);
  const check = (...flags: string[]) =>
    run(["recipients", "check", "people.csv", "--text", "Hi {{ nickname }}", ...flags], shell);
  expect(await check()).toBe(1);
  expect(shell.said.err.match(/nickname/g)).toHaveLength(2); // what is missing, and what to do
  expect(shell.said.out).not.toContain("MISSING_VARIABLE");
  expect(shell.said.err).toContain("4 rows: 2 good, 2 with problems.");
  expect(await check("--column", "2=nickname")).toBe(1);
});
