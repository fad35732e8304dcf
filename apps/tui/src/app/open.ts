import type { Connection } from "../client/connection.ts";
import type { CommandError } from "../failure.ts";
import type { Shell } from "../shell.ts";
import { allowJsx } from "./jsx.ts";

export interface TerminalOptions {
  /** Null: none was found; the terminal then says how to start or connect. */
  readonly connection: Connection | null;
  readonly trouble?: CommandError;
  readonly isDemo?: boolean;
}

/** Opens the terminal on a server and resolves when its user quits. */
export async function openTerminal(shell: Shell, options: TerminalOptions): Promise<void> {
  process.env.NODE_ENV ??= "production"; // before React is loaded: it chooses its build by it
  allowJsx();
  const { runTerminal } = await import("./run.tsx");
  await runTerminal(shell, options);
}
