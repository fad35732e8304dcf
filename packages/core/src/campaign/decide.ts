import type { Pace } from "@headsup/contract";
import { type TokensTaken, tokensAvailable, tokensDueAt } from "../pacing/bucket.ts";
import { openingAt, type WeekRule } from "../schedule/index.ts";
import type { Phase } from "./lifecycle.ts";

/** One place in the queue. */
export interface QueueEntry {
  readonly id: string;
  readonly line: number;
}

/**
 * The waiting recipients of one list and rung whose zones are the same: they share their hours, so time is judged once for
 * all of them, never row by row.
 */
export interface Cohort {
  readonly list: number;
  readonly rung: number;
  readonly zone: number;
  /** Sending hours and delivery windows: all must be open. */
  readonly rules: readonly WeekRule[];
  readonly listStartAt: number;
  /** The soonest of list end and message expiry; null if neither is set. */
  readonly endAt: number | null;
  /** Their rung's sender may not dispatch before this: a provider said 429. */
  readonly notBefore: number;
  /** The first `n` waiting, in line order. */
  readonly head: (n: number) => readonly QueueEntry[];
}

/** What a decision is made from: a bounded view of the campaign at one instant. */
export interface WorkingSet {
  readonly phase: Phase;
  readonly pace: Pace;
  readonly taken: readonly TokensTaken[];
  /** Nobody may be dispatched before this: the directory did not answer. */
  readonly notBefore: number;
  /** Cohorts with somebody waiting, of lists that have begun and not closed. */
  readonly cohorts: readonly Cohort[];
  /** Nothing is dispatched this close to a closing; clock ms. */
  readonly closingMarginMs: number;
  /** Claims the next batch may have. */
  readonly batchMax: number;
}

/**
 * What is known of a recipient: contact allowed, allowed later, not allowed (why), not on this rung (why), not any more because
 * they wrote back, or nothing yet.
 */
export type Verdict =
  | "clear"
  | "later"
  | "replied"
  | "unchecked"
  | { readonly skip: string }
  | { readonly pass: string };

export interface Claim extends Passed {
  /** When the chance closes: the soonest of window, hours, end and expiry; Infinity if none does. */
  readonly closesAt: number;
}

/** Somebody whose turn has come and who is not contacted now. */
export interface Passed extends QueueEntry {
  readonly list: number;
  readonly rung: number;
  readonly zone: number;
}

export interface Skip extends Passed {
  readonly reason: string;
}

export interface Decision {
  readonly claims: readonly Claim[];
  readonly skips: readonly Skip[];
  /** This rung is nothing for them: the next one may be. */
  readonly passes: readonly Skip[];
  /** They wrote back. */
  readonly replied: readonly Passed[];
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
  const nothing: Decision = { claims: [], skips: [], passes: [], replied: [], holds: [], nextWakeAt: null };
  if (set.phase !== "running" || set.cohorts.length === 0) return nothing;

  const capacity = tokensAvailable(set.pace, set.taken, now);
  const dueAt = capacity > 0 ? now : tokensDueAt(set.pace, set.taken, now);
  const open: { cohort: Cohort; closesAt: number }[] = [];
  const wakes: number[] = [];
  for (const cohort of set.cohorts) {
    const chance = chanceAt(cohort, now, set.closingMarginMs);
    if (chance.open && now < cohort.notBefore) wakes.push(Math.max(cohort.notBefore, dueAt ?? 0));
    else if (chance.open) open.push({ cohort, closesAt: chance.closesAt });
    else if (chance.opensAt !== null) wakes.push(chance.opensAt);
  }

  const claims: Claim[] = [];
  const skips: Skip[] = [];
  const passes: Skip[] = [];
  const replied: Passed[] = [];
  const holds: Passed[] = [];
  if (open.length > 0 && now < set.notBefore) wakes.push(set.notBefore);
  else if (open.length > 0) {
    const room = Math.min(capacity, set.batchMax);
    for (const candidate of candidatesOf(open, room)) {
      const verdict = verdictOf(candidate.id);
      if (verdict === "clear") claims.push(candidate);
      else if (verdict === "later") holds.push(candidate);
      else if (verdict === "replied") replied.push(candidate);
      else if (verdict === "unchecked") continue;
      else if ("pass" in verdict) passes.push({ ...candidate, reason: verdict.pass });
      else skips.push({ ...candidate, reason: verdict.skip });
    }
    if (dueAt !== null) wakes.push(dueAt);
  }
  return {
    claims,
    skips,
    passes,
    replied,
    holds,
    nextWakeAt: wakes.length === 0 ? null : Math.max(now, Math.min(...wakes)),
  };
}

/** The first `room` of all who wait in open cohorts, in dispatch order. */
function candidatesOf(open: readonly { cohort: Cohort; closesAt: number }[], room: number): Claim[] {
  if (room === 0) return [];
  return open
    .flatMap(({ cohort, closesAt }) =>
      cohort.head(room).map((entry) => ({
        ...entry,
        list: cohort.list,
        rung: cohort.rung,
        zone: cohort.zone,
        closesAt,
        listStartAt: cohort.listStartAt,
      })),
    )
    .sort(
      (a, b) => compare(a.closesAt, b.closesAt) || a.listStartAt - b.listStartAt || a.list - b.list || a.line - b.line,
    )
    .slice(0, room)
    .map(({ id, line, list, rung, zone, closesAt }) => ({ id, line, list, rung, zone, closesAt }));
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
