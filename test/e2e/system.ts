import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { LogEntry, SettingsChange } from "@headsup/carrier";
import type { ProcessMark } from "../../apps/tui/src/host/folder.ts";
import { portOr } from "../../apps/tui/src/host/ports.ts";
import { isAlive } from "../../apps/tui/src/host/processes.ts";
import { denoExecutable, runArgs } from "../../scripts/denoTasks.ts";

/**
 * The product as real processes: `headsup up` and workerd under it, or the host on Deno; and a sandbox carrier that
 * outlives them and judges.
 */

const deno = denoExecutable();
export type HostKind = "workerd" | "deno";
/** The hosts this machine can run: there is not a Deno for every one. */
export const hostKinds: readonly HostKind[] = deno === null ? ["workerd"] : ["workerd", "deno"];

export const repository = join(import.meta.dirname, "../..");
const credentials = { accountSid: `AC${"e".repeat(32)}`, authToken: "e2e-auth-token-of-the-sandbox" };
const started = new Set<ChildProcess>();
const furtherEnds = new Set<() => void>();

/** Folders of hosts that were started. */
const folders = new Set<string>();

/** Has `endAll` end this too. */
export const endWithAll = (end: () => void): void => void furtherEnds.add(end);

/** Ends what the tests started and did not end themselves, a workerd orphaned thereby included. */
export function endAll(): void {
  for (const child of started) if (child.exitCode === null) child.kill("SIGKILL");
  started.clear();
  for (const end of furtherEnds) end();
  furtherEnds.clear();
  for (const data of folders) {
    const orphan = existsSync(join(data, "host.json")) ? readHostFile(data).workerd : null;
    if (orphan !== null && isAlive(orphan)) process.kill(orphan.pid, "SIGKILL");
  }
  folders.clear();
}

const readHostFile = (data: string): HostFile => JSON.parse(readFileSync(join(data, "host.json"), "utf8"));

export const freshFolder = (): string => mkdtempSync(join(tmpdir(), "headsup-e2e-"));

/** A port nobody listens on. */
export const freePort = (): Promise<number> => portOr(0);

/** Starts a program in the repository; resolves with the JSON of its first line that is JSON. */
function start(
  [executable, ...args]: readonly [string, ...string[]],
  env: Record<string, string>,
): Promise<{ child: ChildProcess; ready: Record<string, string> }> {
  const child = spawn(executable, args, {
    cwd: repository,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  started.add(child);
  return new Promise((resolve, reject) => {
    let said = "";
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream as NodeJS.ReadableStream }).on("line", (line) => {
        said += `${line}\n`;
        if (line.startsWith("{")) resolve({ child, ready: JSON.parse(line) });
      });
    }
    child.once("exit", (code) => reject(new Error(`${args.join(" ")} ended with ${code}:\n${said}`)));
  });
}

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** The most memory it held, where /proc tells. */
  readonly peakKiB: number | null;
}

/** Runs a script of the repository to its end. */
export const runScript = (args: readonly string[], env: Record<string, string> = {}): Promise<Ran> =>
  runProgram([process.execPath, ...args], env);

/** Runs a program in the repository to its end. */
export function runProgram(
  [executable, ...args]: readonly [string, ...string[]],
  env: Record<string, string>,
): Promise<Ran> {
  const child = spawn(executable, args, {
    cwd: repository,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  started.add(child);
  let peakKiB: number | null = null;
  const watch = setInterval(() => {
    try {
      const held = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, "utf8"));
      if (held) peakKiB = Number(held[1]);
    } catch {
      // gone, or no /proc here
    }
  }, 100);
  const said = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name].setEncoding("utf8").on("data", (text: string) => {
      said[name] += text;
    });
  }
  return new Promise((done) => {
    child.once("close", (code) => {
      clearInterval(watch);
      done({ code, ...said, peakKiB });
    });
  });
}

export interface CarrierProcess {
  readonly url: string;
  /** The create requests it saw, in order. */
  readonly creates: () => Promise<LogEntry[]>;
  /** What it saw and did after this entry of its log. */
  readonly log: (after: number) => Promise<LogEntry[]>;
  /** Replaces the faults in force. */
  readonly setFaults: (faults: Record<string, unknown>) => Promise<void>;
  /** From now on its clock all but stands: nothing further happens to anybody. */
  readonly standStill: () => Promise<void>;
  /** A person texts one of our numbers. */
  readonly text: (from: string, to: string, body: string) => Promise<void>;
  readonly close: () => void;
}

/** @param dataFile where it remembers; by default nowhere */
export async function startCarrierProcess(
  settings: SettingsChange = {},
  dataFile = ":memory:",
): Promise<CarrierProcess> {
  const { accountSid, authToken } = credentials;
  const { child, ready } = await start(
    [
      process.execPath,
      "apps/carrier/src/main.ts",
      "--account-sid",
      accountSid,
      "--auth-token",
      authToken,
      "--port",
      "0",
      "--settings",
      JSON.stringify(settings),
      "--data",
      dataFile,
    ],
    {},
  );
  const url = String(ready.listening);
  const authorization = `Basic ${btoa(`${accountSid}:${authToken}`)}`;
  const readLog = async (query: string) => {
    const response = await fetch(`${url}/__carrier/log?${query}&limit=10000`, { headers: { authorization } });
    return ((await response.json()) as { entries: LogEntry[] }).entries;
  };
  const tell = async (path: string, body: unknown) => {
    const answer = await fetch(`${url}/__carrier/${path}`, {
      method: "POST",
      headers: { authorization, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`the carrier took no ${path}: ${await answer.text()}`);
  };
  return {
    url,
    creates: () => readLog("kind=create"),
    log: (after) => readLog(`after=${after}`),
    setFaults: (faults) => tell("faults", faults),
    standStill: async () => {
      const { now } = (await (await fetch(`${url}/__carrier/health`)).json()) as { now: number };
      await tell("clock", { anchorRealMs: Date.now(), anchorMs: now, rate: 0.001 });
    },
    text: (from, to, body) => tell("inbound", { from, to, body }),
    close: () => void child.kill(),
  };
}

interface HostFile {
  readonly url: string;
  readonly token: string;
  readonly host: ProcessMark;
  readonly workerd: ProcessMark | null;
}

export interface HostProcess {
  readonly url: string;
  readonly file: () => HostFile;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every route
  readonly call: (method: string, path: string, body?: unknown) => Promise<{ status: number; body: any }>;
  readonly kill: (which: "host" | "workerd") => void;
  /** kill -9 of every process it has. */
  readonly crash: () => void;
  /** Ctrl-C, and done when it is gone. */
  readonly stop: () => Promise<void>;
}

export interface HostPlace {
  readonly kind: HostKind;
  readonly folder: string;
  readonly port: number;
  readonly carrierUrl: string;
  readonly rate: number;
}

/** What starts a host of this kind as a rehearsal on a folder of its own, against a carrier that outlives it. */
export function hostCommand({ kind, folder, port, carrierUrl, rate }: HostPlace): [string, ...string[]] {
  const program: [string, ...string[]] =
    kind === "workerd" ? [process.execPath, "apps/tui/src/main.ts", "up"] : [deno ?? "deno", ...runArgs];
  const flags = {
    data: dataOf(folder),
    port: String(port),
    rehearse: `${rate}x`,
    carrier: carrierUrl,
    from: "2026-11-24T15:00:00Z",
  };
  return [...program, "--json", ...Object.entries(flags).flatMap(([name, value]) => [`--${name}`, value])];
}

const dataOf = (folder: string) => join(folder, "data");
/** The carrier process's account, as a host is told it. */
export const carrierAccount = {
  TWILIO_ACCOUNT_SID: credentials.accountSid,
  TWILIO_AUTH_TOKEN: credentials.authToken,
};

/** Starts a host and waits until it says that it is ready. */
export async function startHostProcess(place: HostPlace): Promise<HostProcess> {
  const data = dataOf(place.folder);
  const { child, ready } = await start(hostCommand(place), carrierAccount);
  folders.add(data);
  const file = () => readHostFile(data);
  const url = String(ready.url);
  const { token } = file();
  const kill = (pid: number | undefined) => {
    if (pid === undefined) throw new Error("there is no such process to kill");
    process.kill(pid, "SIGKILL");
  };
  return {
    url,
    file,
    call: async (method, path, body) => {
      const response = await fetch(url + path, {
        method,
        headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return { status: response.status, body: await response.json() };
    },
    kill: (which) => kill(which === "host" ? child.pid : file().workerd?.pid),
    crash: () => {
      const { workerd } = file();
      kill(child.pid);
      if (workerd !== null) kill(workerd.pid);
    },
    stop: () =>
      new Promise((done) => {
        child.once("exit", () => done());
        child.kill("SIGINT");
      }),
  };
}

/** Polls until `look` answers something other than undefined; a bound, not a measurement. */
export async function until<T>(what: string, look: () => Promise<T | undefined>, boundMs = 90_000): Promise<T> {
  for (const end = Date.now() + boundMs; Date.now() < end; ) {
    const seen = await look().catch(() => undefined);
    if (seen !== undefined) return seen;
    await new Promise((again) => setTimeout(again, 50));
  }
  throw new Error(`${what}: not seen within ${boundMs / 1000} s`);
}

/** A launched campaign of `count` people in New York. */
export async function launchCampaign(
  host: HostProcess,
  count: number,
  pace = { count: 10, spanMs: 60_000 },
): Promise<string> {
  const created = await (async () => {
    await host.call("POST", "/v1/agreement", { version: "2026-11" });
    await host.call("POST", "/v1/senders", { address: "+12125550100", name: "Acme" });
    return host.call("POST", "/v1/campaigns", {
      name: "Delay",
      sender: "+12125550100",
      text: "Your order is late.",
      pace,
    });
  })();
  const id = String(created.body.id);
  const list = await host.call("POST", `/v1/campaigns/${id}/lists`, {
    name: "people.csv",
    fingerprint: "a".repeat(64),
    columns: [{ role: "address" }],
  });
  const rows = Array.from({ length: count }, (_, i) => ({ line: i + 1, cells: [`+1212555${2000 + i}`] }));
  await host.call("PUT", `/v1/campaigns/${id}/lists/${list.body.id}/chunks/0`, { rows });
  await host.call("POST", `/v1/campaigns/${id}/lists/${list.body.id}/seal`, { chunks: 1, rows: count });
  const launched = await host.call("POST", `/v1/campaigns/${id}/launch`, { consent: true });
  if (launched.status !== 200) throw new Error(`the launch was refused: ${JSON.stringify(launched.body)}`);
  return id;
}
