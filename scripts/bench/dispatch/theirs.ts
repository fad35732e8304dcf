import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { conversation } from "./conversation.ts";
import type { Redis } from "./redis.ts";
import type { RivalOrder, RivalWord } from "./rival.ts";
import type { Side } from "./side.ts";

/** BullMQ: its worker, a process beside its Redis. */
export async function startTheirs(redis: Redis, { sinkUrl, lanes }: { sinkUrl: string; lanes: number }): Promise<Side> {
  const script = fileURLToPath(new URL("./rival.ts", import.meta.url));
  const child = fork(script, [String(redis.port), sinkUrl]);
  const { ask, close } = conversation<RivalOrder, RivalWord>(child, "BullMQ's worker");
  await ask(null, "ready");
  let made = 0;
  return {
    prepare: async (groups) => {
      const campaigns = groups.map(() => `cmp_${++made}`);
      for (const [i, campaign] of campaigns.entries())
        await ask({ order: "queue", campaign, people: groups[i] ?? [] }, "queued");
      let done: Promise<Extract<RivalWord, { word: "done" }>> | undefined;
      const start = async () => {
        done = ask({ order: "run", campaigns, lanes }, "done");
      };
      return { start, counts: async () => (await done)?.counts ?? {} };
    },
    close,
  };
}
