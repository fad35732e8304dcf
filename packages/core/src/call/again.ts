import type { Span } from "@headsup/contract";

/**
 * When one line may be called, and called again. Rules as data, each with its source (read 2026-11); the strictest known
 * sensible default, to be changed by who knows better.
 */

/**
 * Hours of calls in the recipient's own time, inside whatever window the campaign has. Federal law allows 08:00 to 21:00 (47
 * CFR 64.1200(c)(1)); states go down to 20:00 (Florida, Oklahoma) and up to 09:00 (Connecticut, Texas).
 */
export const callWindow: Span = { open: "09:00", close: "20:00" };

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/**
 * Waits before the second and the third try. A busy line is free soon; who did not answer is tried at another time of day:
 * three tries take seven hours or more.
 */
export const callRetryDelaysMs = {
  retry: [30 * minuteMs, 7 * hourMs],
  unreachable: [3 * hourMs, 5 * hourMs],
} as const;

/**
 * Informational calls by a prerecorded or artificial voice to one residential line without consent: three in any thirty days
 * (47 CFR 64.1200(a)(3)(iii)). The rule counts calls made, answered or not.
 */
export const prerecordedCallsMax = 3;
export const prerecordedSpanMs = 30 * dayMs;

/** The code of who is not called because of that. */
export const prerecordedCapCode = "prerecorded_cap";
