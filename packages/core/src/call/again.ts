import type { Span } from "@headsup/contract";
import { localReading } from "../schedule/reading.ts";

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

/** Tries in all, of one person in one campaign. */
export const callTriesMax = 3;

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

/** When the next try may begin after one that failed at `at`; null: no more. */
export function nextCallAt(
  { tries, at }: { readonly tries: number; readonly at: number },
  failure: keyof typeof callRetryDelaysMs,
): number | null {
  const delayMs = callRetryDelaysMs[failure][tries - 1];
  return tries >= callTriesMax || delayMs === undefined ? null : at + delayMs;
}

/** A call that was made to a line. */
export interface EarlierCall {
  readonly at: number;
  /** A message was left on their machine. */
  readonly leftVoicemail: boolean;
}

export type CallPermission =
  | { readonly may: true }
  /** `until`: when that may have changed, epoch ms. */
  | { readonly may: false; readonly why: "prerecorded_cap" | "voicemail_today"; readonly until: number };

/**
 * Whether a line may be called now.
 *
 * @param earlier calls made to it, in any order
 * @param zones every zone they may be in: a day is over when it is over in all of them
 */
export function mayCall(earlier: readonly EarlierCall[], { now, zones }: { now: number; zones: readonly string[] }) {
  const counted = earlier.map(({ at }) => at).filter((at) => at > now - prerecordedSpanMs);
  const capped = counted.toSorted((a, b) => b - a)[prerecordedCallsMax - 1];
  if (capped !== undefined)
    return { may: false, why: "prerecorded_cap", until: capped + prerecordedSpanMs } satisfies CallPermission;
  const left = Math.max(...earlier.filter(({ leftVoicemail }) => leftVoicemail).map(({ at }) => at));
  const isToday = zones.some((zone) => dayIn(zone, left) === dayIn(zone, now));
  if (Number.isFinite(left) && isToday)
    return { may: false, why: "voicemail_today", until: nextDay(now, left, zones) } satisfies CallPermission;
  return { may: true } satisfies CallPermission;
}

function dayIn(zone: string, at: number): string {
  if (!Number.isFinite(at)) return "never";
  const { year, month, day } = localReading(zone, at);
  return `${year}-${month}-${day}`;
}

/** The first whole hour at which every zone shows another day than it did at `left`. */
function nextDay(now: number, left: number, zones: readonly string[]): number {
  let at = Math.ceil((now + 1) / hourMs) * hourMs;
  while (zones.some((zone) => dayIn(zone, at) === dayIn(zone, left))) at += hourMs;
  return at;
}
