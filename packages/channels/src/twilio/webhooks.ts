import { fail, ok, type Result } from "@headsup/contract";
import type { Receipt } from "@headsup/core/campaign/settle";
// The small part of the SDK that checks signatures (16 KB); the whole is not loaded.
import { validateRequest } from "twilio/lib/webhooks/webhooks.js";
import { type InboundMessage, inWords } from "../channel.ts";
import { receiptOf } from "./messages.ts";

/** Fields of a webhook, as Twilio posts them. Prototype-less: a field may have any name. */
export type Form = Readonly<Record<string, string>>;

/**
 * Checks a webhook's signature on its raw body and parses it.
 *
 * @param url the public address Twilio was given, query included; what the request arrived at inside may differ
 */
export function verifyForm({
  authToken,
  signature,
  url,
  body,
}: {
  authToken: string;
  signature: string | undefined;
  url: string;
  body: string;
}): Result<Form> {
  const form: Record<string, string> = Object.create(null);
  for (const [name, value] of new URLSearchParams(body)) form[name] = value;
  if (!signature || !validateRequest(authToken, signature, url, { ...form })) {
    return fail(
      "bad_signature",
      "The X-Twilio-Signature header does not match this request. Check the auth token and PUBLIC_URL.",
    );
  }
  return ok(form);
}

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
    channel: "sms",
    providerId,
    from,
    to,
    body: form.Body ?? "",
    sentAt: null,
    isAnswered: Boolean(form.OptOutType),
  });
}

/** TwiML that answers with one text, or with nothing. */
export const twiml = (text: string | null): string =>
  `<?xml version="1.0" encoding="UTF-8"?><Response>${text === null ? "" : `<Message>${escapeXml(text)}</Message>`}</Response>`;

const escapeXml = (text: string): string =>
  text.replace(/[&<>"']/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;" })[c] ?? c);
