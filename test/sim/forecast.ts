import type { Forecast, Recipient } from "@headsup/contract";
import { type Call, expectStatus } from "@headsup/testkit";

/** The forecast a campaign was given before its launch, compared with what the carrier then saw. */

export type Expected = Forecast;

export async function readForecast(call: Call, id: string, roundTripMs: number): Promise<Expected> {
  return expectStatus(await call("GET", `/v1/campaigns/${id}/forecast?roundTripMs=${roundTripMs}`), 200).json;
}

export function judgeForecast(
  told: Expected,
  { arrivals, recipients, downMs }: { arrivals: readonly number[]; recipients: readonly Recipient[]; downMs: number },
): string[] {
  const last = arrivals.length === 0 ? null : Math.max(...arrivals) + downMs;
  // Whoever could never be contacted is foretold as not reached, and skipped with that reason.
  const missed = recipients.filter(({ status }) => status === "unreached" || status === "skipped");
  const unreached = missed.map(({ address }) => address);
  const seen = {
    sends: arrivals.length,
    finishAt: last,
    unreached: unreached.sort(),
  };
  const foretold = {
    sends: told.sends,
    finishAt: told.finishAt,
    unreached: told.unreached.map(({ address }) => address).sort(),
  };
  return (Object.keys(seen) as (keyof typeof seen)[])
    .filter((key) => JSON.stringify(seen[key]) !== JSON.stringify(foretold[key]))
    .map((key) => `${key} was foretold as ${JSON.stringify(foretold[key])}; it was ${JSON.stringify(seen[key])}`);
}
