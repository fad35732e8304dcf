import type { EmailNames, Sent } from "./names.ts";
import type { EmailReport } from "./reports.ts";
import { meaningOf, readServerAnswer } from "./status.ts";

/**
 * What mail servers write back: delivery status notifications (RFC 3464, in a multipart/report of RFC 6522) and complaints in the
 * Abuse Reporting Format (RFC 5965). Which message they are about is believed only of names we marked ourselves: anybody can write
 * that anybody's mail has bounced.
 */

/** One part of a MIME message, decoded. */
export interface MailPart {
  /** Its media type, in lower case, without parameters: "message/delivery-status". */
  readonly type: string;
  readonly text: string;
}

type Fields = ReadonlyMap<string, string>;

/** Longest report read: the headers of one message and what became of it. */
const charactersMax = 64 * 1024;

/**
 * @param to the address it came to
 * @param parts of all depths, in order; a returned message as one, of type message/rfc822 or text/rfc822-headers
 * @returns null for what is no report, or is of no message of ours
 */
export function readBounce(
  { to, parts }: { to: string; parts: readonly MailPart[] },
  names: EmailNames,
): EmailReport | null {
  const status = textOf(parts, /^message\/(?:global-)?delivery-status$/);
  const feedback = textOf(parts, /^message\/feedback-report$/);
  if (status === undefined && feedback === undefined) return null;
  const complaint = feedback === undefined ? undefined : fieldsOf(feedback);
  const sent = sentOf({ to: [to, complaint?.get("original-mail-from") ?? ""], parts }, names);
  if (sent === null) return null;
  const named = { ...sent, providerId: null };
  if (complaint !== undefined) {
    // "not-spam" takes one back; what else there is warns of viruses and the like in our name.
    return complaint.get("feedback-type")?.toLowerCase() === "not-spam" ? null : { ...named, kind: "complaint" };
  }
  return { ...named, ...outcomeOf(status ?? "") };
}

type Outcome =
  | Pick<Extract<EmailReport, { kind: "receipt" }>, "kind" | "status" | "code" | "failure">
  | { kind: "delayed" };

/** One email has one recipient; where several are told of (a list, an alias), one who got it is enough. */
function outcomeOf(status: string): Outcome {
  const recipients = status
    .split(/\n(?:[ \t]*\n)+/)
    .map(fieldsOf)
    .filter((fields) => fields.has("action"));
  const actions = recipients.map((fields) => fields.get("action")?.toLowerCase());
  if (actions.includes("delivered")) return { kind: "receipt", status: "delivered", code: null, failure: null };
  const failed = recipients[actions.indexOf("failed")];
  if (failed === undefined) return { kind: "delayed" };
  const told = readServerAnswer(failed.get("diagnostic-code")?.replace(/^\s*smtp\s*;\s*/i, "") ?? "");
  const enhanced = /[245]\.\d{1,3}\.\d{1,3}/.exec(failed.get("status") ?? "")?.[0] ?? null;
  // Some servers sum up as 5.0.0 what the next one said exactly.
  const isVague = enhanced === null || /^\d\.0\.0$/.test(enhanced);
  const meaning = meaningOf({ reply: told.reply, enhanced: isVague ? (told.enhanced ?? enhanced) : enhanced });
  return { kind: "receipt", status: "undelivered", ...meaning };
}

/** The message it is about: by the address it went to, and by the headers it brings back, whichever says more. */
function sentOf({ to, parts }: { to: readonly string[]; parts: readonly MailPart[] }, names: EmailNames): Sent | null {
  const returned = fieldsOf(
    textOf(parts, /^(?:message\/rfc822|text\/rfc822-headers|message\/global(?:-headers)?)$/)?.split(/\n[ \t]*\n/)[0] ??
      "",
  );
  const found = [
    ...to.map((address) => names.readReplyAddress(address.replace(/[<>]/g, "")).sent),
    ...["x-headsup-message", "message-id"].map((name) => names.readMessageId(returned.get(name) ?? "")),
  ].filter((sent) => sent !== null);
  return found.find(({ attemptId }) => attemptId !== null) ?? found[0] ?? null;
}

const textOf = (parts: readonly MailPart[], type: RegExp): string | undefined =>
  parts
    .find((part) => type.test(part.type))
    ?.text.slice(0, charactersMax)
    .replace(/\r\n?/g, "\n");

/** Header fields by name in lower case, unfolded; the first of a name. */
function fieldsOf(text: string): Fields {
  const fields = new Map<string, string>();
  for (const line of text.replace(/\n[ \t]+/g, " ").split("\n")) {
    const [, name, value] = /^([!-9;-~]+)[ \t]*:[ \t]*(.*)$/.exec(line) ?? [];
    const key = name?.toLowerCase();
    if (key !== undefined && value !== undefined && !fields.has(key)) fields.set(key, value.trim());
  }
  return fields;
}
