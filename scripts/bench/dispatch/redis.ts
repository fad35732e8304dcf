import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { portOr } from "../../../apps/tui/src/host/ports.ts";

export interface Redis {
  readonly port: number;
  readonly version: string;
  readonly close: () => Promise<void>;
}

/** A Redis of its own on a free port, its log written each second; null where none is installed. */
export async function startRedis(): Promise<Redis | null> {
  const version = versionOf();
  if (version === null) return null;
  const folder = mkdtempSync(join(tmpdir(), "headsup-bench-redis-"));
  const port = await portOr(0);
  const options = { port, bind: "127.0.0.1", dir: folder, save: "", appendonly: "yes", appendfsync: "everysec" };
  const flags = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const child = spawn("redis-server", flags, { stdio: "ignore" });
  const close = () =>
    new Promise<void>((done) => {
      const isOver = child.exitCode !== null || child.signalCode !== null;
      if (isOver) done();
      else child.once("exit", () => done()).kill("SIGKILL");
    }).then(() => rmSync(folder, { recursive: true, force: true }));
  while (child.exitCode === null) {
    if (await answers(port)) return { port, version, close };
    await new Promise((again) => setTimeout(again, 20));
  }
  await close();
  throw new Error(`redis-server ended with ${child.exitCode}`);
}

function versionOf(): string | null {
  try {
    return /v=([\d.]+)/.exec(execFileSync("redis-server", ["--version"], { encoding: "utf8" }))?.[1] ?? "unknown";
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
}

/** Whether it answers PING; while it loads it does not. */
const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => socket.write("PING\r\n"));
    const settle = (is: boolean) => {
      socket.destroy();
      resolve(is);
    };
    socket.once("error", () => settle(false));
    socket.once("data", (text) => settle(String(text).startsWith("+PONG")));
  });
