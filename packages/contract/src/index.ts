export * from "./campaign.ts";
export * from "./directory.ts";
export * from "./errors.ts";
export * from "./ids.ts";
export * from "./limits.ts";
export * from "./live.ts";
export * from "./recipients.ts";
export * from "./schedule.ts";
