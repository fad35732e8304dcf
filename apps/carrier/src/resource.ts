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

/** The pictures and files of a message, as Twilio lists them (schema `api.v2010.account.message.media`). */
export function mediaPage(accountSid: string, { sid, media, createdAt }: Message) {
  const path = `${messagesPath(accountSid)}/${sid}/Media`;
  const date = rfc2822(createdAt);
  const list = media.map(({ type }, nth) => {
    const own = mediaSid(sid, nth);
    const dates = { date_created: date, date_updated: date };
    return {
      account_sid: accountSid,
      content_type: type,
      ...dates,
      parent_sid: sid,
      sid: own,
      uri: `${path}/${own}.json`,
    };
  });
  const uri = `${path}.json?PageSize=50&Page=0`;
  const edges = { first_page_uri: uri, next_page_uri: null, previous_page_uri: null };
  return { end: Math.max(list.length - 1, 0), ...edges, page: 0, page_size: 50, start: 0, uri, media_list: list };
}

/** Of the nth picture or file of a message; the same whenever it is asked for. */
export const mediaSid = (sid: string, nth: number): string =>
  `ME${sid.slice(2, 32)}${nth.toString(16).padStart(2, "0")}`;

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
