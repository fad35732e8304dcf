import type { Channel, Content } from "@headsup/contract";
import type { Rung } from "@headsup/core/campaign/settings";

/** Rungs of ladders for engine tests: each says by itself which channel it is. */

const contents: Readonly<Record<Channel, Content>> = {
  sms: { channel: "sms", text: "Text: your order is late.", media: [] },
  whatsapp: {
    channel: "whatsapp",
    contentSid: `HX${"0".repeat(32)}`,
    category: "utility",
    header: "",
    body: "WhatsApp: your order is late. Reply STOP to opt out.",
    button: "",
    variables: {},
  },
  email: { channel: "email", subject: "Your order", text: "Email: your order is late." },
  voice: {
    channel: "voice",
    greeting: "This is Acme.",
    message: { say: "Your order is late." },
    keys: [{ digit: "9", action: "stop" }],
  },
};

/** @param waitMs how long it is given for delivery; null: it is the last */
export const rungOn = (channel: Channel, waitMs: number | null = null): Rung => ({
  channel,
  sender: { id: `snd_${channel}`, address: channel === "email" ? "notices@acme.example" : "+12125550100" },
  message: { contents: [{ language: "en", content: contents[channel] }], replyLine: "", optOutText: "Reply STOP." },
  waitMs,
});
