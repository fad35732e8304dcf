/** What the variants of every channel have in common: texts compiled by name, a refusal that says in which. */
import { type Channel, type Failure, fail, ok, type Result } from "@headsup/contract";
import type { Problem } from "../../contact/problem.ts";
import type { Rendered } from "../rendered.ts";
import { type Answer, type AnswerOptions, compileAnswer, type Variables } from "../template.ts";

/** What is known of one person when their message is made. */
export interface Person {
  readonly variables: Variables;
  /** A language tag; null: the campaign's. */
  readonly language: string | null;
  /** A row's whole message, taken to the letter in place of what the campaign says (B3); null: none of its own. */
  readonly ownText: string | null;
}

/** What is said in one language, made ready for every recipient. */
export interface Variant {
  readonly language: string;
  /** Names it uses, in order of first use. */
  readonly variables: readonly string[];
  /** Those without which it cannot be rendered. */
  readonly required: readonly string[];
  readonly render: (person: Pick<Person, "variables" | "ownText">) => Result<Rendered, Problem>;
}

/** What a campaign adds to every message, each "" where it adds nothing. */
export interface Lines {
  readonly replyLine: string;
  /** How to stop, in words. */
  readonly optOutText: string;
}

/** Where a text stands. */
export interface Place {
  readonly channel: Channel;
  readonly language: string;
}

export interface CompiledTexts<Name extends string> {
  readonly answers: Readonly<Record<Name, Answer>>;
  readonly variables: readonly string[];
  readonly required: readonly string[];
}

/**
 * Compiles the texts of one variant, by the name of their field.
 *
 * @returns `invalid_template` with channel, language and field, in words and as `details`
 */
export function compileTexts<const Name extends string>(
  place: Place,
  texts: Readonly<Record<Name, string>>,
  options: Omit<AnswerOptions, "language"> = {},
): Result<CompiledTexts<Name>> {
  const answers: Partial<Record<Name, Answer>> = {};
  const variables = new Set<string>();
  const required = new Set<string>();
  for (const field of Object.keys(texts) as Name[]) {
    const answer = compileAnswer(texts[field], { ...options, language: place.language });
    if (!answer.ok) return refuseText(place, field, answer.error);
    answers[field] = answer.value;
    for (const name of answer.value.variables) variables.add(name);
    for (const name of answer.value.required) required.add(name);
  }
  return ok({
    answers: answers as Record<Name, Answer>,
    variables: [...variables],
    required: [...required],
  });
}

/** That a text cannot be used, and which. */
export function refuseText({ channel, language }: Place, field: string, why: Pick<Failure, "message" | "details">) {
  const details = Array.isArray(why.details) ? why.details : [{ message: why.message }];
  return fail(
    "invalid_template",
    `${field} (${channel}, ${language}): ${why.message}`,
    details.map((detail) => ({ channel, language, field, ...detail })),
  );
}

/** A row's own message, null where its cell was left blank. */
export const ownTextOf = ({ ownText }: Pick<Person, "ownText">): string | null =>
  ownText === null || ownText.trim() === "" ? null : ownText;

export const unusable = (code: Problem["code"], message: string, subject: string | null = null) => ({
  ok: false as const,
  error: { code, subject, message },
});
