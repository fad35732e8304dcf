import type { Channel } from "@headsup/contract";
import { type Localised, languageFor } from "./content.ts";
import { wordsOf } from "./words.ts";

interface Place {
  readonly channel: Channel;
  /** The customer's, if it is known. */
  readonly language: string | null;
}

/**
 * What an answer says in a conversation: what it says on that channel, else what a text message would say, in the
 * customer's language if we have it. Undefined where all it says is a call's.
 */
export function contentInConversation(
  variants: readonly Localised[],
  { channel, language }: Place,
): Localised | undefined {
  const order: readonly Channel[] = [channel, "sms", "whatsapp", "email"];
  const spoken = order.find((each) => variants.some(({ content }) => content.channel === each));
  const among = variants.filter(({ content }) => content.channel === spoken);
  const tags = among.map((variant) => variant.language);
  const chosen = languageFor(tags, language);
  return among.find((variant) => variant.language === chosen);
}

/** The same as an agent is offered it, to be written on: the text alone, variables and all. */
export function wordsInConversation(
  variants: readonly Localised[],
  place: Place,
): { readonly text: string; readonly language: string } | undefined {
  const said = contentInConversation(variants, place);
  if (said === undefined) return undefined;
  const { language, content } = said;
  return { language, text: content.channel === "email" ? content.text : wordsOf(content) };
}

/** What a list said of a customer's language is kept among their values, where it was one. */
export const languageOfCustomer = (variables: Readonly<Record<string, string>>): string | null =>
  (Object.hasOwn(variables, "language") ? variables.language : undefined) ?? null;
