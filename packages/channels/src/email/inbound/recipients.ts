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

/**
 * Whom a mail was sent to, the likeliest first. The envelope decides; where it is not told, what headers say of it.
 *
 * @param to the envelope's recipients; none: not told
 */
export function recipientsOf(
  to: readonly string[],
  headers: Headers,
  names: Pick<EmailNames, "readReplyAddress">,
): MailRecipient[] {
  const written =
    to.length > 0 ? [...to] : [...servers, ...writers].flatMap((name) => addressesIn(headers(name) ?? ""));
  const addresses = written.slice(0, mailLimits.recipientsMax).flatMap((each) => {
    const email = parseEmail(each);
    return email.ok ? [email.value.address] : [];
  });
  return [...new Set(addresses)].map((address) => {
    const { base, sent } = names.readReplyAddress(address);
    return { address: base, sent };
  });
}

const addressesIn = (value: string): string[] =>
  addressParser(value.slice(0, mailLimits.referencesCharactersMax), { flatten: true }).flatMap(({ address }) =>
    address === undefined ? [] : [address],
  );
