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
 * The outbox: tells the catalogue whom this campaign contacted and how it stands. What is still to be told is read off the
 * batches and off what the catalogue has heard, so nothing is lost by a crash, and telling it twice changes nothing.
 *
 * @returns whether the catalogue is up to date now
 */
export async function project(ctx: Context, ledger: Ledger, summary: CampaignSummary): Promise<boolean> {
  const { campaignId, directory, log } = ctx.host;
  const { settings } = ledger; // a draft has none, and has contacted nobody yet
  const key = JSON.stringify([summary, ledger.totals]);
  const settled = ledger.batches.filter(({ settledAt }) => settledAt !== null);
  try {
    if (settled.length > 0) await learnHeard(ctx);
    const batches = settled.filter((batch) => !isHeard(ctx, batch));
    if (batches.length === 0 && key === ctx.projectedSummary) return true;
    const sequence = ctx.store.transaction(() => ctx.store.nextSequence());
    await directory.project({
      campaignId,
      sequence,
      summary,
      contacts: settings === undefined ? [] : batches.flatMap((batch) => contactsOf(ctx, settings, batch)),
      totals: Object.entries(ledger.totals).map(([senderId, totals]) => ({ senderId, ...totals })),
      facts: batches.flatMap((batch) => (batch.facts ?? []).map((fact) => ({ ...fact, at: batch.settledAt ?? 0 }))),
    });
    ctx.heard = sequence;
    const former = batches.filter(({ sums }) => sums === null);
    if (former.length > 0) {
      ctx.store.transaction(() => {
        for (const { id } of former) markBatch(ctx.store.db, id, "projected");
      });
    }
    ctx.projectedSummary = key;
    return true;
  } catch (error) {
    if (error instanceof FencedError) throw error;
    log("warn", "projection.failed", { campaignId, error: reasonOf(error) });
    return false;
  }
}

/** What the catalogue has heard. A copy that was just made asks once, in place of a mark that each batch would have to bear. */
export async function learnHeard(ctx: Context): Promise<void> {
  ctx.heard ??= await ctx.host.directory.heard(ctx.host.campaignId);
}

/** Whether the catalogue has been told of a settled batch, as far as this copy knows. */
export const isHeard = ({ heard }: Context, { projected, sums }: BatchRow): boolean =>
  projected || (sums !== null && heard !== null && sums.sequence < heard);

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
