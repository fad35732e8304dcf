import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import type { PaceOptions } from "./pace.ts";

/** What a player is started with. */
export interface Job {
  /** The bug planted in its copy of the code, if any. */
  readonly mutation: string | null;
  /** Plays campaigns for their pace instead of seeds. */
  readonly pace: PaceOptions | null;
}

export interface Run<Result> extends Partial<Job> {
  /** Seeds, or names of campaigns. */
  readonly names: readonly string[];
  /** Told of each as it is done; `false` ends the run early. */
  readonly onResult: (result: Result) => boolean | undefined;
  readonly players?: number;
}

const player = fileURLToPath(new URL("./player.ts", import.meta.url));
/** Where Node keeps what it compiled: each bug is planted into a process of its own, and half of its start was compiling. */
const compiled = fileURLToPath(new URL("../../dist/compiled", import.meta.url));

/**
 * Plays all names in a few processes, each the next one as it becomes free. Processes, not threads: each plants its own bug
 * into its own copy of the code.
 */
export async function playAll<Result>({
  names,
  onResult,
  mutation = null,
  pace = null,
  players = availableParallelism(),
}: Run<Result>): Promise<void> {
  const queue = names.values();
  const job: Job = { mutation, pace };
  let isOver = false;
  const work = async () => {
    const child = fork(player, [JSON.stringify(job)], {
      // Much is made that does not last: room for it saves collecting it. A run is over before most of it is known to be
      // worth compiling: the quick compiler has all of it.
      execArgv: ["--max-semi-space-size=64", "--always-sparkplug"],
      env: { ...process.env, NODE_COMPILE_CACHE: compiled },
    });
    try {
      for (const name of queue) {
        if (isOver) return;
        if (onResult(await ask<Result>(child, name)) === false) isOver = true;
      }
    } finally {
      if (child.connected) child.disconnect();
      if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
    }
  };
  await Promise.all(Array.from({ length: Math.min(players, names.length) }, work));
}

function ask<Result>(child: ChildProcess, name: string): Promise<Result> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null) => reject(new Error(`the process that played ${name} ended with ${code}`));
    child.once("exit", onExit);
    child.once("message", (result) => {
      child.off("exit", onExit);
      resolve(result as Result);
    });
    child.send(name);
  });
}
