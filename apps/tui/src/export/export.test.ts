import type { Recipient } from "@headsup/contract";
import { parseRow, planRows } from "@headsup/core/contact/row";
import { expect, test } from "vitest";
import { openList } from "../import/listFile.ts";
import { testShell } from "../testShell.ts";
import { byteOrderMark, csvLine } from "./csv.ts";
import { problemsCsv } from "./problems.ts";
import { recipientsCsv } from "./recipients.ts";
import { putRecipients } from "./recipientsFile.ts";

const recipient = (address: string, variables: Record<string, string>, zones = ["America/New_York"]): Recipient => ({
  id: "rcp_00000000000000000000",
  address,
  also: null,
  rung: 0,
  channel: "sms",
  list: "lst_00000000000000000000000000",
  line: 2,
  zones,
  status: "delivered",
  code: null,
  attempts: 1,
  providerId: "SM1",
  at: Date.UTC(2026, 10, 24, 13),
  language: null,
  ownText: null,
  variables,
});

test("I4 nothing a customer typed is run by a spreadsheet", () => {
  for (const typed of ["=1+1", "+cmd", "-2", "@sum", "\tx", "\rx", "\nx", "＝1"])
    expect(csvLine([typed]).replace(/^"/, "")).toMatch(/^'/);
  expect(csvLine(["plain", "a,b", 'say "x"', "a;b", " padded"])).toBe('plain,"a,b","say ""x""","a;b"," padded"\r\n');
});

test("I4 a phone number stays as it is, and is the only thing that does", () => {
  expect(csvLine(["+16001234567", "+1600=1", "+1 600"])).toBe(`+16001234567,"'+1600=1","'+1 600"\r\n`);
});

test("I4 what is exported can be imported again: numbers, zones, values", async () => {
  const people = [
    recipient("+12125550101", { first_name: "Zoë", note: 'a "quote", a comma;\na line and a\u2028separator' }),
    recipient("+18005550102", { status: "their own", first_name: "O'Neil" }, ["America/Denver", "America/Boise"]),
    recipient("+442071838750", { "1": "one" }, ["Europe/London"]),
  ];
  const csv = recipientsCsv(["first_name", "note", "status", "1"]);
  const shell = testShell();
  const path = shell.file("out.csv", byteOrderMark + csv.header + people.map(csv.row).join(""));
  const file = await openList(shell, path, {});
  const plan = planRows({ ...file, rungs: [{ channel: "sms" }] });
  if (!plan.ok) throw new Error(plan.error.message);
  const rows = (await Array.fromAsync(file.rows().rows)).map((row) => parseRow(row, plan.value));
  await file.source.close();

  expect(rows.map((row) => row.kind === "recipient" && row.recipient.address)).toEqual(people.map((p) => p.address));
  const [first, second, third] = rows.map((row) => (row.kind === "recipient" ? row.recipient : undefined));
  expect(first?.zones).toEqual(["America/New_York"]);
  expect(third?.zones).toEqual(["Europe/London"]);
  expect(first?.variables).toMatchObject(people[0]!.variables);
  expect(second?.variables).toMatchObject({ status: "their own", first_name: "O'Neil", headsup_status: "delivered" });
  expect(third?.variables).toMatchObject({ "1": "one" });
});

test("I4 E3 people of a ladder come out with a column for each kind of address, and are the same people again", async () => {
  const both = { ...recipient("+12125550101", {}), also: "ann@example.com" };
  const shell = testShell();
  let text = "";
  await putRecipients(
    (async function* () {
      yield both;
      yield recipient("bob@example.com", {});
    })(),
    async (piece) => {
      text += piece;
    },
  );
  const file = await openList(shell, shell.file("out.csv", text), { channels: ["sms", "email"] });
  const plan = planRows({ ...file, rungs: [{ channel: "sms" }, { channel: "email" }] });
  if (!plan.ok) throw new Error(plan.error.message);
  const rows = (await Array.fromAsync(file.rows().rows)).map((row) => parseRow(row, plan.value));
  await file.source.close();
  expect(rows).toMatchObject([
    { recipient: { address: "+12125550101", also: "ann@example.com", rung: 0 } },
    { recipient: { address: "bob@example.com", also: null, rung: 1 } },
  ]);
});

test("C5 bad rows come out as they went in, with what is wrong behind them", () => {
  const csv = problemsCsv([{ role: "variable", name: "name" }, { role: "address" }]);
  expect(csv.header).toBe("name,phone,problem,what_to_do,line,list,cells_too_many\r\n");
  const problem = {
    list: "lst_1",
    line: 4,
    code: "MISSING_VARIABLE" as const,
    subject: "plan",
    seen: "",
    message: "line 4: Add one.",
    cells: ["=Ann", "555-01", "x", "y"],
  };
  expect(csv.row(problem)).toBe(
    '\'=Ann,555-01,MISSING_VARIABLE=plan,Add one.,4,lst_1,"x,y"\r\n'.replace("'=Ann", '"\'=Ann"'),
  );
});

test("C5 E4 the columns of a list by email are named so that they are known when it is read again", () => {
  const columns = [{ role: "address" }, { role: "phone" }, { role: "message" }] as const;
  expect(problemsCsv(columns, "email").header).toMatch(/^email,phone,own_message,problem/);
  expect(problemsCsv([{ role: "address" }, { role: "email" }]).header).toMatch(/^phone,email,problem/);
});
