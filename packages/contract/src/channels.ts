import { z } from "zod";

/** The ways we reach people at an address of theirs. */
export const channels = ["sms", "whatsapp", "email", "voice"] as const;
export const Channel = z.enum(channels);
export type Channel = z.infer<typeof Channel>;

/** What an address on a channel is: a phone number in E.164 form, or an email address in lower case. */
export type AddressKind = "phone" | "email";

export const addressKinds: Readonly<Record<Channel, AddressKind>> = {
  sms: "phone",
  whatsapp: "phone",
  email: "email",
  voice: "phone",
};

/** Tells the kind of a normalised address. */
export const addressKindOf = (address: string): AddressKind => (address.includes("@") ? "email" : "phone");

/** What a sender is. By it the sender's own ceiling is known where nobody names another. */
export const SenderType = z.enum(["long_code", "toll_free", "short_code", "whatsapp", "email", "voice"]);
export type SenderType = z.infer<typeof SenderType>;

/**
 * Units a second that providers let through by default: segments of a text, whole messages elsewhere, calls begun.
 * Sources: Twilio's "Understanding Twilio rate limits and message queues" and "Calls per second" (read 2026-11): long code 1,
 * toll-free 3, short code 100, WhatsApp 80, calls 1. Email has no such figure; 10 is SendGrid's advice for a warmed address.
 */
export const senderTypes: Readonly<Record<SenderType, { readonly channel: Channel; readonly perSecond: number }>> = {
  long_code: { channel: "sms", perSecond: 1 },
  toll_free: { channel: "sms", perSecond: 3 },
  short_code: { channel: "sms", perSecond: 100 },
  whatsapp: { channel: "whatsapp", perSecond: 80 },
  email: { channel: "email", perSecond: 10 },
  voice: { channel: "voice", perSecond: 1 },
};

export const defaultSenderTypes: Readonly<Record<Channel, SenderType>> = {
  sms: "long_code",
  whatsapp: "whatsapp",
  email: "email",
  voice: "voice",
};
