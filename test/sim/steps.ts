import type { Channel } from "@headsup/contract";
import type { Ladder } from "./ladders.ts";
import type { Asked } from "./seen.ts";

/** Whether somebody may be asked for once more, on this rung or another, as far as the carrier's log tells. */

/** A message as the carrier knows it. */
export interface CarrierMessage {
  readonly sid: string;
  readonly campaignId: string;
  /** Whom it is for, by the address a list knows them by. */
  readonly person: string;
  readonly to: string;
  readonly from: string;
  readonly channel: Channel;
  readonly rung: number;
  readonly attemptId: string;
  /** When it was taken. */
  readonly at: number;
  /** The furthest it got: "queued", "sent", "delivered", "read", "undelivered", "failed"; of a call how it ended. */
  status: string;
  /** Since when we have acknowledged that it was delivered. */
  toldAt: number | null;
  /** Since when we have acknowledged that they answered it. */
  answeredAt: number | null;
}

const failures = new Set(["undelivered", "failed", "busy", "no-answer", "canceled"]);

/** It reached nobody, or nobody knows it yet: a call that was answered may have been cut off before anything was said. */
export const mayHaveFailed = ({ status }: Pick<CarrierMessage, "status">): boolean =>
  failures.has(status) || status === "completed";

export const hasReached = ({ status }: { readonly status: string }): boolean =>
  status === "delivered" || status === "read";

export type StepBreach = "doubleSends" | "wrongRung" | "afterReply";

export interface StepTerms {
  readonly ladder: Ladder;
  readonly rung: number;
  /** From the last look at what is known to the arrival of a request, at most. */
  readonly upMsMax: number;
  /** How old a check may be, besides. */
  readonly checkAgeMsMax: number;
}

/** @param earlier what the carrier took for this person from this campaign before, in order */
export function judgeStep(
  { at, to, attemptId }: Asked,
  earlier: readonly CarrierMessage[],
  { ladder, rung, upMsMax, checkAgeMsMax }: StepTerms,
): { breach: StepBreach; what: string }[] {
  const broken: { breach: StepBreach; what: string }[] = [];
  const breach = (name: StepBreach, what: string) =>
    broken.push({ breach: name, what: `${to} is asked for as ${attemptId} on rung ${rung} ${what}` });
  for (const before of earlier) {
    if (before.rung > rung) breach("wrongRung", `after ${before.attemptId} on rung ${before.rung}`);
    if (before.rung === rung && !mayHaveFailed(before))
      breach("doubleSends", `and ${before.attemptId} is ${before.status}`);
    const waitMs = ladder[before.rung]?.waitMs ?? Infinity;
    // An outcome nobody knows is given its time from when it was claimed, at most a check's age and a way before it was taken.
    const isOver = at >= before.at + waitMs - checkAgeMsMax - upMsMax;
    if (before.rung < rung && !mayHaveFailed(before) && !isOver)
      breach("wrongRung", `${at - before.at} ms after ${before.attemptId}, which is ${before.status}`);
    if (before.toldAt !== null && at > before.toldAt + upMsMax)
      breach(
        "doubleSends",
        `though ${before.attemptId} was told as delivered at ${new Date(before.toldAt).toISOString()}`,
      );
    if (rung > 0 && before.answeredAt !== null && at > before.answeredAt + checkAgeMsMax + upMsMax)
      breach("afterReply", `though they answered ${before.attemptId} by ${new Date(before.answeredAt).toISOString()}`);
  }
  return broken;
}

/** A sender's requests of late, compared with its ceiling. */
export class Ceiling {
  readonly #capacity: number;
  #late: { at: number; units: number }[] = [];

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** @returns what is too much, if anything is */
  judge({ at, units, from }: Pick<Asked, "at" | "units" | "from">): string | null {
    // A message of more than all of it counts as all of it.
    this.#late = [
      ...this.#late.filter((each) => at - each.at < 60_000),
      { at, units: Math.min(units, this.#capacity) },
    ];
    const sum = this.#late.reduce((total, each) => total + each.units, 0);
    return sum <= this.#capacity
      ? null
      : `${sum} units within a minute up to ${new Date(at).toISOString()}: ${from} lets ${this.#capacity} through`;
  }
}
