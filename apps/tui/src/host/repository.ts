import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The root of this repository: the embedded host runs the bundle built there. */
export const repository = fileURLToPath(new URL("../../../..", import.meta.url));

/** The bundled worker. */
export function workerScript(): { scriptPath: string; modulesRoot: string } {
  const modulesRoot = join(repository, "dist/worker");
  const scriptPath = join(modulesRoot, "index.js");
  if (!existsSync(scriptPath)) throw new Error(`The worker is not built (${scriptPath}). Build it with: pnpm build`);
  return { scriptPath, modulesRoot };
}
