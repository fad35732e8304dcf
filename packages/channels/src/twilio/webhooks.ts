import { fail, type Media, ok, type Result } from "@headsup/contract";
import type { Receipt } from "@headsup/core/campaign/settle";
import { inWords } from "@headsup/core/reply/inbound";
import type { InboundMessage } from "../channel.ts";
import { fromWire } from "./addresses.ts";
import { receiptOf } from "./receipts.ts";
import type { Form } from "./signature.ts";

/** What Twilio posts of messages, text or WhatsApp. */

export function parseStatus(form: Form): Result<Omit<Receipt, "attempt">> {
  const providerId = form.MessageSid ?? form.SmsSid;
  const status = form.MessageStatus ?? form.SmsStatus;
  if (!providerId || !status) return fail("invalid_request", "A status callback needs MessageSid and MessageStatus.");
  const receipt = receiptOf({ providerId, status, code: form.ErrorCode || null });
  return receipt === null
    ? fail("invalid_request", `"${status}" is not a message status this release knows.`)
    : ok(receipt);
}

export function parseInbound(form: Form): Result<InboundMessage> {
  const { MessageSid: providerId, From: from, To: to } = form;
  if (!providerId || !from || !to) return fail("invalid_request", "An inbound message needs MessageSid, From and To.");
  return ok({
    ...inWords,
    channel: fromWire(to).channel,
    providerId,
    from: fromWire(from).address,
    to: fromWire(to).address,
    // Of a quick reply pressed on WhatsApp, the button's text.
    body: form.Body || form.ButtonText || "",
    sentAt: null,
    isAnswered: Boolean(form.OptOutType),
    media: mediaOf(form),
  });
}

/** Twilio takes ten pictures or files with a message, and posts no more. */
const mediaMax = 10;

function mediaOf(form: Form): Media[] {
  const count = Math.min(Number(form.NumMedia) || 0, mediaMax);
  return Array.from({ length: count }, (_, nth) => ({
    url: form[`MediaUrl${nth}`] ?? "",
    type: form[`MediaContentType${nth}`] ?? "",
    name: null,
  })).filter(({ url }) => url !== "");
}
