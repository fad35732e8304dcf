import { createApp, everyMinute } from "@headsup/api";
import type { Bindings } from "./env.ts";
import { servicesFor } from "./services.ts";

export { CampaignObject } from "./objects/campaign.ts";
export { JournalObject } from "./objects/journal.ts";

/** The embedded host fires this once at start: its clock may have another rate than when alarms were set. */
const bootCron = "boot";

const app = createApp((env) => servicesFor(env as Bindings).services);

export default {
  fetch: (request, env, ctx) => app.fetch(request, env, ctx),
  scheduled: async ({ cron }, env) => everyMinute(servicesFor(env).services, cron === bootCron ? "all" : "overdue"),
} satisfies ExportedHandler<Bindings>;
