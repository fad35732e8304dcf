import type { Attachment } from "postal-mime";
import type { Headers } from "./headers.ts";
import { mailLimits } from "./limits.ts";

/** A mail by which one machine tells another what became of a mail of ours (RFC 6522). Nobody wrote it. */
export interface MailReport {
  /** A delivery notice (RFC 3464), a complaint (RFC 5965), or word that it was opened (RFC 8098). */
  readonly type: "delivery-status" | "feedback-report" | "disposition-notification";
  /** The part made for machines: fields, in groups. */
  readonly fields: string;
  /** What is returned of the mail it is about, its headers at least; "" where nothing is. */
  readonly original: string;
}

const types: readonly MailReport["type"][] = ["delivery-status", "feedback-report", "disposition-notification"];

/** The report a mail is; null for one that is none. */
export function reportIn(
  headers: Headers,
  parts: readonly Pick<Attachment, "mimeType" | "content">[],
): MailReport | null {
  const type = types.find((name) => parts.some(({ mimeType }) => mimeType === partOf(name)));
  const isReport = /^multipart\/report\b/i.test(headers("content-type") ?? "");
  if (type === undefined || !isReport) return null;
  const original = parts.find(({ mimeType }) => mimeType === "message/rfc822" || mimeType === "text/rfc822-headers");
  return {
    type,
    fields: textIn(parts.find(({ mimeType }) => mimeType === partOf(type))),
    original: textIn(original),
  };
}

const partOf = (name: MailReport["type"]): string => `message/${name}`;

const textIn = (part: Pick<Attachment, "content"> | undefined): string => {
  if (part === undefined) return "";
  const { content } = part;
  if (typeof content === "string") return content.slice(0, mailLimits.headerBytesMax);
  return new TextDecoder().decode(
    new Uint8Array(content instanceof Uint8Array ? content : new Uint8Array(content)).subarray(
      0,
      mailLimits.headerBytesMax,
    ),
  );
};
