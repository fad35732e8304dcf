import {
  type Channel,
  cloudflareTransport,
  type EmailNames,
  type EmailTransport,
  emailChannel,
  emailNames,
  type SendEmailBinding,
  sendgridTransport,
} from "@headsup/channels";
import { findSenderByAddress } from "@headsup/storage/catalog";
import { z } from "zod";
import type { Remedies } from "./deployment.ts";
import type { Services } from "./services.ts";
import { type UnsubscribeLinks, unsubscribeLinks } from "./unsubscribe.ts";

/** What a deployment says of its email, and what is made of it. */

const secretMin = 16;
const domain = /^[a-z0-9-]+(\.[a-z0-9-]+)+$/;

export const emailSettings = ({ secret, variable }: Remedies) => {
  const required = (name: string, how: string) =>
    z.string(`${name} is not set. ${how}`).min(1, `${name} is empty. ${how}`);
  const publicKey = (name: string) =>
    z
      .string()
      .regex(/^[A-Za-z0-9+/]{100,200}={0,2}$/, `${name} is not a public key as SendGrid shows it. ${variable(name)}`)
      .optional();
  const common = {
    /** Marks links and names. Several, separated by spaces: the first marks, the others are known still. */
    SIGNING_KEY: z
      .string()
      .transform((text) => text.split(/\s+/).filter((key) => key !== ""))
      .refine(
        (keys) => keys.length > 0 && keys.every(({ length }) => length >= secretMin),
        `SIGNING_KEY is shorter than ${secretMin} characters. ${secret("SIGNING_KEY")}`,
      )
      .optional(),
    EMAIL_REPLY_DOMAIN: z
      .string()
      .toLowerCase()
      .regex(
        domain,
        `EMAIL_REPLY_DOMAIN is not a domain such as replies.example.com. ${variable("EMAIL_REPLY_DOMAIN")}`,
      )
      .optional(),
    /** Base64, as SendGrid shows it where its event webhook is signed. */
    SENDGRID_WEBHOOK_PUBLIC_KEY: publicKey("SENDGRID_WEBHOOK_PUBLIC_KEY"),
    /** The same of its Inbound Parse, where a security policy signs what it posts. */
    SENDGRID_PARSE_PUBLIC_KEY: publicKey("SENDGRID_PARSE_PUBLIC_KEY"),
    /** Stands in the addresses that mail is posted to. Not needed where it comes by Cloudflare. */
    INBOUND_MAIL_KEY: z
      .string()
      .regex(
        new RegExp(`^[A-Za-z0-9_-]{${secretMin},}$`),
        `INBOUND_MAIL_KEY is not ${secretMin} letters and digits or more. ${secret("INBOUND_MAIL_KEY")}`,
      )
      .optional(),
  };
  const sending = {
    ...common,
    EMAIL_POSTAL_ADDRESS: required("EMAIL_POSTAL_ADDRESS", `Emails must name one. ${variable("EMAIL_POSTAL_ADDRESS")}`),
  };
  return z.discriminatedUnion(
    "EMAIL_PROVIDER",
    [
      z.object({ EMAIL_PROVIDER: z.literal("none"), ...common }),
      z.object({ EMAIL_PROVIDER: z.literal("cloudflare"), ...sending }),
      z.object({
        EMAIL_PROVIDER: z.literal("sendgrid"),
        ...sending,
        SENDGRID_API_KEY: required("SENDGRID_API_KEY", secret("SENDGRID_API_KEY")),
        SENDGRID_API_BASE_URL: z
          .url(`SENDGRID_API_BASE_URL is not an address. ${variable("SENDGRID_API_BASE_URL")}`)
          .transform((text) => text.replace(/\/+$/, ""))
          .default("https://api.sendgrid.com"),
      }),
      z.object({
        EMAIL_PROVIDER: z.literal("smtp"),
        ...sending,
        SMTP_URL: z.url({
          protocol: /^smtps?$/,
          error: `SMTP_URL is not an address such as smtp://user:password@mail.example.com:587. ${secret("SMTP_URL")}`,
        }),
      }),
    ],
    { error: `EMAIL_PROVIDER is none of cloudflare, sendgrid, smtp and none. ${variable("EMAIL_PROVIDER")}` },
  );
};

export type EmailSettings = z.infer<ReturnType<typeof emailSettings>>;

/** Ways of sending that only some hosts have. */
export interface EmailHost {
  /** Of Cloudflare: the worker's `send_email` binding. */
  readonly binding?: SendEmailBinding | undefined;
  /** Of a host with sockets. */
  readonly smtp?: ((url: string) => EmailTransport) | undefined;
}

/** What the API needs of email, beside its channel. */
export interface EmailParts {
  readonly names: EmailNames;
  readonly links: UnsubscribeLinks;
  /** What SendGrid signs its events with; null: none are taken. */
  readonly eventsKey: string | null;
  /** What whoever posts mail that came in names; null: none is taken that way. */
  readonly inboundKey: string | null;
  /** What SendGrid signs mail that came in with; null: it does not. */
  readonly parseKey: string | null;
}

export interface EmailSurroundings extends Pick<Services, "catalogue" | "fetch" | "now"> {
  readonly publicUrl: string;
  /** Stands in for SIGNING_KEY where none is set: what it marked is void once it changes. */
  readonly secret: string;
  readonly host: EmailHost;
  /** Nobody beyond this machine is to hear of it. */
  readonly isRehearsal: boolean;
}

/** @throws where the host lacks what the settings ask for, and how to mend it */
export function emailOver(settings: EmailSettings, around: EmailSurroundings): { channel: Channel; parts: EmailParts } {
  const { catalogue, publicUrl, secret } = around;
  const secrets = (settings.SIGNING_KEY ?? [secret]) as [string, ...string[]];
  const names = emailNames(secrets);
  const links = unsubscribeLinks(secrets, publicUrl);
  return {
    channel: emailChannel({
      transport: transportOf(settings, around),
      names,
      senderOf: async (address) => (await findSenderByAddress(catalogue, { channel: "email", address })) ?? null,
      unsubscribeUrl: links.urlFor,
      postalAddress: settings.EMAIL_PROVIDER === "none" ? null : settings.EMAIL_POSTAL_ADDRESS,
      replyDomain: settings.EMAIL_REPLY_DOMAIN ?? null,
    }),
    parts: {
      names,
      links,
      eventsKey: settings.SENDGRID_WEBHOOK_PUBLIC_KEY ?? null,
      inboundKey: settings.INBOUND_MAIL_KEY ?? null,
      parseKey: settings.SENDGRID_PARSE_PUBLIC_KEY ?? null,
    },
  };
}

function transportOf(
  settings: EmailSettings,
  { host, fetch, now, isRehearsal }: EmailSurroundings,
): EmailTransport | null {
  switch (settings.EMAIL_PROVIDER) {
    case "none":
      return null;
    case "cloudflare":
      if (isRehearsal) return null;
      if (host.binding === undefined)
        throw new Error(
          'EMAIL_PROVIDER is cloudflare, and the worker has no binding for it. Add to wrangler.toml: [[send_email]] name = "EMAIL"',
        );
      return cloudflareTransport(host.binding);
    case "sendgrid": {
      const { SENDGRID_API_KEY: apiKey, SENDGRID_API_BASE_URL: apiBaseUrl } = settings;
      return isRehearsal && !isHere(apiBaseUrl) ? null : sendgridTransport({ apiKey, apiBaseUrl, fetch, now });
    }
    case "smtp":
      if (host.smtp === undefined)
        throw new Error(
          "EMAIL_PROVIDER is smtp, which this host cannot speak. Use cloudflare or sendgrid here, or run on Deno.",
        );
      return isRehearsal && !isHere(settings.SMTP_URL) ? null : host.smtp(settings.SMTP_URL);
  }
}

const isHere = (url: string): boolean => /^(?:localhost|127\.0\.0\.1|\[::1\])$/.test(new URL(url).hostname);
