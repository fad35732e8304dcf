import { createApp, everyMinute } from "@headsup/api";
import { receiveEmail } from "./email.ts";
import type { Bindings } from "./env.ts";
import { servicesFor } from "./services.ts";

export { CampaignObject } from "./objects/campaign.ts";
export { JournalObject } from "./objects/journal.ts";
export { SenderObject } from "./objects/sender.ts";

/**
 * The embedded host fires cron over HTTP, where others could as well: what it fires names a key of its own. Once at start it
 * fires "boot": its clock may have another rate than when alarms were set.
 */
const firedFor = (cron: string, key: string | undefined): "overdue" | "all" | null => {
  if (key === undefined) return "overdue";
  return cron === `${key} boot` ? "all" : cron === key ? "overdue" : null;
};

const app = createApp((env) => servicesFor(env as Bindings).services);

export default {
  fetch: (request, env, ctx) => app.fetch(request, env, ctx),
  scheduled: async ({ cron }, env) => {
    const { env: parsed, services } = servicesFor(env);
    const wake = firedFor(cron, parsed.cronKey);
    if (wake !== null) await everyMinute(services, wake);
  },
  email: (message, env, ctx) => receiveEmail(servicesFor(env).services, message, ctx),
} satisfies ExportedHandler<Bindings>;
