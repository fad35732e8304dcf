import type { Pace } from "@headsup/contract";

/**
 * An exact token bucket. Each of N tokens comes back T after its own stamp, so no span of T ever holds N+1 dispatches,
 * a dispatch being a request that arrives at the provider. Tokens of a batch are all stamped with the batch's *last*
 * response: every request of it arrived before that instant, and every request of a later batch leaves T after it.
 *
 * A bucket that refills at fixed moments would let almost 2N through around a refill.
 */
export interface TokensTaken {
  readonly count: number;
  /** Epoch ms; null while the batch is under way. */
  readonly stampedAt: number | null;
}

/** How long after the first token's return a step may wait for the others of its batch to come back too. */
export const gatherMs = 500;

/** Tokens that may be taken at `now`. */
export function tokensAvailable(pace: Pace, taken: readonly TokensTaken[], now: number): number {
  let held = 0;
  for (const { count, stampedAt } of taken) if (stampedAt === null || stampedAt + pace.spanMs > now) held += count;
  return Math.max(0, pace.count - held);
}

/**
 * When to look again once the bucket is empty: when all tokens now out are back, or `gatherMs` after the first. Waiting
 * that little keeps batches whole; without it round-trip jitter breaks every batch into single sends.
 *
 * @returns epoch ms, or null while a batch is under way that must settle first
 */
export function tokensDueAt(pace: Pace, taken: readonly TokensTaken[], now: number): number | null {
  let first = Infinity;
  let last = 0;
  for (const { stampedAt } of taken) {
    if (stampedAt === null) continue;
    const backAt = stampedAt + pace.spanMs;
    if (backAt <= now) continue;
    first = Math.min(first, backAt);
    last = Math.max(last, backAt);
  }
  return first === Infinity ? null : Math.min(last, first + gatherMs);
}
