/**
 * The part of zod that we and `@hono/zod-openapi` use: 30 KiB compressed, of 92. The library hands `z` on as a value, so that a
 * bundler must keep all that is in it: forty languages, a compiler, a reader of JSON Schema. Whoever uses more of zod adds it
 * here; a test says so.
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

export const coerce = { number: coercedNumber };
export const iso = { datetime };
