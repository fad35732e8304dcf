import type {
  CampaignDetail,
  Channel,
  Counts,
  OutreachStatus,
  Pace,
  Role,
  Span,
  SuppressionScope,
  WeekHours,
} from "@headsup/contract";
import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** The catalogue's tables, for typed queries. `migrations/*.sql` is what creates them and says what each column means. */

export const token = sqliteTable("token", {
  id: text("id").primaryKey(),
  name: text("name").notNull(),
  role: text("role").$type<Role>().notNull(),
  hash: text("hash").notNull(),
  createdAt: integer("created_at").notNull(),
  createdBy: text("created_by").notNull(),
  revokedAt: integer("revoked_at"),
});

export const agreement = sqliteTable("agreement", {
  version: text("version").primaryKey(),
  acceptedAt: integer("accepted_at").notNull(),
  acceptedBy: text("accepted_by").notNull(),
});

export const sender = sqliteTable("sender", {
  id: text("id").primaryKey(),
  channel: text("channel").$type<Channel>().notNull(),
  address: text("address").notNull(),
  name: text("name").notNull(),
  helpText: text("help_text"),
  polledAt: integer("polled_at"),
  createdAt: integer("created_at").notNull(),
});

export const answer = sqliteTable("answer", {
  id: text("id").primaryKey(),
  name: text("name").notNull(),
  channel: text("channel").$type<Channel>().notNull(),
  language: text("language").notNull(),
  text: text("text").notNull(),
  createdAt: integer("created_at").notNull(),
});

export const campaign = sqliteTable("campaign", {
  id: text("id").primaryKey(),
  name: text("name").notNull(),
  description: text("description").notNull(),
  channel: text("channel").$type<Channel>().notNull(),
  senderId: text("sender_id").notNull(),
  language: text("language").notNull(),
  answerId: text("answer_id"),
  text: text("text").notNull(),
  brand: text("brand").notNull(),
  tags: text("tags", { mode: "json" }).$type<string[]>().notNull(),
  zone: text("zone").notNull(),
  hours: text("hours", { mode: "json" }).$type<WeekHours>(),
  window: text("delivery_window", { mode: "json" }).$type<Span>().notNull(),
  pace: text("pace", { mode: "json" }).$type<Pace>().notNull(),
  expiresAt: integer("expires_at"),
  optOutText: text("opt_out_text").notNull(),
  createdAt: integer("created_at").notNull(),
  createdBy: text("created_by").notNull(),
  launchRequestedAt: integer("launch_requested_at"),
  launchRequestedBy: text("launch_requested_by"),
  status: text("status").$type<OutreachStatus>().notNull().default("draft"),
  statusReason: text("status_reason"),
  counts: text("counts", { mode: "json" }).$type<Counts>().notNull(),
  nextWakeAt: integer("next_wake_at"),
  launchedAt: integer("launched_at"),
  completedAt: integer("completed_at"),
  projectedSequence: integer("projected_sequence").notNull().default(0),
  /** People who wrote back, and those of them who said stop. */
  responded: integer("responded").notNull().default(0),
  optedOut: integer("opted_out").notNull().default(0),
});
export type CampaignRow = typeof campaign.$inferSelect;

/** What a campaign object tells the catalogue of itself. */
export type CampaignSummary = Pick<
  CampaignDetail,
  "status" | "statusReason" | "counts" | "nextWakeAt" | "launchedAt" | "completedAt"
>;

export const suppression = sqliteTable(
  "suppression",
  {
    address: text("address").notNull(),
    scope: text("scope").$type<SuppressionScope>().notNull(),
    scopeId: text("scope_id").notNull(),
    reason: text("reason").notNull(),
    createdAt: integer("created_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.address, t.scope, t.scopeId] })],
);

export const addressFact = sqliteTable(
  "address_fact",
  {
    address: text("address").notNull(),
    fact: text("fact").$type<"not_textable">().notNull(),
    code: text("code").notNull(),
    at: integer("at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.address, t.fact] })],
);

export const lastContact = sqliteTable(
  "last_contact",
  {
    address: text("address").notNull(),
    senderId: text("sender_id").notNull(),
    campaignId: text("campaign_id").notNull(),
    recipientId: text("recipient_id").notNull(),
    at: integer("at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.address, t.senderId] })],
);

export const inbound = sqliteTable("inbound", {
  providerId: text("provider_id").primaryKey(),
  at: integer("at").notNull(),
  senderId: text("sender_id").notNull(),
  senderAddress: text("sender_address").notNull(),
  address: text("address").notNull(),
  body: text("body").notNull(),
  kind: text("kind").$type<"stop" | "start" | "help" | "none">().notNull(),
  certainty: text("certainty").$type<"exact" | "likely">().notNull(),
  campaignId: text("campaign_id"),
});
export type InboundRow = typeof inbound.$inferSelect;

export const audit = sqliteTable("audit", {
  id: text("id").primaryKey(),
  at: integer("at").notNull(),
  actor: text("actor").notNull(),
  action: text("action").notNull(),
  target: text("target").notNull(),
  detail: text("detail", { mode: "json" }).$type<Record<string, unknown>>().notNull(),
});

export const idempotency = sqliteTable(
  "idempotency",
  {
    tokenId: text("token_id").notNull(),
    key: text("key").notNull(),
    request: text("request").notNull(),
    status: integer("status").notNull(),
    response: text("response", { mode: "json" }).$type<unknown>().notNull(),
    at: integer("at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.tokenId, t.key] })],
);
