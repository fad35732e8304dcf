import { createHash } from "node:crypto";
import { basicOf, type Provider } from "./provider.ts";

/** Email on this machine: what the worker is told of it, and where the sandbox's mailboxes answer. */

/** The worker's variables, by name. */
type Bindings = Readonly<Record<string, string>>;

/** Those that a person may set to mail by a provider of their own. */
const ownNames = [
  "EMAIL_PROVIDER",
  "EMAIL_POSTAL_ADDRESS",
  "EMAIL_REPLY_DOMAIN",
  "SENDGRID_API_KEY",
  "SENDGRID_API_BASE_URL",
  "SENDGRID_WEBHOOK_PUBLIC_KEY",
  "SENDGRID_PARSE_PUBLIC_KEY",
  "INBOUND_MAIL_KEY",
  "SMTP_URL",
] as const;

/** What the environment says of email; null where it names no provider. */
export function ownMail(env: NodeJS.ProcessEnv): Bindings | null {
  if (!env.EMAIL_PROVIDER) return null;
  return Object.fromEntries(ownNames.flatMap((name) => (env[name] ? [[name, env[name]]] : [])));
}

/** Where a sandbox carrier tells this host what became of mail, and posts what people write. */
export const mailUrls = ({ publicUrl, authToken }: Pick<Provider, "publicUrl" | "authToken">) => ({
  eventsUrl: `${publicUrl}/hooks/sendgrid/events`,
  parseUrl: `${publicUrl}/hooks/sendgrid/parse/${inboundKey(authToken)}`,
});

/** Of whoever knows the account: made of its token, so that it stays with it. */
const inboundKey = (authToken: string): string =>
  createHash("sha256").update(`inbound mail ${authToken}`).digest("hex");

/** How the worker mails through a sandbox carrier that listens, by SendGrid's way. */
export async function sandboxMail(carrier: Omit<Provider, "publicUrl">): Promise<Bindings> {
  const { apiBaseUrl, authToken } = carrier;
  const answer = await fetch(`${apiBaseUrl}/__carrier/mail/key`, { headers: { authorization: basicOf(carrier) } });
  if (!answer.ok)
    throw new Error(`${apiBaseUrl} has no mailboxes (${answer.status}). Start a sandbox carrier of this release.`);
  const { publicKey } = (await answer.json()) as { publicKey: string };
  return {
    EMAIL_PROVIDER: "sendgrid",
    EMAIL_POSTAL_ADDRESS: "Acme, 1 Main Street, Springfield (sandbox)",
    SENDGRID_API_KEY: authToken,
    SENDGRID_API_BASE_URL: apiBaseUrl,
    SENDGRID_WEBHOOK_PUBLIC_KEY: publicKey,
    INBOUND_MAIL_KEY: inboundKey(authToken),
  };
}
