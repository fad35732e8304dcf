/** Rows of a list file, a batch at a time, each with the line it starts on as an editor counts. */
import type { Readable } from "node:stream";
import { limits } from "@headsup/contract";
import type { Dialect } from "@headsup/core/contact/dialect";
import type { Row } from "@headsup/core/contact/row";
import { type CommandError, fileError } from "../failure.ts";
import { cliLimits } from "../limits.ts";
import { RecordError, recordReader } from "./records.ts";

export interface CsvInput {
  /** The file's bytes after its byte-order mark. */
  readonly bytes: Readable;
  readonly dialect: Dialect;
  /** What to call the file in errors. */
  readonly name: string;
}

/**
 * Yields every row with anything in it, the header too, those of some bytes together: a generator's step a row is felt at a
 * million of them. Leaving the loop early closes the file.
 */
export async function* readRows({ bytes, dialect, name }: CsvInput): AsyncGenerator<readonly Row[], void> {
  // What is no text of its encoding becomes U+FFFD, which the server tells of.
  const decoder = new TextDecoder(dialect.encoding, { ignoreBOM: true });
  const records = recordReader(dialect, cliLimits.rowBytesMax);
  let toSkip = dialect.skipLines;
  const withAnything = (rows: Row[]): Row[] => {
    const skipped = Math.min(toSkip, rows.length);
    toSkip -= skipped;
    const kept = (skipped === 0 ? rows : rows.slice(skipped)).filter(hasAnything);
    return kept.some(isTooWide) ? kept.map((row) => foldTail(row, dialect.delimiter)) : kept;
  };
  try {
    for await (const some of bytes as AsyncIterable<Uint8Array>)
      yield withAnything(records.read(decoder.decode(some, { stream: true }), false));
    yield withAnything(records.read(decoder.decode(), true));
  } catch (error) {
    throw error instanceof RecordError ? tellError(error, name) : error;
  }
}

const hasAnything = ({ cells }: Row): boolean => cells.some((cell) => cell.trim() !== "");
const isTooWide = ({ cells }: Row): boolean => cells.length > limits.rowCellsMax;

/** A row of more cells than any list may have keeps them all, the last ones in one: it has a problem to be told. */
function foldTail(row: Row, delimiter: string): Row {
  if (!isTooWide(row)) return row;
  const kept = limits.rowCellsMax - 1;
  return { ...row, cells: [...row.cells.slice(0, kept), row.cells.slice(kept).join(delimiter)] };
}

function tellError({ reason, line }: RecordError, name: string): CommandError {
  const place = `${name} line ${line}`;
  if (reason === "too-large")
    return fileError(
      `${place}: the row that starts here is larger than ${cliLimits.rowBytesMax / 1024} KiB.`,
      "Look for a quote that is never closed.",
    );
  return fileError(
    `${place}: a quote opens in the row that starts here and is never closed.`,
    "Close it, or take it out.",
  );
}
