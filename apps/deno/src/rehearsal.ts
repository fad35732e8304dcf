import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { copyDatabases } from "@headsup/tui/host/databases";
import { openFolder } from "@headsup/tui/host/folder";

/** A rehearsal starts from the data as they are, in a folder of its own; one under way is gone on with. */
export async function copyForRehearsal(from: string, data: string): Promise<string> {
  const folder = openFolder(data);
  if (existsSync(folder.databases))
    return `Going on with the rehearsal in ${data}. Remove that folder to start from a fresh copy.`;
  const files = await copyDatabases(join(resolve(from), "databases"), folder.databases);
  return files === 0
    ? "There is no data to copy yet; the rehearsal starts empty."
    : `Copied ${files} databases into ${data}.`;
}
