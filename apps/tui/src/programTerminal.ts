import type { Command } from "commander";
import { type Connection, type ConnectionFlags, findConnection } from "./client/connection.ts";
import { withServer } from "./commands/session.ts";
import { CommandError, exitCodes } from "./failure.ts";
import type { Shell } from "./shell.ts";

/**
 * `headsup` without a command: the terminal UI where a person sits at a terminal, the help elsewhere. With `--url`,
 * `--token` or `--connection` it opens there; before a command these mean the same as after it.
 */
export function addTerminal(program: Command, shell: Shell, args: readonly string[]): void {
  withServer(program).enablePositionalOptions();
  program.hook("preAction", (_, command) => {
    for (const [name, value] of Object.entries(program.opts()))
      if (command !== program && command.getOptionValue(name) === undefined) command.setOptionValue(name, value);
  });
  // With an action of its own the program would take a misspelt command for an argument too many.
  if (program.parseOptions([...args]).operands.length > 0) return;
  program.action(async (flags: ConnectionFlags) => {
    if (!isAtTerminal(shell)) program.help({ error: true });
    // Loaded when it is needed: other commands must not wait for the screens.
    const { openTerminal } = await import("./app/open.ts");
    await openTerminal(shell, await connectionOrTrouble(shell, flags));
  });
}

/** Whether screens can be drawn, and keys be read. */
export const isAtTerminal = ({ stdin, stdout, env }: Pick<Shell, "stdin" | "stdout" | "env">): boolean =>
  stdin.isTTY === true && stdout.isTTY === true && env.TERM !== "dumb";

/** Where nothing to connect to is found, the UI says so itself, and how to go on. Being called wrongly ends here. */
async function connectionOrTrouble(
  shell: Shell,
  flags: ConnectionFlags,
): Promise<{ connection: Connection | null; trouble?: CommandError }> {
  try {
    return { connection: await findConnection(shell, flags) };
  } catch (error) {
    if (!(error instanceof CommandError) || error.exitCode === exitCodes.usage) throw error;
    return { connection: null, trouble: error };
  }
}
