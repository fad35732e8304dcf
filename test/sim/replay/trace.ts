import type { CampaignDetail, Recipient } from "@headsup/contract";

/**
 * A recorded run of one campaign: what was done to it, when, what the provider answered, and what came of it. Data
 * alone, so that it is recorded where the stores are Node's and replayed where they are Cloudflare's. Times are epoch ms.
 */
export interface Trace {
  readonly seed: string;
  readonly startsAt: number;
  readonly pace: CampaignDetail["pace"];
  readonly moments: readonly Moment[];
  /** Every request that reached the provider, in order, with its answer. */
  readonly exchanges: readonly Exchange[];
  /** Messages the provider took, and what became of them. */
  readonly taken: readonly TakenMessage[];
  readonly ledger: Ledger;
  /** What happened in it, of what may. */
  readonly covers: readonly Feature[];
}

export interface Moment {
  readonly at: number;
  readonly stimulus: Stimulus;
  readonly observed: Observed;
}

export type Stimulus =
  /** The account is prepared and a draft made. */
  | { readonly do: "draft"; readonly campaign: Readonly<Record<string, unknown>> }
  | { readonly do: "import"; readonly list: ImportedList }
  | { readonly do: "order"; readonly order: Order }
  /** The same while requests are under way: it is answered when they have settled. */
  | { readonly do: "order meanwhile"; readonly order: "pause" | "stop" }
  /** Signed webhooks, one after the other. */
  | { readonly do: "webhooks"; readonly hooks: readonly Webhook[] }
  /** The alarm fires. `holds`: the provider gets the requests and keeps its answers. */
  | { readonly do: "alarm"; readonly holds: boolean }
  /** The provider gives this many of the answers it keeps; null: all, and whoever waited for them is done. */
  | { readonly do: "answer"; readonly count: number | null }
  /** Nothing happens but time: what was checked grows old. */
  | { readonly do: "wait" }
  /** The object is let go while idle. */
  | { readonly do: "evict" }
  /** The object ends with requests under way. */
  | { readonly do: "crash" }
  /** A newer copy of the object opens its store while this one has requests under way, and this one hears the answers. */
  | { readonly do: "supersede" }
  | { readonly do: "catalogue"; readonly isDown: boolean };

export type Order = "launch" | "pause" | "resume" | "stop";

export interface ImportedList {
  readonly body: { readonly name: string } & Readonly<Record<string, unknown>>;
  readonly rows: readonly (readonly string[])[];
}

export interface Webhook {
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
}

/** What there is to see right after a stimulus. */
export interface Observed {
  /** HTTP statuses of all that was answered. */
  readonly statuses: readonly number[];
  readonly alarmAt: number | null;
  /** Requests that have reached the provider so far, and how many of them it has answered. */
  readonly arrivals: number;
  readonly answered: number;
  /** Whether a step, or a command that waits for one, has not ended. */
  readonly isUnderWay: boolean;
}

/** A request as the provider gets it. */
export interface Arrival {
  readonly at: number;
  /** The attempt a message is for, or the path, within the account, and query of what is read. */
  readonly key: string;
  /** What a message says; null for a read. */
  readonly message: {
    readonly to: string;
    readonly from: string;
    readonly body: string;
    readonly validity: string;
  } | null;
}

export interface Exchange extends Arrival {
  readonly reply: Reply;
}

export type Reply =
  | { readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body: string }
  /** No answer came: why, as `fetch` names it. */
  | { readonly broken: "TimeoutError" | "TypeError" };

/** A message the provider took, as the judges of testkit read it. */
interface TakenMessage {
  readonly providerId: string;
  readonly campaignId: string;
  readonly attemptId: string;
  readonly to: string;
  readonly from: string;
  readonly body: string;
  readonly createdAt: number;
  /** It reached nobody, and the provider says so. */
  readonly isFailed: boolean;
}

/** How it ended, as the API tells it; lists go by their names. */
export interface Ledger {
  readonly campaign: Omit<CampaignDetail, "outreaches"> & {
    readonly outreaches: readonly Omit<CampaignDetail["outreaches"][number], "id">[];
  };
  /** The campaign as the catalogue lists it. */
  readonly summary: unknown;
  readonly recipients: readonly Recipient[];
}

/** What may happen in a trace. */
export const features = [
  "alarm as armed",
  "alarm early",
  "alarm late",
  "alarm repeated",
  "alarm called off",
  "evicted while idle",
  "crashed with requests under way",
  "crashed before the batch was settled",
  "superseded with requests under way",
  "checks grown old in mid-batch",
  "paused",
  "paused with requests under way",
  "resumed",
  "stopped",
  "stopped with requests under way",
  "receipt before its answer",
  "receipt after a crash",
  "receipts out of order",
  "receipts repeated",
  "failure reported later",
  "opted out",
  "opted out with requests under way",
  "opted out while the catalogue is down",
  "catalogue down",
  "further list during the run",
  "accepted, then 5xx",
  "accepted, then dropped",
  "accepted, then timed out",
  "lost on the way",
  "429 with seconds",
  "429 with a date",
  "429 without a time",
  "refused for good",
  "refused for now",
  "refused for everyone",
  "list read",
  "list unreadable",
  "message read by id",
  "windows of several zones",
  "list with an end",
] as const;
export type Feature = (typeof features)[number];

declare module "vitest" {
  interface ProvidedContext {
    traces: Trace[];
  }
}
