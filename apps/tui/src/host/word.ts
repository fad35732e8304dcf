import { dirname } from "node:path";
import { type Folder, type HostFile, pointerTo, siblingHosts } from "./folder.ts";
import { isAlive } from "./processes.ts";

/** Leaves word of the host that is at work in this folder, where the commands look for it. */
export function leaveWord(folder: Folder, file: HostFile): void {
  folder.host.write(file);
  pointerTo(dirname(folder.path)).write(file);
}

/** Takes the word back; should a host of a sibling folder be at work, the commands find that one again. */
export function retract(folder: Folder): void {
  folder.host.remove();
  const root = dirname(folder.path);
  const pointer = pointerTo(root);
  if (pointer.read()?.host.pid !== process.pid) return;
  const other = siblingHosts(root).find(({ host }) => isAlive(host));
  if (other === undefined) pointer.remove();
  else pointer.write(other);
}
