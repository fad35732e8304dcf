export { type App, createApp } from "./app.ts";
export { everyMinute } from "./cron.ts";
export { sha256Hex } from "./hash.ts";
export { inboundPath, statusPath } from "./hooks/twilio.ts";
export { roleExtension } from "./route.ts";
export type { ApiConfig, CampaignPort, JournalEntry, JournalPort, Services } from "./services.ts";
export { suppressionOf } from "./suppress.ts";
