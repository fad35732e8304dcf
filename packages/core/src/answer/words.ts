import type { Content } from "@headsup/contract";
import { inWords } from "./message/voice.ts";
import { fillPlaceholders, joinTemplate } from "./message/whatsapp.ts";

/** Content as one reads it before anybody's values are in it: what lists and rungs show of it. */
export function wordsOf(content: Content): string {
  switch (content.channel) {
    case "sms":
      return content.text;
    case "whatsapp":
      return joinTemplate(content, (text) => fillPlaceholders(text, content.variables));
    case "email":
      return `${content.subject}\n\n${content.text}`;
    case "voice":
      return `${content.greeting}\n${inWords(content.message)}`;
  }
}
