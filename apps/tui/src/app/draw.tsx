/** Puts the terminal's picture on a screen and keeps it there. */
import { render } from "ink";
import { cliLimits } from "../limits.ts";
import { App } from "./App.tsx";
import { registry } from "./registry.ts";
import type { Store } from "./store.ts";

interface DrawOptions {
  readonly store: Store;
  readonly stdout: NodeJS.WriteStream;
  readonly stdin: NodeJS.ReadStream;
  /** Which server this is: "demo, 60 times as fast", a name, an address. */
  readonly server: () => string;
  /** Hands out the way to lend the terminal to somebody else. */
  readonly onReady: (lend: (to: () => Promise<void>) => Promise<void>) => void;
  /** Whether each picture is written whole, or only the part of each line that is another than before. */
  readonly writes?: "whole" | "changes";
}

interface Drawn {
  readonly unmount: (error?: Error) => void;
  /** Resolves when it was unmounted. */
  readonly ended: () => Promise<unknown>;
  /** Resolves when what is to be seen now was written. */
  readonly flushed: () => Promise<void>;
  /** Draws everything anew, whatever somebody else left on the screen. */
  readonly redraw: () => void;
}

export function draw({ store, stdout, stdin, server, onReady, writes = "changes" }: DrawOptions): Drawn {
  const app = <App store={store} registry={registry} server={server} onReady={onReady} />;
  const { unmount, waitUntilExit, waitUntilRenderFlush, clear, rerender } = render(app, {
    stdout,
    stdin,
    exitOnCtrlC: false,
    interactive: true,
    alternateScreen: true,
    incrementalRendering: writes === "changes",
    maxFps: cliLimits.picturesPerSecondMax,
    patchConsole: false,
  });
  return {
    unmount,
    ended: waitUntilExit,
    flushed: waitUntilRenderFlush,
    redraw: () => {
      clear();
      rerender(app);
    },
  };
}
