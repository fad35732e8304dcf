import { execFileSync } from "node:child_process";
import type { ProcessMark } from "./folder.ts";

/**
 * Processes by number *and* start time. A killed host leaves its workerd behind, which keeps the port and goes on firing
 * alarms on the same files; exactly that process must be ended before the files are opened again, and no other.
 */

/** The mark of a process, or null if there is none of that number. */
export function markOf(pid: number): ProcessMark | null {
  const startedAt = ps(["-o", "lstart=", "-p", String(pid)]);
  return startedAt === "" ? null : { pid, startedAt };
}

export const isAlive = (mark: ProcessMark): boolean => markOf(mark.pid)?.startedAt === mark.startedAt;

/** Whether there is any process of that number; cheap, for a child of our own. */
export function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Direct children of this process whose command is workerd. */
export function workerdChild(): ProcessMark | null {
  const lines = ps(["-A", "-o", "pid=,ppid=,comm="]).split("\n");
  for (const line of lines) {
    const [pid, parent, command] = line.trim().split(/\s+/);
    if (Number(parent) === process.pid && command?.split("/").at(-1)?.startsWith("workerd")) return markOf(Number(pid));
  }
  return null;
}

/** The variable by which a workerd knows its host and the folder it works on; a killed host may have left no other word of it. */
const worksOnVariable = "HEADSUP_WORKS_ON";
export const worksOn = (folder: string): Record<string, string> => ({ [worksOnVariable]: `${process.pid}:${folder}` });

/** Every workerd at work on this folder, by its own environment, and whether its host lives; none where that cannot be read. */
export function workerdsOn(folder: string): { readonly mark: ProcessMark; readonly host: number | null }[] {
  // Both show a process's environment after its arguments, in the dialect of the system's `ps`.
  const lines = ps([process.platform === "darwin" ? "axEww" : "axeww", "-o", "pid=,ppid=,args="]).split("\n");
  return lines.flatMap((line) => {
    const [, pid, parent] = /^\s*(\d+)\s+(\d+)\s.*\/workerd\S* serve /.exec(line) ?? [];
    const [, told = ""] = line.split(` ${worksOnVariable}=`);
    const host = /^\d+/.exec(told)?.[0];
    if (!`${told} `.startsWith(`${host}:${folder} `)) return [];
    const mark = pid === undefined ? null : markOf(Number(pid));
    // Whose host has died was given another parent.
    return mark === null ? [] : [{ mark, host: parent === host ? Number(host) : null }];
  });
}

/** Ends one process if it still is the one marked, and waits until it is gone. */
export async function end(mark: ProcessMark): Promise<boolean> {
  if (!isAlive(mark)) return false;
  try {
    process.kill(mark.pid, "SIGKILL");
  } catch {
    return false; // gone between the look and the signal
  }
  while (isAlive(mark)) await new Promise((resolve) => setTimeout(resolve, 20));
  return true;
}

function ps(args: readonly string[]): string {
  try {
    return execFileSync("ps", args, {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
      env: { ...process.env, LC_ALL: "C" },
    }).trim();
  } catch {
    return "";
  }
}
