/**
 * The terminal as a test uses it: keys in as bytes, the screen out as an emulator reads it (xterm's own), the real API
 * and engines behind it in the same process, on a clock that moves when the test says so.
 */
import { once } from "node:events";
import {
  adminToken,
  type Call,
  callOver,
  createDeployment,
  type Deployment,
  randomOf,
  VirtualClock,
} from "@headsup/testkit";
import { onTestFinished } from "vitest";
import type { Connection } from "../client/connection.ts";
import { type TestShell, testShell } from "../testShell.ts";
import { Keyboard, Screen } from "./emulator.ts";
import { runTerminal } from "./run.tsx";
import { TestTails } from "./testTails.ts";

export interface TestTerminalOptions {
  readonly columns?: number;
  readonly rows?: number;
  /** ISO 8601. */
  readonly startsAt?: string;
  readonly env?: Record<string, string>;
  /** Prepares the server before the terminal is opened. */
  readonly before?: (server: TestServer) => Promise<void>;
  readonly connection?: Connection | null;
  /** Answers in the server's stead where it answers at all. */
  readonly instead?: (path: string) => Response | undefined;
}

/** The server behind the terminal. */
export interface TestServer {
  readonly call: Call;
  /** Lets time pass there and here. */
  readonly pass: (ms: number) => Promise<void>;
  readonly deployment: Deployment;
  /** While true nothing answers. */
  isDown: boolean;
}

export interface TestTerminal {
  readonly server: TestServer;
  readonly shell: TestShell;
  /** Types bytes as they are: "jjj\r", "\x1b[B". */
  readonly type: (bytes: string) => void;
  /** What stands on the screen, line by line, without trailing blanks. */
  readonly lines: () => string[];
  readonly screen: () => string;
  /** Resolves when the screen shows this. */
  readonly shows: (what: string | RegExp) => Promise<void>;
  /** Resolves when the screen no longer shows this. */
  readonly hides: (what: string | RegExp) => Promise<void>;
  readonly resize: (columns: number, rows: number) => void;
  /** Everything written so far: raw bytes. */
  readonly written: () => string;
  /** Resolves when the terminal has ended. */
  readonly ended: Promise<void>;
}

export async function openTestTerminal(options: TestTerminalOptions = {}): Promise<TestTerminal> {
  const { columns = 80, rows = 24, startsAt = "2026-11-24T15:00:00Z" } = options;
  const clock = new VirtualClock(Date.parse(startsAt));
  const tails = new TestTails({
    backlog: (id, since) => deployment.objects.campaign(id).backlog(since),
    isDown: () => server.isDown,
  });
  const deployment = createDeployment({
    clock,
    random: randomOf("terminal"),
    broadcast: tails.broadcast,
  });
  const server: TestServer = {
    call: callOver(deployment.fetch),
    pass: (ms) => clock.run(clock.now() + ms),
    deployment,
    isDown: false,
  };
  await options.before?.(server);
  const screen = new Screen(columns, rows);
  const keyboard = new Keyboard();
  const env: Record<string, string> = { TERM: "xterm-256color", ...options.env };
  const shell = testShell({
    env,
    stdin: keyboard,
    stdout: screen,
    now: clock.now,
    fetch: async (...request) => {
      if (server.isDown) throw new TypeError("fetch failed");
      const asked = new Request(...request);
      return options.instead?.(new URL(asked.url).pathname) ?? deployment.fetch(asked);
    },
    connect: tails.connect,
    wait: (ms, signal) =>
      new Promise((resolve, reject) => {
        const forget = clock.after(ms, resolve);
        signal.addEventListener("abort", () => {
          forget();
          reject(signal.reason);
        });
      }),
  });
  env.HOME ??= shell.cwd;
  const connection =
    options.connection === undefined ? { url: "https://headsup.test", token: adminToken } : options.connection;
  const ended = runTerminal(shell, { connection });
  ended.catch(() => {});
  const type = (bytes: string): void => {
    keyboard.write(bytes);
  };
  onTestFinished(async ({ task }) => {
    if (task.result?.state === "fail") console.error(`The screen as it was:\n${text()}`);
    type("\x03\x03"); // the first may be asked about
    await ended.catch(() => {});
    await deployment.close();
  });
  const text = () => screen.lines().join("\n");
  const until = async (isThere: () => boolean): Promise<void> => {
    while (!isThere()) await once(screen.drawn, "drawn");
  };
  const has = (what: string | RegExp) => (typeof what === "string" ? text().includes(what) : what.test(text()));
  return {
    server,
    shell,
    type,
    lines: () => screen.lines(),
    screen: text,
    shows: (what) => until(() => has(what)),
    hides: (what) => until(() => !has(what)),
    resize(toColumns, toRows) {
      screen.columns = toColumns;
      screen.rows = toRows;
      screen.emulator.resize(toColumns, toRows);
      screen.emit("resize");
    },
    written: () => screen.written,
    ended,
  };
}
