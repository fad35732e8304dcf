import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { portOr } from "../../../apps/tui/src/host/ports.ts";
import { repository } from "../../../apps/tui/src/host/repository.ts";
import { startWorkerd } from "../workerd.ts";

const esbuild: { build(options: object): Promise<unknown> } = createRequire(join(repository, "apps/tui/package.json"))(
  "esbuild",
);

const object = fileURLToPath(new URL("./floorObject.ts", import.meta.url));
const source = `import { Hono } from "hono";
export * from ${JSON.stringify(object)};
export default new Hono().all("*", (c) => c.env.CAMPAIGN.getByName("one").fetch(c.req.raw));`;

/** The least that can carry word to a watcher (an empty Hono worker before `floorObject.ts`), on a workerd started as ours is. */
export async function startFloor(): Promise<{ readonly port: number; readonly close: () => Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), "headsup-floor-"));
  const outfile = join(folder, "floor.js");
  try {
    await esbuild.build({
      stdin: { contents: source, resolveDir: join(repository, "apps/tui") },
      bundle: true,
      minify: true,
      format: "esm",
      outfile,
    });
    const { headsup: port, close } = await startWorkerd({}, await portOr(0), outfile);
    return { port, close };
  } finally {
    rmSync(folder, { recursive: true, force: true }); // workerd's folder has a copy
  }
}
