import { registerHooks } from "node:module";
import { fileURLToPath } from "node:url";
import type { Mutation } from "./index.ts";

const repository = fileURLToPath(new URL("../../../", import.meta.url));

/**
 * Plants a bug in this thread: the file is changed as it is loaded, on its way from the disk; nothing on disk changes. The
 * code to be changed must be there exactly once, so that a mutation cannot silently stop being one.
 */
export function plant({ name, file, find, replace }: Mutation): void {
  registerHooks({
    load: (url, context, nextLoad) => {
      const loaded = nextLoad(url, context);
      if (!url.startsWith("file:") || fileURLToPath(url) !== repository + file) return loaded;
      const source = String(loaded.source);
      const places = source.split(find).length - 1;
      if (places !== 1)
        throw new Error(`"${name}" can no longer be planted: ${file} has ${places} places that read\n${find}`);
      return { ...loaded, source: source.replace(find, () => replace) };
    },
  });
}
