import { render } from "ink";
import type { Shell } from "../shell.ts";
import { shadeFor } from "../terminal/theme.ts";
import { App } from "./App.tsx";
import type { TerminalOptions } from "./open.ts";
import { registry } from "./registry.ts";
import { createStore, firstModel, firstPlace } from "./store.ts";

const tickMs = 1_000;

/** Draws the terminal on the shell's streams until it is quit. Whatever ends it, the user's screen comes back. */
export async function runTerminal(
  shell: Shell,
  { connection, trouble, isDemo = false }: TerminalOptions,
): Promise<void> {
  const stdout = shell.stdout as NodeJS.WriteStream;
  let unmount = (): void => {};
  let redraw = (): void => {};
  const store = createStore({
    shell,
    registry,
    connection,
    model: firstModel({
      columns: stdout.columns ?? 80,
      rows: stdout.rows ?? 24,
      now: shell.now(),
      rate: connection?.rehearsal ?? 1,
      shade: shadeFor(shell.env),
    }),
    onQuit: () => unmount(),
    onRedraw: () => redraw(),
    onShade: () => {},
  });
  store.dispatch({ type: "open", place: firstPlace(connection, trouble) });
  const server = () =>
    isDemo ? `demo ${connection?.rehearsal ?? 1}×` : (connection?.url.replace(/^https?:\/\//, "") ?? "not connected");
  const app = <App store={store} registry={registry} server={server} />;
  const resized = () => store.dispatch({ type: "resized", columns: stdout.columns ?? 80, rows: stdout.rows ?? 24 });
  stdout.on("resize", resized);
  const ticking = setInterval(() => store.dispatch({ type: "tick", before: store.model().localNow }), tickMs);
  const instance = render(app, {
    stdout,
    stdin: shell.stdin as NodeJS.ReadStream,
    exitOnCtrlC: false,
    interactive: true,
    alternateScreen: true,
    incrementalRendering: true,
    patchConsole: false,
  });
  unmount = () => instance.unmount();
  redraw = () => {
    instance.clear();
    instance.rerender(app);
  };
  try {
    await instance.waitUntilExit();
  } finally {
    clearInterval(ticking);
    stdout.off("resize", resized);
    store.close();
  }
}
