/** The texts a content check reads, and where in them something was found. */
import type { Content, Finding, Severity } from "@headsup/contract";

/** One text of a message: what was written, and the same with everything that is not said blanked out. */
export interface CheckedText {
  readonly language: string;
  readonly field: string;
  /** With variables and conditions as spaces, so that places in it are places in what was written. */
  readonly text: string;
}

export type Report = (
  finding: Pick<Finding, "code" | "message" | "remedy"> & {
    readonly severity: Severity;
    readonly where: Finding["where"];
  },
) => void;

/** Liquid, blanked: `{{ name }}` is said by the row, not by the text. */
const withoutTemplate = (text: string): string =>
  text.replace(/\{\{[^{}]*\}\}|\{%[^%]*%\}/g, (template) => " ".repeat(template.length));

/** Every text of some content, by the name of its field. */
export function textsOf(content: Content, language: string): CheckedText[] {
  return Object.entries(writtenOf(content))
    .filter(([, text]) => text !== "")
    .map(([field, text]) => ({ language, field, text: withoutTemplate(text) }));
}

function writtenOf(content: Content): Readonly<Record<string, string>> {
  switch (content.channel) {
    case "sms":
      return { text: content.text };
    case "whatsapp": {
      const { header, body, button, variables } = content;
      return {
        header,
        body,
        button,
        ...Object.fromEntries(Object.entries(variables).map(([name, text]) => [`variables.${name}`, text])),
      };
    }
    case "email":
      return { subject: content.subject, text: content.text };
    case "voice": {
      const { greeting, message, keys, voicemail } = content;
      return {
        greeting,
        message: "say" in message ? message.say : "",
        ...Object.fromEntries(keys.map(({ digit, offer }) => [`keys.${digit}`, offer ?? ""])),
        voicemail: voicemail !== undefined && "say" in voicemail ? voicemail.say : "",
      };
    }
  }
}

const aroundCharacters = 20;

/** The place of something in a text, with a little of what stands around it. */
export function placeOf({ language, field, text }: CheckedText, at: number, length: number): Finding["where"] {
  const cut = text
    .slice(Math.max(0, at - aroundCharacters), at + Math.min(length, 2 * aroundCharacters) + aroundCharacters)
    .toWellFormed()
    .replace(/\s+/g, " ")
    .trim();
  return { language, field, at, excerpt: cut };
}
