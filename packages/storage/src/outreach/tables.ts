import type { Channel, ChunkResult, ColumnRole } from "@headsup/contract";
import type { CloseReason, Control } from "@headsup/core/campaign/lifecycle";
import type { CampaignSettings } from "@headsup/core/campaign/settings";
import type { DoneRung, StoredStatus, Tally } from "@headsup/core/campaign/status";
import type { CeilingAsk, CeilingShare } from "@headsup/core/pacing/ceiling";
import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** The campaign object's own tables, for typed queries. `migrations.ts` is what creates them and says why they are so. */

/** A share of a sender's ceiling, what it was asked for with, and whether the sender said that it is worth asking again. */
export interface StoredShare {
  readonly share: CeilingShare;
  readonly demand: Pick<CeilingAsk, "needs" | "wants" | "size">;
  readonly isNudged: boolean;
}

/** What a settled batch adds to the campaign's sums, until it is folded into them. */
export interface BatchSums {
  /** Drawn as it settled: whoever has heard of a later one has heard of this batch. */
  readonly sequence: number;
  /** What it moved in the tallies of lists, by ordinal. */
  readonly shifts: Readonly<Record<number, Partial<Record<StoredStatus, number>>>>;
  /** What it sent from each sender, by id. */
  readonly totals: Readonly<Record<string, SenderTotals>>;
}

/** What was sent from a sender since launch, and what came of it. */
export interface SenderTotals {
  readonly sent: number;
  readonly units: number;
  readonly failed: number;
  readonly filtered: number;
  /** For the sender's own registration or verification. */
  readonly refused: number;
}

/** What `state` holds, by key. */
export interface StateValues {
  campaignId: string;
  control: Control;
  settings: CampaignSettings;
  launch: { at: number; by: string };
  /** Null once more when something came up after all. */
  completedAt: number | null;
  /** Bumped whenever the object is constructed; a transaction of an older copy is refused. */
  epoch: number;
  /** Sequence numbers below this may have been handed out, where a copy went beyond the block of its epoch. */
  sequence: number;
  /** Before when a sender may not dispatch, by its id: a provider said 429. */
  holds: Record<string, number>;
  /** What it holds of its senders' ceilings, by sender. */
  shares: Readonly<Record<string, StoredShare>>;
  /** What it sent from each sender, by id: but for batches that are not folded yet. */
  totals: Readonly<Record<string, SenderTotals>>;
  /** Why the inbox it feeds slows or holds it, and since when; null once that has passed. */
  pressure: { reason: string; since: number } | null;
  /** Carrier-filtered messages so far. */
  filtered: number;
  /** The draft is being deleted: it takes no further list. */
  discarded: boolean;
  /** Batches up to this one are done with: folded, told to the catalogue, their tokens back. They stay, and nobody reads them. */
  doneUpTo: number;
}

const flag = (name: string) => integer(name, { mode: "boolean" }).notNull().default(false);

export const state = sqliteTable("state", { key: text("key").primaryKey(), value: text("value").notNull() });

export const list = sqliteTable("list", {
  ordinal: integer("ordinal").primaryKey(),
  id: text("id").notNull(),
  name: text("name").notNull(),
  fingerprint: text("fingerprint").notNull(),
  columns: text("columns", { mode: "json" }).$type<ColumnRole[]>().notNull(),
  country: text("country").notNull(),
  /** Epoch ms, as all times here. */
  startAt: integer("start_at"),
  endAt: integer("end_at"),
  sealed: flag("sealed"),
  launchedAt: integer("launched_at"),
  begunAt: integer("begun_at"),
  missed: flag("missed"),
  closedAt: integer("closed_at"),
  closeReason: text("close_reason").$type<CloseReason>(),
  rows: integer("rows").notNull().default(0),
  recipients: integer("recipients").notNull().default(0),
  problems: integer("problems").notNull().default(0),
  chunks: integer("chunks").notNull().default(0),
  tally: text("tally", { mode: "json" }).$type<Tally>().notNull(),
});

export const chunk = sqliteTable(
  "chunk",
  {
    list: integer("list").notNull(),
    n: integer("n").notNull(),
    digest: text("digest").notNull(),
    result: text("result", { mode: "json" }).$type<ChunkResult>().notNull(),
  },
  (t) => [primaryKey({ columns: [t.list, t.n] })],
);

/** How a bad row was mended: its cells then, and the recipient they became. */
export interface Repaired {
  readonly cells: readonly string[];
  readonly id: string;
}

export const problem = sqliteTable(
  "problem",
  {
    list: integer("list").notNull(),
    line: integer("line").notNull(),
    code: text("code").notNull(),
    subject: text("subject"),
    seen: text("seen").notNull(),
    message: text("message").notNull(),
    cells: text("cells", { mode: "json" }).$type<string[]>().notNull(),
    /** Null while it is a bad row. */
    repaired: text("repaired", { mode: "json" }).$type<Repaired>(),
  },
  (t) => [primaryKey({ columns: [t.list, t.line] })],
);

export const zoneSet = sqliteTable("zone_set", {
  id: integer("id").primaryKey(),
  zones: text("zones", { mode: "json" }).$type<string[]>().notNull(),
});

export const recipient = sqliteTable("recipient", {
  id: text("id").primaryKey(),
  address: text("address").notNull(),
  list: integer("list").notNull(),
  line: integer("line").notNull(),
  zone: integer("zone").notNull(),
  language: text("language"),
  variables: text("variables", { mode: "json" }).$type<Record<string, string>>().notNull(),
  status: text("status").$type<StoredStatus>().notNull().default("ready"),
  attempt: integer("attempt").notNull().default(0),
  providerId: text("provider_id"),
  code: text("code"),
  /** When the status was reached; of an unknown one, when it was claimed. */
  at: integer("at"),
  /** The sequence number of the row's last change: the tail resumes from it. */
  changed: integer("changed").notNull(),
  /** The batch that counts it, until that batch is folded; null: the list's tally does. */
  batch: integer("batch"),
  /** Provider ids of earlier attempts. */
  past: text("past", { mode: "json" }).$type<string[]>(),
  /** Their further address, of the other kind; null: none. */
  also: text("also"),
  /** Their own whole message, in place of the campaign's; null: none. */
  ownText: text("own_text"),
  /** The rung of the ladder whose turn it is, or was last. */
  rung: integer("rung").notNull().default(0),
  /** Rungs done with, the first first; null: none. */
  trail: text("trail", { mode: "json" }).$type<DoneRung[]>(),
});
export type RecipientRow = typeof recipient.$inferSelect;

export const page = sqliteTable(
  "page",
  {
    list: integer("list").notNull(),
    rung: integer("rung").notNull(),
    zone: integer("zone").notNull(),
    chunk: integer("chunk").notNull(),
    entries: text("entries", { mode: "json" }).$type<[line: number, id: string][]>().notNull(),
  },
  (t) => [primaryKey({ columns: [t.list, t.rung, t.zone, t.chunk] })],
);

/** Whose further address it is: by the id they would have if it were their only one. */
export const alias = sqliteTable("alias", { id: text("id").primaryKey(), recipient: text("recipient").notNull() });

/** What a provider's refusal taught of an address: it opted out, there is no such one, it is not to be had on that channel. */
export interface AddressFact {
  readonly address: string;
  readonly channel: Channel;
  readonly senderId: string;
  readonly fact: "opted_out" | "invalid_address" | "wrong_channel";
  readonly code: string;
}

/** One claim as a batch keeps it: whom, which try. */
export interface StoredClaim {
  readonly id: string;
  readonly attempt: number;
  readonly list: number;
  /** Absent: the first. */
  readonly rung?: number;
  /** What it takes of its sender's ceiling. Absent: one. */
  readonly units?: number;
}

export const batch = sqliteTable("batch", {
  id: integer("id").primaryKey(),
  epoch: integer("epoch").notNull(),
  claims: text("claims", { mode: "json" }).$type<StoredClaim[]>().notNull(),
  /** Tokens taken; those of released claims are given back at settling. */
  tokens: integer("tokens").notNull(),
  claimedAt: integer("claimed_at").notNull(),
  /** The batch's last response: the stamp of all its tokens. Null while in flight. */
  settledAt: integer("settled_at"),
  /** What refusals taught of addresses, for the catalogue. */
  facts: text("facts", { mode: "json" }).$type<AddressFact[]>(),
  /** Units its dispatches took of each sender, by id; null: of batches from before senders had a ceiling. */
  load: text("load", { mode: "json" }).$type<Record<string, number>>(),
  /** Null while in flight, and of batches from before it was kept here: these were added to the sums as they settled. */
  sums: text("sums", { mode: "json" }).$type<BatchSums>(),
  /** Told to the catalogue, of a batch without sums; of others their sequence says it. */
  projected: flag("projected"),
  folded: flag("folded"),
});
export type BatchRow = typeof batch.$inferSelect;

/** Dispatches by the hour in which their batch was claimed, epoch ms. */
export const hour = sqliteTable("hour", { hour: integer("hour").primaryKey(), sends: integer("sends").notNull() });

export const later = sqliteTable(
  "later",
  {
    due: integer("due").notNull(),
    id: text("id").notNull(),
    /**
     * `retry`: back to the queue. `look1`, `look2`, `unconfirm`: outcome unknown. `receipts`: a batch that lacks some.
     * `rung`: the next rung's turn, for who is not reached by then; `detail` names them.
     */
    why: text("why").$type<LaterKind>().notNull(),
    detail: text("detail"),
  },
  (t) => [primaryKey({ columns: [t.due, t.id] })],
);
export type LaterKind = "retry" | "look1" | "look2" | "unconfirm" | "receipts" | "rung";
export type LaterRow = typeof later.$inferSelect;

export const history = sqliteTable("history", {
  id: integer("id").primaryKey(),
  at: integer("at").notNull(),
  actor: text("actor").notNull(),
  action: text("action").notNull(),
  reason: text("reason"),
});
