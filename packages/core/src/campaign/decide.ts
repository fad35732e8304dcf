import type { Pace } from "@headsup/contract";
import { type TokensTaken, tokensAvailable, tokensDueAt } from "../pacing/bucket.ts";
import { openingAt, type WeekRule } from "../schedule/index.ts";
import type { Phase } from "./lifecycle.ts";
import { engineLimits } from "./limits.ts";

/** One place in the queue. */
export interface QueueEntry {
  readonly id: string;
  readonly line: number;
}

/**
 * The waiting recipients of one list whose zones are the same: they share their hours, so time is judged once for all of
 * them, never row by row.
 */
export interface Cohort {
  readonly list: number;
  readonly zone: number;
  /** Sending hours and delivery windows: all must be open. */
  readonly rules: readonly WeekRule[];
  readonly listStartAt: number;
  /** The soonest of list end and message expiry; null if neither is set. */
  readonly endAt: number | null;
  /** The first `n` waiting, in line order. */
  readonly head: (n: number) => readonly QueueEntry[];
}

/** What a decision is made from: a bounded view of the campaign at one instant. */
export interface WorkingSet {
  readonly phase: Phase;
  readonly pace: Pace;
  readonly taken: readonly TokensTaken[];
  /** The sender may not dispatch before this (a provider said 429), or the directory did not answer. */
  readonly notBefore: number;
  /** Cohorts with somebody waiting, of lists that have begun and not closed. */
  readonly cohorts: readonly Cohort[];
  /** Nothing is dispatched this close to a closing; clock ms. */
  readonly closingMarginMs: number;
}

/** What the directory said of a recipient: contact allowed, allowed later, not allowed (why), or not asked yet. */
export type Verdict = "clear" | "later" | "unchecked" | { readonly skip: string };

export interface Claim extends QueueEntry {
  readonly list: number;
  readonly zone: number;
  /** When the chance closes: the soonest of window, hours, end and expiry; Infinity if none does. */
  readonly closesAt: number;
}

/** Somebody whose turn has come and who is not contacted now. */
export interface Passed extends QueueEntry {
  readonly list: number;
  readonly zone: number;
}

export interface Skip extends Passed {
  readonly reason: string;
}

export interface Decision {
  readonly claims: readonly Claim[];
  readonly skips: readonly Skip[];
  /** They are looked at again later. */
  readonly holds: readonly Passed[];
  /** When to decide again if nothing happens meanwhile; null when nothing will come by itself. */
  readonly nextWakeAt: number | null;
}

/**
 * Who is dispatched now, and when to look again.
 *
 * Order: the soonest closing first, then the earlier list, then the line. Those whose hours close first are thereby
 * reached first, and within the same hours the file's order holds.
 */
export function decide(set: WorkingSet, now: number, verdictOf: (id: string) => Verdict): Decision {
  const nothing: Decision = { claims: [], skips: [], holds: [], nextWakeAt: null };
  if (set.phase !== "running" || set.cohorts.length === 0) return nothing;

  const open: { cohort: Cohort; closesAt: number }[] = [];
  const wakes: number[] = [];
  for (const cohort of set.cohorts) {
    const chance = chanceAt(cohort, now, set.closingMarginMs);
    if (chance.open) open.push({ cohort, closesAt: chance.closesAt });
    else if (chance.opensAt !== null) wakes.push(chance.opensAt);
  }

  const claims: Claim[] = [];
  const skips: Skip[] = [];
  const holds: Passed[] = [];
  if (open.length > 0 && now < set.notBefore) wakes.push(set.notBefore);
  else if (open.length > 0) {
    const capacity = tokensAvailable(set.pace, set.taken, now);
    const room = Math.min(capacity, engineLimits.batchMax);
    for (const candidate of candidatesOf(open, room)) {
      const verdict = verdictOf(candidate.id);
      if (verdict === "clear") claims.push(candidate);
      else if (verdict === "later") holds.push(candidate);
      else if (verdict !== "unchecked") skips.push({ ...candidate, reason: verdict.skip });
    }
    const dueAt = capacity > 0 ? now : tokensDueAt(set.pace, set.taken, now);
    if (dueAt !== null) wakes.push(dueAt);
  }
  return { claims, skips, holds, nextWakeAt: wakes.length === 0 ? null : Math.max(now, Math.min(...wakes)) };
}

/** The first `room` of all who wait in open cohorts, in dispatch order. */
function candidatesOf(open: readonly { cohort: Cohort; closesAt: number }[], room: number): Claim[] {
  if (room === 0) return [];
  return open
    .flatMap(({ cohort, closesAt }) =>
      cohort.head(room).map((entry) => ({
        ...entry,
        list: cohort.list,
        zone: cohort.zone,
        closesAt,
        listStartAt: cohort.listStartAt,
      })),
    )
    .sort(
      (a, b) => compare(a.closesAt, b.closesAt) || a.listStartAt - b.listStartAt || a.list - b.list || a.line - b.line,
    )
    .slice(0, room)
    .map(({ id, line, list, zone, closesAt }) => ({ id, line, list, zone, closesAt }));
}

/** `a - b` that also orders infinities. */
const compare = (a: number, b: number): number => (a === b ? 0 : a < b ? -1 : 1);

type Chance =
  | { readonly open: true; readonly closesAt: number }
  | { readonly open: false; readonly opensAt: number | null };

/** Whether a cohort may be contacted now with `marginMs` to spare; else when next, if before its end. */
export function chanceAt(cohort: Pick<Cohort, "rules" | "endAt">, now: number, marginMs: number): Chance {
  const endAt = cohort.endAt ?? Infinity;
  const opening = openingAt(cohort.rules, now);
  let opensAt: number | null;
  if (opening.open) {
    const closesAt = Math.min(opening.until, endAt);
    if (now + marginMs <= closesAt) return { open: true, closesAt };
    const next = opening.until === Infinity ? null : openingAt(cohort.rules, opening.until);
    opensAt = next === null ? null : next.open ? opening.until : next.opensAt;
  } else opensAt = opening.opensAt;
  return { open: false, opensAt: opensAt !== null && opensAt + marginMs <= endAt ? opensAt : null };
}
