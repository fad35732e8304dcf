import { engineLimits } from "./limits.ts";
import { isFurther, type StoredStatus } from "./status.ts";

/**
 * What a provider's refusal or failure means to us. Each channel maps its provider's codes onto these; the engine knows
 * no provider's numbers.
 *
 * - `suppress`: the person opted out, or the address can never be reached: contact it no more.
 * - `not_textable`: a landline: remember it.
 * - `retry`: a passing trouble of queue or rate; `unreachable`: the handset is off.
 * - `fall_back`: this channel will not reach them; there is no further rung on a plain SMS campaign.
 * - `filtered`: a carrier dropped it as unwanted; some of these stop the campaign.
 * - `halt`: the account, sender or campaign is misconfigured or suspended: nobody would get it.
 * - `failed`: anything else.
 */
export type FailureClass =
  | "suppress"
  | "not_textable"
  | "retry"
  | "unreachable"
  | "fall_back"
  | "filtered"
  | "halt"
  | "failed";

/** What became of one dispatch, as far as the channel can tell. */
export type Outcome =
  | { readonly kind: "accepted"; readonly providerId: string }
  | { readonly kind: "refused"; readonly code: string; readonly failure: FailureClass }
  /** 429: never processed, safe to dispatch again. `retryAfterMs` as the provider asked, if it did. */
  | { readonly kind: "rate_limited"; readonly retryAfterMs: number | null }
  /** Time-out, 5xx, dropped connection: it may have been accepted. */
  | { readonly kind: "unknown"; readonly reason: string }
  /** Not dispatched after all: paused, too old a check, too near to closing. */
  | { readonly kind: "released"; readonly reason: string };

/** A status the provider reported for an attempt it had accepted. */
export interface Receipt {
  readonly attempt: number;
  readonly providerId: string;
  readonly status: "accepted" | "sent" | "delivered" | "read" | "undelivered" | "failed";
  readonly code: string | null;
  readonly failure: FailureClass | null;
}

/** The part of a recipient's row that outcomes and receipts move. */
export interface Standing {
  readonly status: StoredStatus;
  /** The number of the last attempt dispatched; 0 before the first. */
  readonly attempt: number;
  readonly providerId: string | null;
  readonly code: string | null;
}

/** How a standing changes and what follows from it. */
export interface Change extends Standing {
  /** `queue`: wait in the queue again. `retry`: after `dueAt`. `look`: ask the provider's list at `dueAt`. */
  readonly next: { readonly type: "queue" } | { readonly type: "retry" | "look"; readonly dueAt: number } | null;
  readonly halt: { readonly code: string } | null;
}

/** What the outcome of attempt `attempt`, claimed at `claimedAt`, makes of a recipient. */
export function settleOutcome(
  from: Standing,
  attempt: number,
  outcome: Outcome,
  at: { claimedAt: number; now: number },
): Change {
  const stay = { ...from, next: null, halt: null };
  const proven = from.attempt === attempt && isFurther(from.status, "held"); // a receipt of this very attempt came first
  switch (outcome.kind) {
    case "accepted":
      if (proven) return { ...stay, providerId: from.providerId ?? outcome.providerId };
      return { status: "accepted", attempt, providerId: outcome.providerId, code: null, next: null, halt: null };
    case "released":
    case "rate_limited":
      return { ...stay, next: { type: "queue" } };
    case "unknown":
      if (proven) return stay;
      return {
        ...stay,
        status: "unknown",
        attempt,
        providerId: null,
        code: outcome.reason,
        next: { type: "look", dueAt: at.claimedAt + engineLimits.lookDelaysMs[0] },
      };
    case "refused":
      // A misconfigured sender is refused for everyone: the person did nothing wrong and waits for the repair.
      if (outcome.failure === "halt") return { ...stay, next: { type: "queue" }, halt: { code: outcome.code } };
      return failedWith({ ...from, attempt, providerId: null }, "failed", outcome.code, outcome.failure, at.now);
  }
}

/** What a receipt makes of a recipient; null when it changes nothing (late, repeated, or of an attempt long overtaken). */
export function settleReceipt(from: Standing, receipt: Receipt, now: number): Change | null {
  const arrived = receipt.status === "delivered" || receipt.status === "read";
  if (receipt.attempt < from.attempt || (receipt.attempt === from.attempt && from.status === "held")) {
    // An attempt given up for lost arrived after all: that settles the matter, and cancels a further try not yet made.
    if (!arrived || !isFurther(receipt.status, from.status)) return null;
    return { ...from, status: receipt.status, code: null, providerId: receipt.providerId, next: null, halt: null };
  }
  const to = receipt.status === "sent" ? "accepted" : receipt.status;
  const standing: Standing = { ...from, attempt: receipt.attempt, providerId: receipt.providerId };
  const isNew = receipt.attempt > from.attempt;
  if (!isNew && !isFurther(to, from.status)) return null;
  if (to !== "failed" && to !== "undelivered") return { ...standing, status: to, code: null, next: null, halt: null };
  return failedWith(standing, to, receipt.code ?? "unknown", receipt.failure ?? "failed", now);
}

/**
 * A failure for good, or one that earns a numbered new attempt. The new attempt is allowed because the provider itself
 * reported that the earlier one reached nobody.
 */
function failedWith(
  standing: Standing,
  status: "failed" | "undelivered",
  code: string,
  failure: FailureClass,
  now: number,
): Change {
  const halt = failure === "halt" ? { code } : null;
  const triesMax = failure === "retry" ? engineLimits.attemptsMax : failure === "unreachable" ? 2 : 1;
  if (standing.attempt >= triesMax) return { ...standing, status, code, next: null, halt };
  const delayMs = engineLimits.retryDelaysMs[standing.attempt - 1] ?? engineLimits.retryDelaysMs[1];
  return { ...standing, status: "held", code, next: { type: "retry", dueAt: now + delayMs }, halt };
}

/** A message found at the provider that may be the one we lost sight of. */
export interface FoundMessage {
  readonly providerId: string;
  readonly body: string;
  readonly createdAt: number;
}

export type LookResult =
  | { readonly type: "found"; readonly providerId: string }
  | { readonly type: "look_again"; readonly dueAt: number }
  /** Seen absent twice: it was never accepted and may be dispatched anew. */
  | { readonly type: "absent" }
  /** Several could be it; a person decides. */
  | { readonly type: "ambiguous" };

/**
 * What the provider's own list says of a dispatch of unknown outcome.
 *
 * @param candidates messages to that address from that sender since the claim, not owned by another attempt
 * @param rivals other attempts of unknown outcome that any of them could belong to
 * @param look 1 for the first look, 2 for the second
 */
export function settleLook(
  { body, claimedAt }: { body: string; claimedAt: number },
  candidates: readonly FoundMessage[],
  { look, rivals }: { look: number; rivals: number },
): LookResult {
  const same = candidates.filter((message) => sameBody(message.body, body));
  const [only] = same;
  if (only !== undefined && same.length === 1 && rivals === 0) return { type: "found", providerId: only.providerId };
  if (only !== undefined) return { type: "ambiguous" };
  const next = engineLimits.lookDelaysMs[look];
  return next === undefined ? { type: "absent" } : { type: "look_again", dueAt: claimedAt + next };
}

/** Providers trim the ends and may compose accents; the words stay. */
const sameBody = (a: string, b: string): boolean => a.normalize("NFC").trim() === b.normalize("NFC").trim();
