import type { Channels } from "@headsup/channels";
import type { Channel, LiveFrame } from "@headsup/contract";
import type { Standing } from "@headsup/core/contact/standing";
import type { CampaignSummary, Contact, Desk } from "@headsup/storage/catalog";
import type { AddressFact, OutreachStore, SenderTotals } from "@headsup/storage/outreach";
import type { Ceilings } from "./ceiling.ts";

/**
 * What a campaign needs of the machine it runs on: a Durable Object, a Deno process, or a simulation. The engine reads
 * no clock, makes no chance and opens no connection but through this.
 */
export interface EngineHost {
  readonly campaignId: string;
  readonly store: OutreachStore;
  /** The deployment's clock, epoch ms. */
  readonly now: () => number;
  /** The machine's own clock, ms: for what is about this machine's requests, not about anybody's daytime. */
  readonly realNow: () => number;
  /** Clock milliseconds per machine millisecond; 1 in production. */
  readonly rate: number;
  /** Asks to be woken at a clock time, or not at all; replaces an earlier wish. Durable before this turn's fetches leave. */
  readonly setAlarm: (at: number | null) => void;
  /** Resolves when calls that are at the door by now have come in. */
  readonly soon: () => Promise<void>;
  readonly directory: Directory;
  /** Its senders, for their ceilings. */
  readonly ceilings: Ceilings;
  readonly channels: Channels;
  /** Tells those who watch live. Never throws. */
  readonly broadcast: (frame: LiveFrame) => void;
  readonly log: Log;
}

/** Structured, with ids; never message text or whole addresses. */
export type Log = (level: "info" | "warn" | "error", event: string, fields: Readonly<Record<string, unknown>>) => void;

/** The shared catalogue, as far as a campaign needs it. Every call may throw: it is another machine. */
export interface Directory {
  /** What stands between these people and a message from this sender. An opt-out stored before the call began is seen. */
  readonly standings: (query: StandingsQuery) => Promise<readonly KnownStanding[]>;
  /** The desk that answers what comes back to this sender. */
  readonly desk: (query: { senderId: string; skill: string | null; inboxId: string | null }) => Promise<Desk>;
  /** Stores what this campaign did, idempotently, in the order of `sequence`. */
  readonly project: (projection: Projection) => Promise<void>;
  /** The greatest sequence stored so of this campaign; 0 if none was. */
  readonly heard: (campaignId: string) => Promise<number>;
  /**
   * Which provider ids for this address other campaigns on this sender own, and how many of their attempts are unknown.
   * Those that were through by `since` are not asked.
   */
  readonly rivals: (query: { address: string; senderId: string; campaignId: string; since: number }) => Promise<Claims>;
}

export interface StandingsQuery {
  readonly campaignId: string;
  readonly addresses: readonly string[];
  /** Every sender of the ladder: who said stop to one is written to by none. */
  readonly senders: readonly { readonly id: string; readonly address: string; readonly channel: Channel }[];
  /** What is looked up besides, because the campaign goes by it. */
  readonly heeds: {
    readonly openConversations: boolean;
    /** Contacts of other campaigns after this instant; null: they do not matter. */
    readonly contactsSince: number | null;
    /** Who wrote back to this campaign. */
    readonly replies: boolean;
  };
}

/** What is known of one address; of who is left out, nothing is. */
export interface KnownStanding extends Standing {
  /** They wrote back to this campaign. */
  readonly hasReplied: boolean;
  /** They are in conversation with one of these senders. */
  readonly isTalking: boolean;
  /** Another campaign wrote to them lately. */
  readonly isContacted: boolean;
}

export interface Projection {
  readonly campaignId: string;
  readonly sequence: number;
  readonly summary: CampaignSummary;
  /** Whom it contacted, and from which sender. */
  readonly contacts: readonly (Contact & { readonly senderId: string })[];
  /** What it sent from each of its senders since launch, and what came of it. */
  readonly totals: readonly (SenderTotals & { readonly senderId: string })[];
  readonly facts: readonly (AddressFact & { readonly at: number })[];
}

/** What a campaign holds to its name at the provider, for one address. */
export interface Claims {
  readonly providerIds: readonly string[];
  /** Attempts whose outcome is unknown. */
  readonly unknown: number;
}
