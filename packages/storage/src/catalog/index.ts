export * from "./access.ts";
export * from "./audit.ts";
export * from "./campaigns.ts";
export * from "./db.ts";
export * from "./directory.ts";
export * from "./suppressions.ts";
export type { CampaignRow, CampaignSummary, InboundRow } from "./tables.ts";
