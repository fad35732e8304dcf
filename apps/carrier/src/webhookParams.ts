/** What Twilio posts. Source: twilio.com/docs/messaging/guides/webhook-request and …/track-outbound-message-status. */

import type { Keyword } from "./keywords.ts";
import { apiVersion } from "./resource.ts";
import type { Message } from "./store/messages.ts";
import type { World } from "./world.ts";

export function statusCallbackParams(world: World, message: Message): Record<string, string> {
  return {
    AccountSid: world.accountSid,
    ApiVersion: apiVersion,
    From: message.from,
    To: message.to,
    MessageSid: message.sid,
    MessageStatus: message.status,
    SmsSid: message.sid,
    SmsStatus: message.status,
    ...(message.serviceSid !== null && { MessagingServiceSid: message.serviceSid }),
    ...(message.errorCode !== null && { ErrorCode: String(message.errorCode) }),
    ...((message.status === "delivered" || message.status === "undelivered") && {
      RawDlrDoneDate: receiptDate(message.updatedAt),
    }),
  };
}

export function inboundParams(
  world: World,
  message: Message,
  { keyword }: { readonly keyword: Keyword | undefined },
): Record<string, string> {
  const nowhere = { City: "", State: "", Zip: "", Country: "" };
  const places = Object.entries(nowhere).flatMap(([name, value]) => [
    [`From${name}`, value],
    [`To${name}`, value],
  ]);
  return {
    ...Object.fromEntries(places),
    AccountSid: world.accountSid,
    ApiVersion: apiVersion,
    Body: message.body,
    From: message.from,
    To: message.to,
    MessageSid: message.sid,
    NumMedia: String(message.media),
    NumSegments: String(message.segments),
    SmsMessageSid: message.sid,
    SmsSid: message.sid,
    SmsStatus: "received",
    ...(keyword !== undefined && { OptOutType: keyword }),
  };
}

/** YYMMDDhhmm, as carriers write it. */
const receiptDate = (atMs: number): string => new Date(atMs).toISOString().replaceAll(/\D/g, "").slice(2, 12);
