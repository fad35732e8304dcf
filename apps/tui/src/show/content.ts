/** What is said on a channel, as facts to read: a template with its variables, or what one person gets of it. */
import type { CallKey, Content, Localised, Spoken } from "@headsup/contract";
import { visible } from "../terminal/text.ts";

export type Fact = readonly [label: string, value: string | null];

/** The fields of content, as they were written. */
export function contentFacts(content: Content): Fact[] {
  switch (content.channel) {
    case "sms":
      return [["text", visible(content.text)], ...content.media.map((url): Fact => ["with", visible(url)])];
    case "whatsapp":
      return [
        ["template", `${content.contentSid}, ${content.category}`],
        ["header", visible(content.header)],
        ["body", visible(content.body)],
        ["button", visible(content.button)],
        ...Object.entries(content.variables).map(([name, text]): Fact => [`{{${name}}}`, visible(text)]),
      ];
    case "email":
      return [
        ["subject", visible(content.subject)],
        ["text", visible(content.text)],
      ];
    case "voice":
      return [
        ["greeting", visible(content.greeting)],
        ["message", spokenWords(content.message)],
        ...content.keys.map(keyFact),
        ["voicemail", content.voicemail === undefined ? null : spokenWords(content.voicemail)],
      ];
  }
}

/** "9 → stop" */
export const keyFact = ({ digit, action, inbox, offer }: CallKey): Fact => [
  `key ${digit}`,
  `${action}${inbox === undefined ? "" : ` ${visible(inbox)}`}${offer === undefined ? "" : `: ${visible(offer)}`}`,
];

export const spokenWords = (spoken: Spoken): string =>
  "say" in spoken ? visible(spoken.say) : `the recording ${visible(spoken.play)}`;

/** Content in each language, the language told where there is more than one. */
export const localisedFacts = (contents: readonly Localised[]): Fact[] =>
  contents.flatMap(({ language, content }) =>
    contentFacts(content).map(
      ([label, value]): Fact => [contents.length === 1 ? label : `${label} (${language})`, value],
    ),
  );
