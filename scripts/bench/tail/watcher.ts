import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { adminToken } from "@headsup/testkit";
import { eachLine, type Told } from "./told.ts";

/** A process that writes a line for each frame it hears. */
export interface Watcher {
  /** Whose delivery was told since the last `clear`, by id: the first time of each. */
  readonly told: ReadonlyMap<string, Told>;
  /** How often somebody was told of once more. */
  readonly repeated: () => number;
  readonly clear: () => void;
  /** Resolves when so many were told of; throws when the process ends or it takes too long. */
  readonly has: (count: number) => Promise<void>;
  readonly close: () => Promise<void>;
}

const boundMs = 15_000;
const headsup = fileURLToPath(new URL("../../../apps/tui/src/main.ts", import.meta.url));
const plainReader = fileURLToPath(new URL("./plainReader.ts", import.meta.url));

/** `headsup tail`, as anybody runs it. */
export const watchTail = (port: number, campaignId: string): Promise<Watcher> =>
  watch([headsup, "tail", campaignId, "--json"], {
    HEADSUP_URL: `http://127.0.0.1:${port}`,
    HEADSUP_TOKEN: adminToken,
  });

/** A program that writes whatever a WebSocket says. */
export const watchPlainly = (port: number): Promise<Watcher> => watch([plainReader, `ws://127.0.0.1:${port}/`], {});

interface Frame {
  readonly type: string;
  readonly id: string;
  readonly at: number;
  readonly status?: string;
}

async function watch(args: readonly string[], env: Readonly<Record<string, string>>): Promise<Watcher> {
  const child = spawn(process.execPath, [...args], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...env },
  });
  let complaint = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    complaint = (complaint + text).slice(-2_000);
  });
  const told = new Map<string, Told>();
  let repeated = 0;
  let isConnected = false;
  eachLine(child.stdout, (line, seenAt) => {
    const { type, id, at, status } = JSON.parse(line) as Frame;
    if (type === "hello") isConnected = true;
    if (type !== "recipient" || status !== "delivered") return;
    if (told.has(id)) repeated++;
    else told.set(id, { committedAt: at, seenAt });
  });
  const until = async (what: string, isSo: () => boolean) => {
    for (const startedAt = Date.now(); !isSo(); ) {
      if (child.exitCode !== null) throw new Error(`${args.join(" ")} ended with ${child.exitCode}: ${complaint}`);
      if (Date.now() - startedAt > boundMs) throw new Error(`${args.join(" ")}: no ${what}; it says: ${complaint}`);
      await new Promise((again) => setTimeout(again, 5));
    }
  };
  const close = () => ended(child);
  try {
    await until("first frame", () => isConnected);
  } catch (error) {
    await close();
    throw error;
  }
  return {
    told,
    repeated: () => repeated,
    clear: () => {
      told.clear();
      repeated = 0;
    },
    has: (count) => until(`word of ${count} people`, () => told.size >= count),
    close,
  };
}

/** Ends a process that was started here. */
export const ended = (child: ChildProcess): Promise<void> =>
  new Promise((done) => {
    if (child.exitCode !== null || child.signalCode !== null) return done();
    child.once("exit", () => done());
    child.kill("SIGKILL");
  });
