/** Sums of where people stand that are told in more than one place. */
import type { Counts } from "@headsup/contract";

/** Messages that arrived, as far as the provider knows. */
export const deliveredOf = ({ delivered, read }: Counts): number => delivered + read;

/** Messages a provider took: what success is a share of. */
export const takenOf = (counts: Counts): number =>
  deliveredOf(counts) + counts.accepted + counts.undelivered + counts.unconfirmed;
