import type { ColumnRole } from "@headsup/contract";
import { expect, test } from "vitest";
import { compileMessage } from "../answer/content.ts";
import { parseRow, planRows } from "./row.ts";
import { suggestFixes } from "./suggest.ts";

const columns: ColumnRole[] = [{ role: "email" }, { role: "zone" }];

test.each([
  ["ada@gmial.com", ["ada@gmail.com"]],
  ["ada@x.org, bob@x.org", ["ada@x.org", "bob@x.org"]],
  ["ädä@x.org", []],
])("C5 the desk mends an email cell %j as %j", (written, mended) => {
  const contents = [{ language: "en", content: { channel: "email" as const, subject: "Hi", text: "Late." } }];
  const message = compileMessage({ contents, replyLine: "", optOutText: "" });
  if (!message.ok) throw new Error(message.error.message);
  const plan = planRows({ columns, country: "US", rungs: [{ channel: "email", message: message.value }] });
  if (!plan.ok) throw new Error(plan.error.message);
  const cells = [written, "America/New_York"];
  const parsed = parseRow({ line: 7, cells }, plan.value);
  if (parsed.kind !== "problem") throw new Error(`${written} is ${parsed.kind}`);
  const offered = suggestFixes({ ...parsed.problem, cells }, plan.value);
  expect(offered.map((one) => one.type === "mend" && one.cells[0])).toEqual(mended);
});
