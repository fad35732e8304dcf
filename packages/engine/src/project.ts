import { type CampaignSettings, rungOf } from "@headsup/core/campaign/settings";
import { addressOn } from "@headsup/core/contact/address";
import { reasonOf } from "@headsup/core/reason";
import type { CampaignSummary } from "@headsup/storage/catalog";
import { type BatchRow, FencedError, findRecipients, markBatch } from "@headsup/storage/outreach";
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
  const rungs = new Map(batch.claims.map(({ id, rung = 0 }) => [id, rung]));
  return findRecipients(ctx.store.db, [...rungs.keys()])
    .filter((row) => row.batch === batch.id && row.status !== "failed")
    .flatMap((row) => {
      const { channel, sender } = rungOf(settings, rungs.get(row.id) ?? 0);
      const address = addressOn(row, channel);
      if (address === null) return [];
      const at = batch.settledAt ?? batch.claimedAt;
      return [{ address, senderId: sender.id, recipientId: row.id, at, claimedAt: batch.claimedAt }];
    });
}
