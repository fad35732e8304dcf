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
  "SIGNING_KEY",
  "SMTP_URL",
] as const;

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * What the environment says of email; null where it names no provider.
 *
 * @param isKnownToTheWorld there is an address at which others reach this host
 * @throws where emails would leave this machine with links that lead nowhere: no one could unsubscribe
 */
export function ownMail(env: Environment, { isKnownToTheWorld }: { isKnownToTheWorld: boolean }): Bindings | null {
  if (!env.EMAIL_PROVIDER) return null;
  if (!isKnownToTheWorld && env.EMAIL_PROVIDER !== "none" && !staysHere(env))
    throw new Error(
      "EMAIL_PROVIDER is set without a Twilio account: the links in emails would lead to this machine alone. Set TWILIO_ACCOUNT_SID, " +
        "TWILIO_AUTH_TOKEN and PUBLIC_URL too; or unset EMAIL_PROVIDER, and emails stay in the sandbox.",
    );
  return Object.fromEntries(ownNames.flatMap((name) => (env[name] ? [[name, env[name]]] : [])));
}

/** Whether emails are handed to something on this very machine. */
function staysHere({ EMAIL_PROVIDER, SENDGRID_API_BASE_URL, SMTP_URL }: Environment): boolean {
  const url = EMAIL_PROVIDER === "smtp" ? SMTP_URL : SENDGRID_API_BASE_URL;
  return /^(?:localhost|127\.0\.0\.1|\[::1\])$/.test(URL.parse(url ?? "")?.hostname ?? "");
}

/** An environment without what it says of email. */
export const withoutMail = (env: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !(ownNames as readonly string[]).includes(name)));

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
