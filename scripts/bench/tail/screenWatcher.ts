import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { adminToken } from "@headsup/testkit";
import { Screen } from "../../../apps/tui/src/app/emulator.ts";
import type { Person } from "./texted.ts";
import { eachLine } from "./told.ts";
import { ended } from "./watcher.ts";

const columns = 110;
const rows = 34;
const boundMs = 15_000;
/** A screen that was not written to for so long has drawn all there is. */
const restMs = 500;

/** The full-screen terminal on a campaign's live events, a process of its own. */
export interface ScreenWatcher {
  /** By id, epoch ms: when the bytes that show somebody's row were written. */
  readonly drawnAt: ReadonlyMap<string, number>;
  /** Frames written since it was opened. */
  readonly writes: () => number;
  readonly rests: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/**
 * @param people those who will be told of, in their order: a row shows the last two digits of an address, so that a
 * hundred in a row are told apart, and the screen shows fewer
 */
export async function watchScreen(port: number, people: readonly Person[]): Promise<ScreenWatcher> {
  const program = fileURLToPath(new URL("./screenProcess.ts", import.meta.url));
  const child = spawn(process.execPath, [program, String(columns), String(rows)], {
    stdio: ["pipe", "pipe", "inherit"],
    env: { ...process.env, HEADSUP_URL: `http://127.0.0.1:${port}`, HEADSUP_TOKEN: adminToken, NO_COLOR: "1" },
  });
  const screen = new Screen(columns, rows);
  const waiting = Map.groupBy(people, ({ address }) => address.slice(-2));
  const drawnAt = new Map<string, number>();
  let writes = 0;
  let writtenAt = 0;
  /** Null until it is on the events, where those of earlier runs may stand. */
  let before: ReadonlySet<string> | null = null;
  const shown = () =>
    new Set(screen.lines().flatMap((line) => /\+1212•••(\d\d) +delivered/.exec(line)?.slice(1) ?? []));
  const look = (at: number): void => {
    if (before === null) return;
    const now = shown();
    for (const digits of now) {
      const person = before.has(digits) ? undefined : waiting.get(digits)?.shift();
      if (person !== undefined) drawnAt.set(person.id, at);
    }
    before = now;
  };
  eachLine(child.stdout, (line, seenAt) => {
    const [at, text] = JSON.parse(line) as [number, string];
    writtenAt = seenAt;
    if (!text.startsWith("\x1b[?2026")) writes++; // not the marks before and after a frame
    screen.write(text, () => look(at));
  });
  const until = async (what: string, isSo: () => boolean) => {
    for (const startedAt = Date.now(); !isSo(); ) {
      if (child.exitCode !== null || Date.now() - startedAt > boundMs)
        throw new Error(`the screen never showed ${what}; it shows:\n${screen.lines().join("\n")}`);
      await new Promise((again) => setTimeout(again, 20));
    }
  };
  const shows = (what: string) => until(what, () => screen.lines().join("\n").includes(what));
  const close = () => ended(child);
  try {
    await shows("❯ Delay");
    child.stdin.write("\r");
    await shows("1 Overview");
    child.stdin.write("3");
    await shows("live, ");
    before = shown();
  } catch (error) {
    await close();
    throw error;
  }
  return {
    drawnAt,
    writes: () => writes,
    rests: () => until("a rest", () => performance.timeOrigin + performance.now() - writtenAt > restMs),
    close,
  };
}
