import { lostWords } from "@headsup/testkit/lost";
import { answerCryptoAtOnce } from "./crypto.ts";
import { mutationNamed } from "./mutations/index.ts";
import { plant } from "./mutations/plant.ts";
import type { Job } from "./seeds.ts";

/** One process of a run: plays the names it is sent. A bug is planted, if one is asked for, before any code is loaded. */
const { mutation, pace } = JSON.parse(process.argv[2] ?? "{}") as Job;
if (mutation !== null) plant(mutationNamed(mutation));
answerCryptoAtOnce();
const play =
  pace === null
    ? (await import("./simulate.ts")).simulate
    : await import("./pace.ts").then(
        ({ playCampaign }) =>
          (name: string) =>
            playCampaign(name, pace),
      );

// What a copy that was killed had begun and nobody waits for: it ends with the copy.
process.on("unhandledRejection", (reason) => {
  if (!(reason instanceof Error) || reason.message !== lostWords) throw reason;
});
process.on("message", async (name: string) => process.send?.(await play(name)));
// The run is over: what is still being played interests nobody.
process.on("disconnect", () => process.exit());
