/** A message as Twilio's API shows it (schema `api.v2010.account.message`), and a page of them. */
import { deliveryErrors } from "./refusals.ts";
import type { Message, MessageStatus } from "./store/messages.ts";

export const apiVersion = "2010-04-01";

/** US dollars per segment, as Twilio bills a long code in the US. */
const pricePerSegment = 0.0083;
const priced: ReadonlySet<MessageStatus> = new Set(["sent", "delivered", "undelivered", "read", "received"]);

/** `Fri, 24 May 2019 17:44:46 +0000` */
const rfc2822 = (atMs: number): string => new Date(atMs).toUTCString().replace("GMT", "+0000");

export const messagesPath = (accountSid: string): string => `/${apiVersion}/Accounts/${accountSid}/Messages`;

export function messageResource(accountSid: string, message: Message) {
  const path = `${messagesPath(accountSid)}/${message.sid}`;
  const unassigned = message.status === "accepted";
  return {
    account_sid: accountSid,
    api_version: apiVersion,
    body: message.body,
    date_created: rfc2822(message.createdAt),
    date_sent: message.sentAt === null ? null : rfc2822(message.sentAt),
    date_updated: rfc2822(message.updatedAt),
    direction: message.direction,
    error_code: message.errorCode,
    error_message: message.errorCode === null ? null : (deliveryErrors[message.errorCode] ?? "Unknown error"),
    from: unassigned ? null : message.from,
    messaging_service_sid: message.serviceSid,
    num_media: String(message.media.length),
    num_segments: unassigned ? "0" : String(message.segments),
    price: priced.has(message.status) ? (-pricePerSegment * message.segments).toFixed(5) : null,
    price_unit: "USD",
    sid: message.sid,
    status: message.status,
    subresource_uris: { media: `${path}/Media.json`, feedback: `${path}/Feedback.json` },
    to: message.to,
    uri: `${path}.json`,
  };
}
