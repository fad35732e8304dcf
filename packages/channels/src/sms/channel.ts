import type { Channel } from "../channel.ts";
import { type MessageOptions, messagesBy } from "../twilio/messages.ts";

/** Texts, and with pictures or files MMS, by Twilio. */
export const smsChannel = (options: MessageOptions): Channel =>
  messagesBy(options, {
    channel: "sms",
    isBodyKept: true,
    fill: (form, { content }) => {
      form.set("Body", content.text);
      if (content.channel === "sms") for (const url of content.media) form.append("MediaUrl", url);
    },
  });
