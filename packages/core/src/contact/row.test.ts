import { type ColumnRole, RowProblem } from "@headsup/contract";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compileMessage } from "../answer/content.ts";
import { cleanCell, type ListShape, parseRow, planRows, type RowPlan } from "./row.ts";

const address: ColumnRole = { role: "address" };
const zone: ColumnRole = { role: "zone" };
const variable = (name: string): ColumnRole => ({ role: "variable", name });
const columns = [address, zone, { role: "language" } as const, variable("first_name"), variable("place")];

function plan(shape: Partial<ListShape> = {}): RowPlan {
  const planned = planRows({ columns, country: "US", rungs: [{ channel: "sms" }], ...shape });
  if (!planned.ok) throw new Error(planned.error.message);
  return planned.value;
}
function messageOf(text: string): Pick<ListShape, "rungs"> {
  const contents = [{ language: "en", content: { channel: "sms" as const, text, media: [] } }];
  const message = compileMessage({ contents, replyLine: "", optOutText: "Reply STOP to opt out." });
  if (!message.ok) throw new Error(message.error.message);
  return { rungs: [{ channel: "sms", message: message.value }] };
}
const parse = (cells: readonly string[], shape?: Partial<ListShape>) => parseRow({ line: 17, cells }, plan(shape));
const problem = (cells: readonly string[], shape?: Partial<ListShape>) => {
  const parsed = parse(cells, shape);
  return parsed.kind === "problem" ? parsed.problem : parsed;
};
const recipient = (cells: readonly string[], shape?: Partial<ListShape>) => {
  const parsed = parse(cells, shape);
  return parsed.kind === "recipient" ? parsed.recipient : parsed;
};

describe("C4 good rows", () => {
  test("C4 a row becomes a recipient", () =>
    expect(recipient(["212-555-0100", "America/Chicago", "FR_CA", " Jane ", "Main St"])).toEqual({
      line: 17,
      address: "+12125550100",
      also: null,
      rung: 0,
      ownText: null,
      zones: ["America/Chicago"],
      language: "fr-CA",
      variables: { first_name: "Jane", place: "Main St" },
    }));

  test("C4 cells left out at the end are empty", () =>
    expect(recipient(["212-555-0100"])).toMatchObject({ zones: ["America/New_York"], language: null, variables: {} }));

  test("C1 empty cells beyond the columns are the delimiter's, not the person's", () =>
    expect(recipient(["212-555-0100", "", "", "", "", "", " "])).toMatchObject({ address: "+12125550100" }));

  test("C4 what is no language tag goes by the campaign's language", () =>
    expect(recipient(["212-555-0100", "", "English, please"])).toMatchObject({ language: null }));

  test.each([[[]], [[""]], [["", " ", "\t\u00a0"]]])("C1 a blank row %j is passed over", (cells) =>
    expect(parse(cells)).toEqual({ kind: "blank" }),
  );

  test("B2 numbers in the answer are the columns after the address, by order", () => {
    const message = messageOf("{{1}} at {{2}}");
    expect(recipient(["212-555-0100", "", "", "Jane", "Main St"], message)).toMatchObject({
      variables: { 1: "Jane", 2: "Main St", first_name: "Jane", place: "Main St" },
    });
  });

  test("B2 columns before the address have no number", () => {
    const shape = { columns: [variable("id"), address, variable("name")], ...messageOf("{{1}}") };
    expect(recipient(["77", "212-555-0100", "Jane"], shape)).toMatchObject({ variables: { 1: "Jane" } });
  });

  test.each(["constructor", "toString", "hasOwnProperty", "__proto__"])(
    "C1 a column called %s is only a name",
    (name) => {
      const shape = { columns: [address, variable(name)], ...messageOf(`{{ ${name} }}`) };
      const parsed = recipient(["212-555-0100", "x"], shape);
      expect("variables" in parsed && Object.entries(parsed.variables)).toEqual([[name, "x"]]);
      expect(problem(["212-555-0100", ""], shape)).toMatchObject({ code: "MISSING_VARIABLE", subject: name });
    },
  );
});

describe("C4 every bad row has a named problem", () => {
  test("C4 the line, the value seen and what to do are all said", () =>
    expect(problem(["555-01", "", "", "Jane"])).toEqual({
      line: 17,
      code: "INVALID_ADDRESS",
      subject: null,
      seen: "555-01",
      message:
        'line 17: "555-01" is not a phone number in US: it has too few or too many digits. Write it with area code, e.g. +1 555 010 0123.',
    }));

  test.each([
    ["EMPTY_ADDRESS", null, ["", "America/Chicago"]],
    ["TOO_MANY_VARIABLES", null, ["212-555-0100", "", "", "Jane", "Main St", "oops"]],
    ["UNKNOWN_TIME_ZONE", null, ["212-555-0100", "EST"]],
    ["NO_TIME_ZONE", null, ["+870773111632", ""]],
    ["CELL_TOO_LARGE", "first_name", ["212-555-0100", "", "", "x".repeat(4_001)]],
    ["CELL_TOO_LARGE", "address", ["5".repeat(4_001)]],
    ["INVALID_ROW", "first_name", ["212-555-0100", "", "", "Jos\ufffd"]],
  ])("C4 %s of %s", (code, subject, cells) => expect(problem(cells)).toMatchObject({ line: 17, code, subject }));

  test("B2 a value the message would show blank is named", () => {
    const message = messageOf('Hi {{ first_name }} at {{ place | default: "the shop" }}');
    expect(problem(["212-555-0100", "", "", " ", ""], message)).toMatchObject({
      code: "MISSING_VARIABLE",
      subject: "first_name",
    });
    expect(recipient(["212-555-0100", "", "", "Jane", ""], message)).toMatchObject({ address: "+12125550100" });
  });

  test("B2 a value that is no date is named", () => {
    const message = messageOf('{{ place | date: "%-d %B" }}');
    expect(problem(["212-555-0100", "", "", "", "3/4/26"], message)).toMatchObject({
      code: "INVALID_ROW",
      message: expect.stringMatching(/^line 17: "3\/4\/26" is not a date/),
    });
  });

  test("B4 a message too long for one row is known before launch", () =>
    expect(problem(["212-555-0100", "", "", "x".repeat(1_600)], messageOf("{{ first_name }}"))).toMatchObject({
      code: "MESSAGE_TOO_LONG",
    }));

  test("C4 the value seen is cut to 80 characters, never through one", () => {
    const seen = problem([`x${"🎉".repeat(100)}`]);
    expect("seen" in seen && seen.seen.length).toBeLessThanOrEqual(80);
    expect("seen" in seen && seen.seen.isWellFormed()).toBe(true);
  });

  test("C4 whatever the cells hold, the answer is one of three, and a problem is sound", () =>
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "binary" }), { maxLength: 7 }), (cells) => {
        const parsed = parse(cells);
        if (parsed.kind === "problem") expect(RowProblem.parse(parsed.problem)).toEqual(parsed.problem);
        else expect(["recipient", "blank"]).toContain(parsed.kind);
      }),
    ));
});

describe("C4 values", () => {
  test.each([
    ["  Jane\u00a0", "Jane"],
    ["a\r\nb\rc", "a\nb\nc"],
    ["a\0b\x07c\x9fd", "abcd"],
    ["a\tb", "a b"],
    ["\ufeffJane", "Jane"],
    ["e\u0301", "é"],
    ["👨‍👩‍👧", "👨‍👩‍👧"],
    ["\ud800x", "\ufffdx"],
  ])("C4 %j is kept as %j", (cell, value) => expect(cleanCell(cell)).toBe(value));

  test("C4 cleaning twice changes nothing more", () =>
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (cell) => {
        expect(cleanCell(cleanCell(cell))).toBe(cleanCell(cell));
      }),
    ));
});

describe("C1 columns that make no sense are refused once, for the list", () => {
  test.each([
    [[variable("a")], /has 0/],
    [[address, address], /has 2/],
    [[address, variable("a"), variable("a")], /same name/],
  ])("C1 %j", (columns, reason) => {
    const planned = planRows({ columns, country: "US", rungs: [{ channel: "sms" }] });
    expect(planned.ok ? "" : planned.error.message).toMatch(reason);
  });
});

describe("E3 a list for a ladder", () => {
  const rungs = [{ channel: "whatsapp" }, { channel: "sms" }, { channel: "email" }] as const;
  const both: ColumnRole[] = [address, { role: "email" }, zone];

  test("E3 who has both addresses begins on the first rung and keeps the other for later ones", () =>
    expect(recipient(["212-555-0100", "Ada@Example.org"], { columns: both, rungs })).toMatchObject({
      address: "+12125550100",
      also: "ada@example.org",
      rung: 0,
    }));

  test("E3 who has an email address alone begins on the rung that takes one, in a zone their row names", () =>
    expect(recipient(["", "ada@example.org", "Europe/Paris"], { columns: both, rungs })).toMatchObject({
      address: "ada@example.org",
      also: null,
      rung: 2,
      zones: ["Europe/Paris"],
    }));

  test("C7 an email address tells no place: without a zone it is held for repair, unless any hour will do", () => {
    expect(problem(["", "ada@example.org"], { columns: both, rungs })).toMatchObject({ code: "NO_TIME_ZONE" });
    const atAnyHour = { columns: both, rungs, isAlwaysOpen: true };
    expect(recipient(["", "ada@example.org"], atAnyHour)).toMatchObject({ rung: 2, zones: ["UTC"] });
  });

  test("C7 a number tells the zone even where only emails are sent", () =>
    expect(
      recipient(["ada@example.org", "212-555-0100"], {
        columns: [address, { role: "phone" }],
        rungs: [{ channel: "email" }],
      }),
    ).toMatchObject({ address: "ada@example.org", also: null, zones: ["America/New_York"] }));

  test("C4 of two addresses the one that is wrong is named; with neither the row is empty", () => {
    expect(problem(["212-555-0100", "ada@", ""], { columns: both, rungs })).toMatchObject({ code: "INVALID_ADDRESS" });
    expect(problem(["", "", "Europe/Paris"], { columns: both, rungs })).toMatchObject({ code: "EMPTY_ADDRESS" });
  });

  test("B3 a row's whole message stands in for the campaign's, and needs none of its values", () => {
    const shape = { columns: [address, { role: "message" } as const], ...messageOf("Hi {{ first_name }}") };
    expect(recipient(["212-555-0100", "Your car {{ is }} ready"], shape)).toMatchObject({
      ownText: "Your car {{ is }} ready",
    });
    expect(problem(["212-555-0100", ""], shape)).toMatchObject({ code: "MISSING_VARIABLE" });
  });
});
