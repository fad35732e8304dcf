import type { Channel } from "@headsup/channels";
import type { LiveFrame } from "@headsup/contract";
import type { CampaignSummary, Contact, Standing } from "@headsup/storage/catalog";
import type { AddressFact, OutreachStore } from "@headsup/storage/outreach";

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
  readonly directory: Directory;
  readonly channel: Channel;
  /** Tells those who watch live. Never throws. */
  readonly broadcast: (frame: LiveFrame) => void;
  readonly log: Log;
}

/** Structured, with ids; never message text or whole addresses. */
export type Log = (level: "info" | "warn" | "error", event: string, fields: Readonly<Record<string, unknown>>) => void;

/** The shared catalogue, as far as a campaign needs it. Every call may throw: it is another machine. */
export interface Directory {
  /** Who of these must not be contacted from this sender. An opt-out stored before the call began is seen. */
  readonly standings: (query: { addresses: readonly string[]; senderId: string }) => Promise<readonly Standing[]>;
  /** Stores what this campaign did, idempotently, in the order of `sequence`. */
  readonly project: (projection: Projection) => Promise<void>;
  /**
   * Which provider ids for this address other campaigns on this sender own, and how many of their attempts are unknown.
   * Those that were through by `since` are not asked.
   */
  readonly rivals: (query: { address: string; senderId: string; campaignId: string; since: number }) => Promise<Claims>;
}

export interface Projection {
  readonly campaignId: string;
  readonly senderId: string;
  readonly sequence: number;
  readonly summary: CampaignSummary;
  readonly contacts: readonly Contact[];
  readonly facts: readonly (AddressFact & { readonly at: number })[];
}

/** What a campaign holds to its name at the provider, for one address. */
export interface Claims {
  readonly providerIds: readonly string[];
  /** Attempts whose outcome is unknown. */
  readonly unknown: number;
}
