/**
 * Rows of a list file, one at a time, each with the line it starts on as an editor counts.
 *
 * The lines are counted here and not by the parser: within quotes it takes a CRLF for two.
 */
import { pipeline, type Readable, Transform } from "node:stream";
import { limits } from "@headsup/contract";
import type { Dialect } from "@headsup/core/contact/dialect";
import type { Row } from "@headsup/core/contact/row";
import { CsvError, type Options, parse } from "csv-parse";
import { type CommandError, fileError } from "../failure.ts";
import { cliLimits } from "../limits.ts";

export interface CsvInput {
  /** The file's bytes after its byte-order mark. */
  readonly bytes: Readable;
  readonly dialect: Dialect;
  /** What to call the file in errors. */
  readonly name: string;
}

/** Yields every row with anything in it, the header too. Leaving the loop early closes the file. */
export async function* readRows({ bytes, dialect, name }: CsvInput): AsyncGenerator<Row, void> {
  const parser = parse(optionsFor(dialect));
  const ignoreHere = () => {}; // the parser is destroyed with the error, and the loop below throws it
  if (dialect.encoding === "utf-8") pipeline(bytes, parser, ignoreHere);
  else pipeline(bytes, decoder(dialect.encoding), parser, ignoreHere);

  let line = 1;
  let records = 0;
  try {
    for await (const record of parser) {
      const cells = record as string[];
      const startsAt = line;
      line += 1 + breaksIn(cells);
      if (records++ < dialect.skipLines || cells.every((cell) => cell.trim() === "")) continue;
      yield { line: startsAt, cells: foldTail(cells, dialect.delimiter) };
    }
  } catch (error) {
    throw error instanceof CsvError ? tellCsvError(error, { name, line }) : error;
  }
}

const optionsFor = ({ delimiter, quote }: Dialect): Options => ({
  delimiter,
  quote,
  escape: quote,
  record_delimiter: ["\r\n", "\n", "\r"],
  // Cells too few or too many are for the server to name, and a stray quote is a character like any other.
  relax_column_count: true,
  relax_quotes: true,
  max_record_size: cliLimits.rowBytesMax,
});

function decoder(encoding: Dialect["encoding"]): Transform {
  const decode = new TextDecoder(encoding, { ignoreBOM: true });
  return new Transform({
    transform: (chunk: Uint8Array, _, done) => done(null, Buffer.from(decode.decode(chunk, { stream: true }))),
    flush: (done) => done(null, Buffer.from(decode.decode())),
  });
}

function breaksIn(cells: readonly string[]): number {
  let breaks = 0;
  for (const cell of cells)
    if (cell.includes("\n") || cell.includes("\r")) breaks += cell.match(/\r\n|\r|\n/g)?.length ?? 0;
  return breaks;
}

/** A row of more cells than any list may have keeps them all, the last ones in one: it has a problem to be told. */
function foldTail(cells: readonly string[], delimiter: string): readonly string[] {
  if (cells.length <= limits.rowCellsMax) return cells;
  const kept = limits.rowCellsMax - 1;
  return [...cells.slice(0, kept), cells.slice(kept).join(delimiter)];
}

function tellCsvError({ code, message }: CsvError, { name, line }: { name: string; line: number }): CommandError {
  const place = `${name} line ${line}`;
  const quoteHint = "Look for a quote that is never closed.";
  if (code === "CSV_MAX_RECORD_SIZE")
    return fileError(
      `${place}: the row that starts here is larger than ${cliLimits.rowBytesMax / 1024} KiB.`,
      quoteHint,
    );
  if (code === "CSV_QUOTE_NOT_CLOSED")
    return fileError(
      `${place}: a quote opens in the row that starts here and is never closed.`,
      "Close it, or take it out.",
    );
  return fileError(`${place}: ${message}.`);
}
