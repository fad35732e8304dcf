import { reasonOf } from "@headsup/core/reason";
import type { CampaignSummary, Contact } from "@headsup/storage/catalog";
import { type BatchRow, FencedError, findRecipients, markBatch } from "@headsup/storage/outreach";
import type { Context } from "./context.ts";
import type { Ledger } from "./ledger.ts";

/**
 * The outbox: tells the catalogue whom this campaign contacted and how it stands. What is still to be told is read off
 * the batches, so nothing is lost by a crash, and telling it twice changes nothing.
 *
 * @returns whether the catalogue is up to date now
 */
export async function project(ctx: Context, ledger: Ledger, summary: CampaignSummary): Promise<boolean> {
  const key = JSON.stringify(summary);
  const batches = ledger.batches.filter((batch) => !batch.projected && batch.settledAt !== null);
  if (batches.length === 0 && key === ctx.projectedSummary) return true;
  try {
    await ctx.host.directory.project({
      campaignId: ctx.host.campaignId,
      senderId: ledger.settings?.sender.id ?? "", // a draft has contacted nobody yet
      sequence: ctx.store.transaction(() => ctx.store.nextSequence()),
      summary,
      contacts: batches.flatMap((batch) => contactsOf(ctx, batch)),
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
const contactsOf = (ctx: Context, batch: BatchRow): Contact[] =>
  findRecipients(
    ctx.store.db,
    batch.claims.map((claim) => claim.id),
  )
    .filter((row) => row.batch === batch.id && row.status !== "failed")
    .map((row) => ({
      address: row.address,
      recipientId: row.id,
      at: batch.settledAt ?? batch.claimedAt,
      claimedAt: batch.claimedAt,
    }));
