import type { Channel } from "../channel.ts";
import { type MessageOptions, messagesBy } from "../twilio/messages.ts";

/**
 * WhatsApp by Twilio. A template goes by its content id and variables, free text as the body it is.
 *
 * The provider renders templates, so what it lists as a message's body need not be what we show of it, and nothing listed says
 * whether it was a template: a message of unknown outcome is told by its addresses and time alone. Where two could be it, a
 * person decides.
 *
 * ValidityPeriod bounds the wait in Twilio's queue, as for texts. What has left it WhatsApp keeps for a phone that is off, for thirty
 * days, or for as long as the template itself was given at Meta (`message_send_ttl_seconds`): nothing in a request shortens
 * that. So a receipt may come when nobody waits for it any more.
 */
export const whatsappChannel = (options: MessageOptions): Channel =>
  messagesBy(options, {
    channel: "whatsapp",
    isBodyKept: false,
    fill: (form, { content }) => {
      if (content.channel !== "whatsapp" || content.template === null) {
        form.set("Body", content.text);
        return;
      }
      const { contentSid, variables } = content.template;
      form.set("ContentSid", contentSid);
      form.set("ContentVariables", JSON.stringify(variables));
    },
  });
