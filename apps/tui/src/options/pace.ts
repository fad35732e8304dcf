import type { Pace } from "@headsup/contract";
import { limits } from "@headsup/contract";
import { usageError } from "../failure.ts";
import { durationMs } from "./duration.ts";

/** "10/5m" → at most 10 messages in any 5 minutes. "1/s" means one each second. */
export function parsePace(written: string): Pace {
  const [, count = "", rawSpan = ""] = /^\s*(\d+)\s*(?:\/|per|in)\s*(\S.*?)\s*$/i.exec(written) ?? [];
  if (count === "") throw paceError(written, "write messages per span");
  const spanMs = durationMs(/^\d/.test(rawSpan) ? rawSpan : `1${rawSpan}`);
  if (spanMs === null) throw paceError(written, `"${rawSpan}" is not a span of time`);
  const messages = Number(count);
  if (messages < 1 || messages > limits.paceCountMax)
    throw paceError(written, `the count goes from 1 to ${limits.paceCountMax.toLocaleString("en")}`);
  if (spanMs < limits.paceSpanMsMin || spanMs > limits.paceSpanMsMax)
    throw paceError(written, "the span goes from 1 second to 24 hours");
  return { count: messages, spanMs };
}

const paceError = (written: string, why: string) =>
  usageError(`--pace "${written}": ${why}.`, "For example: --pace 10/5m");
