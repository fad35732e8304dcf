import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, globSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Bundles the worker to dist/worker, as a deployment would, unless it is there already for these very sources. The
 * embedded host runs this bundle: what is tried on a laptop is what is deployed.
 */
const root = join(import.meta.dirname, "..");
const outDir = join(root, "dist/worker");
const stampFile = join(outDir, "sources.sha256");
/** What the bundle is made of, by esbuild: `pnpm size` reads it. */
const metaFile = join(root, "dist/worker-meta.json");

const sources = globSync(["packages/*/src/**/*.ts", "apps/worker/src/**/*.ts", "wrangler.toml", "pnpm-lock.yaml"], {
  cwd: root,
})
  .filter((file) => !file.endsWith(".test.ts"))
  .sort();
const hash = createHash("sha256");
for (const file of sources) hash.update(file).update(readFileSync(join(root, file)));
const stamp = hash.digest("hex");

const isFresh = existsSync(metaFile) && existsSync(stampFile) && readFileSync(stampFile, "utf8") === stamp;
if (!isFresh || process.argv.includes("--force")) {
  execFileSync(
    join(root, "node_modules/.bin/wrangler"),
    ["deploy", "--dry-run", "--outdir", outDir, "--metafile", metaFile],
    {
      cwd: root,
      stdio: ["ignore", "pipe", "inherit"],
      env: { ...process.env, WRANGLER_SEND_METRICS: "false", WRANGLER_LOG_PATH: join(root, "dist/logs"), CI: "1" },
    },
  );
  writeFileSync(stampFile, stamp);
}
