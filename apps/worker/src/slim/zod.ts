/**
 * What stands for `zod` in the bundle that is deployed (`[alias]` in wrangler.toml).
 *
 * The part of zod that we use: 28 KiB compressed, of 92. `z` is one object, and what cannot be told apart in it a bundler keeps:
 * forty languages, a compiler, a reader of JSON Schema. Whoever uses more of zod adds it here; a test says so. Schemas are made
 * when first asked for (later.ts).
 */
import * as coerced from "../../node_modules/zod/v4/classic/coerce.js";
import * as iso from "../../node_modules/zod/v4/classic/iso.js";
import * as schemas from "../../node_modules/zod/v4/classic/schemas.js";
import { toJSONSchema } from "../../node_modules/zod/v4/core/json-schema-processors.js";
import { registry } from "../../node_modules/zod/v4/core/registries.js";
import { later } from "./later.ts";

export const z = {
  array: later(schemas.array),
  boolean: later(schemas.boolean),
  discriminatedUnion: later(schemas.discriminatedUnion),
  int: later(schemas.int),
  lazy: later(schemas.lazy),
  literal: later(schemas.literal),
  looseObject: later(schemas.looseObject),
  number: later(schemas.number),
  object: later(schemas.object),
  record: later(schemas.record),
  strictObject: later(schemas.strictObject),
  string: later(schemas.string),
  tuple: later(schemas.tuple),
  union: later(schemas.union),
  unknown: later(schemas.unknown),
  url: later(schemas.url),
  enum: later(schemas.enum),
  coerce: { number: later(coerced.number) },
  iso: { datetime: later(iso.datetime) },
  ZodArray: schemas.ZodArray,
  ZodOptional: schemas.ZodOptional,
  ZodType: schemas.ZodType,
  registry,
  toJSONSchema,
};
