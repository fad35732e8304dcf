import type { ZodType } from "../../node_modules/zod/v4/classic/schemas.js";

/** What zod keeps of a schema. */
interface Made {
  readonly _zod: {
    readonly constr: { readonly prototype: object; init(schema: object, def: unknown): void };
    readonly def: unknown;
    parent?: unknown;
    deferred?: readonly (() => void)[] | undefined;
  };
}

/**
 * Schemas made when first asked for. A start declares some two thousand, and a request needs a handful: making them all was most
 * of what a cold start computed. What stands for a schema until then remembers how to make it, and what was chained to it; once
 * anything else of it is asked for it is made, in place.
 */
class Later {
  #make: (() => ZodType) | undefined;

  constructor(make: () => ZodType) {
    this.#make = make;
  }

  static ready(schema: Later): void {
    const make = schema.#make;
    if (make === undefined) return;
    // As zod's own `clone` makes one of another, but in place: whoever holds what stood for it holds the schema.
    const { constr, def, parent } = (make() as unknown as Made)._zod;
    schema.#make = undefined;
    Object.setPrototypeOf(schema, constr.prototype);
    constr.init(schema, def);
    const { _zod } = schema as unknown as Made;
    if (parent !== undefined) _zod.parent = parent;
    for (const last of _zod.deferred ?? []) last();
    _zod.deferred = undefined;
  }
}

/** Methods that only make a further schema of one. Others make it at once, which is right as well. */
const chained = (
  "array check default extend int max min nonnegative nullable nullish omit optional partial pick pipe positive refine regex " +
  "strict superRefine toLowerCase transform trim"
).split(" ");

type Methods = Record<string, (...args: unknown[]) => ZodType>;

for (const name of chained)
  Object.defineProperty(Later.prototype, name, {
    value(this: Later, ...args: unknown[]) {
      return new Later(() => {
        Later.ready(this);
        return (this as unknown as Methods)[name]?.(...args) as ZodType;
      });
    },
  });

// What is looked up on the way to being found nowhere is asked for now.
Object.setPrototypeOf(
  Later.prototype,
  new Proxy(Object.prototype, {
    has: (_, key) => key === "_zod" || key in Object.prototype,
    get(_, key, schema: Later) {
      Later.ready(schema);
      return Reflect.get(schema, key);
    },
    set(_, key, value, schema: Later) {
      Later.ready(schema);
      return Reflect.defineProperty(schema, key, { value, writable: true, enumerable: true, configurable: true });
    },
  }),
);

/** The same maker of schemas, but later. */
export const later = <Make extends (...args: never[]) => unknown>(make: Make): Make =>
  ((...args: never[]) => new Later(() => make(...args) as ZodType)) as unknown as Make;
