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

function copied<T>(value: T): T {
  checkPlain(value);
  return structuredClone(value);
}

/** workerd takes plain objects, arrays, dates, maps and sets; not those of a class, nor those without a prototype. */
function checkPlain(value: unknown): void {
  if (typeof value !== "object" || value === null) return;
  const prototype = Object.getPrototypeOf(value);
  if (![Object.prototype, Array.prototype, Date.prototype, Map.prototype, Set.prototype].includes(prototype))
    throw new TypeError(
      `Could not serialize object of type "${prototype?.constructor.name ?? "Object"}". This type does not support serialization.`,
    );
  for (const member of Object.values(value)) checkPlain(member);
}
