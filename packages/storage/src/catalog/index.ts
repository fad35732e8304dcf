export * from "./access.ts";
export * from "./audit.ts";
export * from "./campaigns.ts";
export * from "./conversations.ts";
export * from "./db.ts";
export * from "./directory.ts";
export * from "./early.ts";
export * from "./messages.ts";
export * from "./suppressions.ts";
export type {
  AgentRow,
  CampaignRow,
  CampaignSummary,
  ConversationRow,
  DraftRow,
  InboxRow,
  MessageRow,
  RuleRow,
} from "./tables.ts";
