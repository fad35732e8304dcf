import type { Channel } from "@headsup/contract";

/** Twilio tells the channel by the address: a bare one is a text's, `whatsapp:+15550100` is WhatsApp's. */
export type TextChannel = Extract<Channel, "sms" | "whatsapp">;

const prefix = "whatsapp:";

export const toWire = (channel: TextChannel, address: string): string =>
  channel === "whatsapp" ? `${prefix}${address}` : address;

export const fromWire = (address: string): { readonly channel: TextChannel; readonly address: string } =>
  address.startsWith(prefix)
    ? { channel: "whatsapp", address: address.slice(prefix.length) }
    : { channel: "sms", address };
