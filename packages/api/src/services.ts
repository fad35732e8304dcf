import type { Channels } from "@headsup/channels";
import type { Failure, NewId, Role } from "@headsup/contract";
import type { Campaign, Log, Sender } from "@headsup/engine";
import type { Catalogue } from "@headsup/storage/catalog";
import type { Journal } from "@headsup/storage/journal";
import type { EmailParts } from "./email.ts";

/** What the API needs of its host. Handed in; nothing here names Cloudflare, Node or Deno. */
export interface Services {
  readonly config: ApiConfig;
  readonly catalogue: Catalogue;
  /** The object that owns a campaign. */
  readonly campaign: (id: string) => CampaignPort;
  /** The object that shares a sender's ceiling out. */
  readonly sender: (id: string) => SenderPort;
  /** Upgrades a request to that campaign's live tail. */
  readonly live: (campaignId: string, request: Request) => Promise<Response>;
  /** Where webhooks wait while the catalogue does not answer. */
  readonly journal: JournalPort;
  readonly channels: Channels;
  /** What email needs beside its channel. */
  readonly email: EmailParts;
  /** Reaches the team's own webhooks. */
  readonly fetch: typeof fetch;
  /** The deployment's clock, epoch ms. */
  readonly now: () => number;
  readonly newId: NewId;
  readonly random: (bytes: Uint8Array<ArrayBuffer>) => void;
  readonly log: Log;
}

export interface ApiConfig {
  /** The address the world reaches this deployment at, without a trailing slash. Webhook signatures are over it. */
  readonly publicUrl: string;
  readonly twilio: { readonly accountSid: string; readonly authToken: string };
  /** The bootstrap admin's token; null if none is set. */
  readonly adminToken: string | null;
  /** How far a STOP reaches: this sender, or everything we send. */
  readonly stopScope: "sender" | "global";
}

/** A campaign's methods as seen from outside its object: each a promise. */
export type CampaignPort = {
  readonly [K in keyof Campaign]: Campaign[K] extends (...args: infer A) => infer R
    ? (...args: A) => Promise<Awaited<R>>
    : never;
};

/** A sender's methods, from outside its object. */
export type SenderPort = {
  readonly [K in keyof Sender]: (...args: Parameters<Sender[K]>) => Promise<ReturnType<Sender[K]>>;
};

/** The journal, from outside its object. */
export type JournalPort = {
  readonly [K in keyof Journal]: (...args: Parameters<Journal[K]>) => Promise<ReturnType<Journal[K]>>;
};

/** Who is calling. */
export interface Caller {
  readonly tokenId: string;
  readonly name: string;
  readonly role: Role;
}

export interface ApiEnv {
  readonly Variables: {
    readonly services: Services;
    readonly caller: Caller;
    readonly requestId: string;
    /** What came of it was logged: that it was asked need not be, too. */
    readonly isLogged?: boolean;
  };
}

/** An expected failure on its way to the wire. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.message);
    this.failure = failure;
  }
}
