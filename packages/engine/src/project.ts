import { type CampaignSettings, rungOf } from "@headsup/core/campaign/settings";
import { addressOn } from "@headsup/core/contact/address";
import { reasonOf } from "@headsup/core/reason";
import type { CampaignSummary } from "@headsup/storage/catalog";
import {
  type BatchRow,
  FencedError,
  findRecipients,
  markBatch,
  type RecipientRow,
  type StoredClaim,
} from "@headsup/storage/outreach";
import type { Context } from "./context.ts";
import type { Projection } from "./host.ts";
import type { Ledger } from "./ledger.ts";

type ProjectedContact = Projection["contacts"][number];

/**
 * The outbox: tells the catalogue whom this campaign contacted and how it stands. What is still to be told is read off
 * the batches, so nothing is lost by a crash, and telling it twice changes nothing.
 *
 * @returns whether the catalogue is up to date now
 */
export async function project(ctx: Context, ledger: Ledger, summary: CampaignSummary): Promise<boolean> {
  const { settings } = ledger; // a draft has none, and has contacted nobody yet
  const key = JSON.stringify([summary, ledger.totals]);
  const batches = ledger.batches.filter((batch) => !batch.projected && batch.settledAt !== null);
  if (batches.length === 0 && key === ctx.projectedSummary) return true;
  try {
    await ctx.host.directory.project({
      campaignId: ctx.host.campaignId,
      sequence: ctx.store.transaction(() => ctx.store.nextSequence()),
      summary,
      contacts: settings === undefined ? [] : batches.flatMap((batch) => contactsOf(ctx, settings, batch)),
      totals: Object.entries(ledger.totals).map(([senderId, totals]) => ({ senderId, ...totals })),
      facts: batches.flatMap((batch) => (batch.facts ?? []).map((fact) => ({ ...fact, at: batch.settledAt ?? 0 }))),
    });
    ctx.store.transaction(() => {
      for (const { id } of batches) markBatch(ctx.store.db, id, "projected");
    });
    ctx.projectedSummary = key;
    return true;
  } catch (error) {
    if (error instanceof FencedError) throw error;
    ctx.host.log("warn", "projection.failed", { campaignId: ctx.host.campaignId, error: reasonOf(error) });
    return false;
  }
}

/** Everyone a batch may have reached: an unknown outcome counts as contact. */
function contactsOf(ctx: Context, settings: CampaignSettings, batch: BatchRow): ProjectedContact[] {
  const claims = new Map(batch.claims.map((claim) => [claim.id, claim]));
  return findRecipients(ctx.store.db, [...claims.keys()])
    .filter((row) => mayHaveReached(row, batch.id, claims.get(row.id)))
    .flatMap((row) => {
      const { channel, sender } = rungOf(settings, claims.get(row.id)?.rung ?? 0);
      const address = addressOn(row, channel);
      if (address === null) return [];
      const at = batch.settledAt ?? batch.claimedAt;
      return [{ address, senderId: sender.id, recipientId: row.id, at, claimedAt: batch.claimedAt }];
    });
}

/** While they stand where the batch left them their status tells; of who went on to a further rung, what is on record of this one. */
function mayHaveReached(row: RecipientRow, batch: number, claim: StoredClaim | undefined): boolean {
  const done = row.trail?.find(({ attempt }) => attempt === claim?.attempt);
  return done === undefined
    ? row.batch === batch && row.status !== "failed"
    : done.status !== "failed" && done.status !== "passed";
}
