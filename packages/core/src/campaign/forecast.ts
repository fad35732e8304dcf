import type { Pace } from "@headsup/contract";
import type { TokensTaken } from "../pacing/bucket.ts";
import { batchMaxAfter } from "./batch.ts";
import { type Claim, type Cohort, decide, type QueueEntry } from "./decide.ts";
import { engineLimits } from "./limits.ts";

/** A cohort the forecast may consume. */
export interface ForecastCohort extends Omit<Cohort, "head"> {
  /** Reads the next waiting entries; asked once for each, in line order. */
  readonly entries: Iterator<QueueEntry>;
}

export interface ForecastInput {
  readonly now: number;
  readonly roundTripMs: number;
  readonly pace: Pace;
  readonly taken: readonly TokensTaken[];
  readonly notBefore: number;
  readonly closingMarginMs: number;
  /** A claim still waiting for its lane this long after the batch was checked is given back; clock ms. */
  readonly checkAgeMsMax: number;
  /** Claims the next batch may have; and what the lanes get through in how long is one, clock ms. */
  readonly batchMax: number;
  readonly batchSpanMs: number;
  readonly cohorts: readonly ForecastCohort[];
  /** Stop when this recipient has been dispatched. */
  readonly untilId?: string;
  /** Told of each batch as it would go. */
  readonly onBatch: (batch: { at: number; settledAt: number; claims: readonly Claim[] }) => void;
}

export interface ForecastEnd {
  /** When the last batch would settle; null if nobody is dispatched. */
  readonly finishAt: number | null;
  readonly isTruncated: boolean;
  /** Those left, cohort by cohort: read on for who they are. */
  readonly left: readonly { readonly cohort: ForecastCohort; readonly entries: Iterator<QueueEntry> }[];
}

/**
 * Plays the campaign on a virtual clock with the very code that sends: no faults, nobody opting out or in conversation, each
 * request taking `roundTripMs` and six of them under way at once. What the inbox it feeds will be like is not known: it is
 * played as if nothing slowed or held it.
 */
export function forecast(input: ForecastInput): ForecastEnd {
  const queues = input.cohorts.map((cohort) => ({ cohort, queue: new Lookahead(cohort.entries) }));
  let taken = input.taken.map((tokens) => ({
    ...tokens,
    stampedAt: tokens.stampedAt ?? input.now + input.roundTripMs,
  }));
  let { now, batchMax } = input;
  let finishAt: number | null = null;
  for (let batches = 0; batches < engineLimits.forecastBatchesMax; batches++) {
    const waiting = queues.filter(
      ({ cohort, queue }) => !queue.isEmpty() && (cohort.endAt === null || now < cohort.endAt),
    );
    const cohorts = waiting
      .filter(({ cohort }) => cohort.listStartAt <= now)
      .map(({ cohort, queue }): Cohort => ({ ...cohort, head: (n) => queue.head(n) }));
    const set = { ...input, phase: "running" as const, taken, cohorts, batchMax };
    const decision = decide(set, now, () => "clear");
    if (decision.claims.length > 0) {
      const { claims, settledAt } = throughLanes(input, decision.claims, now);
      const gone = new Set(claims.map(({ id }) => id));
      for (const { queue } of waiting) queue.remove(gone);
      input.onBatch({ at: now, settledAt, claims });
      taken = [
        ...taken.filter(({ stampedAt }) => stampedAt + input.pace.spanMs > now),
        { count: claims.length, stampedAt: settledAt },
      ];
      batchMax = batchMaxAfter(batchMax, { claims: claims.length, tookMs: settledAt - now }, input.batchSpanMs);
      finishAt = settledAt;
      now = settledAt;
      if (input.untilId !== undefined && claims.some(({ id }) => id === input.untilId)) break;
      continue;
    }
    const starts = waiting.map(({ cohort }) => cohort.listStartAt).filter((at) => at > now);
    const next = Math.min(decision.nextWakeAt ?? Infinity, ...starts);
    if (next === Infinity) return { finishAt, isTruncated: false, left: leftOf(queues) };
    now = Math.max(next, now + 1);
  }
  return { finishAt, isTruncated: true, left: leftOf(queues) };
}

/** Which claims of a batch are dispatched, each as a lane comes free for it, and when the last of them is answered. */
function throughLanes(
  { roundTripMs, closingMarginMs, checkAgeMsMax }: ForecastInput,
  claims: readonly Claim[],
  at: number,
): { claims: Claim[]; settledAt: number } {
  const freeAt = Array.from({ length: engineLimits.lanes }, () => at);
  const dispatched: Claim[] = [];
  for (const claim of claims) {
    const leavesAt = Math.min(...freeAt);
    if (leavesAt + closingMarginMs > claim.closesAt || leavesAt - at > checkAgeMsMax) continue;
    freeAt[freeAt.indexOf(leavesAt)] = leavesAt + roundTripMs;
    dispatched.push(claim);
  }
  return { claims: dispatched, settledAt: Math.max(...freeAt) };
}

const leftOf = (queues: readonly { cohort: ForecastCohort; queue: Lookahead }[]) =>
  queues.filter(({ queue }) => !queue.isEmpty()).map(({ cohort, queue }) => ({ cohort, entries: queue.rest() }));

/** An iterator one can look ahead on. */
class Lookahead {
  readonly #source: Iterator<QueueEntry>;
  #ahead: QueueEntry[] = [];

  constructor(source: Iterator<QueueEntry>) {
    this.#source = source;
  }

  head(n: number): readonly QueueEntry[] {
    while (this.#ahead.length < n) {
      const { value, done } = this.#source.next();
      if (done) break;
      this.#ahead.push(value);
    }
    return this.#ahead.slice(0, n);
  }

  isEmpty(): boolean {
    return this.head(1).length === 0;
  }

  /** Takes those away who were looked at and are named. */
  remove(ids: ReadonlySet<string>): void {
    this.#ahead = this.#ahead.filter(({ id }) => !ids.has(id));
  }

  *rest(): Generator<QueueEntry> {
    for (;;) {
      const [entry] = this.head(1);
      if (entry === undefined) return;
      this.#ahead = this.#ahead.slice(1);
      yield entry;
    }
  }
}
