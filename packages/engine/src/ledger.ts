import type { Control } from "@headsup/core/campaign/lifecycle";
import type { CampaignSettings } from "@headsup/core/campaign/settings";
import {
  type BatchRow,
  type ListRow,
  type OutreachStore,
  readBatches,
  readLists,
  readStates,
  type StateValues,
} from "@headsup/storage/outreach";

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
  return {
    control,
    settings,
    launch,
    completedAt,
    holds,
    shares,
    totals,
    pressure,
    lists: readLists(db),
    batches: readBatches(db),
  };
}

/** How every campaign begins, before anything of it is stored. */
export const draft: Control = { phase: "draft", reason: null };
