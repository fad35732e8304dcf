import type { MailReport } from "./inbound/report.ts";
import type { EmailNames, Sent } from "./names.ts";
import type { EmailReport } from "./reports.ts";
import { meaningOf, readServerAnswer } from "./status.ts";

/**
 * What mail servers write back: delivery status notifications (RFC 3464, in a multipart/report of RFC 6522) and complaints in the
 * Abuse Reporting Format (RFC 5965). Which message they are about is believed only of names we marked ourselves: anybody can write
 * that anybody's mail has bounced.
 */

type Fields = ReadonlyMap<string, string>;

/**
 * @param to the address it came to
 * @returns null for what says nothing of a message of ours
 */
export function readBounce(
  { to, report }: { to: string; report: MailReport },
  names: Pick<EmailNames, "readMessageId" | "readReplyAddress">,
): EmailReport | null {
  if (report.type === "disposition-notification") return null;
  const text = report.fields.replace(/\r\n?/g, "\n");
  if (report.type === "delivery-status") {
    const sent = sentOf([to], report, names);
    return sent && { ...sent, providerId: null, ...outcomeOf(text) };
  }
  const complaint = fieldsOf(text);
  const sent = sentOf([to, complaint.get("original-mail-from") ?? ""], report, names);
  // "not-spam" takes one back; what else there is warns of viruses and the like in our name.
  if (complaint.get("feedback-type")?.toLowerCase() === "not-spam") return null;
  return sent && { ...sent, providerId: null, kind: "complaint" };
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
function sentOf(
  to: readonly string[],
  { original }: MailReport,
  names: Pick<EmailNames, "readMessageId" | "readReplyAddress">,
): Sent | null {
  const returned = fieldsOf(original.replace(/\r\n?/g, "\n").split(/\n[ \t]*\n/)[0] ?? "");
  const found = [
    ...to.map((address) => names.readReplyAddress(address.replace(/[<>]/g, "")).sent),
    ...["x-headsup-message", "message-id"].map((name) => names.readMessageId(returned.get(name) ?? "")),
  ].filter((sent) => sent !== null);
  return found.find(({ attemptId }) => attemptId !== null) ?? found[0] ?? null;
}

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
