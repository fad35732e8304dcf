import type { Command } from "commander";
import type { RunLine } from "../demo/play.ts";
import type { Shell } from "../shell.ts";

/** `headsup demo`: a campaign from a CSV to delivered, on a fast clock against the sandbox carrier. */
export function addDemo(program: Command, shell: Shell, runLine: RunLine): void {
  program
    .command("demo")
    .description("Watch a campaign run: 60 people in five time zones, an hour in a minute, no account needed")
    .action(async () => {
      // Loaded when it is needed: other commands must not wait for the runtime.
      const { playDemo } = await import("../demo/play.ts");
      await playDemo(shell, runLine);
    });
}
