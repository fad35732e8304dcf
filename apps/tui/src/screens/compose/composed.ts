/** The message as it will be sent, by the very code that sends it: what it costs, why, and what is wrong with it. */
import { composeMessage, replyLineOf } from "@headsup/core/answer/compose";
import { type Measure, measure } from "@headsup/core/answer/segments";
import { compileAnswer, renderAnswer, type Variables } from "@headsup/core/answer/template";
import type { Draft } from "./draft.ts";
import { isTypographic, plain } from "./plain.ts";

/** A person of the list, to show the message as they get it. */
export interface Sample {
  readonly address: string;
  readonly variables: Variables;
}

export interface Composed {
  /** Names of the columns it uses. */
  readonly variables: readonly string[];
  /** Those every row must have. */
  readonly required: readonly string[];
  /** Null while it cannot be shown. */
  readonly text: string | null;
  readonly size: Measure | null;
  /** What a character costs, in words. */
  readonly cost: string | null;
  /** Writing it plainly would make it cheaper. */
  readonly canBePlainer: boolean;
  /** Why it cannot be sent to anybody. */
  readonly trouble: string | null;
  /** Why it cannot be sent to the person shown. */
  readonly personTrouble: string | null;
}

type Written = Pick<Draft, "text" | "replies" | "replyLine" | "optOutText" | "language">;

let last: { readonly key: string; readonly composed: Composed } | undefined;

/** The message, for a person of the list, or with example values. The same question twice in a row is answered at once. */
export function composedOf(written: Written, sample: Sample | null): Composed {
  const { text, replies, replyLine, optOutText, language } = written;
  const key = JSON.stringify([text, replies, replyLine, optOutText, language, sample]);
  if (last?.key === key) return last.composed;
  const composed = compose(written, sample);
  last = { key, composed };
  return composed;
}

const nothing: Composed = {
  variables: [],
  required: [],
  text: null,
  size: null,
  cost: null,
  canBePlainer: false,
  trouble: null,
  personTrouble: null,
};

function compose({ text, optOutText, language, ...reply }: Written, sample: Sample | null): Composed {
  if (text.trim() === "") return nothing;
  const compiled = compileAnswer(text, { language });
  if (!compiled.ok) return { ...nothing, trouble: templateWords(compiled.error.message) };
  const { variables, required } = compiled.value;
  const known = { ...nothing, variables, required };
  const values = sample?.variables ?? exampleValues(variables);
  const rendered = renderAnswer(compiled.value, values);
  const body = rendered.ok || sample !== null ? rendered : renderAnswer(compiled.value, dates(variables));
  const whole = body.ok ? composeMessage({ body: body.value, replyLine: replyLineOf(reply), optOutText }) : body;
  if (!whole.ok) return { ...known, personTrouble: whole.error.message };
  const size = measure(whole.value);
  const plainer = measure(plain(whole.value));
  const canBePlainer = [text, reply.replyLine, optOutText].some((each) => plain(each) !== each);
  return {
    ...known,
    text: whole.value,
    size,
    cost: costOf(whole.value, size, plainer, canBePlainer),
    canBePlainer,
  };
}

/** The template's own words, with the commonest slip in plainer ones. */
const templateWords = (message: string): string =>
  message
    .replace(/^The answer cannot be read at /, "At ")
    .replace(/(?:Output|Tag) "(.*)" not closed\.$/s, (_, opened: string) =>
      opened.startsWith("{%") ? "“{%” is not closed yet: end it with %}." : "“{{” is not closed yet: end it with }}.",
    );

/** "The ’ in “it’s” makes it 2 segments instead of 1: press ^R to write it plainly." */
function costOf(text: string, size: Measure, plainer: Measure, canBePlainer: boolean): string | null {
  const [first] = size.costly;
  if (first === undefined) return null;
  const isOne = size.costly.length === 1;
  const others = isOne ? "" : ` (and ${size.costly.slice(1, 6).join(" ")})`;
  const word = wordWith(text, first);
  const where = word === first ? "" : ` in “${word}”`;
  const isTypeset = isTypographic(first) && canBePlainer;
  const cheaper = size.costly.every(isTypographic) ? plainer.segments : measure(withoutAll(text, size.costly)).segments;
  const cost =
    cheaper < size.segments
      ? `${isOne ? "makes" : "make"} it ${size.segments} segments instead of ${cheaper}`
      : `${isOne ? "halves" : "halve"} what fits into a segment`;
  const remedy = isTypeset ? ` ^R writes ${isOne ? "it" : "them"} plainly.` : "";
  return `The ${first}${where}${others} ${cost}.${remedy}`;
}

const withoutAll = (text: string, characters: readonly string[]): string =>
  characters.reduce((rest, character) => rest.replaceAll(character, ""), text);

const wordMax = 20;

function wordWith(text: string, character: string): string {
  const word = text.split(/\s+/).find((each) => each.includes(character)) ?? character;
  return word.length > wordMax ? character : word.replace(/[.,;:!?]+$/, "");
}

const examples: readonly (readonly [RegExp, string])[] = [
  [/first.*name|^name$|given|prénom|nombre|vorname/, "Ada"],
  [/last.*name|surname|family/, "Lovelace"],
  [/name/, "Ada Lovelace"],
  [/weekday|^day$/, "Tuesday"],
  [/date|deadline|due|until|expir|renew/, "2026-11-24"],
  [/time|hour|slot|window/, "10:00"],
  [/amount|price|total|cost|balance|fee/, "$25.00"],
  [/order|number|code|ref|ticket|account|invoice|^id$/, "HU-4100"],
  [/url|link|site/, "https://example.com/a1"],
  [/phone|mobile/, "212-555-0100"],
  [/mail/, "ada@example.com"],
  [/city|town/, "Boston"],
  [/street|address/, "12 Main St"],
];

/** A value such a column would have. */
export const exampleValue = (name: string): string =>
  examples.find(([pattern]) => pattern.test(name.toLowerCase()))?.[1] ?? name.replaceAll("_", " ").toUpperCase();

const exampleValues = (names: readonly string[]): Variables =>
  Object.fromEntries(names.map((name) => [name, exampleValue(name)]));

/** For a text that reads a column as a date though its name does not say so. */
const dates = (names: readonly string[]): Variables => Object.fromEntries(names.map((name) => [name, "2026-11-24"]));
