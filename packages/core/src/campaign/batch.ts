import { engineLimits } from "./limits.ts";

/**
 * How many claims the next batch may have. What a batch takes besides its requests — a check, two commits, a wake — is shared by
 * its claims, so there are as many as the lanes get through in `spanMs`, by how the last batch went. That is well within the age a
 * check may have, and a crash leaves no more than so long's worth of people in doubt, however fast the provider answers.
 *
 * @param batchMax as it was for the last batch
 * @param last its claims that were dispatched, and the time from claiming them to their last answer, ms
 * @param spanMs clock ms, as is `tookMs`
 */
export function batchMaxAfter(
  batchMax: number,
  { claims, tookMs }: { claims: number; tookMs: number },
  spanMs: number,
): number {
  const { batchMin } = engineLimits;
  const inSpan = Math.floor((claims * spanMs) / Math.max(1, tookMs));
  // A few that went fast prove nothing; a few that went slowly do.
  const upTo = claims < batchMin ? batchMax : engineLimits.batchMax;
  return Math.min(upTo, Math.max(batchMin, inSpan));
}
