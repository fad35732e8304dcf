import { type CampaignSettings, rungOf } from "@headsup/core/campaign/settings";
import { type Receipt, settleReceipt } from "@headsup/core/campaign/settle";
import { isDecided } from "@headsup/core/campaign/status";
import { findFlying, findRecipient, type RecipientRow, readFlying } from "@headsup/storage/outreach";
import { type Context, recipientFrame } from "./context.ts";
import { countTotals, failureCounts } from "./figures.ts";
import { countFiltered, follow, moveRecipient, pauseByGuard, writeRow } from "./move.ts";
import { onRung, rungOfAttempt, unlessClosed } from "./rungs.ts";

/** What a receipt did: stored something, was known already, or names nobody here. */
export type Received = "stored" | "known" | "unknown_recipient";

/** A status the provider reported for one attempt. */
export interface ToldReceipt {
  readonly recipientId: string;
  readonly receipt: Receipt;
}

/** What came of one, and whether the engine has something new to decide. */
interface Taken {
  readonly received: Received;
  readonly isNews: boolean;
}

/**
 * Takes in what the provider reported, all of it in one transaction. Late and repeated receipts change nothing. One of an
 * attempt still in flight proves its acceptance before its own answer does.
 *
 * @returns what came of each, in their order
 */
export function receiveAll(ctx: Context, told: readonly ToldReceipt[]): Taken[] {
  return ctx.store.transaction(() => {
    const { db } = ctx.store;
    // Nobody is claimed or settled amid a transaction: of several, the claims in flight are read once.
    const inFlight = told.length > 1 ? readFlying(db) : null;
    const settings = ctx.settings();
    return told.map((each) => {
      const { recipientId } = each;
      const flying = inFlight === null ? findFlying(db, recipientId) : inFlight.get(recipientId);
      return receive(ctx, each, { flying, settings });
    });
  });
}

/** What is so of a receipt's recipient and campaign as it comes in. */
interface Standing {
  /** Their attempt in flight, if one is. */
  readonly flying: number | undefined;
  readonly settings: CampaignSettings | undefined;
}

function receive(ctx: Context, { recipientId, receipt }: ToldReceipt, { flying, settings }: Standing): Taken {
  const row = findRecipient(ctx.store.db, recipientId);
  if (row === undefined) return { received: "unknown_recipient", isNews: false };
  if (receipt.attempt > row.attempt && receipt.attempt !== flying) {
    ctx.host.log("warn", "receipt.unexpected", {
      campaignId: ctx.host.campaignId,
      recipientId,
      attempt: receipt.attempt,
    });
    return { received: "unknown_recipient", isNews: false };
  }
  const now = ctx.host.now();
  const settled = settleReceipt(row, receipt, { now, ...onRung(ctx, row, settings) });
  if (settled === null) {
    if (receipt.status === "sent" && receipt.attempt === row.attempt) tellSent(ctx, row, now);
    return { received: "known", isNews: false };
  }
  const change = { ...unlessClosed(ctx, row.list, settled), halt: settled.halt };
  if (flying === undefined) moveRecipient(ctx, row, change, now);
  else {
    writeRow(ctx, row, change, { at: now, batch: row.batch }); // settling its batch will move the counting over
    follow(ctx, row, change);
  }
  if (change.halt !== null)
    pauseByGuard(
      ctx,
      `The provider reports a fault of this sender or account (${change.halt.code}). Mend that, then resume.`,
    );
  if (receipt.failure === "filtered") countFiltered(ctx);
  if (receipt.status === "failed" || receipt.status === "undelivered") countFailure(ctx, row, { settings, receipt });
  return { received: "stored", isNews: change.next !== null || !isDecided(row.status) };
}

/** A failure reported later is its sender's too: of the rung it was an attempt on. */
function countFailure(
  ctx: Context,
  row: RecipientRow,
  { settings, receipt: { attempt, failure } }: Pick<Standing, "settings"> & Pick<ToldReceipt, "receipt">,
): void {
  if (settings === undefined) return;
  const { sender } = rungOf(settings, rungOfAttempt(row, attempt));
  countTotals(ctx, { [sender.id]: failureCounts(failure) });
}

/** `sent` adds nothing to `accepted` and is not stored; those who watch see it pass. */
function tellSent(ctx: Context, row: RecipientRow, at: number): void {
  const { status, attempt } = row;
  if (status !== "accepted" && status !== "awaiting") return; // it came late
  ctx.host.broadcast(recipientFrame(row, { seq: ctx.store.nextSequence(), at, status, code: "sent", attempt }));
}
