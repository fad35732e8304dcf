/** What Twilio posts. Source: twilio.com/docs/messaging/guides/webhook-request and …/track-outbound-message-status. */

import { channelOf, numberOf } from "./addresses.ts";
import type { Keyword } from "./keywords.ts";
import { deliveryErrors } from "./refusals.ts";
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
    ...(channelOf(message.to) === "whatsapp"
      ? channelParams(message)
      : (message.status === "delivered" || message.status === "undelivered") && {
          RawDlrDoneDate: receiptDate(message.updatedAt),
        }),
  };
}

/** What only WhatsApp's callbacks tell. */
const channelParams = ({ to, status, errorCode }: Message): Record<string, string> => ({
  ChannelPrefix: "whatsapp",
  ChannelToAddress: numberOf(to),
  StructuredMessage: "false",
  ...((status === "delivered" || status === "read") && { EventType: status.toUpperCase() }),
  ...(errorCode !== null && { ChannelStatusMessage: deliveryErrors[errorCode] ?? "Unknown error" }),
});

/** A quick reply of a template. */
export interface Button {
  readonly text: string;
  readonly payload: string;
}

export function inboundParams(
  world: World,
  message: Message,
  { keyword, button }: { readonly keyword: Keyword | undefined; readonly button: Button | undefined },
): Record<string, string> {
  return {
    ...(channelOf(message.from) === "whatsapp" ? profileParams(message, button) : places),
    AccountSid: world.accountSid,
    ApiVersion: apiVersion,
    Body: message.body,
    From: message.from,
    To: message.to,
    MessageSid: message.sid,
    NumMedia: String(message.media.length),
    ...Object.fromEntries(
      message.media.flatMap(({ url, type }, nth) => [
        [`MediaUrl${nth}`, url],
        [`MediaContentType${nth}`, type],
      ]),
    ),
    NumSegments: String(message.segments),
    SmsMessageSid: message.sid,
    SmsSid: message.sid,
    SmsStatus: "received",
    ...(keyword !== undefined && { OptOutType: keyword }),
  };
}

/** Where a text comes from and goes to; Twilio knows it of some numbers. */
const places = Object.fromEntries(
  ["City", "State", "Zip", "Country"].flatMap((name) => [
    [`From${name}`, ""],
    [`To${name}`, ""],
  ]),
);

/** Who writes on WhatsApp, and how. */
const profileParams = ({ from, media }: Message, button: Button | undefined): Record<string, string> => ({
  ProfileName: `WhatsApp ${numberOf(from).slice(-4)}`,
  WaId: numberOf(from).slice(1),
  MessageType: button ? "button" : (media[0]?.type.split("/")[0] ?? "text"),
  ReferralNumMedia: "0",
  ...(button && { ButtonText: button.text, ButtonPayload: button.payload }),
});

/** YYMMDDhhmm, as carriers write it. */
const receiptDate = (atMs: number): string => new Date(atMs).toISOString().replaceAll(/\D/g, "").slice(2, 12);
