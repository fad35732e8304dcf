import { type DeploymentSettings, type Remedies, readSettings } from "@headsup/api";
import type { SendEmailBinding } from "@headsup/channels";
import { type ClockSettings, systemClock } from "@headsup/core/clock";
import { z } from "zod";
import type { CampaignObject } from "./objects/campaign.ts";
import type { JournalObject } from "./objects/journal.ts";
import type { SenderObject } from "./objects/sender.ts";

/** What wrangler.toml binds. */
export interface Bindings {
  readonly DB: D1Database;
  readonly CAMPAIGN: DurableObjectNamespace<CampaignObject>;
  readonly JOURNAL: DurableObjectNamespace<JournalObject>;
  readonly SENDER: DurableObjectNamespace<SenderObject>;
  /** Cloudflare Email Service; bound where EMAIL_PROVIDER is cloudflare. */
  readonly EMAIL?: SendEmailBinding;
}

const remedies: Remedies = {
  secret: (name) => `Set it with: wrangler secret put ${name}`,
  variable: () => "Set it in wrangler.toml under [vars].",
};

const Clock = z.object({ anchorRealMs: z.number(), anchorMs: z.number(), rate: z.number().positive() });

export type Env = Bindings & {
  readonly settings: DeploymentSettings;
  readonly clock: ClockSettings;
  /** What whoever fires cron must name; undefined on Cloudflare, where nobody else can. */
  readonly cronKey: string | undefined;
};

/** Parses the environment once. What is missing is named, with how to set it. */
export function parseEnv(raw: Bindings & Record<string, unknown>): Env {
  // JSON of a clock of its own, for demos and rehearsals; absent in production.
  const { DB, CAMPAIGN, JOURNAL, SENDER, EMAIL, CLOCK, CRON_KEY } = raw;
  return {
    DB,
    CAMPAIGN,
    JOURNAL,
    SENDER,
    ...(EMAIL !== undefined && { EMAIL }),
    settings: readSettings(raw, remedies),
    cronKey: CRON_KEY === undefined ? undefined : String(CRON_KEY),
    clock: CLOCK === undefined ? systemClock : Clock.parse(JSON.parse(String(CLOCK))),
  };
}
