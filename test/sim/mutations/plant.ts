import { registerHooks } from "node:module";
import { fileURLToPath } from "node:url";
import type { Edit, Mutation } from "./index.ts";

const repository = fileURLToPath(new URL("../../../", import.meta.url));

/**
 * Plants a bug in this thread: the file is changed as it is loaded, on its way from the disk; nothing on disk changes. The
 * code to be changed must be there exactly once, so that a mutation cannot silently stop being one.
 */
export function plant({ name, edits }: Mutation): void {
  registerHooks({
    load: (url, context, nextLoad) => {
      const loaded = nextLoad(url, context);
      const path = url.startsWith("file:") ? fileURLToPath(url) : "";
      const ours = edits.filter(({ file }) => path === repository + file);
      return ours.length === 0 ? loaded : { ...loaded, source: ours.reduce(edited(name), String(loaded.source)) };
    },
  });
}

const edited =
  (name: string) =>
  (source: string, { file, find, replace }: Edit): string => {
    const places = source.split(find).length - 1;
    if (places !== 1)
      throw new Error(`"${name}" can no longer be planted: ${file} has ${places} places that read\n${find}`);
    return source.replace(find, () => replace);
  };
