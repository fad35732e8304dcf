import type { FailureClass } from "@headsup/core/campaign/settle";
import { readState, type SenderTotals, writeState } from "@headsup/storage/outreach";
import type { Context } from "./context.ts";

/** What this campaign sent from each of its senders since its launch and what came of it: for the sender's health. */

/** A failure as the sender's health sees it. Who opted out is told as that, not as a failure. */
export const failureCounts = (failure: FailureClass | null): Partial<SenderTotals> =>
  failure === "opted_out"
    ? {}
    : { failed: 1, filtered: failure === "filtered" ? 1 : 0, refused: failure === "halt" ? 1 : 0 };

export const addTotals = (a: Partial<SenderTotals>, b: Partial<SenderTotals>): SenderTotals => {
  const sum = (name: keyof SenderTotals) => (a[name] ?? 0) + (b[name] ?? 0);
  return {
    sent: sum("sent"),
    units: sum("units"),
    failed: sum("failed"),
    filtered: sum("filtered"),
    refused: sum("refused"),
  };
};

type BySender = Readonly<Record<string, Partial<SenderTotals>>>;

/** What was known of senders, by id, and what came since. */
export function sumTotals(first: BySender, ...more: readonly BySender[]): Record<string, SenderTotals> {
  const sums: Record<string, SenderTotals> = {};
  for (const bySender of [first, ...more])
    for (const [senderId, totals] of Object.entries(bySender)) sums[senderId] = addTotals(sums[senderId] ?? {}, totals);
  return sums;
}

/** Adds to what is known of senders, by id. One row written, and none for nothing. Within a transaction. */
export function countTotals({ store: { db } }: Pick<Context, "store">, ...more: readonly BySender[]): void {
  if (more.length > 0) writeState(db, "totals", sumTotals(readState(db, "totals") ?? {}, ...more));
}
