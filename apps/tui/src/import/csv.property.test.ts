/**
 * Lists written by any spreadsheet, read back as they were: `sniffDialect` and `readRows` together, over the bytes of a file
 * however they are cut. Long runs: see `packages/testkit/src/fuzz.ts`.
 */
import { Readable } from "node:stream";
import { dialectHeadBytes, sniffDialect } from "@headsup/core/contact/dialect";
import { fuzzed, fuzzTimeoutMs } from "@headsup/testkit/fuzz";
import fc from "fast-check";
import { expect, test } from "vitest";
import { readRows } from "./csv.ts";

interface Written {
  readonly delimiter: "," | ";" | "\t" | "|";
  readonly quote: '"' | "'";
  /** Whether every cell is quoted, or those alone that must be. */
  readonly quotes: "all" | "needed";
  readonly lineEnd: "\n" | "\r\n" | "\r";
  readonly encoding: "utf-8" | "utf-16le" | "utf-16be" | "windows-1252";
  readonly hasMark: boolean;
  /** "sep=;" ahead of the rows, as Excel writes and reads it. */
  readonly saysDelimiter: boolean;
  readonly endsInBreak: boolean;
  /** Lines with nothing in them after each row. */
  readonly blankLines: readonly number[];
}

type Table = readonly (readonly string[])[];

/** The file, and each row with the line it begins on, as an editor counts. */
function write(
  table: Table,
  dialect: Written,
): { bytes: Uint8Array; rows: { line: number; cells: readonly string[] }[] } {
  const { delimiter, quote, quotes, lineEnd, saysDelimiter, endsInBreak, blankLines } = dialect;
  const mustQuote = (cell: string) =>
    quotes === "all" || [delimiter, quote, "\n", "\r"].some((sign) => cell.includes(sign));
  const quoted = (cell: string) => quote + cell.replaceAll(quote, quote + quote) + quote;
  let text = saysDelimiter ? `sep=${delimiter}${lineEnd}` : "";
  let line = saysDelimiter ? 2 : 1;
  const rows = table.map((cells, i) => {
    const starts = line;
    const written = cells.map((cell) => (mustQuote(cell) ? quoted(cell) : cell)).join(delimiter);
    const blanks = blankLines[i % blankLines.length] ?? 0;
    const ends = i < table.length - 1 || endsInBreak ? lineEnd.repeat(1 + blanks) : "";
    text += written + ends;
    line += written.split(/\r\n|\r|\n/).length + blanks;
    return { line: starts, cells };
  });
  return { bytes: encode(text, dialect), rows };
}

/** Windows-1252's upper letters that are Latin-1's too. */
const latin = "éèüßñÅ¿";

function encode(text: string, { encoding, hasMark }: Written): Uint8Array {
  if (encoding === "windows-1252") return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
  const marked = hasMark ? `\ufeff${text}` : text;
  if (encoding === "utf-8") return new TextEncoder().encode(marked);
  const bytes = new Uint8Array(marked.length * 2);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < marked.length; i++) view.setUint16(i * 2, marked.charCodeAt(i), encoding === "utf-16le");
  return bytes;
}

/** The bytes in pieces as a disk or a pipe may give them: of one byte, of three, or with a piece of nothing. */
function* cut(bytes: Uint8Array, sizes: readonly number[]): Generator<Buffer> {
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const size = sizes[i % sizes.length] ?? 1;
    yield Buffer.from(bytes.subarray(at, at + size));
    at += size;
  }
}

async function read(bytes: Uint8Array, sizes: readonly number[]) {
  const sniffed = sniffDialect(bytes.subarray(0, dialectHeadBytes));
  if (!sniffed.ok) throw new Error(sniffed.error.message);
  const dialect = sniffed.value;
  const stream = Readable.from(cut(bytes.subarray(dialect.bomBytes), sizes), { objectMode: false });
  const batches = await Array.fromAsync(readRows({ bytes: stream, dialect, name: "people.csv" }));
  return { dialect, rows: batches.flat() };
}

const dialects: fc.Arbitrary<Written> = fc
  .record({
    delimiter: fc.constantFrom(",", ";", "\t", "|"),
    quote: fc.constantFrom('"', '"', "'"),
    quotes: fc.constantFrom("all", "needed"),
    lineEnd: fc.constantFrom("\n", "\r\n", "\r"),
    encoding: fc.constantFrom("utf-8", "utf-16le", "utf-16be", "windows-1252"),
    hasMark: fc.boolean(),
    saysDelimiter: fc.boolean(),
    endsInBreak: fc.boolean(),
    blankLines: fc.array(fc.nat(2), { minLength: 1, maxLength: 3 }),
  } as const)
  // Single quotes are told by cells that all have them; and no program writes "sep=" after a mark.
  .map((dialect) => ({ ...dialect, quotes: dialect.quote === "'" ? "all" : dialect.quotes }))
  .map((dialect) => ({ ...dialect, saysDelimiter: dialect.saysDelimiter && !dialect.hasMark }));

/**
 * Cells with the other delimiters, quotes and breaks in them. What nobody could tell apart is left out: a cell beginning or ending in
 * the quotes that a file of the other kind is known by.
 */
const cellOf = ({ encoding, quote, quotes }: Written) => {
  const letters = ["a", "b", " ", ",", ";", "\t", "|", '"', "'", "\n", "\r", "\r\n", "=", "+", "\\", "sep=", "0"];
  const more = encoding === "windows-1252" ? [...latin] : [...latin, "日", "🎉", "\ufeff", "\u200b", "ا"];
  const isTold = (cell: string) => (quote === "'" ? !cell.includes('"') : quotes === "all" || !/^'|'$/.test(cell));
  return fc.string({ unit: fc.constantFrom(...letters, ...more), maxLength: 8 }).filter(isTold);
};
const tableOf = (dialect: Written): fc.Arbitrary<Table> =>
  fc.integer({ min: 2, max: 5 }).chain((width) =>
    fc
      .array(fc.array(cellOf(dialect), { minLength: width - 1, maxLength: width - 1 }), {
        minLength: 1,
        maxLength: 12,
      })
      .map((rows) => [
        ["phone", ...Array.from({ length: width - 1 }, (_, i) => `column ${i + 1}`)],
        ...rows.map((cells, i) => [`+1212555${String(1000 + i)}`, ...cells]),
      ]),
  );
const sizes = fc.array(fc.constantFrom(1, 2, 3, 7, 64, 100_000), { minLength: 1, maxLength: 4 });

test(
  "C1 a table written in any dialect is detected and read back as it was, on its lines, however its bytes come",
  () =>
    fc.assert(
      fc.asyncProperty(
        dialects.chain((dialect) => fc.record({ dialect: fc.constant(dialect), table: tableOf(dialect) })),
        sizes,
        async ({ dialect, table }, pieces) => {
          const { bytes, rows } = write(table, dialect);
          const told = await read(bytes, pieces);
          expect(told.dialect).toMatchObject({ delimiter: dialect.delimiter });
          expect(told.rows).toEqual(rows);
        },
      ),
      fuzzed(400),
    ),
  fuzzTimeoutMs,
);

test(
  "C1 no bytes hang or crash the reader: rows, or an error with the file's name",
  () =>
    fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), sizes, async (bytes, pieces) => {
        const told = await read(bytes, pieces).catch((error: Error) => error);
        if (told instanceof Error) expect(told.message).toMatch(/people\.csv|text file|archive|workbook|picture|PDF/);
        else for (const { cells } of told.rows) expect(cells.length).toBeGreaterThan(0);
      }),
      fuzzed(400),
    ),
  fuzzTimeoutMs,
);
