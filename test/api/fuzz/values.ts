/** Values by a schema: right ones, and ones that are wrong in one place. */
import type { Random } from "@headsup/testkit";
import * as fc from "fast-check";
import type { Api, Schema } from "./openapi.ts";

/** What things are called in the world that is fuzzed, so that requests reach what lies behind the schemas. */
export interface Vocabulary {
  /** Ids seen in answers, by prefix: "cmp". */
  readonly ids: ReadonlyMap<string, readonly string[]>;
  /** A campaign with a list of its, and one with a recipient of its, as paths name both. */
  readonly pairs: Readonly<Record<"list" | "recipient", readonly (readonly [campaign: string, of: string])[]>>;
  /** Values that mean something, by the name of their field. */
  readonly words: Readonly<Record<string, readonly unknown[]>>;
}

export interface Maker {
  readonly api: Api;
  readonly random: Random;
  readonly vocabulary: Vocabulary;
}

/** Characters that are one thing here and another there. */
const texts = [
  "a",
  "Ada",
  "Hi {{ first_name }}",
  "é",
  "👩‍👩‍👧",
  "\u202e",
  "𝟙",
  "ﬀ",
  "İ",
  "日本",
  "$1 $& $`",
  "%s%n",
  "../..",
  "';--",
];

/** A value as the schema has it, so far as a schema can say. */
export function rightValue(maker: Maker, written: Schema, name = "", depth = 0): unknown {
  const { api, random, vocabulary } = maker;
  const schema = api.resolve(written);
  const options = schema.anyOf ?? schema.oneOf;
  if (options !== undefined) return rightValue(maker, random.pick(ending(options, depth)), name, depth + 1);
  if ("const" in schema) return schema.const;
  if (schema.enum !== undefined) return random.pick(schema.enum);
  const type = random.pick([schema.type ?? "string"].flat());
  const words = vocabulary.words[name];
  const isFor = words !== undefined && typeof words[0] === (type === "integer" ? "number" : type);
  if (isFor && random.chance(0.85)) return random.pick(words);
  switch (type) {
    case "null":
      return null;
    case "boolean":
      return random.chance(0.5);
    case "integer":
    case "number":
      return rightNumber(random, schema);
    case "array": {
      const { minItems = 0, maxItems = 3, prefixItems, items = {} } = schema;
      if (prefixItems !== undefined) return prefixItems.map((item) => rightValue(maker, item, name, depth + 1));
      const length = random.between(minItems, Math.max(minItems, Math.min(maxItems, 3)));
      return Array.from({ length }, () => rightValue(maker, items, name, depth + 1));
    }
    case "object":
      return rightObject(maker, schema, depth);
    default:
      return rightText(maker, schema);
  }
}

/** Fields that are optional because another may stand for them; without any, a request says nothing. */
const wanted = new Set(["text", "name", "startAt"]);

/** Deep down, those options that do not go on for ever. */
function ending(options: readonly Schema[], depth: number): readonly Schema[] {
  const plain = options.filter((option) => !JSON.stringify(option).includes("$ref"));
  return depth < 8 || plain.length === 0 ? options : plain;
}

function rightObject(maker: Maker, { properties = {}, required = [], additionalProperties }: Schema, depth: number) {
  const { random } = maker;
  const value: Record<string, unknown> = {};
  const mayAppear = random.pick([0, 0, 0.15, 0.5]);
  for (const [name, schema] of Object.entries(properties))
    if (required.includes(name) || random.chance(wanted.has(name) ? 0.7 : mayAppear))
      value[name] = rightValue(maker, schema, name, depth + 1);
  if (typeof additionalProperties === "object")
    for (let i = random.between(0, 2); i > 0; i--)
      value[random.pick(["1", "first_name", "+44", "name"])] = rightValue(maker, additionalProperties);
  return value;
}

function rightNumber(random: Random, { type, minimum = 0, maximum = minimum + 1_000_000 }: Schema): number {
  const value = random.pick([minimum, maximum, minimum + (maximum - minimum) * random.next()]);
  return type === "integer" ? Math.floor(value) : value;
}

const matching = new Map<string, readonly string[]>();

function rightText({ random, vocabulary }: Maker, { pattern, format, minLength = 0, maxLength = 50 }: Schema): string {
  if (format === "uri") return random.pick(["https://team.test/a", "https://team.test/?b=%20", "http://é.test:8080/"]);
  if (format === "date-time")
    return random.pick([
      "2026-11-24T18:00:00Z",
      "2026-12-01T00:00:00+13:45",
      "2020-01-01T00:00:00Z",
      "2027-06-01T09:30:00.5-03:30",
    ]);
  if (pattern !== undefined) {
    const ids = vocabulary.ids.get(/^\^([a-z]{3})_\[/.exec(pattern)?.[1] ?? "");
    if (ids !== undefined && random.chance(0.9)) return random.pick(ids);
    const known = matching.get(pattern) ?? fc.sample(fc.stringMatching(new RegExp(pattern)), { seed: 7, numRuns: 30 });
    matching.set(pattern, known);
    return random.pick(known);
  }
  let text = random.pick(texts);
  while (text.length < minLength) text += random.pick(texts);
  return text.length > maxLength ? "x".repeat(maxLength) : text;
}

/** Deeper than any body may be. */
const deep = JSON.parse(`${"[".repeat(90)}${"]".repeat(90)}`);

/** Wrong nearly everywhere. */
const wrongAnywhere: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1.5,
  -0,
  Number.MAX_SAFE_INTEGER + 1,
  1e308,
  "",
  " ",
  "\u0000",
  "\ud800",
  "NaN",
  "Infinity",
  "-1",
  "1e999",
  "__proto__",
  "constructor",
  "{{ a | nope }}",
  "{% for i in (1..1000000000) %}x{% endfor %}",
  "x".repeat(5_000),
  "é".repeat(21_000),
  [],
  [[]],
  [null],
  {},
  { toString: 1 },
  { length: 1e9 },
  deep,
];

type Path = readonly (string | number)[];

/** The same value with one thing changed. */
export function spoilt({ random }: Pick<Maker, "random">, value: unknown): unknown {
  const at = random.pick([[], ...placesIn(value)]);
  const inside = at.reduce<unknown>((within, step) => (within as Record<string, unknown>)[step], value);
  const isObject = typeof inside === "object" && inside !== null && !Array.isArray(inside);
  if (isObject && random.chance(0.4)) return changed(value, at, spoiltFields(random, inside));
  if (Array.isArray(inside) && random.chance(0.5))
    return changed(
      value,
      at,
      Array.from({ length: random.pick([0, 30, 600]) }, () => inside[0] ?? "a"),
    );
  if (typeof inside === "number" && random.chance(0.5))
    return changed(value, at, random.pick([-inside, inside * 1e9, inside + 0.1, String(inside), [inside]]));
  if (typeof inside === "string" && random.chance(0.5))
    return changed(
      value,
      at,
      random.pick([` ${inside} `, `${inside}\u0000`, inside.toUpperCase(), inside.slice(1), `${inside}\u0301`]),
    );
  return changed(value, at, random.pick(wrongAnywhere));
}

function spoiltFields(random: Random, fields: object): unknown {
  const names = Object.keys(fields);
  const extra = JSON.parse(
    random.pick([
      '{"__proto__":{"isAdmin":true}}',
      '{"constructor":{"prototype":1}}',
      '{"extra":1}',
      '{"":null}',
      '{"toString":"a"}',
    ]),
  );
  if (names.length === 0 || random.chance(0.4)) return withOwn(fields, extra);
  const without = random.pick(names);
  return Object.fromEntries(Object.entries(fields).filter(([name]) => name !== without));
}

/** `__proto__` too stays a field of its own. */
const withOwn = (fields: object, extra: object): unknown =>
  Object.fromEntries([...Object.entries(fields), ...Object.entries(extra)]);

function placesIn(value: unknown, at: Path = []): Path[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, each]) => {
    const here = [...at, Array.isArray(value) ? Number(name) : name];
    return [here, ...placesIn(each, here)];
  });
}

function changed(value: unknown, [step, ...rest]: Path, to: unknown): unknown {
  if (step === undefined) return to;
  if (Array.isArray(value)) return value.map((each, i) => (i === step ? changed(each, rest, to) : each));
  return Object.fromEntries(
    Object.entries(value as object).map(([name, each]) => [name, name === step ? changed(each, rest, to) : each]),
  );
}
