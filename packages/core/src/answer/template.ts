/**
 * Answers: message content with variables, in a small, safe part of Liquid.
 *
 * What there is: `{{ first_name }}`, `{{1}}` for the first column after the address, filters (see `filterNames`),
 * `{% if %}`, `{% unless %}`, `{% case %}` and comments. What there is not: loops, includes and assignments. A notice
 * needs none, without loops the work is bounded by the text itself, and `assign` would turn a missing value into a
 * blank. Nothing reads a clock, chance, files or the machine's zone: the same answer and row always give the same text.
 *
 * A variable is a string of the recipient's own; one that is missing or blank is *missing*, and a message that would
 * show it is not rendered. `default:` and `{% if %}` are how an answer lives with a missing value.
 *
 * liquidjs weighs 26 KiB minified and compressed. Bundlers for browsers and workers take its browser build, with no Node
 * module in it; Node and Deno take its Node build.
 */
import { fail, limits, ok, type Result } from "@headsup/contract";
import { Liquid, LiquidError, type Template } from "liquidjs";
import type { Problem } from "../contact/problem.ts";
import { dateShower } from "./date.ts";
import { type PlainAnswer, plainAnswer, renderPlainly } from "./plain.ts";

/** A compiled answer: compile once, render for every recipient. */
export interface Answer {
  /** Names it uses, in order of first use: `first_name`, or `1` for a positional one. */
  readonly variables: readonly string[];
  /** Those without which it cannot be rendered even when every other is missing too. */
  readonly required: readonly string[];
  readonly compiled: { readonly engine: Liquid; readonly templates: Template[]; readonly plain: PlainAnswer | null };
}

export interface AnswerOptions {
  /** Language tag for the names of months and days in dates; English if absent. */
  readonly language?: string;
  /** Of its source text; a text message's if absent. */
  readonly charactersMax?: number;
  /** What is made of a value where it is shown, after its filters: what is sent as HTML must know whose words are whose. */
  readonly onValue?: (shown: string) => string;
}

export type Variables = Readonly<Record<string, string>>;

/**
 * Everything else Liquid knows is taken away: lists, chance, hashes, HTML, Liquid's clock, and arithmetic, which makes
 * "NaN" of a value such as "12,50".
 */
const tagNames = new Set(["if", "unless", "case", "comment", "#"]);
const filterNames = new Set(
  (
    "default date upcase downcase capitalize strip lstrip rstrip append prepend replace replace_first remove " +
    "remove_first truncate truncatewords slice size split first last join"
  ).split(" "),
);

/** Characters a render may create along the way, whatever the filters. */
const renderCharactersMax = 64_000;

/**
 * Compiles the text of an answer.
 *
 * @returns `invalid_template` with what is wrong and where (`details: [{ line, column, message }]`)
 */
export function compileAnswer(
  text: string,
  { language = "en", charactersMax = limits.templateCharactersMax, onValue }: AnswerOptions = {},
): Result<Answer> {
  if (text.length > charactersMax) {
    return invalid(`It has ${text.length} characters; at most ${charactersMax} are allowed.`);
  }
  const spaced = spacedNamePattern.exec(text);
  if (spaced?.groups !== undefined) {
    const { first, second } = spaced.groups;
    return invalid(`A variable's name has no spaces: write {{ ${first}_${second} }}.`, positionAt(text, spaced.index));
  }
  const source = namePositional(text);
  const engine = createEngine(language, charactersMax, onValue);
  try {
    const templates = engine.parse(source.text);
    const used = Object.values(engine.analyzeSync(templates, { partials: false }).variables).flat();
    const parted = used.find(({ segments: [, ...parts] }) => parts.length > 0 && parts.join() !== "size");
    if (parted !== undefined) {
      return invalid(
        `A variable is one column and has no parts: write {{ ${parted.segments[0]} }}.`,
        positionAt(text, source.originalOffset(offsetAt(source.text, parted.location))),
      );
    }
    const variables = [...new Set(used.map(({ segments }) => String(segments[0])))];
    const answer = {
      variables,
      required: [],
      compiled: { engine, templates, plain: onValue ? null : plainAnswer(text) },
    };
    const required = findRequired(answer);
    return required.ok ? ok({ ...answer, required: required.value }) : required;
  } catch (error) {
    if (!LiquidError.is(error)) throw error;
    return invalid(explain(error), positionAt(text, source.originalOffset(error.token.begin)));
  }
}

/** An answer that comes out as this very text, braces and all. */
export const literally = (text: string): string => text.replace(/\{(?=[{%])/g, '{{ "{" }}');

/**
 * The message for one recipient.
 *
 * @returns `MISSING_VARIABLE` naming the value the message would have shown as a blank; `INVALID_ROW` when a value does
 *   not suit its filter, such as a date that is none; `MESSAGE_TOO_LONG` when values blow it up beyond bounds
 */
export function renderAnswer({ compiled }: Answer, variables: Variables): Result<string, Problem> {
  const plainly = compiled.plain && renderPlainly(compiled.plain, variables);
  if (plainly !== null) return ok(plainly);
  return renderByLiquid(compiled, variables);
}

/** What {@link renderAnswer} falls back on. Exported for the test that holds one against the other. */
export function renderByLiquid(
  compiled: Pick<Answer["compiled"], "engine" | "templates">,
  variables: Variables,
): Result<string, Problem> {
  const present: Record<string, string> = Object.create(null);
  for (const [name, value] of Object.entries(variables)) if (value.trim() !== "") present[name] = value;
  try {
    return ok(String(compiled.engine.renderSync(compiled.templates, present)));
  } catch (error) {
    if (!LiquidError.is(error)) throw error;
    return { ok: false, error: rowProblem(error) };
  }
}

function rowProblem(error: LiquidError): Problem {
  const cause = error.originalError;
  if (cause !== undefined && "variableName" in cause) {
    const name = String(cause.variableName);
    return {
      code: "MISSING_VARIABLE",
      subject: name,
      message: `The text uses {{ ${name} }} and this row has no value for it. Add one, or give the text a default.`,
    };
  }
  if (cause?.message.includes("limit exceeded")) {
    return {
      code: "MESSAGE_TOO_LONG",
      subject: null,
      message: "The values make the message far too long. Shorten them.",
    };
  }
  return { code: "INVALID_ROW", subject: null, message: cause?.message ?? error.message };
}

function createEngine(language: string, charactersMax: number, onValue: AnswerOptions["onValue"]): Liquid {
  const engine = new Liquid({
    strictFilters: true,
    strictVariables: true,
    lenientIf: true,
    ownPropertyOnly: true,
    parseLimit: charactersMax * 2,
    memoryLimit: renderCharactersMax,
    ...(onValue && { outputEscape: (shown: unknown) => onValue(String(shown ?? "")) }),
  });
  for (const tag of Object.keys(engine.tags)) if (!tagNames.has(tag)) delete engine.tags[tag];
  for (const filter of Object.keys(engine.filters)) if (!filterNames.has(filter)) engine.unregisterFilter(filter);
  const showDate = dateShower(language);
  engine.registerFilter("date", (value: unknown, format?: unknown, zone?: unknown) => {
    const shown = showDate({ value: String(value), format: optional(format), zone: optional(zone) });
    if (shown.ok) return shown.value;
    throw new Error(shown.error); // Liquid's own way out of a filter; caught in renderAnswer
  });
  return engine;
}

const optional = (argument: unknown) => (argument === undefined || argument === null ? undefined : String(argument));

/**
 * Renders for a recipient of whom nothing is known, and learns one required name from each refusal. The stand-in is a
 * date, which every filter can read, and short. A refusal of the stand-in itself is the template's fault: an unknown
 * date format, or text blown up whatever the values.
 */
function findRequired(answer: Answer): Result<readonly string[]> {
  const required = new Set<string>();
  for (;;) {
    const standIns = Object.fromEntries([...required].map((name) => [name, "2000-01-31 12:00"]));
    const rendered = renderAnswer(answer, standIns);
    if (rendered.ok) return ok([...required]);
    const name = rendered.error.subject;
    if (name === null || required.has(name)) return invalid(rendered.error.message);
    required.add(name);
  }
}

/** `{{ first name }}`, which Liquid would read as two values and show the last. */
const spacedNamePattern =
  /\{\{-?\s*(?<first>[\p{L}_][\p{L}\p{N}_]*)[^\S\n]+(?!(?:and|or|not|contains)\b)(?<second>[\p{L}\p{N}_]+)\s*(?:\||-?\}\})/u;

interface Source {
  readonly text: string;
  /** Where a character of `text` stood in what the author wrote. */
  originalOffset(offset: number): number;
}

/** `{{1}}` → `{{["1"]}}`: to Liquid a bare 1 is the number, in brackets it is a name. */
function namePositional(text: string): Source {
  const added = '[""]'.length;
  const ends: number[] = [];
  const rewritten = text.replace(
    /(\{\{-?\s*)([1-9]\d{0,2})(?=\s*(?:\||-?\}\}))/g,
    (_, open: string, number: string, offset: number) => {
      ends.push(offset + open.length + number.length + added * (ends.length + 1));
      return `${open}["${number}"]`;
    },
  );
  return { text: rewritten, originalOffset: (offset) => offset - added * ends.filter((end) => end <= offset).length };
}

interface Position {
  readonly line: number;
  readonly column: number;
}

function positionAt(text: string, offset: number): Position {
  const before = text.slice(0, Math.max(offset, 0)).split("\n");
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

function offsetAt(text: string, { row, col }: { row: number; col: number }): number {
  const before = text.split("\n").slice(0, row - 1);
  return before.reduce((sum, line) => sum + line.length + 1, 0) + col - 1;
}

function explain(error: LiquidError): string {
  const message = (error.originalError?.message ?? error.message).replace(/, line:\d+, col:\d+$/, "");
  const tag = /^tag "(.*)" not found$/.exec(message)?.[1];
  if (tag !== undefined)
    return `"{% ${tag} %}" cannot be used. An answer knows ${[...tagNames].slice(0, 4).join(", ")}.`;
  const filter = /^undefined filter: (.*)$/.exec(message)?.[1];
  if (filter !== undefined) return `There is no filter "${filter}". Known: ${[...filterNames].join(", ")}.`;
  return `${message[0]?.toUpperCase()}${message.slice(1)}.`;
}

function invalid(message: string, position: Position = { line: 1, column: 1 }) {
  const where = `line ${position.line}, column ${position.column}`;
  return fail("invalid_template", `The answer cannot be read at ${where}. ${message}`, [{ ...position, message }]);
}
