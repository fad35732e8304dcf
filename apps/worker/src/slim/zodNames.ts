/**
 * The part of zod that we use: 28 KiB compressed, of 92. `z` is one object, and what cannot be told apart in it a bundler keeps:
 * forty languages, a compiler, a reader of JSON Schema. Whoever uses more of zod adds it here; a test says so. Schemas are made when first asked for (later.ts).
 */
import * as coerced from "../../node_modules/zod/v4/classic/coerce.js";
import * as isoed from "../../node_modules/zod/v4/classic/iso.js";
import * as schemas from "../../node_modules/zod/v4/classic/schemas.js";
import { later } from "./later.ts";

export { ZodArray, ZodOptional, ZodType } from "../../node_modules/zod/v4/classic/schemas.js";
export { toJSONSchema } from "../../node_modules/zod/v4/core/json-schema-processors.js";
export { registry } from "../../node_modules/zod/v4/core/registries.js";

export const array = later(schemas.array);
export const boolean = later(schemas.boolean);
export const discriminatedUnion = later(schemas.discriminatedUnion);
export const int = later(schemas.int);
export const lazy = later(schemas.lazy);
export const literal = later(schemas.literal);
export const looseObject = later(schemas.looseObject);
export const number = later(schemas.number);
export const object = later(schemas.object);
export const record = later(schemas.record);
export const strictObject = later(schemas.strictObject);
export const string = later(schemas.string);
export const tuple = later(schemas.tuple);
export const union = later(schemas.union);
export const unknown = later(schemas.unknown);
export const url = later(schemas.url);
const enumOf = later(schemas.enum);

export { enumOf as enum };

export const coerce = { number: later(coerced.number) };
export const iso = { datetime: later(isoed.datetime) };
