import { parseEmail } from "@headsup/core/contact/email";
import { addressParser } from "postal-mime";
import type { EmailNames, Sent } from "../names.ts";
import type { Headers } from "./headers.ts";
import { mailLimits } from "./limits.ts";

/** An address a mail was sent to that may be one of our senders. */
export interface MailRecipient {
  readonly address: string;
  /** The message of ours that the address itself names: the address replies to it go to. */
  readonly sent: Sent | null;
}

/** Who received it, put there by mail servers; then whom its writer names. */
const servers = ["x-original-to", "delivered-to", "envelope-to", "x-envelope-to", "x-forwarded-to"];
const writers = ["to", "cc"];

/** Whom a mail was sent to, the likeliest first: the envelope decides; where it is not told, what headers say of it. */
export function addressesOf(envelope: readonly string[], headers: Headers): string[] {
  const written =
    envelope.length > 0 ? [...envelope] : [...servers, ...writers].flatMap((name) => addressesIn(headers(name) ?? ""));
  const addresses = written.slice(0, mailLimits.recipientsMax).flatMap((each) => {
    const email = parseEmail(each);
    return email.ok ? [email.value.address] : [];
  });
  return [...new Set(addresses)];
}

/** The same, with what each names by itself. */
export const recipientsOf = (
  envelope: readonly string[],
  headers: Headers,
  names: Pick<EmailNames, "readReplyAddress">,
): MailRecipient[] =>
  addressesOf(envelope, headers).map((address) => {
    const { base, sent } = names.readReplyAddress(address);
    return { address: base, sent };
  });

const addressesIn = (value: string): string[] =>
  addressParser(value.slice(0, mailLimits.referencesCharactersMax), { flatten: true }).flatMap(({ address }) =>
    address === undefined ? [] : [address],
  );
