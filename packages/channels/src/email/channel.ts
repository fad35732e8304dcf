import { ok } from "@headsup/contract";
import { subjectLine, withFooter } from "@headsup/core/answer/email";
import type { Outcome } from "@headsup/core/campaign/settle";
import type { Channel, OutboundMessage } from "../channel.ts";
import type { EmailNames } from "./names.ts";
import type { Email, EmailTransport } from "./transport.ts";

export interface EmailOptions {
  /** Null: none is set up. */
  readonly transport: EmailTransport | null;
  readonly names: EmailNames;
  /** Who sends from an address of ours; null for nobody. May throw: it is another machine. */
  readonly senderOf: (address: string) => Promise<EmailSender | null>;
  /** Where the recipient of a notice stops them. */
  readonly unsubscribeUrl: (notice: { address: string; ownerId: string; senderId: string }) => string;
  /** Below every notice; null: none. */
  readonly postalAddress: string | null;
  /** Where replies come in, if not at the senders' own domains. */
  readonly replyDomain: string | null;
}

export interface EmailSender {
  readonly id: string;
  readonly name: string;
}

/** Message ids of a thread that are repeated: the first, and the latest. */
const referencesMax = 20;
/** Cloudflare takes 2,048 octets of a header, and refuses the message for one more ("Email headers", read 2026-11). */
const headerCharactersMax = 2_000;

/**
 * Emails, by whichever transport. Nothing can be asked of mail servers: what is unknown stays so until a receipt or a bounce tells, and
 * what people write comes by its own way.
 */
export const emailChannel = (options: EmailOptions): Channel => ({
  send: async (message) => {
    if (options.transport === null) return refused("email_no_provider", "halt");
    const { content } = message;
    if (content.channel !== "email") return refused("email_rejected", "failed");
    let sender: EmailSender | null;
    try {
      sender = await options.senderOf(message.from);
    } catch {
      return { kind: "released", reason: "the sender could not be looked up" };
    }
    if (sender === null) return refused("email_unknown_sender", "halt");
    return options.transport.send(emailOf(message, content, sender, options));
  },
  find: async () => ok(null),
  look: async () => ok(null),
  received: async () => ok([]),
});

const refused = (code: string, failure: "halt" | "failed"): Outcome => ({ kind: "refused", code, failure });

function emailOf(
  { ownerId, attemptId, from, to, purpose, thread }: OutboundMessage,
  content: Extract<OutboundMessage["content"], { channel: "email" }>,
  sender: EmailSender,
  { names, unsubscribeUrl, postalAddress, replyDomain }: EmailOptions,
): Email {
  const sent = { ownerId, attemptId };
  const messageId = names.messageId(sent, from.slice(from.lastIndexOf("@") + 1));
  const replyTo = names.replyAddress(from, sent, replyDomain);
  const common = {
    ...sent,
    // It stands in a header, which is one line.
    from: { name: subjectLine(sender.name), address: from },
    to,
    replyTo,
    messageId,
    subject: content.subject,
  };
  const named = { "X-Headsup-Message": messageId };
  if (purpose !== "notice") {
    const headers = { ...named, ...threadHeaders(thread), ...(purpose === "automatic_answer" && automaticHeaders) };
    return { ...common, text: content.text, html: content.html, headers };
  }
  const url = unsubscribeUrl({ address: to, ownerId, senderId: sender.id });
  return {
    ...common,
    ...withFooter(content, { senderName: sender.name, to, unsubscribeUrl: url, postalAddress }),
    headers: { ...named, ...noticeHeaders({ url, replyTo }) },
  };
}

/** One click ends it (RFC 8058); nobody's machine answers it (RFC 3834). */
const noticeHeaders = ({ url, replyTo }: { url: string; replyTo: string }) => ({
  "List-Unsubscribe": `<${url}>, <mailto:${replyTo.replace("+", "%2B")}?subject=unsubscribe>`,
  "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
  "Auto-Submitted": "auto-generated",
});

/** Said of what no person wrote, so that whatever answers by itself there lets it be (RFC 3834, 5). */
const automaticHeaders = { "Auto-Submitted": "auto-replied" };

/** What it answers (RFC 5322, 3.6.4). A long thread keeps its first and its latest. */
function threadHeaders(thread: readonly string[]): Record<string, string> {
  const ids = thread.map((id) => `<${id.replace(/[<>\s]/g, "")}>`);
  const latest = ids.at(-1);
  if (latest === undefined) return {};
  const kept = ids.length > referencesMax ? [...ids.slice(0, 1), ...ids.slice(1 - referencesMax)] : ids;
  while (kept.length > 1 && kept.join(" ").length > headerCharactersMax) kept.splice(kept.length > 2 ? 1 : 0, 1);
  return { "In-Reply-To": latest, References: kept.join(" ") };
}
