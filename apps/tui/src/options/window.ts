import { Span } from "@headsup/contract";
import { usageError } from "../failure.ts";

/** "08:00-21:00" → open from the first, included, to the second, excluded. Null when it is no such thing. */
function readSpan(written: string): Span | null {
  const [, open = "", close = ""] = /^\s*(\d{1,2}:\d{2})\s*(?:-|–|to)\s*(\d{1,2}:\d{2})\s*$/i.exec(written) ?? [];
  const span = Span.safeParse({ open: open.padStart(5, "0"), close: close.padStart(5, "0") });
  return span.success ? span.data : null;
}

/** The delivery window: when a person may be contacted, in their own time zone. */
export function parseWindow(written: string): Span {
  const span = readLooseSpan(written);
  if (span !== null) return span;
  throw usageError(`--window "${written}" is not a span of the day.`, "For example: --window 08:00-21:00");
}

/**
 * A span with its minutes left out where they are none: "9-17", "13:30 - 17". "9-5" is no span: an evening may be meant,
 * or a night.
 */
export function readLooseSpan(written: string): Span | null {
  const [, open, close] = /^\s*(\d{1,2})\s*[-–]\s*(\d{1,2})\s*$/.exec(written) ?? [];
  if (open !== undefined && Number(open) >= Number(close)) return null;
  return readSpan(written.replace(/(?<![\d:])(\d{1,2})(?![\d:])/g, "$1:00"));
}
