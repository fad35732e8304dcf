/** What a rung will send, by the very code that sends it: to whom it may go, what it costs, why, and what is wrong with it. */
import { type Answer, type Channel, defaultPrices, type Finding, type Prices, type Sender } from "@headsup/contract";
import { checkContent } from "@headsup/core/answer/check";
import { replyLineOf } from "@headsup/core/answer/compose";
import type { CompiledMessage, Person } from "@headsup/core/answer/content";
import { type Preview, previewOf } from "@headsup/core/answer/preview";
import { type Measure, measure } from "@headsup/core/answer/segments";
import type { Variables } from "@headsup/core/answer/template";
import { addressOn } from "@headsup/core/contact/address";
import { countryOf } from "@headsup/core/contact/phone";
import type { Draft } from "./draft.ts";
import { compiledOf, contentsOn, type DraftRung, firstRung } from "./ladder.ts";
import { isTypographic, plain } from "./plain.ts";

/** A person of the list, to show the message as they get it. */
export interface Sample {
  readonly address: string;
  readonly also: string | null;
  readonly language: string | null;
  readonly ownText: string | null;
  readonly variables: Variables;
}

/** What is known beside the draft. */
export interface Known {
  readonly answers: readonly Answer[];
  readonly senders: readonly Sender[];
  readonly prices: Prices;
}

export const nothingKnown: Known = { answers: [], senders: [], prices: defaultPrices };

export interface Composed {
  readonly channel: Channel;
  /** Names of the columns it uses. */
  readonly variables: readonly string[];
  /** Those every row must have. */
  readonly required: readonly string[];
  /** Null while it cannot be shown. */
  readonly preview: Preview | null;
  /** As one reads it; null while it cannot be shown. */
  readonly text: string | null;
  /** Of a text. */
  readonly size: Measure | null;
  /** What a character costs, in words. */
  readonly cost: string | null;
  /** Writing it plainly would make it cheaper. */
  readonly canBePlainer: boolean;
  /** Why it cannot be sent to anybody. */
  readonly trouble: string | null;
  /** Why it cannot be sent to the person shown. */
  readonly personTrouble: string | null;
  /** What is worth a look before it goes, the gravest first. */
  readonly findings: readonly Finding[];
}

type Written = Pick<Draft, "rungs" | "replies" | "replyLine" | "optOutText" | "language">;

const remembered = new Map<string, Composed>();
/** Each rung, for its editor, for the person shown, and for what asks which columns are used. */
const rememberedMax = 40;

/** A rung's message, for a person of the list, or with example values. What was asked lately is answered at once. */
export function composedOf(written: Written, sample: Sample | null, known: Known, at = 0): Composed {
  const rung = written.rungs[at] ?? firstRung(written);
  const { replies, replyLine, optOutText, language } = written;
  const stored = known.answers.find(({ id }) => id === rung.answer)?.variants;
  const names = known.senders.find(({ id }) => id === rung.sender)?.name;
  const key = JSON.stringify([rung, stored, names, replies, replyLine, optOutText, language, sample, known.prices]);
  const found = remembered.get(key);
  if (found !== undefined) return found;
  const composed = compose(written, rung, sample, known);
  const oldest = remembered.keys().next().value;
  if (remembered.size >= rememberedMax && oldest !== undefined) remembered.delete(oldest);
  remembered.set(key, composed);
  return composed;
}

/** What all rungs ask of a list. */
export function askedOf(written: Written, known: Known): Pick<Composed, "variables" | "trouble"> {
  const each = written.rungs.map((_, at) => composedOf(written, null, known, at));
  return {
    variables: [...new Set(each.flatMap(({ variables }) => variables))],
    trouble: each.find(({ trouble }) => trouble !== null)?.trouble ?? null,
  };
}

const nothing = (channel: Channel): Composed => ({
  channel,
  variables: [],
  required: [],
  preview: null,
  text: null,
  size: null,
  cost: null,
  canBePlainer: false,
  trouble: null,
  personTrouble: null,
  findings: [],
});

function compose(written: Written, rung: DraftRung, sample: Sample | null, known: Known): Composed {
  const none = nothing(rung.channel);
  const contents = contentsOn(rung, { language: written.language, answers: known.answers });
  if (!contents.ok) {
    const isEmpty = (rung.written[contents.error.field.id] ?? "").trim() === "";
    return isEmpty ? none : { ...none, trouble: contents.error.message };
  }
  const compiled = compiledOf(contents.value, written);
  if (!compiled.ok) return { ...none, trouble: templateWords(compiled.error.message) };
  const { variables, required } = compiled.value;
  const sender = known.senders.find(({ id }) => id === rung.sender);
  const findings = checkContent({
    contents: contents.value,
    replyLine: replyLineOf(written),
    optOutText: written.optOutText.trim(),
    names: sender === undefined ? [] : [sender.name],
    countries: countriesOf(sender),
  });
  const base = { ...none, variables, required, findings };
  const shown = previewFor(compiled.value, rung.channel, sample, known.prices);
  if (!shown.ok) return { ...base, personTrouble: shown.error.message };
  const preview = shown.value;
  const { text } = preview.rendered;
  if (preview.size === null) return { ...base, preview, text };
  const canBePlainer =
    rung.answer === null &&
    [rung.written.text ?? "", written.replyLine, written.optOutText].some((each) => plain(each) !== each);
  const cost = costOf(text, preview.size, measure(plain(text)), canBePlainer);
  return { ...base, preview, text, size: preview.size, cost, canBePlainer };
}

/** Where a sender is, most of those it writes to are. */
function countriesOf(sender: Sender | undefined): string[] {
  const country = sender === undefined || sender.channel === "email" ? undefined : countryOf(sender.address);
  return country === undefined ? [] : [country];
}

/** For somebody who is not reached on this channel it is shown as if they were: another person of the list may be. */
function previewFor(message: CompiledMessage, channel: Channel, sample: Sample | null, prices: Prices) {
  if (sample !== null) return previewOf(message, sample, { prices, to: addressOn(sample, channel) ?? sample.address });
  const person = (variables: Variables): Person => ({ variables, language: null, ownText: null });
  const to = channel === "email" ? "ada@example.com" : "+12125550100";
  const shown = previewOf(message, person(exampleValues(message.variables)), { prices, to });
  return shown.ok ? shown : previewOf(message, person(dates(message.variables)), { prices, to });
}

/** The template's own words, with the commonest slip in plainer ones. */
const templateWords = (message: string): string =>
  message
    .replace(/^text \(sms, [\w-]+\): /, "")
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
