import { engineLimits } from "./limits.ts";
import { isFurther, type StoredStatus } from "./status.ts";

/**
 * What a provider's refusal or failure means to us. Each channel maps its provider's codes onto these; the engine knows
 * no provider's numbers.
 *
 * - `opted_out`: an opt-out the carrier knew and we did not; `invalid_address`: it can never be reached. Either way it
 *   is contacted no more.
 * - `not_textable`: a landline: remember it.
 * - `retry`: a passing trouble of queue or rate; `unreachable`: the handset is off.
 * - `fall_back`: this channel will not reach them; there is no further rung on a plain SMS campaign.
 * - `filtered`: a carrier dropped it as unwanted; some of these stop the campaign.
 * - `halt`: the account, sender or campaign is misconfigured or suspended: nobody would get it.
 * - `failed`: anything else.
 */
export type FailureClass =
  | "opted_out"
  | "invalid_address"
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
  const stay: Change = { ...from, next: null, halt: null };
  // A receipt of this very attempt came before its answer: it knows more than the answer does.
  if (from.attempt === attempt) return { ...stay, providerId: from.providerId ?? providerIdOf(outcome) };
  // A receipt of an earlier attempt, given up for lost, came while this one was under way: it stands.
  const back: Change = { ...stay, next: from.status === "ready" ? { type: "queue" } : null };
  const atLeast = (status: StoredStatus) => (isFurther(from.status, status) ? from.status : status);
  switch (outcome.kind) {
    case "accepted":
      return { ...stay, status: atLeast("accepted"), attempt, providerId: outcome.providerId, code: null };
    case "released":
    case "rate_limited":
      return back;
    case "unknown": {
      const status = atLeast("unknown");
      const next =
        status === "unknown" ? { type: "look" as const, dueAt: at.claimedAt + engineLimits.lookDelaysMs[0] } : null;
      return { ...stay, status, attempt, providerId: null, code: outcome.reason, next };
    }
    case "refused": {
      // A misconfigured sender is refused for everyone: the person did nothing wrong and waits for the repair.
      if (outcome.failure === "halt") return { ...back, halt: { code: outcome.code } };
      if (isFurther(from.status, "failed")) return { ...stay, attempt };
      const refused = { ...from, attempt, providerId: null };
      return failedWith(refused, { status: "failed", code: outcome.code, failure: outcome.failure, now: at.now });
    }
  }
}

const providerIdOf = (outcome: Outcome): string | null => (outcome.kind === "accepted" ? outcome.providerId : null);

/** The code of a recipient back in the queue because the provider's list proved its dispatch absent. */
export const absentCode = "absent";

/** A dispatch that never arrived is made anew, but not for ever: a provider may be losing everything. */
export const settleAbsent = (from: Standing): Change => ({
  ...from,
  code: absentCode,
  halt: null,
  ...(from.attempt < engineLimits.dispatchesMax
    ? { status: "ready", next: { type: "queue" } }
    : { status: "failed", next: null }),
});

/** What a receipt makes of a recipient; null when it changes nothing: late, repeated, or of an attempt long overtaken. */
export function settleReceipt(from: Standing, receipt: Receipt, now: number): Change | null {
  const status = receipt.status === "sent" ? "accepted" : receipt.status;
  const isNew = receipt.attempt > from.attempt;
  const isWaiting = from.status === "ready" || from.status === "held";
  // Who waits and has no provider's id: their dispatch was thought absent, whatever they wait for since.
  const isOvertaken = receipt.attempt < from.attempt || (!isNew && isWaiting && from.providerId !== null);
  // An attempt already given up for lost: only its arrival matters. It settles the matter and cancels a further try.
  if (isOvertaken && status !== "delivered" && status !== "read") return null;
  if (!isNew && !isFurther(status, from.status)) return null;
  if (isOvertaken) return { ...from, status, code: null, providerId: receipt.providerId, next: null, halt: null };
  const standing: Standing = { ...from, attempt: receipt.attempt, providerId: receipt.providerId };
  if (status !== "failed" && status !== "undelivered")
    return { ...standing, status, code: null, next: null, halt: null };
  return failedWith(standing, { status, code: receipt.code ?? status, failure: receipt.failure ?? "failed", now });
}

/**
 * A failure for good, or one that earns a numbered new attempt. The new attempt is allowed because the provider itself
 * reported that the earlier one reached nobody.
 */
function failedWith(
  standing: Standing,
  {
    status,
    code,
    failure,
    now,
  }: { status: "failed" | "undelivered"; code: string; failure: FailureClass; now: number },
): Change {
  const halt = failure === "halt" ? { code } : null;
  const triesMax = failure === "retry" ? engineLimits.attemptsMax : failure === "unreachable" ? 2 : 1;
  if (standing.attempt >= triesMax) return { ...standing, status, code, next: null, halt };
  const delayMs = engineLimits.retryDelaysMs[standing.attempt - 1] ?? engineLimits.retryDelaysMs[1];
  return { ...standing, status: "held", code, next: { type: "retry", dueAt: now + delayMs }, halt };
}

/** The code of a recipient who waits, or was left, because they are in conversation with the sender. */
export const openConversationCode = "open_conversation";

/** Nobody failed and no attempt is counted: their conversation with the sender is looked at again. */
export const heldByConversation = (from: Standing, now: number): Change => ({
  ...from,
  status: "held",
  code: openConversationCode,
  next: { type: "retry", dueAt: now + engineLimits.conversationLookMs },
  halt: null,
});

/** Their time has come again: a failure is tried anew, a conversation looked at. */
export const readyAgain = (from: Standing): Change => ({
  ...from,
  status: "ready",
  code: from.code === openConversationCode ? null : from.code,
  next: { type: "queue" },
  halt: null,
});

/**
 * A further attempt that will not be, because its list has closed: the failure stands. Who was only held for a conversation
 * is skipped.
 */
export const givenUp = (change: Standing): Change => ({
  ...change,
  status: change.code === openConversationCode ? "skipped" : change.providerId === null ? "failed" : "undelivered",
  next: null,
  halt: null,
});

/** A message found at the provider that may be the one we lost sight of. */
export interface FoundMessage {
  readonly providerId: string;
  /** Null where the provider does not tell it as it was handed over: any message found may be the one. */
  readonly body: string | null;
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
  const same = candidates.filter((message) => message.body === null || sameBody(message.body, body));
  const [only] = same;
  if (only !== undefined && same.length === 1 && rivals === 0) return { type: "found", providerId: only.providerId };
  // Also what cannot be told apart now may be by then: a rival may have found its own.
  const next = engineLimits.lookDelaysMs[look];
  if (next !== undefined) return { type: "look_again", dueAt: claimedAt + next };
  return { type: only === undefined ? "absent" : "ambiguous" };
}

/** Providers trim the ends and may compose accents; the words stay. */
const sameBody = (a: string, b: string): boolean => a.normalize("NFC").trim() === b.normalize("NFC").trim();
