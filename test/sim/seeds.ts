import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { PaceOptions } from "./pace.ts";

/** What a thread is started with. */
export interface WorkerJob {
  /** The bug planted in its copy of the code, if any. */
  readonly mutation: string | null;
  /** Plays campaigns for their pace instead of seeds. */
  readonly pace: PaceOptions | null;
}

export interface Run<Result> extends Partial<WorkerJob> {
  /** Seeds, or names of campaigns. */
  readonly names: readonly string[];
  /** Told of each as it is done; `false` ends the run early. */
  readonly onResult: (result: Result) => boolean | undefined;
  readonly threads?: number;
}

/** Plays all names on a few threads, each the next one as it becomes free. */
export async function playAll<Result>({
  names,
  onResult,
  mutation = null,
  pace = null,
  threads = availableParallelism(),
}: Run<Result>): Promise<void> {
  const queue = names.values();
  let isOver = false;
  const work = async () => {
    const workerData: WorkerJob = { mutation, pace };
    const worker = new Worker(new URL("./worker.ts", import.meta.url), { workerData, execArgv: [] });
    try {
      for (const name of queue) {
        if (isOver) return;
        if (onResult(await ask<Result>(worker, name)) === false) isOver = true;
      }
    } finally {
      await worker.terminate();
    }
  };
  await Promise.all(Array.from({ length: Math.min(threads, names.length) }, work));
}

function ask<Result>(worker: Worker, name: string): Promise<Result> {
  return new Promise((resolve, reject) => {
    worker.once("error", reject);
    worker.once("message", (result: Result) => {
      worker.off("error", reject);
      resolve(result);
    });
    worker.postMessage(name);
  });
}
