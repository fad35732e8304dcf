import type { ColumnRole, ProblemCode } from "@headsup/contract";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compileMessage } from "../answer/content.ts";
import { parseRow, planRows, type RowPlan } from "./row.ts";
import { type BadRow, changesOf, faultColumn, judgeEdit, type Suggestion, suggestFixes } from "./suggest.ts";

const columns: ColumnRole[] = [
  { role: "address" },
  { role: "variable", name: "name" },
  { role: "zone" },
  { role: "variable", name: "day" },
];

function planOf({ text = "Hi {{ name }}, {{ day }}.", country = "US", roles = columns } = {}): RowPlan {
  const contents = [{ language: "en", content: { channel: "sms" as const, text, media: [] } }];
  const message = compileMessage({ contents, replyLine: "", optOutText: "Reply STOP." });
  if (!message.ok) throw new Error(message.error.message);
  const plan = planRows({ columns: roles, country, rungs: [{ channel: "sms", message: message.value }] });
  if (!plan.ok) throw new Error(plan.error.message);
  return plan.value;
}
const plan = planOf();

/** The row as the parser refuses it. */
function bad(cells: readonly string[], of = plan): BadRow {
  const parsed = parseRow({ line: 7, cells }, of);
  if (parsed.kind !== "problem") throw new Error(`${cells.join()} is ${parsed.kind}`);
  return { ...parsed.problem, cells };
}
/** A row the server refused for what it knows of the number. */
const barred = (code: ProblemCode, cells: readonly string[], seen: string): BadRow => ({
  line: 7,
  code,
  subject: null,
  seen,
  message: "",
  cells,
});

const said = (suggestions: readonly Suggestion[]) =>
  suggestions.map((each) =>
    each.type === "mend" ? [each.fix, ...each.changes.map(({ to }) => to)].join(" → ") : each.type,
  );
const phone = (written: string, country = "US") => {
  const of = planOf({ country });
  return said(suggestFixes(bad([written, "Ann", "", "Tuesday"], of), of));
};

describe("C5 a number", () => {
  test.each([
    ["2l2555OlO1", "letters_as_digits → 2125550101"],
    ["+1 2I2 555 01O1", "letters_as_digits → +1 212 555 0101"],
    ["1.2125550101E+10", "written_out → 12125550101"],
    ["(212) 555-0101 ext. 12", "without_extension → (212) 555-0101"],
    ["212-555-0101x5", "without_extension → 212-555-0101"],
    ["cell: 212-555-0101", "digits_only → 212-555-0101"],
    ["212-555-0101 (home)", "digits_only → 212-555-0101"],
    ["☎ 212 555 0101", "digits_only → 212 555 0101"],
    ["+212-555-0101", "country_code → +12125550101"],
    ["0044 20 7183 8750", "country_code → +442071838750"],
    ["442071838750", "country_code → +442071838750"],
    ["02125550101", "without_zero → 2125550101"],
  ])("%s: %s", (written, fix) => expect(phone(written)[0]).toBe(fix));

  test("of two in a cell either is proposed, the first before the second", () => {
    for (const written of ["212-555-0101; 917-555-0102", "212-555-0101 or 917-555-0102", "212-555-0101 917-555-0102"])
      expect(phone(written)).toEqual(["number_1 → 212-555-0101", "number_2 → 917-555-0102"]);
  });

  test("ten digits of North America on another country's list", () =>
    expect(phone("2125550101", "NO")).toContain("country_code → +12125550101"));

  test.each(["555-01", "1.21256E+10", "call Ann", "21255501", "212555010x"])(
    "%s has no fix: its digits are not all there",
    (written) => expect(phone(written)).toEqual([]),
  );

  test("the number stands in another cell: they change places", () => {
    const row = bad(["Ann", "(212) 555-0101", "", "Tuesday"]);
    expect(suggestFixes(row, plan)).toMatchObject([
      { fix: "swap_1", cells: ["(212) 555-0101", "Ann", "", "Tuesday"], left: null },
    ]);
  });

  test("none at all is left out", () => {
    expect(said(suggestFixes(bad(["", "Ann", "", "Tuesday"]), plan))).toEqual(["leave_out"]);
  });
});

describe("C5 a time zone", () => {
  test.each([
    ["EST", "America/New_York"],
    ["Pacific", "America/Los_Angeles"],
    ["Eastern Time (US & Canada)", "America/New_York"],
    ["New York", "America/New_York"],
    ["new york, NY", "America/New_York"],
    ["America/New_Yrok", "America/New_York"],
    ["Chcago", "America/Chicago"],
    ["America/Denvr", "America/Denver"],
  ])("%s is proposed as %s, and to go by the number instead", (written, zone) => {
    const fixes = said(suggestFixes(bad(["2125550101", "Ann", written, "Tuesday"]), plan));
    expect(fixes[0]).toBe(`zone → ${zone}`);
    expect(fixes.at(-1)).toBe("zone_by_number → ");
  });

  test.each(["GMT-5", "-05:00", "asap", "xxxxxxxxxxxxxxxxx"])("%s names no zone", (written) =>
    expect(said(suggestFixes(bad(["2125550101", "Ann", written, "Tuesday"]), plan))).toEqual(["zone_by_number → "]),
  );

  test("a number bound to no place needs a person to say where, if the list has a column for it", () => {
    expect(said(suggestFixes(bad(["+881612345678", "Ann", "", "Tuesday"]), plan))).toEqual(["give"]);
    const narrow = planOf({ roles: columns.filter(({ role }) => role !== "zone") });
    expect(said(suggestFixes(bad(["+881612345678", "Ann", "Tuesday"], narrow), narrow))).toEqual(["leave_out"]);
  });
});

describe("C5 values and cells", () => {
  test("a value that is missing is asked for, in its column", () => {
    const row = bad(["2125550101", "", "", "Tuesday"]);
    expect(suggestFixes(row, plan)).toMatchObject([{ type: "give", what: "value", column: 1 }]);
    expect(faultColumn(row, plan)).toBe(1);
  });

  test("a variable the list has no column for cannot be given", () => {
    const other = planOf({ text: "Hi {{ plan }}" });
    expect(said(suggestFixes(bad(["2125550101", "Ann", "", ""], other), other))).toEqual(["leave_out"]);
  });

  test("cells too many are put together, the last ones first, wherever the row becomes good by it", () => {
    const row = bad(["2125550101", "Lee", " Ann", "America/New_York", "Tuesday"]);
    expect(said(suggestFixes(row, plan))).toEqual([expect.stringMatching(/^join_1 → Lee, Ann/)]);
    const late = bad(["2125550101", "Ann", "", "Tuesday", " noon"]);
    expect(said(suggestFixes(late, plan))[0]).toMatch(/^join_3 → Tuesday, noon/);
  });

  test("a value cut in two has pushed the zone to the right: it is put together before anything is emptied", () => {
    const wide = planOf({ roles: [...columns, { role: "variable", name: "column_5" }] });
    const row = bad(["2125550101", "Lee", " Jr", "America/New_York", "Tuesday"], wide);
    expect(suggestFixes(row, wide)[0]).toMatchObject({
      fix: "join_1",
      cells: ["2125550101", "Lee, Jr", "America/New_York", "Tuesday"],
      left: null,
    });
  });

  test("a row shifted by an empty cell is put back", () => {
    const row = bad(["", "2125550101", "Ann", "", "Tuesday"]);
    expect(suggestFixes(row, plan)[0]).toMatchObject({ fix: "shift_0", cells: ["2125550101", "Ann", "", "Tuesday"] });
  });

  test("a fix that uncovers the next problem is proposed and says so", () => {
    const [first] = suggestFixes(bad(["2l25550101", "", "", "Tuesday"]), plan);
    expect(first).toMatchObject({ fix: "letters_as_digits", left: { code: "MISSING_VARIABLE", subject: "name" } });
  });
});

describe("C5 whom the server refused", () => {
  const cells = ["2125550101", "Ann", "", "Tuesday"];
  test.each(["OPTED_OUT", "DUPLICATE_ADDRESS"] as const)("%s: only leaving out is proposed", (code) =>
    expect(said(suggestFixes(barred(code, cells, "+12125550101"), plan))).toEqual(["leave_out"]),
  );

  test("the same number in another writing is not good by that; another number is judged anew", () => {
    const row = barred("OPTED_OUT", cells, "+12125550101");
    expect(judgeEdit(row, ["(212) 555-0101", "Ann", "", "Tuesday"], plan)?.code).toBe("OPTED_OUT");
    expect(judgeEdit(row, ["9175550102", "Ann", "", "Tuesday"], plan)).toBeNull();
  });

  test("a number that takes no texts gives way to another in the row", () => {
    const row = barred("NOT_TEXTABLE", ["2125550101", "917-555-0102", "", "Tuesday"], "+12125550101");
    expect(said(suggestFixes(row, plan))).toEqual(["swap_1 → 917-555-0102 → 2125550101", "leave_out"]);
  });
});

test("C5 whatever the cells, each mend says what it changes and what the parser will say of it", () => {
  const cell = fc.oneof(
    fc.string(),
    fc.constantFrom(
      "",
      "2l25550101",
      "2125550101",
      "212-555-0101 x4",
      "EST",
      "Ann",
      "Chcago",
      "\ufffd",
      "1.2125550101E+10",
    ),
    fc.stringMatching(/^[\dOl+ .()-]{5,24}$/),
  );
  fc.assert(
    fc.property(fc.array(cell, { maxLength: 7 }), (cells) => {
      const parsed = parseRow({ line: 7, cells }, plan);
      if (parsed.kind !== "problem") return;
      const row = { ...parsed.problem, cells };
      for (const each of suggestFixes(row, plan)) {
        if (each.type !== "mend") continue;
        expect(each.changes).toEqual(changesOf(cells, each.cells));
        expect(each.changes.length).toBeGreaterThan(0);
        expect(each.left === null, each.fix).toBe(parseRow({ line: 7, cells: each.cells }, plan).kind === "recipient");
      }
    }),
    { numRuns: 500 },
  );
});
