import { execFileSync, spawnSync } from "node:child_process";
import { join } from "node:path";
import { until } from "./system.ts";

/**
 * The terminal as a person has it: a real one, kept by tmux, with a server of its own so that no other is touched.
 */

const repository = join(import.meta.dirname, "../..");

/** Whether this machine has tmux; a test that needs it skips, and says so, where it has not. */
export const hasTmux = spawnSync("tmux", ["-V"]).status === 0;
if (!hasTmux)
  console.warn("tmux is not installed: the terminal's end-to-end tests are skipped (apt-get install tmux).");

/** Each terminal has a server of its own: one that is ending takes no new session. */
const sockets: string[] = [];

export interface Pane {
  /** Types text as it is, in one write: a burst. */
  readonly type: (text: string) => void;
  /** Presses keys by tmux's names: "Enter", "Escape", "C-c", "Down". */
  readonly press: (...keys: readonly string[]) => void;
  /** What stands on the screen. */
  readonly screen: () => string;
  readonly shows: (what: string | RegExp, boundMs?: number) => Promise<string>;
  readonly resize: (columns: number, rows: number) => void;
  /** Process id of what runs in it. */
  readonly pid: () => number;
  /** Whether the alternate screen is on, and the cursor is to be seen. */
  readonly modes: () => { readonly isAlternate: boolean; readonly hasCursor: boolean };
}

/** Opens a terminal of that size in which a program of the repository runs; a shell stays when it has ended. */
export function openPane(
  args: readonly string[],
  { columns, rows, env, folder }: { columns: number; rows: number; env: Record<string, string>; folder: string },
): Pane {
  const socket = `headsup-e2e-${process.pid}-${sockets.length}`;
  sockets.push(socket);
  const tmux = (...line: readonly string[]) => execFileSync("tmux", ["-L", socket, ...line], { encoding: "utf8" });
  const command = [process.execPath, join(repository, "apps/tui/src/main.ts"), ...args].map(quoted).join(" ");
  const settings = Object.entries({ TERM: "xterm-256color", HOME: folder, CI: "", ...env }).flatMap(([key, value]) => [
    "-e",
    `${key}=${value}`,
  ]);
  const size = ["-x", String(columns), "-y", String(rows)];
  tmux("new-session", "-d", "-c", folder, ...size, ...settings, `${command}; echo "ended with $?"; cat`);
  const screen = () => tmux("capture-pane", "-p");
  const format = (what: string) => tmux("display-message", "-p", what).trim();
  return {
    type: (text) => tmux("send-keys", "-l", text),
    press: (...keys) => tmux("send-keys", ...keys),
    screen,
    shows: (what, boundMs) =>
      until(
        String(what),
        async () => {
          const seen = screen();
          return (typeof what === "string" ? seen.includes(what) : what.test(seen)) ? seen : undefined;
        },
        boundMs,
      ).catch((error: unknown) => {
        throw new Error(`${String(error)}; the screen was:\n${screen()}`);
      }),
    resize: (toColumns, toRows) => {
      tmux("resize-window", "-x", String(toColumns), "-y", String(toRows));
    },
    pid: () => {
      const shell = format("#{pane_pid}");
      return Number(execFileSync("pgrep", ["-P", shell, "-f", "main.ts"], { encoding: "utf8" }).trim().split("\n")[0]);
    },
    modes: () => ({ isAlternate: format("#{alternate_on}") === "1", hasCursor: format("#{cursor_flag}") === "1" }),
  };
}

/** Ends every terminal that was opened here. */
export function closePanes(): void {
  for (const socket of sockets) spawnSync("tmux", ["-L", socket, "kill-server"]);
}

const quoted = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`;
