/**
 * The fast path of an answer that is only text and bare values, as most are: `Hi {{ first_name }}, …`. Liquid renders it
 * the same (a property test says so), some twenty times slower, which is felt where a message is made for each of a
 * million rows.
 */
export interface PlainAnswer {
  /** One more than there are names: what stands before each, and after the last. */
  readonly texts: readonly string[];
  readonly names: readonly string[];
}

/** A name as people write one, or a column's number; neither trimming (`{{-`), filters nor parts. */
const bareValue = /\{\{[ \t]*([a-z_][a-z0-9_]*|[1-9]\d{0,2})[ \t]*\}\}/gi;
/** What Liquid reads as something else than a name. */
const notNames = new Set(
  "true false nil null undefined empty blank and or not contains size first last forloop".split(" "),
);
/** Beyond it Liquid's own bounds may count. */
const plainCharactersMax = 4_000;

/** The parts of a text that Liquid compiled; null where there is more in it. */
export function plainAnswer(text: string): PlainAnswer | null {
  const texts: string[] = [];
  const names: string[] = [];
  let at = 0;
  for (const match of text.matchAll(bareValue)) {
    const [whole, name = ""] = match;
    if (notNames.has(name) || name.startsWith("__")) return null;
    texts.push(text.slice(at, match.index));
    names.push(name);
    at = match.index + whole.length;
  }
  texts.push(text.slice(at));
  return texts.some((part) => /[{}]/.test(part)) ? null : { texts, names };
}

/** The message; null where a value is missing, or it is so long that Liquid is to judge. */
export function renderPlainly({ texts, names }: PlainAnswer, values: Readonly<Record<string, string>>): string | null {
  let text = texts[0] ?? "";
  for (let i = 0; i < names.length; i++) {
    const name = names[i] ?? "";
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    if (value === undefined || value.trim() === "") return null;
    text += value + texts[i + 1];
  }
  return text.length > plainCharactersMax ? null : text;
}
