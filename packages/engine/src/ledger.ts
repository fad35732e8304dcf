import type { Control } from "@headsup/core/campaign/lifecycle";
import type { CampaignSettings } from "@headsup/core/campaign/settings";
import {
  type BatchRow,
  type BatchSums,
  type ListRow,
  type OutreachStore,
  readBatches,
  readLists,
  readStates,
  type StateValues,
} from "@headsup/storage/outreach";
import { sumTotals } from "./figures.ts";

/**
 * The campaign's few rows — its single values, its lists, the batches kept — as one turn reads them, in three statements.
 * It is true until the next await or write: whoever waits or writes reads it anew, so nothing outlives a transaction
 * that was rolled back or a copy that was fenced.
 */
export interface Ledger {
  readonly control: Control;
  /** Frozen at launch; a draft has none. */
  readonly settings: CampaignSettings | undefined;
  readonly launch: StateValues["launch"] | undefined;
  readonly completedAt: number | null;
  /** Before when a sender may not dispatch, by its id. */
  readonly holds: Readonly<Record<string, number>>;
  /** What it holds of its senders' ceilings, by sender. */
  readonly shares: StateValues["shares"];
  /** What it sent from each sender, by id. */
  readonly totals: StateValues["totals"];
  /** Why the inbox it feeds slows or holds it; null while it does not. */
  readonly pressure: StateValues["pressure"];
  /** Oldest first, as are the batches. */
  readonly lists: readonly ListRow[];
  readonly batches: readonly BatchRow[];
}

export function readLedger({ db }: OutreachStore): Ledger {
  const {
    control = draft,
    settings,
    launch,
    completedAt = null,
    holds = {},
    shares = {},
    totals = {},
    pressure = null,
  } = readStates(db);
  const batches = readBatches(db);
  return {
    control,
    settings,
    launch,
    completedAt,
    holds,
    shares,
    totals: sumTotals(totals, ...batches.filter(isToBeAdded).map(({ sums }) => sums.totals)),
    pressure,
    lists: readLists(db),
    batches,
  };
}

/** Whether what a batch adds to the sums still waits in its row. */
export const isToBeAdded = (batch: BatchRow): batch is BatchRow & { readonly sums: BatchSums } =>
  !batch.folded && batch.sums !== null;

/** What a settled batch dispatched, and when. */
export const sendsOf = ({ claimedAt, tokens }: BatchRow) => ({ at: claimedAt, sends: tokens });

/** How every campaign begins, before anything of it is stored. */
export const draft: Control = { phase: "draft", reason: null };
