export { type App, createApp } from "./app.ts";
export { channelsOver } from "./channels.ts";
export { catchUp, everyMinute } from "./cron.ts";
export { type DeploymentSettings, type Remedies, readSettings, servicesOver } from "./deployment.ts";
export { directoryFor } from "./directory.ts";
export { inboundPath, statusPath } from "./hooks/twilio.ts";
export { roleExtension } from "./route.ts";
export type { ApiConfig, CampaignPort, JournalPort, Services } from "./services.ts";
