import { fuzzed, fuzzTimeoutMs } from "@headsup/testkit/fuzz";
import { CsvError, parse } from "csv-parse/sync";
import fc from "fast-check";
import { expect, test } from "vitest";
import { RecordError, recordReader } from "./records.ts";

const dialect = { delimiter: ",", quote: '"' } as const;
const recordBytesMax = 60;

function ours(text: string, sizes: readonly number[]): string[][] | string {
  const reader = recordReader(dialect, recordBytesMax);
  const rows: string[][] = [];
  const take = (piece: string, isLast: boolean) => {
    for (const { cells } of reader.read(piece, isLast)) rows.push([...cells]);
  };
  try {
    for (let at = 0, i = 0; at < text.length; i++) {
      const size = sizes[i % sizes.length] ?? 1;
      take(text.slice(at, at + size), false);
      at += size;
    }
    take("", true);
  } catch (error) {
    if (error instanceof RecordError) return error.reason;
    throw error;
  }
  return rows;
}

function theirs(text: string): string[][] | string {
  try {
    return parse(text, {
      delimiter: ",",
      quote: '"',
      escape: '"',
      record_delimiter: ["\r\n", "\n", "\r"],
      relax_column_count: true,
      relax_quotes: true,
    });
  } catch (error) {
    if (error instanceof CsvError) return "not-closed";
    throw error;
  }
}

const texts = fc.string({
  unit: fc.constantFrom('"', '"', ",", "\n", "\r", "\r\n", "a", " ", "é", "🎉", "\0", '",', ',"', '"\n'),
  maxLength: 12,
});
const sizes = fc.array(fc.constantFrom(1, 2, 3, 7, 100), { minLength: 1, maxLength: 3 });

test(
  "C1 any text at all is cut into the rows that csv-parse makes of it, however it comes",
  () =>
    fc.assert(
      fc.property(texts, sizes, (text, cut) => {
        expect(ours(text, cut)).toEqual(theirs(text));
      }),
      fuzzed(3_000),
    ),
  fuzzTimeoutMs,
);

test.each([
  ["a line", "x".repeat(61)],
  ["cells together", `${"é".repeat(29)},xyz,\n`],
  ["what a quote opens", `"${"x\n".repeat(30)}`],
])("C6 a row of more bytes than the bound is refused, not kept: %s", (_, text) => {
  for (const size of [1, 7, 1_000]) expect(ours(`a,b\n${text}`, [size])).toBe("too-large");
});

test("C6 what is within the bound is not", () => {
  expect(ours(`${"é".repeat(30)}\nb,c`, [1_000])).toEqual([["é".repeat(30)], ["b", "c"]]);
});
