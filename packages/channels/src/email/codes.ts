import type { Explanation } from "@headsup/core/campaign/reasons";
import type { FailureClass } from "@headsup/core/campaign/settle";
import { meaningOf } from "./status.ts";

/** What can be told of an email that did not arrive: our own codes, those of providers, those of mail servers. */

const sendAgain = "All tries are used up. Send to them again later.";
const askAdmin = (what: string) => `Ask your admin to ${what}, then resume.`;

const codes: Readonly<Record<string, Explanation>> = {
  // Ours.
  email_no_provider: {
    meaning: "no email provider is set up",
    remedy: askAdmin("set EMAIL_PROVIDER to cloudflare, sendgrid or smtp (docs/email.md says how)"),
  },
  email_unknown_sender: {
    meaning: "the address it would come from is no sender of ours any more",
    remedy: "Create the sender again, then resume.",
  },
  email_credentials: {
    meaning: "the email provider refused our credentials",
    remedy: askAdmin("set the provider's right key or password"),
  },
  email_sender_refused: {
    meaning: "the email provider does not let us send from this address",
    remedy: askAdmin("verify the sender's domain with the provider"),
  },
  email_rejected: {
    meaning: "the email provider refused this message as malformed",
    remedy: "Look at the message and the address. If both are right, tell whoever runs Headsup.",
  },
  email_too_large: { meaning: "the message is too large for the email provider", remedy: "Shorten it." },
  email_suppressed: {
    meaning: "the email provider keeps this address on its own list of those who bounced, complained or unsubscribed",
    remedy: "Reach them another way; take them off the provider's list only if they ask for it.",
  },
  email_bounced: {
    meaning: "the address was found dead earlier; the email provider tried no more",
    remedy: "Ask for the right address; this one is not contacted any more.",
  },
  email_undelivered: {
    meaning: "their mail server did not take it",
    remedy: "Check the address, or reach them another way.",
  },
  complaint: {
    meaning: "they marked a message of ours as spam",
    remedy: "Do not write to them by email. If several do, look at whom you write to and what.",
  },
  // Mail servers', by enhanced status.
  "5.1.1": {
    meaning: "there is no such mailbox",
    remedy: "Ask for the right address; this one is not contacted any more.",
  },
  "5.1.2": {
    meaning: "the domain of the address takes no mail",
    remedy: "Ask for the right address; this one is not contacted any more.",
  },
  "5.1.10": {
    meaning: "the domain of the address takes no mail",
    remedy: "Ask for the right address; this one is not contacted any more.",
  },
  "5.2.1": {
    meaning: "the mailbox is closed",
    remedy: "Ask for their new address; this one is not contacted any more.",
  },
  "5.2.2": { meaning: "the mailbox is full", remedy: sendAgain },
  "5.7.26": {
    meaning: "their mail server could not tell that it is from us (SPF, DKIM or DMARC)",
    remedy: askAdmin("mend the records of the sender's domain"),
  },
};

const byClass: Readonly<Record<FailureClass, Explanation>> = {
  opted_out: { meaning: "they do not want it", remedy: "Do not contact them." },
  invalid_address: {
    meaning: "the mail server says that the address does not exist",
    remedy: "Ask for the right address; this one is not contacted any more.",
  },
  wrong_channel: { meaning: "the address takes no mail", remedy: "Reach them another way." },
  retry: { meaning: "their mail server put it off", remedy: sendAgain },
  unreachable: {
    meaning: "their mail server could not be reached for days",
    remedy: "Check the address, or reach them another way.",
  },
  fall_back: { meaning: "their mail server did not take it", remedy: "Check the address, or reach them another way." },
  filtered: {
    meaning: "their mail server refused it as unwanted",
    remedy: "Look at the text (links, capitals, offers) and at the sender's domain before you send more.",
  },
  halt: {
    meaning: "mail servers refuse what comes from this sender or server",
    remedy: askAdmin("mend the sender's domain or the provider's account"),
  },
  failed: { meaning: "their mail server could not take this message", remedy: "Look at the message; shorten it." },
};

/** Cloudflare Email Service's errors, in our words. Source: its Workers API reference, read 2026-11. */
export const cloudflareCodes: Readonly<Record<string, { readonly code: string; readonly failure: FailureClass }>> = {
  E_SENDER_NOT_VERIFIED: { code: "email_sender_refused", failure: "halt" },
  E_SENDER_DOMAIN_NOT_AVAILABLE: { code: "email_sender_refused", failure: "halt" },
  E_RECIPIENT_NOT_ALLOWED: { code: "email_sender_refused", failure: "halt" },
  E_RECIPIENT_SUPPRESSED: { code: "email_suppressed", failure: "opted_out" },
  E_CONTENT_TOO_LARGE: { code: "email_too_large", failure: "failed" },
  E_DELIVERY_FAILED: { code: "email_undelivered", failure: "fall_back" },
  E_VALIDATION_ERROR: { code: "email_rejected", failure: "failed" },
  E_FIELD_MISSING: { code: "email_rejected", failure: "failed" },
  E_TOO_MANY_RECIPIENTS: { code: "email_rejected", failure: "failed" },
};

/** A code of an email's for people; undefined for one that is none. */
export function explainEmailCode(code: string): Explanation | undefined {
  if (Object.hasOwn(codes, code)) return codes[code];
  const [isServers, reply = null] = /^smtp(?:_(\d{3}))?$/.exec(code) ?? [];
  const enhanced = /^[45]\.\d{1,3}\.\d{1,3}$/.test(code) ? code : null;
  return isServers === undefined && enhanced === null ? undefined : byClass[meaningOf({ reply, enhanced }).failure];
}
