import { engineLimits } from "./limits.ts";
import { messageRetries, type Retries } from "./retries.ts";
import { type DoneRung, isDecided, isFurther, type StoredStatus } from "./status.ts";

/**
 * What a provider's refusal or failure means to us. Each channel maps its provider's codes onto these; the engine knows
 * no provider's numbers.
 *
 * - `opted_out`: an opt-out the carrier knew and we did not; `invalid_address`: it can never be reached. Either way it
 *   is contacted no more.
 * - `wrong_channel`: the address is not to be had on this channel (a landline for texts, a number without WhatsApp): remember it.
 * - `retry`: a passing trouble of queue or rate; `unreachable`: the handset is off.
 * - `fall_back`: this channel will not reach them; the next rung may.
 * - `filtered`: a carrier dropped it as unwanted; some of these stop the campaign.
 * - `halt`: the account, sender or campaign is misconfigured or suspended: nobody would get it.
 * - `failed`: anything else.
 */
export type FailureClass =
  | "opted_out"
  | "invalid_address"
  | "wrong_channel"
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
  /** Why it failed; of what arrived, how, where that is worth telling: on a machine that took the call. */
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
  /** The rung whose turn it is, or was last; 0 is the first. */
  readonly rung: number;
  /** What became of the rungs before; null: there was none. */
  readonly trail: readonly DoneRung[] | null;
}

/** How a standing changes and what follows from it. */
export interface Change extends Standing {
  /**
   * `queue`: wait in the queue (again). `retry`: after `dueAt`. `look`: ask the provider's list at `dueAt`. `rung`: without
   * delivery by `dueAt` the next rung's turn comes.
   */
  readonly next:
    | { readonly type: "queue" }
    | { readonly type: "retry" | "look" | "rung"; readonly dueAt: number }
    | null;
  readonly halt: { readonly code: string } | null;
}

/** Of the rung somebody is on: how long it is given for delivery, ms; null: it is the last, and nothing comes after it. */
export interface OnRung {
  readonly waitMs: number | null;
  /** Absent: as messages are. */
  readonly retries?: Retries;
}

/** The last attempt made on rungs done with. */
const attemptsBefore = ({ trail }: Standing): number => trail?.at(-1)?.attempt ?? 0;

/** What the outcome of attempt `attempt`, claimed at `claimedAt`, makes of a recipient. */
export function settleOutcome(
  from: Standing,
  attempt: number,
  outcome: Outcome,
  at: OnRung & { claimedAt: number; now: number },
): Change {
  const stay: Change = { ...from, next: null, halt: null };
  // A receipt of this very attempt came before its answer: it knows more than the answer does.
  if (from.attempt === attempt) return { ...stay, providerId: from.providerId ?? providerIdOf(outcome) };
  // A receipt of an earlier attempt, given up for lost, came while this one was under way: it stands.
  const back: Change = { ...stay, next: from.status === "ready" ? { type: "queue" } : null };
  const atLeast = (status: StoredStatus) => (isFurther(from.status, status) ? from.status : status);
  switch (outcome.kind) {
    case "accepted":
      return { ...stay, status: atLeast(acceptedOn(at)), attempt, providerId: outcome.providerId, code: null };
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
      return failedWith(refused, { ...at, status: "failed", code: outcome.code, failure: outcome.failure });
    }
  }
}

/** Accepted for good, or with another rung to come. */
const acceptedOn = ({ waitMs }: OnRung): "accepted" | "awaiting" => (waitMs === null ? "accepted" : "awaiting");

const providerIdOf = (outcome: Outcome): string | null => (outcome.kind === "accepted" ? outcome.providerId : null);

/** The code of a recipient back in the queue because the provider's list proved its dispatch absent. */
export const absentCode = "absent";

/** A dispatch that never arrived is made anew, but not for ever: a provider may be losing everything. */
export function settleAbsent(from: Standing, { now, waitMs }: OnRung & { now: number }): Change {
  const absent = { ...from, code: absentCode, halt: null };
  if (from.attempt - attemptsBefore(from) < engineLimits.dispatchesMax)
    return { ...absent, status: "ready", next: { type: "queue" } };
  return waitMs === null
    ? { ...absent, status: "failed", next: null }
    : onward(absent, { status: "failed", code: absentCode, now });
}

/** Found at the provider, or said by a person: it was accepted. */
export const settleFound = (from: Standing, providerId: string | null, at: OnRung & { now: number }): Change => ({
  ...from,
  status: acceptedOn(at),
  providerId,
  code: null,
  next: untilNextRung(at),
  halt: null,
});

const untilNextRung = ({ now, waitMs }: OnRung & { now: number }): Change["next"] =>
  waitMs === null ? null : { type: "rung", dueAt: now + waitMs };

/** What a receipt makes of a recipient; null when it changes nothing: late, repeated, or of an attempt long overtaken. */
export function settleReceipt(from: Standing, receipt: Receipt, at: OnRung & { now: number }): Change | null {
  if (receipt.attempt <= attemptsBefore(from)) return settleOfDone(from, receipt);
  const status = receipt.status === "sent" || receipt.status === "accepted" ? acceptedOn(at) : receipt.status;
  const isNew = receipt.attempt > from.attempt;
  const isWaiting = from.status === "ready" || from.status === "held";
  // Who waits and has no provider's id: their dispatch was thought absent, whatever they wait for since.
  const isOvertaken = receipt.attempt < from.attempt || (!isNew && isWaiting && from.providerId !== null);
  // An attempt already given up for lost: only its arrival matters. It settles the matter and cancels a further try.
  if (isOvertaken && status !== "delivered" && status !== "read") return null;
  if (!isNew && !isFurther(status, from.status)) return null;
  if (isOvertaken) {
    const { providerId, code } = receipt;
    return { ...from, status, code, providerId, next: null, halt: null };
  }
  const standing: Standing = { ...from, attempt: receipt.attempt, providerId: receipt.providerId };
  // What was sent before turned out to have arrived while this one was on its way: that stands, and nothing follows.
  if (isNew && isFurther(from.status, status)) return { ...standing, next: null, halt: null };
  if (status !== "failed" && status !== "undelivered") {
    const next = status === "awaiting" ? untilNextRung(at) : null;
    return { ...standing, status, code: receipt.code, next, halt: null };
  }
  return failedWith(standing, { ...at, status, code: receipt.code ?? status, failure: receipt.failure ?? "failed" });
}

/**
 * A receipt of a rung done with, late: it is on record, and contacts nobody. That the message did arrive after all settles the
 * matter, and cancels what has not been dispatched yet.
 */
function settleOfDone(from: Standing, { attempt, status, code, providerId }: Receipt): Change | null {
  const trail = from.trail ?? [];
  const index = trail.findIndex((done) => done.attempt >= attempt);
  const done = trail[index];
  if (done === undefined || status === "accepted" || status === "sent") return null;
  const hasArrived = status === "delivered" || status === "read";
  // What is known of the rung's last attempt stands; of an earlier one only that it arrived adds to it.
  const isMore = hasArrived
    ? done.status !== "read" && done.status !== status
    : attempt === done.attempt && (done.status === "awaiting" || done.status === "unknown");
  if (!isMore) return null;
  const told = { ...done, status, code: hasArrived ? code : (code ?? status), providerId };
  const on = { ...from, trail: trail.with(index, told), next: null, halt: null };
  if (hasArrived) return isFurther(status, from.status) ? { ...on, status, code, providerId } : on;
  // It may have been what stood: then the best of the others does, if any is left.
  const stood = isDecided(from.status) && from.providerId !== null && from.providerId === done.providerId;
  return stood ? { ...on, ...atTheEnd(on, { status, code: from.code }) } : on;
}

/**
 * A failure for good, one that earns a numbered new attempt, or one that leaves it to the next rung. Either is allowed because
 * the provider itself reported that the earlier attempt reached nobody.
 */
function failedWith(
  standing: Standing,
  {
    status,
    code,
    failure,
    now,
    waitMs,
    retries = messageRetries,
  }: OnRung & { status: "failed" | "undelivered"; code: string; failure: FailureClass; now: number },
): Change {
  const halt = failure === "halt" ? { code } : null;
  const tries = standing.attempt - attemptsBefore(standing);
  const delayMs = failure === "retry" || failure === "unreachable" ? retries[failure][tries - 1] : undefined;
  // A further try that would come later than the next rung's turn is left to that.
  if (delayMs !== undefined && (waitMs === null || delayMs < waitMs)) {
    return { ...standing, status: "held", code, next: { type: "retry", dueAt: now + delayMs }, halt };
  }
  if (waitMs !== null && failure !== "opted_out") return { ...onward(standing, { status, code, now }), halt };
  return { ...atTheEnd(standing, { status, code }), next: null, halt };
}

/** The next rung's turn: they wait for it, and what became of this one is on record. */
function onward(from: Standing, { status, code, now }: Pick<DoneRung, "status" | "code"> & { now: number }): Change {
  const { rung, attempt, providerId } = from;
  const done: DoneRung = { rung, attempt, status, code, providerId, at: now };
  return {
    ...from,
    status: "ready",
    rung: rung + 1,
    providerId: null,
    code,
    trail: [...(from.trail ?? []), done],
    next: { type: "queue" },
    halt: null,
  };
}

/** Where a failure leaves somebody after whom no rung comes: at the best that became of any. */
function atTheEnd(from: Standing, failed: Pick<Standing, "status" | "code">): Standing {
  const best =
    from.trail?.findLast(({ status }) => status === "awaiting") ??
    from.trail?.find(({ status }) => status === "unknown");
  if (best === undefined) return { ...from, ...failed };
  const status = best.status === "awaiting" ? "accepted" : "unconfirmed";
  return { ...from, status, code: failed.code, providerId: best.providerId };
}

/** The code of who was accepted and of whom nothing more was ever heard. */
export const noReceiptCode = "no receipt";

/** The code of who was given to the next rung because this one told of no delivery in time. */
export const noDeliveryCode = "no_delivery";

/** The wait for delivery is over: the next rung's turn. */
export const settleLate = (from: Standing, now: number): Change =>
  onward(from, { status: from.status === "unknown" ? "unknown" : "awaiting", code: noDeliveryCode, now });

/** This rung is nothing for them, as can be told without a dispatch. */
export function passOn(from: Standing, code: string, { now, waitMs }: OnRung & { now: number }): Change {
  // Tried here before, it was not passed over: that try came to nothing.
  const tried = from.providerId === null ? ("failed" as const) : ("undelivered" as const);
  const status = from.attempt > attemptsBefore(from) ? tried : "passed";
  if (waitMs !== null) return onward(from, { status, code, now });
  if (from.attempt === 0) return { ...from, status: "skipped", code, next: null, halt: null };
  const last = from.trail?.findLast(({ status }) => status !== "passed");
  const failed = { status: last?.status === "failed" ? "failed" : "undelivered", code: last?.code ?? code } as const;
  return { ...atTheEnd(from, failed), next: null, halt: null };
}

/** Nothing further goes to them, for a reason; what was sent before stands at its best. */
export function endedFor(from: Standing, code: string): Change {
  const ended = { ...from, code, next: null, halt: null };
  if (from.trail === null) return { ...ended, status: "skipped" };
  return { ...ended, ...atTheEnd(from, { status: "skipped", code }) };
}

/** They wrote back: whatever was sent to them before did arrive, and nothing further goes to them. */
export const repliedCode = "replied";
export const settleReplied = (from: Standing): Change => ({
  ...from,
  status: "delivered",
  code: repliedCode,
  next: null,
  halt: null,
});

/** Their list has closed, and with it the rungs to come: what was accepted stays accepted. */
export const settleWithoutRungs = (from: Standing): Change => ({ ...from, status: "accepted", next: null, halt: null });

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
 * A further attempt or rung that will not be, because its list has closed: the best that became of any rung stands. Who was
 * only held for a conversation is skipped.
 */
export function givenUp(change: Standing): Change {
  const done = change.trail?.findLast(({ status }) => status !== "passed");
  // Waiting for a rung's turn: they stay with what became of the last one.
  if (change.status === "ready" && done !== undefined) {
    const failed = { status: done.status === "failed" ? "failed" : "undelivered", code: done.code } as const;
    const { providerId } = done;
    return { ...atTheEnd({ ...change, providerId }, failed), rung: done.rung, next: null, halt: null };
  }
  const status =
    change.code === openConversationCode ? "skipped" : change.providerId === null ? "failed" : "undelivered";
  return { ...atTheEnd(change, { status, code: change.code }), next: null, halt: null };
}

/** What a change comes to where its list has closed. Who waits and was never contacted goes on waiting: they are unreached. */
export function inClosed(change: Change): Change {
  if (change.status === "awaiting") return settleWithoutRungs(change);
  const isUntouched = change.trail?.every(({ status }) => status === "passed") ?? true;
  return change.status === "ready" && isUntouched ? change : givenUp(change);
}

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
