import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Folder } from "@headsup/tui/host/folder";
import { isAlive } from "@headsup/tui/host/processes";

/** Another host is at work in the folder, or its data are another kind of host's. */
class FolderTakenError extends Error {
  override readonly name = "FolderTakenError";
}

/**
 * Makes the folder this process's until it closes or dies. The lock is the operating system's, so that a crash lets go
 * of it by itself and two that start at once cannot both have it. Where a file system keeps no locks, the process that
 * left word of itself, told by number and start time, still holds the folder while it lives.
 *
 * @returns lets go
 * @throws {FolderTakenError}
 */
export function hold(folder: Folder): () => void {
  if (existsSync(join(folder.databases, "d1")))
    throw new FolderTakenError(
      `${folder.path} holds the databases of "headsup up", which keeps them in another form. Use another --data folder.`,
    );
  const file = Deno.openSync(join(folder.path, "lock"), { create: true, write: true, mode: 0o600 });
  const host = folder.host.read();
  const isLocked = !file.tryLockSync(true);
  if (isLocked || (host !== null && host.host.pid !== Deno.pid && isAlive(host.host))) {
    file.close();
    const who = host === null ? "" : ` (${host.url}, process ${host.host.pid})`;
    throw new FolderTakenError(
      `A host is running on ${folder.path} already${who}. Stop it first, or use another --data folder.`,
    );
  }
  return () => file.close();
}
