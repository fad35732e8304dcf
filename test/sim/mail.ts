import type { SettingsChange } from "@headsup/carrier";
import { type Deployment, publicUrl, twilioAccount } from "@headsup/testkit";

/** Mail to and from the sandbox's mailboxes, by SendGrid's ways. */

const parseKey = "a-key-for-mail-that-comes-in";

/** How the service sends and takes mail. */
export const mailSettings = {
  settings: {
    EMAIL_PROVIDER: "sendgrid",
    SENDGRID_API_KEY: twilioAccount.authToken,
    SENDGRID_API_BASE_URL: "https://carrier.test",
    EMAIL_POSTAL_ADDRESS: "Acme, 1 Main St, Springfield",
    INBOUND_MAIL_KEY: parseKey,
  },
} as const;

/** Where the sandbox posts events and what people write. */
export const mailboxesAt: SettingsChange["mail"] = {
  eventsUrl: `${publicUrl}/hooks/sendgrid/events`,
  parseUrl: `${publicUrl}/hooks/sendgrid/parse/${parseKey}`,
};

/** The service knows the key that the sandbox signs with. */
export async function exchangeKeys({ carrier, services }: Pick<Deployment, "carrier" | "services">): Promise<void> {
  const authorization = `Basic ${btoa(`${twilioAccount.accountSid}:${twilioAccount.authToken}`)}`;
  const asked = new Request("https://carrier.test/__carrier/mail/key", { headers: { authorization } });
  const { publicKey } = (await (await carrier.fetch(asked)).json()) as { publicKey: string };
  Object.assign(services.email, { eventsKey: publicKey });
}
