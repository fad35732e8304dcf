import { setTimeout as sleep } from "node:timers/promises";
import type { Shell } from "../shell.ts";
import { draw } from "./draw.tsx";
import type { TerminalOptions } from "./open.ts";
import { registry } from "./registry.ts";
import { keepShade, keptShade } from "./shade.ts";
import { createStore, firstModel, firstPlace } from "./store.ts";

const tickMs = 1_000;
/** A signal to oneself arrives within this. */
const stopTakesMs = 100;

/** Draws the terminal on the shell's streams until it is quit. Whatever ends it, the user's screen comes back. */
export async function runTerminal(shell: Shell, options: TerminalOptions): Promise<void> {
  const { connection, trouble } = options;
  const stdout = shell.stdout as NodeJS.WriteStream;
  const stdin = shell.stdin as NodeJS.ReadStream;
  const size = () => ({ columns: stdout.columns || 80, rows: stdout.rows || 24 });
  let unmount = (_?: Error): void => {};
  let redraw = (): void => {};
  let lend: (to: () => Promise<void>) => Promise<void> = async () => {};
  const store = createStore({
    shell,
    registry,
    connection,
    model: firstModel({ ...size(), now: shell.now(), rate: connection?.rehearsal ?? 1, shade: keptShade(shell) }),
    onQuit: () => unmount(),
    onRedraw: () => redraw(),
    onSuspend: () => void lend(untilContinued),
    onShade: (shade) => keepShade(shell, shade),
  });
  store.dispatch({ type: "open", place: firstPlace(connection, trouble) });
  const resized = () => store.dispatch({ type: "resized", ...size() });
  stdout.on("resize", resized);
  const ticking = setInterval(() => store.dispatch({ type: "tick", before: store.model().localNow }), tickMs);
  // A fault must not leave its story on a screen that is about to vanish: the screen goes first.
  const fault = (error: unknown) => unmount(error instanceof Error ? error : new Error(String(error)));
  process.on("uncaughtException", fault);
  process.on("unhandledRejection", fault);
  try {
    // What is typed before the first frame would be echoed into it and move it aside.
    stdin.setRawMode(true);
    stdout.write("\r");
    const drawn = draw({
      store,
      stdout,
      stdin,
      server: () => serverWord(store.connection(), options),
      onReady: (way) => {
        lend = way;
      },
    });
    unmount = drawn.unmount;
    redraw = drawn.redraw;
    await drawn.ended();
  } finally {
    stdin.setRawMode(false);
    process.off("uncaughtException", fault);
    process.off("unhandledRejection", fault);
    clearInterval(ticking);
    stdout.off("resize", resized);
    store.close();
  }
}

/**
 * Stops this process and whoever was started with it, as a shell expects of ctrl+z. Where no shell could wake them the
 * system does not stop them: then, too, the terminal is back in a moment.
 */
async function untilContinued(): Promise<void> {
  process.kill(0, "SIGTSTP");
  await sleep(stopTakesMs);
}

function serverWord(connection: TerminalOptions["connection"], { isDemo = false }: TerminalOptions): string {
  if (connection === null) return "not connected";
  const speed = connection.rehearsal === undefined ? "" : ` ${connection.rehearsal}×`;
  const name = connection.name ?? connection.url.replace(/^https?:\/\//, "");
  return isDemo ? `demo${speed}` : speed === "" ? name : `rehearsal${speed}`;
}
