import { idFactory } from "@headsup/contract";
import { z } from "zod";
import { channelsOver } from "./channels.ts";
import { type EmailHost, type EmailSettings, emailOver, emailSettings } from "./email.ts";
import { localHosts } from "./notices.ts";
import type { Services } from "./services.ts";

/** What is the same wherever Headsup is deployed: its settings, and the services made of them. */

/** How somebody sets a variable where this runs: the end of every complaint about one. */
export interface Remedies {
  readonly secret: (name: string) => string;
  readonly variable: (name: string) => string;
}

const settingsSchema = ({ secret, variable }: Remedies) => {
  const required = (name: string) =>
    z.string(`${name} is not set. ${secret(name)}`).min(1, `${name} is empty. ${secret(name)}`);
  const url = (name: string) =>
    z
      .url(`${name} is not an address such as https://headsup.example.com. ${variable(name)}`)
      .transform((text) => text.replace(/\/+$/, ""));
  return z.object({
    PUBLIC_URL: url("PUBLIC_URL"),
    TWILIO_ACCOUNT_SID: required("TWILIO_ACCOUNT_SID"),
    TWILIO_AUTH_TOKEN: required("TWILIO_AUTH_TOKEN"),
    /** Twilio's own, the sandbox carrier's, or anyone's stand-in. */
    TWILIO_API_BASE_URL: url("TWILIO_API_BASE_URL").default("https://api.twilio.com"),
    /** At least 16 characters: it is the key to everything until there are tokens. */
    HEADSUP_ADMIN_TOKEN: z
      .string()
      .min(16, `HEADSUP_ADMIN_TOKEN is shorter than 16 characters. ${secret("HEADSUP_ADMIN_TOKEN")}`)
      .optional(),
    STOP_SCOPE: z
      .enum(["sender", "global"], `STOP_SCOPE is neither "sender" nor "global". ${variable("STOP_SCOPE")}`)
      .default("sender"),
  });
};

export type DeploymentSettings = z.infer<ReturnType<typeof settingsSchema>> & EmailSettings;

/**
 * Reads the settings off an environment, once.
 *
 * @throws naming every variable that is missing or wrong, and how to set it
 */
export function readSettings(environment: object, remedies: Remedies): DeploymentSettings {
  const parsed = settingsSchema(remedies).safeParse(environment);
  const email = emailSettings(remedies).safeParse({ EMAIL_PROVIDER: "none", ...environment });
  if (parsed.success && email.success) return { ...parsed.data, ...email.data };
  const issues = [...(parsed.error?.issues ?? []), ...(email.error?.issues ?? [])];
  throw new Error(["The environment is incomplete.", ...issues.map(({ message }) => message)].join("\n"));
}

/** What a host brings: its clock, its stores and objects, and how it reaches the provider and the team's webhooks. */
type HostParts = Pick<Services, "catalogue" | "campaign" | "sender" | "live" | "journal" | "fetch" | "now" | "log"> & {
  /** It runs over a copy of the real data, at a pace of its own: nobody but this machine is to hear of it. */
  readonly isRehearsal: boolean;
  /** How this host can send email. */
  readonly emailHost?: EmailHost;
};

/** Reaches this machine alone. */
const stayingHere =
  (reach: typeof fetch): typeof fetch =>
  async (input, init) => {
    const { hostname } = new URL(input instanceof Request ? input.url : input);
    if (!localHosts.includes(hostname)) throw new Error("a rehearsal tells nobody beyond this machine");
    return reach(input, init);
  };

export function servicesOver(
  settings: DeploymentSettings,
  { isRehearsal, emailHost = {}, ...parts }: HostParts,
): Services {
  const { catalogue, fetch, now } = parts;
  const random = (bytes: Uint8Array<ArrayBuffer>) => void crypto.getRandomValues(bytes);
  const { PUBLIC_URL: publicUrl, TWILIO_ACCOUNT_SID: accountSid, TWILIO_AUTH_TOKEN: authToken } = settings;
  const email = emailOver(settings, {
    catalogue,
    fetch,
    now,
    publicUrl,
    secret: authToken,
    host: emailHost,
    isRehearsal,
  });
  return {
    ...parts,
    config: {
      publicUrl,
      twilio: { accountSid, authToken },
      adminToken: settings.HEADSUP_ADMIN_TOKEN ?? null,
      stopScope: settings.STOP_SCOPE,
    },
    channels: channelsOver(
      { accountSid, authToken, apiBaseUrl: settings.TWILIO_API_BASE_URL, fetch, now },
      { publicUrl, email: email.channel },
    ),
    email: email.parts,
    fetch: isRehearsal ? stayingHere(fetch) : fetch,
    newId: idFactory(now, random),
    random,
  };
}
