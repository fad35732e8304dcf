import { parentPort, workerData } from "node:worker_threads";
import { answerDigestsAtOnce } from "./digest.ts";
import { mutationNamed } from "./mutations/index.ts";
import { plant } from "./mutations/plant.ts";
import type { WorkerJob } from "./seeds.ts";

/** One thread of a run: plays the seeds it is handed. A bug is planted, if one is asked for, before any code is loaded. */
const { mutation, pace } = workerData as WorkerJob;
if (mutation !== null) plant(mutationNamed(mutation));
answerDigestsAtOnce();
const play =
  pace === null
    ? (await import("./simulate.ts")).simulate
    : await import("./pace.ts").then(
        ({ playCampaign }) =>
          (name: string) =>
            playCampaign(name, pace),
      );

parentPort?.on("message", async (name: string) => parentPort?.postMessage(await play(name)));
