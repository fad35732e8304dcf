/**
 * How a list file is written (C1): its encoding, delimiter and the lines that are not rows. Decided once from the first
 * bytes, so that the file itself can be streamed by any CSV parser.
 */
import { fail, ok, type Result } from "@headsup/contract";

export type Encoding = "utf-8" | "utf-16le" | "utf-16be" | "windows-1252";
export type Delimiter = "," | ";" | "\t" | "|";

export interface Dialect {
  /** A label `TextDecoder` knows. */
  readonly encoding: Encoding;
  /** Bytes of the byte-order mark at the start, to be left out. */
  readonly bomBytes: number;
  readonly delimiter: Delimiter;
  /** Doubled within a field it means itself. */
  readonly quote: '"' | "'";
  /** Lines before the first row: 1 after `sep=;`. They count as lines of the file. */
  readonly skipLines: number;
  /** What was assumed, as a sentence for the person importing. */
  readonly notice?: string;
}

/** As many bytes as `sniffDialect` looks at; give it at least these of a longer file. */
export const dialectHeadBytes = 64 * 1024;

/**
 * Reads the dialect from the first bytes of a file.
 *
 * @returns `unsupported_media_type` for what is no text: a workbook, an archive, a PDF, …
 */
export function sniffDialect(head: Uint8Array): Result<Dialect> {
  const bytes = head.subarray(0, dialectHeadBytes);
  const foreign = magic.find(([signature]) => signature.every((byte, i) => bytes[i] === byte));
  if (foreign !== undefined) return fail("unsupported_media_type", foreign[1]);
  const coding = sniffEncoding(bytes);
  if (coding === undefined) {
    return fail("unsupported_media_type", "This is not a text file. Save the list as CSV (UTF-8) and import that.");
  }
  const text = new TextDecoder(coding.encoding).decode(bytes.subarray(coding.bomBytes));
  const [said = "", declared] = (/^sep=([,;\t|])(?:\r\n?|\n|$)/i.exec(text) ?? []) as [string?, Delimiter?];
  const rows = text.slice(said.length);
  const quote = sniffQuote(rows);
  return ok({
    ...coding,
    delimiter: declared ?? sniffDelimiter(rows, quote),
    quote,
    skipLines: declared === undefined ? 0 : 1,
  });
}

/** Files people take for a list, by their first bytes. */
const magic: readonly (readonly [signature: readonly number[], message: string])[] = [
  [
    [0x50, 0x4b, 0x03, 0x04],
    "This is an Excel workbook or a zip archive. In the spreadsheet choose Save As, CSV UTF-8, and import that.",
  ],
  [
    [0xd0, 0xcf, 0x11, 0xe0],
    "This is an old Excel workbook. In the spreadsheet choose Save As, CSV UTF-8, and import that.",
  ],
  [[0x25, 0x50, 0x44, 0x46], "This is a PDF. Export the list as CSV from where it was made, and import that."],
  [[0x1f, 0x8b], "This is a gzip archive. Unpack it first (gunzip), and import the file inside."],
  [[0x89, 0x50, 0x4e, 0x47], "This is a picture. Import a CSV file."],
  [[0xff, 0xd8, 0xff], "This is a picture. Import a CSV file."],
];

type Coding = Pick<Dialect, "encoding" | "bomBytes" | "notice">;

function sniffEncoding(bytes: Uint8Array): Coding | undefined {
  const [a, b, c] = bytes;
  if (a === 0xef && b === 0xbb && c === 0xbf) return { encoding: "utf-8", bomBytes: 3 };
  if (a === 0xff && b === 0xfe) return { encoding: "utf-16le", bomBytes: 2 };
  if (a === 0xfe && b === 0xff) return { encoding: "utf-16be", bomBytes: 2 };
  const wide = sniffWide(bytes);
  if (wide !== undefined || bytes.includes(0)) return wide;
  if (isUtf8(bytes)) return { encoding: "utf-8", bomBytes: 0 };
  return {
    encoding: "windows-1252",
    bomBytes: 0,
    notice: "The file is not UTF-8: it is read as Windows-1252. Check names with accents, or save it as UTF-8.",
  };
}

/** UTF-16 without a mark: in text with ASCII digits and commas every other byte is mostly zero. */
function sniffWide(bytes: Uint8Array): Coding | undefined {
  const zeros = [0, 0];
  for (let i = 0; i < bytes.length; i++) if (bytes[i] === 0) zeros[i % 2]!++;
  const [even = 0, odd = 0] = zeros;
  const half = bytes.length / 2;
  if (odd > half * 0.4 && even === 0) return { encoding: "utf-16le", bomBytes: 0 };
  if (even > half * 0.4 && odd === 0) return { encoding: "utf-16be", bomBytes: 0 };
  return undefined;
}

/** Whether the bytes are UTF-8; a character cut off at the end of the head does not count against it. */
function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}

/** Double quotes, unless fields plainly begin and end with single ones and no double quote does. */
function sniffQuote(text: string): Dialect["quote"] {
  const fields = (quote: string) =>
    text.match(new RegExp(`(?:^|[,;\\t|])${quote}[^${quote}\\r\\n]*${quote}(?=$|[,;\\t|\\r\\n])`, "gm"));
  return fields('"') === null && fields("'") !== null ? "'" : '"';
}

const delimiters: readonly Delimiter[] = [",", ";", "\t", "|"];
const linesSampled = 50;

/**
 * The delimiter that splits the first lines most evenly: present in the most lines, then most often the same number of
 * times. A file of one column has none; a comma is as good as any.
 */
function sniffDelimiter(text: string, quote: string): Delimiter {
  // Tabs between quoted fields are all that is left of their line: it counts.
  const unquoted = text.replace(new RegExp(`${quote}[^${quote}]*${quote}`, "g"), "_");
  const lines = unquoted
    .split(/\r\n|\n|\r/)
    .filter((line) => line.trim() !== "")
    .slice(0, linesSampled);
  const score = (delimiter: Delimiter) => {
    const counts = lines.map((line) => line.split(delimiter).length - 1);
    const commonest = Math.max(
      0,
      ...counts.filter((count) => count > 0).map((count) => counts.filter((other) => other === count).length),
    );
    return counts.filter((count) => count > 0).length + commonest;
  };
  return delimiters.reduce((best, delimiter) => (score(delimiter) > score(best) ? delimiter : best), ",");
}
