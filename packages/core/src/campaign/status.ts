import type { RecipientStatus } from "@headsup/contract";

/**
 * Where a recipient stands, as stored. The story:
 *
 * `ready` waits in the queue. A claim takes it out of the queue without touching its row; the batch knows it is in
 * flight. The outcome of the dispatch is `accepted`, `failed` (refused), or `unknown` (the request may have arrived).
 * On a rung of a ladder that is not the last, acceptance is `awaiting`: without delivery in time they are `ready` again, for
 * the next rung. Receipts move `accepted` on to `delivered`, `read`, `undelivered` or `failed`. A failure that may pass makes it
 * `held` until a numbered new attempt. `skipped` was never dispatched, for a reason. `unconfirmed` was dispatched and
 * nobody can say what became of it.
 *
 * `in_flight` and `unreached` are never stored: they follow from the open batch and from the list's end.
 */
export const storedStatuses = [
  "ready",
  "held",
  "unknown",
  "awaiting",
  "accepted",
  "unconfirmed",
  "failed",
  "undelivered",
  "delivered",
  "read",
  "skipped",
] as const satisfies readonly RecipientStatus[];
export type StoredStatus = (typeof storedStatuses)[number];

/** How far along a message is. A receipt only ever moves it up, so any order and repetition ends in the same state. */
const rank: Record<StoredStatus, number> = {
  ready: 0,
  held: 1,
  unknown: 1,
  awaiting: 2,
  accepted: 2,
  unconfirmed: 3,
  failed: 4,
  undelivered: 5,
  // Skipped at a further attempt; the earlier one may still turn out to have arrived.
  skipped: 5,
  delivered: 6,
  read: 7,
};

export const isFurther = (to: StoredStatus, from: StoredStatus): boolean => rank[to] > rank[from];

/** Nothing more is to be done for this recipient (receipts may still arrive). */
export const isDecided = (status: StoredStatus): boolean =>
  status !== "ready" && status !== "held" && status !== "unknown" && status !== "awaiting";

/** No receipt can add anything. `read` can still follow `delivered`, but nothing waits for it. */
export const isFinal = (status: StoredStatus): boolean => isDecided(status) && status !== "accepted";

/** How many recipients stand where. */
export type Tally = Record<StoredStatus, number>;

export const emptyTally = (): Tally => Object.fromEntries(storedStatuses.map((status) => [status, 0])) as Tally;

export function addTally(to: Tally, from: Tally): Tally {
  for (const status of storedStatuses) to[status] += from[status];
  return to;
}

/** What became of a rung that is done with. `passed`: nothing was dispatched there. */
export interface DoneRung {
  readonly rung: number;
  /** The last attempt made there; of one passed over, the last before it. */
  readonly attempt: number;
  readonly status: "passed" | "unknown" | "awaiting" | "delivered" | "read" | "failed" | "undelivered";
  readonly code: string | null;
  readonly providerId: string | null;
  readonly at: number;
}
