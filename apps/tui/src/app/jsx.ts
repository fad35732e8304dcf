/** Node runs TypeScript by leaving types out; JSX has to be put into calls as well. This teaches it to. */
import { readFileSync } from "node:fs";
import { registerHooks } from "node:module";
import { fileURLToPath } from "node:url";
import { transformSync } from "esbuild";

let isRegistered = false;

/** From now on this process can import `.tsx`. */
export function allowJsx(): void {
  if (isRegistered) return;
  isRegistered = true;
  registerHooks({
    load(url, context, next) {
      if (!url.endsWith(".tsx")) return next(url, context);
      const path = fileURLToPath(url);
      const { code } = transformSync(readFileSync(path, "utf8"), {
        loader: "tsx",
        jsx: "automatic",
        format: "esm",
        target: "node22",
        sourcefile: path,
        sourcemap: "inline",
      });
      return { format: "module", source: code, shortCircuit: true };
    },
  });
}
