import {
  type AgentStatus,
  type BackPressure,
  type BoostSize,
  type BoostWhen,
  type CampaignDetail,
  type Channel,
  type Condition,
  type Content,
  type ConversationStatus,
  type Counts,
  type DuplicateChoice,
  defaultInboxId,
  type Fallback,
  type Localised,
  type LookBackRoutes,
  limits,
  type Media,
  type MessageStatus,
  type OpenConversation,
  type OutreachStatus,
  type Pace,
  type Prices,
  type Replies,
  type Role,
  type RuleAction,
  type RuleTrigger,
  type SenderType,
  type Span,
  type SuppressionScope,
  type WeekHours,
} from "@headsup/contract";
import type { SenderFigures } from "@headsup/core/sender/health";
import { integer, primaryKey, real, sqliteTable, text } from "drizzle-orm/sqlite-core";

export { type CallRow, call } from "./tables/call.ts";

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
  type: text("type").$type<SenderType>().notNull(),
  perSecond: real("per_second"),
  helpText: text("help_text"),
  polledAt: integer("polled_at"),
  createdAt: integer("created_at").notNull(),
  inboxId: text("inbox_id").notNull().default(defaultInboxId),
  skill: text("skill"),
  topics: text("topics", { mode: "json" }).$type<string[]>().notNull(),
});

export const senderFigures = sqliteTable(
  "sender_figures",
  {
    senderId: text("sender_id").notNull(),
    campaignId: text("campaign_id").notNull(),
    at: integer("at").notNull(),
    sent: integer("sent").notNull(),
    units: integer("units").notNull(),
    failed: integer("failed").notNull(),
    filtered: integer("filtered").notNull(),
    refused: integer("refused").notNull(),
    repeated: integer("repeated").notNull().default(0),
  },
  (t) => [primaryKey({ columns: [t.senderId, t.campaignId, t.at] })],
);

export const senderHealth = sqliteTable("sender_health", {
  senderId: text("sender_id").primaryKey(),
  since: integer("since").notNull().default(0),
  flaggedAt: integer("flagged_at"),
  reason: text("reason"),
  figures: text("figures", { mode: "json" }).$type<SenderFigures>(),
});

export const answer = sqliteTable("answer", {
  id: text("id").primaryKey(),
  name: text("name").notNull(),
  createdAt: integer("created_at").notNull(),
});
export type AnswerRow = typeof answer.$inferSelect;

export const answerVariant = sqliteTable(
  "answer_variant",
  {
    answerId: text("answer_id").notNull(),
    channel: text("channel").$type<Channel>().notNull(),
    language: text("language").notNull(),
    content: text("content", { mode: "json" }).$type<Content>().notNull(),
    position: integer("position").notNull(),
  },
  (t) => [primaryKey({ columns: [t.answerId, t.channel, t.language] })],
);
export type AnswerVariantRow = typeof answerVariant.$inferSelect;

export const priceList = sqliteTable("price_list", {
  id: text("id").primaryKey(),
  prices: text("prices", { mode: "json" }).$type<Prices>().notNull(),
});

export const campaign = sqliteTable("campaign", {
  id: text("id").primaryKey(),
  name: text("name").notNull(),
  description: text("description").notNull(),
  channel: text("channel").$type<Channel>().notNull(),
  senderId: text("sender_id").notNull(),
  language: text("language").notNull(),
  answerId: text("answer_id"),
  /** What its first rung says in its own language, as people would read it. */
  text: text("text").notNull(),
  contents: text("contents", { mode: "json" }).$type<Localised[]>().notNull(),
  fallbacks: text("fallbacks", { mode: "json" }).$type<Fallback[]>().notNull(),
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
  /** The day of it, since the epoch: what cron finds it by. */
  wakeDay: integer("wake_day"),
  launchedAt: integer("launched_at"),
  completedAt: integer("completed_at"),
  projectedSequence: integer("projected_sequence").notNull().default(0),
  /** People who wrote back, and those of them who said stop. */
  responded: integer("responded").notNull().default(0),
  optedOut: integer("opted_out").notNull().default(0),
  kind: text("kind").$type<"campaign" | "single">().notNull().default("campaign"),
  skill: text("skill"),
  /** The inbox its replies go to; null: its sender's. */
  ownInboxId: text("own_inbox_id"),
  lookBackMs: integer("look_back_ms").notNull().default(limits.lookBackMsMax),
  lookBackRoutes: text("look_back_routes").$type<LookBackRoutes>().notNull().default("opening"),
  openConversation: text("open_conversation").$type<OpenConversation>().notNull().default("send"),
  backPressure: text("back_pressure").$type<BackPressure>().notNull().default("off"),
  replies: text("replies").$type<Replies>().notNull().default("open"),
  replyLine: text("reply_line").notNull().default(""),
  duplicates: text("duplicates", { mode: "json" }).$type<DuplicateChoice>(),
  pressure: text("pressure", { mode: "json" }).$type<{ reason: string; since: number }>(),
});
export type CampaignRow = typeof campaign.$inferSelect;

/** What a campaign object tells the catalogue of itself. */
export type CampaignSummary = Pick<
  CampaignDetail,
  "status" | "statusReason" | "counts" | "nextWakeAt" | "launchedAt" | "completedAt" | "pressure"
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
    /** The channel it is not to be had on, by its word: not_textable, not_on_whatsapp, … */
    fact: text("fact").notNull(),
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

export const inbox = sqliteTable("inbox", {
  id: text("id").primaryKey(),
  name: text("name").notNull(),
  hours: text("hours", { mode: "json" }).$type<WeekHours>(),
  zone: text("zone").notNull(),
  answerWithinMs: integer("answer_within_ms"),
  waitingMax: integer("waiting_max"),
  createdAt: integer("created_at").notNull(),
  phone: text("phone"),
});
export type InboxRow = typeof inbox.$inferSelect;

export const skill = sqliteTable("skill", {
  name: text("name").primaryKey(),
  description: text("description").notNull(),
  createdAt: integer("created_at").notNull(),
});

export const topic = sqliteTable("topic", {
  name: text("name").primaryKey(),
  description: text("description").notNull(),
  createdAt: integer("created_at").notNull(),
});
export type LabelRow = typeof topic.$inferSelect;

export const agent = sqliteTable("agent", {
  id: text("id").primaryKey(),
  userId: text("user_id").notNull(),
  name: text("name").notNull(),
  status: text("status").$type<AgentStatus>().notNull(),
  capacity: integer("capacity").notNull(),
  skills: text("skills", { mode: "json" }).$type<string[]>().notNull(),
  inboxes: text("inboxes", { mode: "json" }).$type<string[]>().notNull(),
  createdAt: integer("created_at").notNull(),
});
export type AgentRow = typeof agent.$inferSelect;

export const rule = sqliteTable("rule", {
  id: text("id").primaryKey(),
  position: integer("position").notNull(),
  name: text("name").notNull(),
  enabled: integer("enabled", { mode: "boolean" }).notNull(),
  trigger: text("rule_trigger", { mode: "json" }).$type<RuleTrigger>().notNull(),
  when: text("condition", { mode: "json" }).$type<Condition>().notNull(),
  actions: text("actions", { mode: "json" }).$type<RuleAction[]>().notNull(),
  stop: integer("stop", { mode: "boolean" }).notNull(),
  createdAt: integer("created_at").notNull(),
});
export type RuleRow = typeof rule.$inferSelect;

export const boost = sqliteTable("boost", {
  id: text("id").primaryKey(),
  when: text("boost_when", { mode: "json" }).$type<BoostWhen>().notNull(),
  size: text("size").$type<BoostSize>().notNull(),
  createdAt: integer("created_at").notNull(),
});
export type BoostRow = typeof boost.$inferSelect;

export const customer = sqliteTable("customer", {
  id: text("id").primaryKey(),
  name: text("name"),
  about: text("about").notNull(),
  variables: text("variables", { mode: "json" }).$type<Record<string, string>>().notNull(),
  createdAt: integer("created_at").notNull(),
});
export type CustomerRow = typeof customer.$inferSelect;

export const customerAddress = sqliteTable(
  "customer_address",
  {
    channel: text("channel").$type<Channel>().notNull(),
    address: text("address").notNull(),
    customerId: text("customer_id").notNull(),
  },
  (t) => [primaryKey({ columns: [t.channel, t.address] })],
);

export const conversation = sqliteTable("conversation", {
  id: text("id").primaryKey(),
  version: integer("version").notNull(),
  customerId: text("customer_id").notNull(),
  channel: text("channel").$type<Channel>().notNull(),
  address: text("address").notNull(),
  senderId: text("sender_id").notNull(),
  status: text("status").$type<ConversationStatus>().notNull(),
  inboxId: text("inbox_id").notNull(),
  skill: text("skill"),
  agentId: text("agent_id"),
  topics: text("topics", { mode: "json" }).$type<string[]>().notNull(),
  /** 0 low to 3 urgent. */
  priority: integer("priority").notNull(),
  campaignId: text("campaign_id"),
  waitingSince: integer("waiting_since"),
  dueAt: integer("due_at"),
  fired: text("fired", { mode: "json" }).$type<string[]>().notNull(),
  flag: text("flag"),
  createdAt: integer("created_at").notNull(),
  changedAt: integer("changed_at").notNull(),
  closedAt: integer("closed_at"),
  lastAt: integer("last_at").notNull(),
  lastFrom: text("last_from").$type<"customer" | "us">().notNull(),
  lastText: text("last_text").notNull(),
  saidVersion: integer("said_version").notNull(),
  subject: text("subject"),
});
export type ConversationRow = typeof conversation.$inferSelect;

export const message = sqliteTable("message", {
  id: text("id").primaryKey(),
  conversationId: text("conversation_id").notNull(),
  at: integer("at").notNull(),
  direction: text("direction").$type<"in" | "out" | "note" | "event">().notNull(),
  authorKind: text("author_kind").$type<"customer" | "campaign" | "automatic" | "user">().notNull(),
  author: text("author").notNull(),
  body: text("body"),
  campaignId: text("campaign_id"),
  kind: text("kind").$type<"stop" | "start" | "help" | "none">(),
  certainty: text("certainty").$type<"exact" | "likely">(),
  status: text("status").$type<MessageStatus>(),
  code: text("code"),
  providerId: text("provider_id"),
  claimedAt: integer("claimed_at"),
  subject: text("subject"),
  quoted: text("quoted"),
  media: text("media", { mode: "json" }).$type<readonly Media[]>().notNull(),
  thread: text("thread", { mode: "json" }).$type<readonly string[]>(),
  isAutomatic: integer("is_automatic", { mode: "boolean" }).notNull(),
});
export type MessageRow = typeof message.$inferSelect;

export const draft = sqliteTable(
  "draft",
  {
    conversationId: text("conversation_id").notNull(),
    userId: text("user_id").notNull(),
    author: text("author").notNull(),
    body: text("body").notNull(),
    at: integer("at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.conversationId, t.userId] })],
);
export type DraftRow = typeof draft.$inferSelect;

export const webhook = sqliteTable("webhook", {
  id: text("id").primaryKey(),
  url: text("url").notNull(),
  description: text("description").notNull(),
  secret: text("secret").notNull(),
  createdAt: integer("created_at").notNull(),
  lastOutcome: text("last_outcome"),
  lastAt: integer("last_at"),
});
export type WebhookRow = typeof webhook.$inferSelect;

export const notice = sqliteTable("notice", {
  id: text("id").primaryKey(),
  webhookId: text("webhook_id").notNull(),
  body: text("body").notNull(),
  at: integer("at").notNull(),
  attempts: integer("attempts").notNull(),
  dueAt: integer("due_at").notNull(),
});
export type NoticeRow = typeof notice.$inferSelect;

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
