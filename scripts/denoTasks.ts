import { createRequire } from "node:module";

/** Deno itself, without the script that npm puts before it; null where its package has none for this machine. */
export function denoExecutable(): string | null {
  try {
    return createRequire(import.meta.url)("deno/install_api.cjs").runInstall();
  } catch {
    return null;
  }
}

/** What the packages promise to run on besides Workers and Node, and the host that is written for Deno. */
export const checkArgs = [
  "check",
  "--quiet",
  "packages/contract/src",
  "packages/core/src",
  "packages/channels/src",
  "packages/storage/src",
  "packages/engine/src",
  "packages/api/src",
  "apps/deno/src",
  "test/deno",
];

/** The tests of Node's run, and the host's own. Types are checked elsewhere. */
export const testArgs = [
  "test",
  "--quiet",
  "--allow-all",
  "--no-check",
  "--no-remote",
  "--parallel",
  "--import-map=test/deno/imports.json",
  "packages",
  "apps/carrier",
  "apps/deno",
  "test/api",
  "test/engine",
  "test/deno",
];

/** The host, with the permissions it needs. */
export const runArgs = [
  "run",
  "--quiet",
  "--no-remote",
  "--allow-net",
  "--allow-read",
  "--allow-write",
  "--allow-env",
  "--allow-sys",
  "--allow-run=ps",
  "apps/deno/src/main.ts",
];
