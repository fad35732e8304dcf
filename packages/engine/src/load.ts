import type { Cohort, WorkingSet } from "@headsup/core/campaign/decide";
import { type CampaignSettings, rungOf } from "@headsup/core/campaign/settings";
import type { TokensTaken } from "@headsup/core/pacing/bucket";
import { type ListRow, readCohorts, readHead } from "@headsup/storage/outreach";
import { ceilingHold } from "./ceiling.ts";
import type { Context } from "./context.ts";
import type { Ledger } from "./ledger.ts";

/** The bounded view a decision is made from, read in one turn, whatever the desk it feeds is like. */
export function loadWorkingSet(ctx: Context, settings: CampaignSettings, ledger: Ledger): WorkingSet {
  return {
    phase: ledger.control.phase,
    pace: settings.pace,
    taken: takenOf(ledger),
    notBefore: ctx.directoryHoldUntil,
    cohorts: ledger.lists
      .filter((list) => list.begunAt !== null && list.closedAt === null)
      .flatMap((list) => cohortsOf(ctx, settings, list, ledger)),
    closingMarginMs: ctx.closingMarginMs,
    batchMax: ctx.batchMax,
  };
}

/** The tokens out: one entry per batch kept. */
export const takenOf = ({ batches }: Pick<Ledger, "batches">): TokensTaken[] =>
  batches.map((batch) => ({ count: batch.tokens, stampedAt: batch.settledAt }));

const cohortsOf = (ctx: Context, settings: CampaignSettings, list: ListRow, ledger: Ledger): Cohort[] =>
  readCohorts(ctx.store.db, list.ordinal).map((cohort) => ({
    ...cohort,
    rules: ctx.rulesOf(cohort, settings),
    listStartAt: listStart(list),
    endAt: soonest(list.endAt, settings.expiresAt),
    notBefore: senderHold(ctx, rungOf(settings, cohort.rung).sender.id, ledger),
    head: (n) => readHead(ctx.store.db, cohort, n),
  }));

/** Before when a sender may not dispatch: the provider asked it to wait, or its ceiling leaves this campaign no room. */
const senderHold = (ctx: Context, senderId: string, { holds, shares, batches }: Ledger): number =>
  Math.max(holds[senderId] ?? 0, ceilingHold(ctx, senderId, { share: shares[senderId], batches }));

/** When a list starts: as scheduled, or when it was launched. */
export const listStart = (list: Pick<ListRow, "startAt" | "launchedAt">): number =>
  list.startAt ?? list.launchedAt ?? 0;

export const soonest = (...times: (number | null)[]): number | null => {
  const known = times.filter((at) => at !== null);
  return known.length === 0 ? null : Math.min(...known);
};
