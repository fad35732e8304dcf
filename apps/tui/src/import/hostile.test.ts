/** Files made to do harm, and values that would do it in a spreadsheet: read within bounds, and back as they were written. */
import { Readable } from "node:stream";
import type { ColumnRole, Recipient } from "@headsup/contract";
import { fuzzed, fuzzTimeoutMs } from "@headsup/testkit/fuzz";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { byteOrderMark, cellAsWritten, csvLine } from "../export/csv.ts";
import { problemsCsv } from "../export/problems.ts";
import { putRecipients } from "../export/recipientsFile.ts";
import { testShell } from "../testShell.ts";
import { readRows } from "./csv.ts";
import { openList } from "./listFile.ts";
import { readMended } from "./mended.ts";

/** What spreadsheets run, or might: OWASP's signs, with what may stand ahead of them. */
const signs = ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"];
const ahead = ["", "'", "''", " ", "\u00a0", "\u200b", "\ufeff", "\0", "\t'", '"'];
const tail = fc.oneof(
  fc.constantFrom("", "1+1", "cmd|' /C calc'!A0", 'HYPERLINK("https://evil.example","x")', "12125550101", "SUM(A1:A9)"),
  fc.string({ unit: "grapheme", maxLength: 12 }),
);
const cell = fc.oneof(
  fc.tuple(fc.constantFrom(...ahead), fc.constantFrom(...signs), tail).map((parts) => parts.join("")),
  fc.constantFrom(
    "+12125550101",
    "'+12125550101",
    "''",
    "'",
    "'=1+1",
    "''=1+1",
    "-5",
    "555-01",
    "__proto__",
    "constructor",
  ),
  fc.string({ unit: "binary", maxLength: 20 }).map((text) => text.toWellFormed()),
);
/** A row that is there at all, with something in it. */
const cellsOf = (width: number) =>
  fc.array(cell, { minLength: width, maxLength: width }).filter((cells) => cells.some((each) => each.trim() !== ""));

const columns: ColumnRole[] = [
  { role: "address" },
  { role: "zone" },
  ...["first_name", "constructor", "toString"].map((name): ColumnRole => ({ role: "variable", name })),
];
const list = `lst_${"0".repeat(26)}`;

describe("I4 what comes out in a file is harmless in a spreadsheet, and comes back as it was", () => {
  test("I4 no cell begins like a formula, whatever stands ahead of it; numbers alone do", () => {
    fc.assert(
      fc.property(cell, (typed) => {
        const line = csvLine([typed]).slice(0, -2);
        const written = line.startsWith('"') ? line.slice(1, -1).replaceAll('""', '"') : line;
        if (/^\+\d{5,15}$/.test(typed)) expect(written).toBe(typed);
        else expect(written).not.toMatch(/^[\s\p{Cc}\p{Cf}]*[=+\-@＝＋－＠]|^[\t\r\n]/u);
        expect(cellAsWritten(written)).toBe(typed);
      }),
      fuzzed(300),
    );
  });

  test(
    "I4 C5 a file of bad rows brings back every cell to the letter",
    async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(cellsOf(columns.length), { minLength: 1, maxLength: 8 }), async (table) => {
          const csv = problemsCsv(columns);
          const problem = {
            list,
            code: "INVALID_ADDRESS" as const,
            subject: null,
            seen: "",
            message: "=line: Mend it.",
          };
          const text = table.map((cells, i) => csv.row({ ...problem, line: i + 2, cells })).join("");
          const shell = testShell();
          const file = await openList(shell, shell.file("bad.csv", byteOrderMark + csv.header + text), {});
          const mended = await readMended(file);
          await file.source.close();
          expect(mended).toEqual([{ list, rows: table.map((cells, i) => ({ line: i + 2, cells })) }]);
        }),
        fuzzed(60),
      );
    },
    fuzzTimeoutMs,
  );

  test(
    "I4 a list that was exported and is imported again has the same numbers and values",
    async () => {
      const value = cell.filter((text) => text.trim() !== "");
      const person = fc.record({
        address: fc.integer({ min: 2_125_550_000, max: 2_125_559_999 }).map((digits) => `+1${digits}`),
        first: value,
        other: fc.option(value, { nil: undefined }),
      });
      await fc.assert(
        fc.asyncProperty(fc.array(person, { minLength: 1, maxLength: 8 }), async (people) => {
          const shell = testShell();
          let text = "";
          await putRecipients(
            (async function* () {
              for (const { address, first, other } of people)
                yield { ...nobody, address, variables: { first_name: first, ...(other && { constructor: other }) } };
            })(),
            async (piece) => {
              text += piece;
            },
          );
          const file = await openList(shell, shell.file("out.csv", text), {});
          const rows = await Array.fromAsync(file.rows().rows);
          await file.source.close();
          const at = (name: string) => file.header.indexOf(name);
          expect(
            rows.map(({ cells }) => [cells[at("phone")], cells[at("first_name")], cells[at("constructor")] ?? ""]),
          ).toEqual(people.map(({ address, first, other }) => [address, first, other ?? ""]));
        }),
        fuzzed(60),
      );
    },
    fuzzTimeoutMs,
  );

  test("I4 a value named like what every object has is written for who has one, and for nobody else", async () => {
    let text = "";
    await putRecipients(
      (async function* () {
        yield { ...nobody, variables: JSON.parse('{"constructor":"c","__proto__":"p","toString":"t"}') };
        yield { ...nobody, variables: {} };
      })(),
      async (piece) => {
        text += piece;
      },
    );
    const [header = "", one = "", other = ""] = text.split("\r\n");
    expect(header).toMatch(/^\ufeffphone,time_zone,constructor,__proto__,toString,/);
    expect(one).toMatch(/^\+12125550101,America\/New_York,c,p,t,/);
    expect(other).toMatch(/^\+12125550101,America\/New_York,,,,/);
  });
});

const nobody: Recipient = {
  id: "rcp_00000000000000000000",
  address: "+12125550101",
  also: null,
  rung: 0,
  channel: "sms",
  list,
  line: 2,
  zones: ["America/New_York"],
  status: "delivered",
  code: null,
  attempts: 1,
  providerId: "SM1",
  at: Date.UTC(2026, 10, 24, 13),
  language: null,
  ownText: null,
  variables: {},
};

const dialect = { encoding: "utf-8", bomBytes: 0, delimiter: ",", quote: '"', skipLines: 0 } as const;

/** Reads until it is refused, and says how much of the file was taken by then. */
async function refusalOf(pieces: Iterable<string>): Promise<{ message: string; takenBytes: number }> {
  let takenBytes = 0;
  const blocks = function* () {
    for (const piece of pieces) {
      takenBytes += piece.length;
      yield Buffer.from(piece);
    }
  };
  const bytes = Readable.from(blocks(), { objectMode: false, highWaterMark: 1 });
  try {
    for await (const _ of readRows({ bytes, dialect, name: "bomb.csv" }));
  } catch (error) {
    return { message: String((error as Error).message), takenBytes };
  }
  throw new Error("the file was read to its end");
}

function* first(head: string, then: string, times: number): Generator<string> {
  yield head;
  for (let n = 0; n < times; n++) yield then;
}

describe("C6 11 a file that would fill the machine is refused where it begins to", () => {
  const block = 64 * 1024;
  // A gigabyte each, were they read to their end.
  const endless = (1024 * 1024 * 1024) / block;

  test.each([
    ["one cell", "x".repeat(block)],
    ["cells without anything in them", ",".repeat(block)],
    ["quoted cells without anything in them", '"",'.repeat(block / 3)],
    ["a cell of quotes", '""'.repeat(block / 2)],
    ["a cell of line breaks", "\n".repeat(block)],
  ])("C6 a row of %s", async (_, then) => {
    const { message, takenBytes } = await refusalOf(first('phone,name\n+12125550101,"', then, endless));
    expect(message).toMatch(/^bomb\.csv line 2: (?:the row that starts here is larger than 256 KiB|a quote opens)/);
    expect(takenBytes).toBeLessThan(2 * 1024 * 1024);
  });

  test("C6 a row of as many quoted cells as there is room for is read in one go", async () => {
    const row = `${'"",'.repeat(80_000)}x\n`;
    const rows = readRows({ bytes: Readable.from([Buffer.from(row.repeat(40))]), dialect, name: "wide.csv" });
    let read = 0;
    for await (const some of rows) {
      read += some.length;
      for (const { cells } of some) expect(cells).toHaveLength(100);
    }
    expect(read).toBe(40);
  });

  test.each([
    ["gzip", [0x1f, 0x8b, 8, 0], /gzip archive\. Unpack it first/],
    ["zip, xlsx", [0x50, 0x4b, 3, 4], /Excel workbook or a zip archive/],
  ])("C6 nothing is unpacked: %s is named, and what to do", async (_, magic, words) => {
    const shell = testShell();
    const path = shell.file("people.csv", Uint8Array.from([...magic, ...new Array(2_000).fill(0)]));
    await expect(openList(shell, path, {})).rejects.toThrow(words);
  });
});
