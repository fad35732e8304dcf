/** Addresses as Twilio writes them: E.164, or E.164 behind a channel (`whatsapp:+15550100`). */
export type Channel = "sms" | "whatsapp";

const e164 = /^\+[1-9]\d{6,14}$/;
const shortCode = /^\d{3,8}$/;
const alphanumericSender = /^(?=.*[A-Za-z])[A-Za-z0-9 &+_-]{1,11}$/;

export const channelOf = (address: string): Channel => (address.startsWith("whatsapp:") ? "whatsapp" : "sms");

/** The number behind the channel: one person has one phone, whatever reaches it. */
export const numberOf = (address: string): string =>
  address.startsWith("whatsapp:") ? address.slice("whatsapp:".length) : address;

export const isRecipientAddress = (address: string): boolean => e164.test(numberOf(address));

export const isSenderAddress = (address: string): boolean =>
  e164.test(numberOf(address)) ||
  (channelOf(address) === "sms" && (shortCode.test(address) || alphanumericSender.test(address)));
