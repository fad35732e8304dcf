export * from "./access.ts";
export * from "./agents.ts";
export * from "./answers.ts";
export * from "./audit.ts";
export * from "./boosts.ts";
export * from "./calls.ts";
export * from "./campaigns.ts";
export * from "./conversations.ts";
export * from "./customers.ts";
export * from "./db.ts";
export * from "./desk.ts";
export * from "./directory.ts";
export * from "./early.ts";
export * from "./health.ts";
export * from "./inboxes.ts";
export * from "./labels.ts";
export * from "./messages.ts";
export * from "./prices.ts";
export * from "./rules.ts";
export * from "./suppressions.ts";
export type {
  AgentRow,
  AnswerRow,
  AnswerVariantRow,
  BoostRow,
  CallRow,
  CampaignRow,
  CampaignSummary,
  ConversationRow,
  CustomerRow,
  DraftRow,
  InboxRow,
  LabelRow,
  MessageRow,
  NoticeRow,
  RuleRow,
  WebhookRow,
} from "./tables.ts";
export type { Use } from "./uses.ts";
export * from "./webhooks.ts";
