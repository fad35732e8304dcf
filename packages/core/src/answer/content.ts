/**
 * What a campaign says, on one channel and in any number of languages, and what each person gets of it.
 *
 * Compiled once, rendered for every recipient: in their language if we have it, else in the campaign's own. Everything that shows
 * or sends a message goes through here, so that a preview is what will be sent, to the letter.
 */
import { type Channel, fail, type Localised, ok, type Result } from "@headsup/contract";
import type { Problem } from "../contact/problem.ts";
import { compileEmail } from "./message/email.ts";
import { compileSms } from "./message/sms.ts";
import type { Lines, Person, Variant } from "./message/variant.ts";
import { compileVoice } from "./message/voice.ts";
import { compileWhatsApp } from "./message/whatsapp.ts";
import type { Rendered } from "./rendered.ts";

export type { Localised } from "@headsup/contract";
export type { Person } from "./message/variant.ts";

export interface MessageTemplate extends Lines {
  /** The campaign's own language first. All of one channel. */
  readonly contents: readonly Localised[];
}

export interface CompiledMessage {
  readonly channel: Channel;
  /** Names that any language's content uses, in order of first use. */
  readonly variables: readonly string[];
  /** Those without which it cannot be rendered in the campaign's own language. */
  readonly required: readonly string[];
  /** Tags of its languages, the campaign's own first. */
  readonly languages: readonly string[];
  readonly variants: readonly Variant[];
}

/**
 * Makes a message ready for every recipient.
 *
 * @returns `invalid_template`, naming channel, language and field, in words and as `details`
 */
export function compileMessage({ contents, ...lines }: MessageTemplate): Result<CompiledMessage> {
  const [own] = contents;
  if (own === undefined) return fail("invalid_template", "There is nothing to send: write a message.");
  const { channel } = own.content;
  const stray = contents.find(({ content }) => content.channel !== channel);
  if (stray !== undefined)
    return fail(
      "invalid_template",
      `One message goes by one channel: in ${own.language} it is for ${channel}, in ${stray.language} for ${stray.content.channel}.`,
    );
  const languages = contents.map(({ language }) => language);
  const twice = languages.find((language, i) => languages.indexOf(language) < i);
  if (twice !== undefined) return fail("invalid_template", `The message for ${channel} is there twice in ${twice}.`);

  const variants: Variant[] = [];
  for (const localised of contents) {
    const variant = compileVariant(localised, lines);
    if (!variant.ok) return variant;
    variants.push(variant.value);
  }
  return ok({
    channel,
    variables: [...new Set(variants.flatMap(({ variables }) => variables))],
    required: variants[0]?.required ?? [],
    languages,
    variants,
  });
}

function compileVariant({ language, content }: Localised, lines: Lines): Result<Variant> {
  switch (content.channel) {
    case "sms":
      return compileSms(content, language, lines);
    case "whatsapp":
      return compileWhatsApp(content, language);
    case "email":
      return compileEmail(content, language, lines);
    case "voice":
      return compileVoice(content, language);
  }
}

/** What this person gets, to the letter, or why they cannot get it. */
export const renderMessage = (message: CompiledMessage, person: Person): Result<Rendered, Problem> =>
  variantFor(message, person.language).render(person);

/** The content chosen for a wanted language, as {@link languageFor} has it. */
export function variantFor({ variants, languages }: CompiledMessage, wanted: string | null): Variant {
  const [own] = variants;
  if (own === undefined) throw new Error("a compiled message has at least one variant");
  if (wanted === null || variants.length === 1) return own;
  const chosen = languageFor(languages, wanted);
  return variants.find(({ language }) => language === chosen) ?? own;
}

/**
 * The language that suits best: "fr-CA" gets fr-CA, else fr, else another French, else the first, which is the campaign's own.
 * Tags are cut from their end as RFC 4647 looks them up (section 3.4), letters of either case being the same.
 *
 * @param available at least one tag
 */
export function languageFor(available: readonly string[], wanted: string | null): string {
  const [own = ""] = available;
  if (wanted === null) return own;
  const parts = wanted.toLowerCase().split("-");
  for (let length = parts.length; length > 0; length--) {
    const range = parts.slice(0, length).join("-");
    const found = available.find((tag) => tag.toLowerCase() === range);
    if (found !== undefined) return found;
  }
  return available.find((tag) => baseOf(tag) === parts[0]) ?? own;
}

/** "fr" of "fr-CA". */
export const baseOf = (language: string): string => language.toLowerCase().split("-")[0] ?? "";
