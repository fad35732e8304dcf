import { type ClockSettings, systemClock } from "@headsup/core/clock";
import { z } from "zod";
import type { CampaignObject } from "./objects/campaign.ts";
import type { JournalObject } from "./objects/journal.ts";

/** What wrangler.toml binds. */
export interface Bindings {
  readonly DB: D1Database;
  readonly CAMPAIGN: DurableObjectNamespace<CampaignObject>;
  readonly JOURNAL: DurableObjectNamespace<JournalObject>;
}

const secret = (name: string) =>
  z.string({ error: `${name} is not set. Set it with: wrangler secret put ${name}` }).min(1);
const url = (name: string) =>
  z
    .url({
      error: `${name} is not an address such as https://headsup.example.com. Set it in wrangler.toml under [vars].`,
    })
    .transform((text) => text.replace(/\/+$/, ""));

const Clock = z.object({ anchorRealMs: z.number(), anchorMs: z.number(), rate: z.number().positive() });

const Settings = z.object({
  PUBLIC_URL: url("PUBLIC_URL"),
  TWILIO_ACCOUNT_SID: secret("TWILIO_ACCOUNT_SID"),
  TWILIO_AUTH_TOKEN: secret("TWILIO_AUTH_TOKEN"),
  /** Twilio's own, the sandbox carrier's, or anyone's stand-in. */
  TWILIO_API_BASE_URL: url("TWILIO_API_BASE_URL").default("https://api.twilio.com"),
  /** At least 16 characters: it is the key to everything until there are tokens. */
  HEADSUP_ADMIN_TOKEN: z.string().min(16, "HEADSUP_ADMIN_TOKEN is shorter than 16 characters.").optional(),
  STOP_SCOPE: z.enum(["sender", "global"]).default("sender"),
  /** JSON of a clock of its own, for demos and rehearsals; absent in production. */
  CLOCK: z.string().optional(),
});

export type Env = Bindings & { readonly settings: z.infer<typeof Settings>; readonly clock: ClockSettings };

/** Parses the environment once. What is missing is named, with how to set it. */
export function parseEnv(raw: Bindings & Record<string, unknown>): Env {
  const parsed = Settings.safeParse(raw);
  if (!parsed.success)
    throw new Error(`The environment is incomplete. ${parsed.error.issues.map((issue) => issue.message).join(" ")}`);
  const { CLOCK } = parsed.data;
  return {
    DB: raw.DB,
    CAMPAIGN: raw.CAMPAIGN,
    JOURNAL: raw.JOURNAL,
    settings: parsed.data,
    clock: CLOCK === undefined ? systemClock : Clock.parse(JSON.parse(CLOCK)),
  };
}
