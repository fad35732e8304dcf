import type { Carrier, LogKind } from "@headsup/carrier";
import { defaultPace, type Pace } from "@headsup/contract";
import { CommandError } from "../failure.ts";

/** What the provider saw of the campaigns, told by its own log: the product's tables are not asked. */
export interface Verdict {
  /** Emails it took and calls it was asked to make. Whether somebody is called again goes by who picked up: they are not judged. */
  readonly emails: number;
  readonly calls: number;
  /** Texts and WhatsApp messages, of which the rest is. */
  readonly accepted: number;
  readonly people: number;
  readonly campaigns: number;
  /**
   * People whom it accepted more than one message of a campaign for on one channel, though none was reported lost in between.
   * Who was not reached on WhatsApp gets a text.
   */
  readonly twice: number;
  /** The most requests of a campaign that arrived in any span of its pace. */
  readonly mostInSpan: number;
  /** Campaigns of which more arrived than their pace allows. */
  readonly tooFast: number;
}

const logEntriesMax = 10_000;

/** @param paces of the campaigns that have one of their own; the others are held to the default */
export function judge(carrier: Pick<Carrier, "log">, paces: ReadonlyMap<string, Pace> = new Map()): Verdict {
  const logged = (kind: LogKind) => carrier.log({ kind, limit: logEntriesMax }).filter((entry) => entry.kind === kind);
  // Answers to those who replied are no campaign's: they have no pace, and come as often as somebody writes.
  const requests = logged("create").filter((entry) => campaignOf(entry) !== "");
  const accepted = requests.filter(({ outcome, sid }) => outcome === "accepted" && !isCall(sid));
  const lost = new Set(
    logged("status")
      .filter(({ messageStatus }) => messageStatus === "undelivered")
      .map(({ sid }) => sid),
  );
  const arrived = accepted.filter(({ sid }) => !lost.has(sid));
  const each = Map.groupBy(arrived, (entry) => `${campaignOf(entry)} ${entry.to}`);
  const campaigns = Map.groupBy(requests, campaignOf);
  const fastest = [...campaigns].map(([campaign, asked]) => {
    const { count, spanMs } = paces.get(campaign) ?? defaultPace;
    return { count, most: mostInAnySpan(instantsOf(asked), spanMs) };
  });
  return {
    emails: logged("mail").filter(({ outcome }) => outcome === "accepted").length,
    calls: logged("call").filter(({ outcome }) => outcome === "queued").length,
    accepted: accepted.length,
    people: new Set(accepted.map(({ to }) => to?.replace(/^whatsapp:/, ""))).size,
    campaigns: campaigns.size,
    twice: [...each.values()].filter((messages) => messages.length > 1).length,
    mostInSpan: Math.max(0, ...fastest.map(({ most }) => most)),
    tooFast: fastest.filter(({ count, most }) => most > count).length,
  };
}

/** Each message names the address its receipts go to, and that names the campaign. */
const campaignOf = ({ statusCallback }: { readonly statusCallback: string | null }): string =>
  /\/(cmp_[0-9a-z]+)\//.exec(statusCallback ?? "")?.[1] ?? "";

/** A call is asked for as a message is; its id tells it apart. Source: twilio.com/docs/glossary/what-is-a-sid. */
const isCall = (sid: string | null): boolean => sid?.startsWith("CA") ?? false;

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
