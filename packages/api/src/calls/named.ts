import type { CallReport } from "@headsup/channels";

/** A call at hand: what its webhook tells, and the attempt it is of; null: somebody called us. */
export interface CallAtHand extends CallReport {
  readonly attempt: { readonly owner: string; readonly attempt: string } | null;
}
