/**
 * What stands for `zod` in the bundle that is deployed (`[alias]` in wrangler.toml), as zod's own index does, with the names in
 * `zodNames.ts` and no other.
 */
export * from "./zodNames.ts";
export * as z from "./zodNames.ts";
