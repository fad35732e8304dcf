/**
 * What stands for `crypto`, `url` and `querystring` in the bundle that is deployed (`[alias]` in wrangler.toml), as far as Twilio's
 * signature check uses them: loaded when the first signature is checked, for loading them was a tenth of an empty worker's start.
 */
declare const process: { getBuiltinModule(name: string): Record<string, (...args: unknown[]) => unknown> };

const later =
  (module: string, name: string) =>
  (...args: unknown[]): unknown =>
    process.getBuiltinModule(module)[name]?.(...args);

/** Of `crypto`; and of `url`, of which nothing is used. */
export default {
  createHmac: later("node:crypto", "createHmac"),
  timingSafeEqual: later("node:crypto", "timingSafeEqual"),
};
/** Of `querystring`. */
export const parse = later("node:querystring", "parse");
export const stringify = later("node:querystring", "stringify");
