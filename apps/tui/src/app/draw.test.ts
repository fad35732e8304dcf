import { expect, onTestFinished, test, vi } from "vitest";
import { cliLimits } from "../limits.ts";
import { testShell } from "../testShell.ts";
import { draw } from "./draw.tsx";
import { Keyboard, Screen } from "./emulator.ts";
import { registry } from "./registry.ts";
import { createStore, firstModel, firstPlace } from "./store.ts";

const nothing = () => {};
const never = () => new Promise<never>(nothing);

/** The terminal before a server that does not answer, and how many frames it has written. */
function drawn() {
  const screen = new Screen(80, 24);
  const shell = testShell({ stdout: screen, fetch: never, wait: never });
  const connection = { url: "https://headsup.test", token: "t" };
  const model = firstModel({ columns: 80, rows: 24, now: 0, rate: 1, shade: "none" });
  const asked = { onQuit: nothing, onRedraw: nothing, onSuspend: nothing, onShade: nothing };
  const store = createStore({ shell, registry, connection, model, ...asked });
  store.dispatch({ type: "open", place: firstPlace(connection, undefined) });
  const { unmount } = draw({
    store,
    stdout: screen as unknown as NodeJS.WriteStream,
    stdin: new Keyboard() as unknown as NodeJS.ReadStream,
    server: () => "here",
    onReady: nothing,
  });
  onTestFinished(() => {
    unmount();
    store.close();
  });
  return { store, frames: () => screen.written.split("\x1b[?2026h").length - 1 };
}

test("P11 what a live tail hands on together is drawn before the next is, each time", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date", "performance"] });
  onTestFinished(() => {
    vi.useRealTimers();
  });
  const { store, frames } = drawn();
  await vi.advanceTimersByTimeAsync(1_000);
  const before = frames();
  const drawnAfterEach: number[] = [];
  for (let nth = 0; nth < 8; nth++) {
    store.dispatch({ type: "link", isOffline: nth % 2 === 0 });
    await vi.advanceTimersByTimeAsync(cliLimits.framesGatheredMs - 1);
    drawnAfterEach.push(frames() - before);
    await vi.advanceTimersByTimeAsync(1);
  }
  expect(drawnAfterEach).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
});
