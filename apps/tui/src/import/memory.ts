import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/**
 * Keeps the garbage of long work as small as that of short work. What an import holds at once is some megabytes, however long
 * the list; but the more garbage there is, the more room V8 makes for it, to collect seldom: of a million rows 150 MiB became
 * 350. So the room is first made small, by a collection that gives back all it can, and then kept so. The flags are read
 * whenever a collection ends, and are as they were once the work is done.
 */
export async function inLittleMemory<T>(work: () => Promise<T>): Promise<T> {
  for (const flag of ["--expose-gc", "--semi-space-growth-factor=1", "--heap-growing-percent=15"])
    setFlagsFromString(flag);
  const collect: NodeJS.GCFunction = runInNewContext("gc");
  collect({ type: "major", execution: "sync", flavor: "last-resort" });
  try {
    return await work();
  } finally {
    for (const flag of ["--no-expose-gc", "--semi-space-growth-factor=2", "--heap-growing-percent=0"])
      setFlagsFromString(flag);
  }
}
