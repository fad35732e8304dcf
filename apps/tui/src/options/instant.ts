import { Instant } from "@headsup/contract";
import { usageError } from "../failure.ts";

/** Checks the moments a command was given before anything is made: nothing is worse than half a campaign. */
export function checkInstants(given: Readonly<Record<`--${string}`, string | undefined>>): void {
  for (const [option, written] of Object.entries(given)) {
    if (written === undefined || Instant.safeParse(written).success) continue;
    throw usageError(
      `${option} "${written}" is not a moment in time.`,
      `Write date, time and offset, for example: ${option} 2026-11-24T18:00:00-05:00`,
    );
  }
}
