import type { Command } from "commander";
import type { RunLine } from "../demo/play.ts";
import { isAtTerminal } from "../programTerminal.ts";
import type { Shell } from "../shell.ts";
import { parseRate } from "./rate.ts";
import { examples } from "./session.ts";

/** `headsup demo`: a team's campaigns to look around in; without a terminal, one campaign from a CSV to delivered. */
export function addDemo(program: Command, shell: Shell, runLine: RunLine): void {
  const command = program
    .command("demo")
    .description("See it at work, no account needed: a team's campaigns on a fast clock, opened full-screen")
    .option("--rate <rate>", "how many times as fast as the wall clock (default: 60x, an hour in a minute)", parseRate)
    .option("--plain", "no screens: play one campaign to 60 people in five time zones and print what happens");
  command.addHelpText(
    "after",
    `
Without a terminal it is as with --plain: exit code 0 only if the campaign
completed and the carrier's log shows no broken promise.`,
  );
  examples(command, ["headsup demo", "headsup demo --plain", "headsup demo --rate 600x"]).action(
    async ({ rate, plain }: { rate?: number; plain?: boolean }) => {
      // Loaded when it is needed: other commands must not wait for the runtime.
      const { demoRate } = await import("../demo/stage.ts");
      if (!plain && isAtTerminal(shell)) {
        const { openDemo } = await import("../demo/tour.ts");
        await openDemo(shell, { rate: rate ?? demoRate });
        return;
      }
      const { playDemo } = await import("../demo/play.ts");
      await playDemo(shell, { runLine, rate: rate ?? demoRate });
    },
  );
}
