import type { Dialect } from "@headsup/core/contact/dialect";
import type { Row } from "@headsup/core/contact/row";

/** Why a file's text is no rows, and the line where the row begins that is none. */
export class RecordError extends Error {
  readonly reason: "too-large" | "not-closed";
  readonly line: number;

  constructor(reason: RecordError["reason"], line: number) {
    super(reason);
    this.reason = reason;
    this.line = line;
  }
}

/** A record and where the next one begins. */
interface Found {
  readonly cells: string[];
  readonly next: number;
}

/**
 * Rows out of a file's text as it comes: each piece given yields the rows that end in it. A line without a quote is cut at its
 * delimiters, which is several times as fast as to look at each character; only the others are read one by one.
 *
 * A quote opens a cell where it is the first of it; doubled within it means itself; anywhere else it is a character like any
 * other. A break is \r\n, \n or \r. The property test holds this against csv-parse.
 */
export function recordReader({ delimiter, quote }: Pick<Dialect, "delimiter" | "quote">, recordBytesMax: number) {
  let line = 1;
  let pending = "";

  function read(piece: string, isLast: boolean): Row[] {
    const text = pending === "" ? piece : pending + piece;
    const rows: Row[] = [];
    const nextLf = seeker(text, "\n");
    const nextCr = seeker(text, "\r");
    const nextQuote = seeker(text, quote);
    let at = 0;
    while (at < text.length) {
      const end = Math.min(nextLf(at), nextCr(at));
      const found =
        nextQuote(at) > end ? plainRecord(text, { at, end, isLast }) : quotedRecord(text, { at, end, isLast });
      if (found === null) break;
      if ((found.next - at) * bytesPerUnitMax > recordBytesMax && bytesOf(found.cells) > recordBytesMax)
        throw new RecordError("too-large", line);
      rows.push({ line, cells: found.cells });
      line += 1 + (nextQuote(at) < found.next ? breaksIn(found.cells) : 0);
      at = found.next;
    }
    pending = text.slice(at);
    if (pending.length > recordBytesMax) throw new RecordError("too-large", line);
    if (isLast && pending !== "") throw new RecordError("not-closed", line);
    return rows;
  }

  function plainRecord(text: string, { at, end, isLast }: Place): Found | null {
    if (!isLast && isUnsure(text, end)) return null;
    const to = Math.min(end, text.length);
    return { cells: text.slice(at, to).split(delimiter), next: afterBreak(text, to) };
  }

  /** The same with quotes in it; null where it has no end yet. */
  function quotedRecord(text: string, { at, isLast, ...place }: Place): Found | null {
    const cells: string[] = [];
    let { end } = place;
    for (let from = at; ; ) {
      let cell = "";
      if (text[from] === quote) {
        const closed = quotedCell(text, from, isLast);
        if (closed === null) return null;
        ({ cell, next: from } = closed);
        if (from > end) end = endOfLine(text, from);
      }
      const cut = text.indexOf(delimiter, from);
      if (cut !== -1 && cut < end) {
        cells.push(cell + text.slice(from, cut));
        from = cut + 1;
        continue;
      }
      if (!isLast && isUnsure(text, end)) return null;
      const to = Math.min(end, text.length);
      cells.push(cell + text.slice(from, to));
      return { cells, next: afterBreak(text, to) };
    }
  }

  /** What stands in quotes, and where that ends; of quotes that no cell ends with, the quotes too. */
  function quotedCell(text: string, at: number, isLast: boolean): { cell: string; next: number } | null {
    let cell = "";
    for (let from = at + 1; ; ) {
      const close = text.indexOf(quote, from);
      // What follows a quote says what it means.
      if (close === -1 || (close + 1 === text.length && !isLast)) return null;
      const follows = text[close + 1];
      cell += text.slice(from, close);
      if (follows === quote) {
        cell += quote;
        from = close + 2;
        continue;
      }
      const isEnd = follows === undefined || follows === delimiter || ends.has(follows);
      return { cell: isEnd ? cell : quote + cell + quote, next: close + 1 };
    }
  }

  return { read };
}

interface Place {
  readonly at: number;
  /** Where the line ends that it begins in; infinite where there is no end yet. */
  readonly end: number;
  /** Nothing follows the text. */
  readonly isLast: boolean;
}

/** UTF-8 takes at most three bytes for a UTF-16 unit. */
const bytesPerUnitMax = 3;
const bytesOf = (cells: readonly string[]): number => cells.reduce((sum, cell) => sum + Buffer.byteLength(cell), 0);

/** NUL, too, ends what was quoted: what writes it means the end. */
const ends: ReadonlySet<string> = new Set(["\n", "\r", "\0"]);

/** Where a sign next stands at or after a place that only ever moves on. */
function seeker(text: string, sign: string): (at: number) => number {
  let found = -1;
  return (at) => {
    if (found < at) {
      const next = text.indexOf(sign, at);
      found = next === -1 ? Number.POSITIVE_INFINITY : next;
    }
    return found;
  };
}

function endOfLine(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === 10 || unit === 13) return at;
  }
  return Number.POSITIVE_INFINITY;
}

/** Whether what follows may belong to the line still, or to its break. */
const isUnsure = (text: string, end: number): boolean =>
  end === Number.POSITIVE_INFINITY || (end === text.length - 1 && text[end] === "\r");

const afterBreak = (text: string, end: number): number =>
  text.charCodeAt(end) === 13 && text.charCodeAt(end + 1) === 10 ? end + 2 : end + 1;

function breaksIn(cells: readonly string[]): number {
  let breaks = 0;
  for (const cell of cells)
    if (cell.includes("\n") || cell.includes("\r")) breaks += cell.match(/\r\n|\r|\n/g)?.length ?? 0;
  return breaks;
}
