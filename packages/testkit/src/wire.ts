/**
 * Calls between Workers as they are on Cloudflare: arguments and results are copied, and what cannot be copied there is
 * refused here, so that it shows in a test and not in production.
 */

/** A port whose methods, those that `methods` has of its own, are called as if from another machine. */
export const overWire = <Port extends object>(
  methods: object,
  call: (method: string, args: readonly unknown[]) => Promise<unknown>,
): Port =>
  new Proxy({} as Port, {
    get:
      (_, method) =>
      async (...args: unknown[]) => {
        if (!Object.hasOwn(methods, method)) throw new TypeError(`there is no method ${String(method)}`);
        return copied(await call(String(method), copied(args)));
      },
  });

/** workerd takes plain objects, arrays, dates, maps and sets; not those of a class, nor those without a prototype. */
function copied<T>(value: T): T {
  return copyOf(value) as T;
}

/** Plain objects and arrays; the rest the platform copies, or refuses to. */
function copyOf(value: unknown): unknown {
  if (typeof value === "function" || typeof value === "symbol") return structuredClone(value);
  if (typeof value !== "object" || value === null) return value;
  const prototype = Object.getPrototypeOf(value);
  if (prototype === Array.prototype) return (value as unknown[]).map(copyOf);
  if (prototype === Object.prototype && !Object.hasOwn(value, "__proto__")) {
    const copy: Record<string, unknown> = {};
    for (const name of Object.keys(value)) copy[name] = copyOf((value as Record<string, unknown>)[name]);
    return copy;
  }
  if ([Object.prototype, Date.prototype, Map.prototype, Set.prototype].includes(prototype))
    return structuredClone(value);
  throw new TypeError(
    `Could not serialize object of type "${prototype?.constructor.name ?? "Object"}". This type does not support serialization.`,
  );
}
