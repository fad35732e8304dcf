import type { Carrier } from "@headsup/carrier";
import { defaultPace, type Pace } from "@headsup/contract";
import { CommandError } from "../failure.ts";

/** What the provider saw of the campaigns, told by its own log: the product's tables are not asked. */
export interface Verdict {
  readonly accepted: number;
  readonly people: number;
  readonly campaigns: number;
  /** People whom it accepted more than one message of a campaign for, though none was reported lost in between. */
  readonly twice: number;
  /** The most requests of a campaign that arrived in any span of its pace. */
  readonly mostInSpan: number;
  /** Campaigns of which more arrived than their pace allows. */
  readonly tooFast: number;
}

const logEntriesMax = 10_000;

/** @param paces of the campaigns that have one of their own; the others are held to the default */
export function judge(carrier: Pick<Carrier, "log">, paces: ReadonlyMap<string, Pace> = new Map()): Verdict {
  const entries = carrier.log({ limit: logEntriesMax });
  // Answers to those who replied are no campaign's: they have no pace, and come as often as somebody writes.
  const creates = entries.filter((entry) => entry.kind === "create" && campaignOf(entry) !== "");
  const accepted = creates.filter(({ outcome }) => outcome === "accepted");
  const lost = new Set(
    entries
      .filter(({ kind, messageStatus }) => kind === "status" && messageStatus === "undelivered")
      .map(({ sid }) => sid),
  );
  const arrived = accepted.filter(({ sid }) => !lost.has(sid));
  const each = Map.groupBy(arrived, (entry) => `${campaignOf(entry)} ${entry.to}`);
  const campaigns = Map.groupBy(creates, campaignOf);
  const fastest = [...campaigns].map(([campaign, requests]) => {
    const { count, spanMs } = paces.get(campaign) ?? defaultPace;
    return { count, most: mostInAnySpan(instantsOf(requests), spanMs) };
  });
  return {
    accepted: accepted.length,
    people: new Set(accepted.map(({ to }) => to)).size,
    campaigns: campaigns.size,
    twice: [...each.values()].filter((messages) => messages.length > 1).length,
    mostInSpan: Math.max(0, ...fastest.map(({ most }) => most)),
    tooFast: fastest.filter(({ count, most }) => most > count).length,
  };
}

/** Each message names the address its receipts go to, and that names the campaign. */
const campaignOf = ({ statusCallback }: { readonly statusCallback: string | null }): string =>
  /\/(cmp_[0-9a-z]+)\//.exec(statusCallback ?? "")?.[1] ?? "";

const instantsOf = (requests: readonly { readonly at: number }[]): number[] => requests.map(({ at }) => at);

/** The most instants in any half-open span of this length. */
function mostInAnySpan(instants: readonly number[], spanMs: number): number {
  const sorted = instants.toSorted((a, b) => a - b);
  let most = 0;
  for (let first = 0, last = 0; last < sorted.length; last++) {
    while ((sorted[last] ?? 0) - (sorted[first] ?? 0) >= spanMs) first++;
    most = Math.max(most, last - first + 1);
  }
  return most;
}

export const isBroken = ({ twice, tooFast }: Verdict): boolean => twice > 0 || tooFast > 0;

export const brokenPromise = (): CommandError =>
  new CommandError({ code: "failed", message: "The carrier's log shows a broken promise." });
