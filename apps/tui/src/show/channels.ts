/** Channels, senders and ladders in words, the same wherever they are shown. */
import type { Channel, Cost, Sender, SenderType } from "@headsup/contract";
import { span } from "../terminal/times.ts";

export const channelWords: Readonly<Record<Channel, string>> = {
  sms: "SMS",
  whatsapp: "WhatsApp",
  email: "Email",
  voice: "Call",
};

/** In three letters, where there is room for no more. */
export const channelMarks: Readonly<Record<Channel, string>> = {
  sms: "SMS",
  whatsapp: "WA ",
  email: "@  ",
  voice: "☎  ",
};

const typeWords: Readonly<Partial<Record<SenderType, string>>> = {
  long_code: "long code, ",
  toll_free: "toll-free, ",
  short_code: "short code, ",
};

/** "long code, 1 segment a second", "80 messages a second" */
export function ceilingWords({ type, channel, perSecond }: Pick<Sender, "type" | "channel" | "perSecond">): string {
  const unit = { sms: "segment", whatsapp: "message", email: "email", voice: "call" }[channel];
  const rate =
    perSecond < 1
      ? `one ${unit} in ${span(1000 / perSecond)}`
      : `${perSecond} ${unit}${perSecond === 1 ? "" : "s"} a second`;
  return `${typeWords[type] ?? ""}${rate}`;
}

/** "WhatsApp → SMS → Email" */
export const ladderWords = (channels: readonly Channel[]): string =>
  channels.map((channel) => channelWords[channel]).join(" → ");

/** "$0.0083" */
export function costWords({ currency, micro }: Cost): string {
  const digits = micro !== 0 && micro < 1_000_000 ? 4 : 2;
  const format = { style: "currency", currency, minimumFractionDigits: 2, maximumFractionDigits: digits } as const;
  return new Intl.NumberFormat("en", format).format(micro / 1_000_000);
}
