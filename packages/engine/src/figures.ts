import type { FailureClass } from "@headsup/core/campaign/settle";
import { readState, type SenderTotals, writeState } from "@headsup/storage/outreach";
import type { Context } from "./context.ts";

/** What this campaign sent from each of its senders since its launch and what came of it: for the sender's health. */

const none: SenderTotals = { sent: 0, units: 0, failed: 0, filtered: 0, refused: 0 };

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

/** Adds to what is known of senders, by id. One row written. Within a transaction. */
export function countTotals(
  { store: { db } }: Context,
  bySender: Readonly<Record<string, Partial<SenderTotals>>>,
): void {
  const totals = { ...readState(db, "totals") };
  for (const [senderId, more] of Object.entries(bySender)) totals[senderId] = addTotals(totals[senderId] ?? none, more);
  writeState(db, "totals", totals);
}
