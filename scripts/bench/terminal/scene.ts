import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { adminToken, callOver, createDeployment, randomOf, VirtualClock } from "@headsup/testkit";
import { Keyboard } from "../../../apps/tui/src/app/emulator.ts";
import { allowJsx } from "../../../apps/tui/src/app/jsx.ts";
import { TestTails } from "../../../apps/tui/src/app/testTails.ts";
import { processShell } from "../../../apps/tui/src/shell.ts";
import { MeasuredScreen } from "./frames.ts";

const size = { columns: 110, rows: 34 };
/** Ten in the morning in New York. */
const startsAt = Date.parse("2026-11-24T15:00:00Z");

/**
 * The whole service in this process on a clock that moves when told to, and the terminal on it: one store, drawn twice,
 * as the product draws it and as Ink does by itself, each frame written whole.
 */
export async function openScene() {
  process.env.NODE_ENV ??= "production"; // before React is loaded
  allowJsx();
  const { draw } = await import("../../../apps/tui/src/app/draw.tsx");
  const { registry } = await import("../../../apps/tui/src/app/registry.ts");
  const { createStore, firstModel } = await import("../../../apps/tui/src/app/store.ts");
  const clock = new VirtualClock(startsAt);
  const tails = new TestTails({
    backlog: (id, since) => deployment.objects.campaign(id).backlog(since),
    isDown: () => false,
  });
  const deployment = createDeployment({
    clock,
    random: randomOf("terminal"),
    broadcast: tails.broadcast,
    carrier: { callbackStatuses: [] },
  });
  const folder = mkdtempSync(join(tmpdir(), "headsup-terminal-"));
  const shell = {
    ...processShell(),
    cwd: folder,
    env: { TERM: "xterm-256color", HOME: folder },
    now: clock.now,
    fetch: async (...request: Parameters<typeof fetch>) => deployment.fetch(new Request(...request)),
    connect: tails.connect,
    wait: (ms: number, signal: AbortSignal) =>
      new Promise<void>((resolve, reject) => {
        const forget = clock.after(ms, resolve);
        signal.addEventListener("abort", () => {
          forget();
          reject(signal.reason);
        });
      }),
  };
  const connection = { url: "https://headsup.test", token: adminToken };
  const model = firstModel({ ...size, now: clock.now(), rate: 1, shade: "dark" });
  const nothing = () => {};
  const store = createStore({
    shell,
    registry,
    connection,
    model,
    onQuit: nothing,
    onRedraw: nothing,
    onSuspend: nothing,
    onShade: nothing,
  });
  store.dispatch({ type: "open", place: { screen: "home" } });
  const views = (["changes", "whole"] as const).map((writes) => {
    const screen = new MeasuredScreen(size.columns, size.rows);
    const keyboard = new Keyboard();
    const drawn = draw({
      store,
      stdout: screen as unknown as NodeJS.WriteStream,
      stdin: keyboard as unknown as NodeJS.ReadStream,
      server: () => "headsup.test",
      onReady: nothing,
      writes,
    });
    return { screen, keyboard, drawn };
  });
  const [ours, whole] = views;
  if (ours === undefined || whole === undefined) throw new Error("two views");

  /** Lets time pass there and here, and everything that comes of it be drawn. */
  const pass = async (ms: number): Promise<void> => {
    await clock.run(clock.now() + ms);
    for (const { drawn } of views) await drawn.flushed();
  };
  return {
    server: { call: callOver(deployment.fetch) },
    ours: ours.screen,
    whole: whole.screen,
    type: (bytes: string) => ours.keyboard.write(bytes),
    pass,
    /** Moves on, a little at a time, until the screen shows this. */
    shows: async (what: string): Promise<void> => {
      for (let tries = 0; !ours.screen.lines().join("\n").includes(what); tries++) {
        if (tries === 200) throw new Error(`never showed ${what}; it shows:\n${ours.screen.lines().join("\n")}`);
        await pass(100);
      }
    },
    close: async () => {
      store.close();
      for (const { drawn } of views) drawn.unmount();
      await deployment.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export type Scene = Awaited<ReturnType<typeof openScene>>;
