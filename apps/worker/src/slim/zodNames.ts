/**
 * The part of zod that we use: 28 KiB compressed, of 92. `z` is one object, and what cannot be told apart in it a bundler keeps:
 * forty languages, a compiler, a reader of JSON Schema. Whoever uses more of zod adds it here; a test says so.
 */
import { number as coercedNumber } from "../../node_modules/zod/v4/classic/coerce.js";
import { datetime } from "../../node_modules/zod/v4/classic/iso.js";

export {
  array,
  boolean,
  discriminatedUnion,
  enum,
  int,
  lazy,
  literal,
  looseObject,
  number,
  object,
  record,
  strictObject,
  string,
  tuple,
  union,
  unknown,
  url,
  ZodArray,
  ZodOptional,
  ZodType,
} from "../../node_modules/zod/v4/classic/schemas.js";
export { toJSONSchema } from "../../node_modules/zod/v4/core/json-schema-processors.js";
export { registry } from "../../node_modules/zod/v4/core/registries.js";

export const coerce = { number: coercedNumber };
export const iso = { datetime };
