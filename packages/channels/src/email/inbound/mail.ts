import type { Media } from "@headsup/contract";
import { parseEmail } from "@headsup/core/contact/email";
import PostalMime, { type Email } from "postal-mime";
import type { EmailNames, Sent } from "../names.ts";
import { filesOf } from "./files.ts";
import { foldQuoted } from "./fold.ts";
import { headersOf } from "./headers.ts";
import { textOfHtml } from "./html.ts";
import { mailLimits } from "./limits.ts";
import { isByMachine } from "./machine.ts";
import { addressesOf, type MailRecipient, recipientsOf } from "./recipients.ts";
import { type MailReport, reportIn } from "./report.ts";
import { placeOf } from "./thread.ts";

/** How a mail came, as the server that took it tells. */
export interface Envelope {
  /** "" for the empty return path of notices; undefined where it is not told. */
  readonly from: string | undefined;
  /** Empty: not told; then the mail's headers say it. */
  readonly to: readonly string[];
}

/** Somebody wrote to an address that may be ours. */
export interface WrittenMail {
  readonly kind: "written";
  /** The same however often and by whichever way it is delivered; other for each mail. */
  readonly id: string;
  readonly from: string;
  readonly recipients: readonly MailRecipient[];
  readonly subject: string | null;
  readonly body: string;
  readonly quoted: string | null;
  readonly media: readonly Media[];
  readonly thread: readonly string[];
  readonly isAutomatic: boolean;
  readonly answers: Sent | null;
}

/** A mail that came in: written by somebody, a report about one of ours, or nothing that can be read. */
export type Mail =
  | WrittenMail
  | { readonly kind: "report"; readonly to: readonly string[]; readonly report: MailReport }
  | { readonly kind: "unreadable"; readonly reason: string };

type Names = Pick<EmailNames, "readMessageId" | "readReplyAddress">;

/** Reads a mail as it came over the wire (RFC 5322, MIME). Whatever is in it, this does not throw. */
export async function readMail(raw: Uint8Array, envelope: Envelope, names: Names): Promise<Mail> {
  if (raw.byteLength > mailLimits.rawBytesMax) return { kind: "unreadable", reason: "it is larger than 25 MiB" };
  let email: Email;
  try {
    email = await PostalMime.parse(withinBounds(raw), {
      forceRfc822Attachments: true,
      maxNestingDepth: mailLimits.nestingMax,
      maxHeadersSize: mailLimits.headerBytesMax,
    });
  } catch {
    return { kind: "unreadable", reason: "it is no mail that can be read" };
  }
  return mailOf(email, envelope, names);
}

/**
 * The mail up to where it has more parts or lines than any that people and their programs write. Each of either costs a parser an
 * object, and a mail has room for millions. What stands further down is files, as a rule, of which no more than their names is kept.
 */
function withinBounds(raw: Uint8Array): Uint8Array {
  let borders = 0;
  let shortLines = 0;
  for (let at = 0; ; ) {
    const end = raw.indexOf(lineFeed, at);
    if (end === -1) return raw;
    if (raw[at] === hyphen && raw[at + 1] === hyphen) borders++;
    if (end - at < mailLimits.shortLineBytes) shortLines++;
    if (borders > mailLimits.bordersMax || shortLines > mailLimits.shortLinesMax) return raw.subarray(0, at);
    at = end + 1;
  }
}

const lineFeed = 0x0a;
const hyphen = 0x2d;

/** The same of one that was parsed already. */
export async function mailOf(
  email: Pick<Email, "headers" | "from" | "subject" | "text" | "html" | "attachments">,
  envelope: Envelope,
  names: Names,
): Promise<Mail> {
  const headers = headersOf(email.headers);
  const report = reportIn(headers, email.attachments);
  if (report !== null) return { kind: "report", to: addressesOf(envelope.to, headers), report };
  const from = parseEmail(email.from?.address ?? envelope.from ?? "");
  if (!from.ok) return { kind: "unreadable", reason: "nobody is named who wrote it" };
  const { address } = from.value;
  const { messageId, thread, answers } = placeOf(headers, names);
  const recipients = recipientsOf(envelope.to, headers, names);
  const { body, quoted } = foldQuoted(wordsOf(email));
  const subject = subjectOf(email.subject);
  const identity = [messageId ?? `${body}\n${quoted}`, address, headers("date"), recipients[0]?.address];
  return {
    kind: "written",
    id: await idOf(identity.join("\n")),
    from: address,
    recipients,
    subject,
    body,
    quoted,
    media: filesOf(email.attachments),
    thread,
    isAutomatic: isByMachine({ headers, returnPath: envelope.from, subject }, address),
    answers: answers ?? recipients.find(({ sent }) => sent !== null)?.sent ?? null,
  };
}

/** What it says: as text where it has one, else as read off its HTML. */
const wordsOf = ({ text, html }: Pick<Email, "text" | "html">): string =>
  text?.trim() ? text : html === undefined ? "" : textOfHtml(html);

const subjectOf = (written: string | undefined): string | null => {
  const subject = (written ?? "")
    .slice(0, 4 * mailLimits.subjectCharactersMax)
    .replace(/[\p{Cc}\u2028\u2029\s]+/gu, " ")
    .trim();
  return subject === "" ? null : subject.slice(0, mailLimits.subjectCharactersMax).replace(/[\ud800-\udbff]$/, "");
};

/** `eml_` and 128 bits of a hash: message ids are long, are made by others, and some programs use one twice. */
async function idOf(identity: string): Promise<string> {
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(identity));
  return `eml_${[...new Uint8Array(hash).subarray(0, 16)].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}
