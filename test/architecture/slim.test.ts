import * as nodeCrypto from "node:crypto";
import { globSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import * as querystring from "node:querystring";
import { expect, test } from "vitest";
import builtins, { parse, stringify } from "../../apps/worker/src/slim/builtins.ts";
import * as slim from "../../apps/worker/src/slim/zod.ts";

/** The bundle carries a part of zod (docs/decisions/021-bundle-diet.md): what is missing in it would fail only when deployed. */
const repository = join(import.meta.dirname, "../..");
const sources = globSync(
  ["packages/{contract,core,storage,channels,engine,api}/src/**/*.ts", "apps/worker/src/**/*.ts"],
  {
    cwd: repository,
  },
)
  .filter((file) => !file.endsWith(".test.ts"))
  .map((file) => readFileSync(join(repository, file), "utf8"))
  .filter((text) => /from "zod"/.test(text));
/** Names of types are not asked for when the worker runs. */
const used = [
  ...new Set(sources.flatMap((text) => [...text.matchAll(/\bz\.([\w.]+)\(/g)].map(([, name = ""]) => name))),
];

test("P13 all that is used of zod is in the part that is deployed", () => {
  expect(used.length).toBeGreaterThan(15);
  const found = (from: unknown, name: string) =>
    name.split(".").reduce<unknown>((at, part) => (at as Record<string, unknown> | undefined)?.[part], from);
  expect(used.filter((name) => found(slim.z, name) === undefined)).toEqual([]);
});

type Schema = InstanceType<typeof slim.z.ZodType>;
const whole: typeof slim.z = createRequire(join(repository, "apps/worker/package.json"))("zod").z;

/** The same schemas by either: each way of making one further of one, and each that holds others. */
const declared = (z: typeof slim.z) => {
  const Name = z.string().trim().min(2).max(5);
  const Leaf = z.discriminatedUnion("on", [
    z.strictObject({ on: z.literal("a"), list: z.array(Name).min(1).max(2).default(["xx"]) }),
    z.object({ on: z.literal("b"), at: z.iso.datetime({ offset: true }).optional(), n: z.int().min(0).nullable() }),
  ]);
  const Tree: Schema = z.lazy(() => z.union([z.strictObject({ all: z.array(Tree) }), z.strictObject({ it: Leaf })]));
  const Base = z.object({ name: Name, kind: z.enum(["x", "y"]).default("x"), tree: Tree.optional() });
  return {
    Name: Name.regex(/^[a-z]+$/, "small letters").describe("a name"),
    Tree,
    Base,
    Extended: Base.extend({ is: z.boolean(), any: z.unknown() }).omit({ name: true }),
    Partial: z
      .strictObject(Base.shape)
      .partial()
      .refine((value) => Object.keys(value).length > 0, "nothing"),
    Record: z.record(z.string().regex(/^k/), z.tuple([z.number(), z.coerce.number().int().default(7)])),
    Loose: z.looseObject({ url: z.url().optional(), text: z.string().transform((text) => text.length) }),
  };
};
const values = [
  undefined,
  null,
  " abc ",
  "A",
  7,
  [],
  {},
  { name: "abc", tree: { all: [{ it: { on: "a" } }, { all: [] }] } },
  { name: "abcdefg", kind: "z", more: 1 },
  { is: true, kind: "y", tree: { it: { on: "b", n: null, at: "2026-01-01T00:00:00+01:00" } } },
  { it: { on: "b", n: -1, at: "yesterday" } },
  { it: { on: "c" } },
  { all: [{ it: { on: "a", list: ["ab", "cd", "ef"] } }] },
  { k1: [1, "2"], k2: [1] },
  { j: [1] },
  { text: "four", url: "no url", more: 1 },
];

test("P14 a schema that is made when first asked for is the one made at once", () => {
  const now: Record<string, Schema> = declared(whole);
  const later: Record<string, Schema> = declared(slim.z);
  for (const [name, schema] of Object.entries(now)) {
    const other = later[name] as Schema;
    for (const value of values) {
      const [one, two] = [schema.safeParse(value), other.safeParse(value)];
      expect([name, value, two.data, two.error?.issues]).toEqual([name, value, one.data, one.error?.issues]);
    }
    const written = (of: Schema, { toJSONSchema }: Pick<typeof whole, "toJSONSchema">) =>
      JSON.stringify(toJSONSchema(of, { io: "input", unrepresentable: "any" }));
    expect(written(other, slim.z)).toEqual(written(schema, whole));
    expect(other instanceof slim.z.ZodType).toBe(true);
    expect(other.description).toBe(schema.description);
  }
});

test("P14 what Twilio's signature check asks of the runtime's own modules is theirs, loaded when asked for", () => {
  const mac = (of: Pick<typeof nodeCrypto, "createHmac">) => of.createHmac("sha1", "key").update("é").digest("base64");
  expect(mac(builtins as typeof nodeCrypto)).toBe(mac(nodeCrypto));
  expect(builtins.timingSafeEqual(Buffer.from("a"), Buffer.from("b"))).toBe(false);
  const odd = "a=%27&b='&a=%2F+c&=é";
  expect(stringify(parse(odd))).toBe(querystring.stringify(querystring.parse(odd)));
});
