import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { createWriteStream, readFileSync, type WriteStream } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { exists } from "../../apps/tui/src/host/processes.ts";
import { carrierAccount, endWithAll, type HostPlace, hostCommand, repository, until } from "../e2e/system.ts";
import { compileCache } from "./desk.ts";
import type { Victim } from "./plan.ts";

/**
 * What systemd would be to a host: starts it, and starts it again whenever it ends, whyever. It does nothing else; whatever
 * a crash left behind is the host's own to put right. It can also kill, which systemd would not.
 */

/** The next start after an end. */
const restartAfterMs = 100;
/** Within which a host is back after a kill, however busy the machine. */
const recoveryMsMax = 90_000;

export class Supervisor {
  #place: HostPlace;
  #child: ChildProcess | null = null;
  #isWanted = true;
  #readyPid: number | null = null;
  readonly #output: WriteStream;
  /** Every workerd seen beside a kill: none but the present host's may be left. */
  readonly #workerds = new Set<number>();
  /** Starts that ended by themselves before the host was ready. */
  failedStarts = 0;

  constructor(place: HostPlace) {
    this.#place = place;
    this.#output = createWriteStream(join(place.folder, "host.out"), { flags: "a" });
    endWithAll(() => this.endAll());
  }

  get url(): string {
    return `http://127.0.0.1:${this.#place.port}`;
  }

  /** What an admin shows. Stays the same over starts. */
  token(): string {
    return JSON.parse(readFileSync(join(this.#place.folder, "data/secrets.json"), "utf8")).adminToken;
  }

  async start(): Promise<void> {
    this.#isWanted = true;
    this.#spawn();
    await this.#ready();
  }

  /** Ctrl-C, and done when it is gone. */
  async stop(): Promise<void> {
    this.#isWanted = false;
    const child = this.#child;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise<void>((done) => child.once("exit", () => done()));
    child.kill("SIGINT");
    await gone;
  }

  /** Starts it again with another clock. */
  async restart(rate: number): Promise<void> {
    await this.stop();
    this.#place = { ...this.#place, rate };
    await this.start();
  }

  /** Ends everything it ever started, for good. */
  endAll(): void {
    this.#isWanted = false;
    this.#note();
    if (this.#child !== null && this.#child.exitCode === null) this.#child.kill("SIGKILL");
    for (const pid of this.#workerds) kill(pid);
    this.#output.end();
  }

  /** Starts it and kills it as soon as it has started a workerd: before it has left word of that anywhere. */
  async startInVain(): Promise<void> {
    this.#isWanted = true;
    this.#spawn();
    await until("a workerd that starts", async () => (this.#note().length > 0 ? true : undefined));
    this.kill("host");
  }

  /** kill -9, now. @returns whom it hit: a workerd may not be there yet. */
  kill(victim: Victim): Victim {
    const workerds = this.#note();
    const host = this.#child?.pid;
    const hitsWorkerd = victim !== "host" && workerds.length > 0;
    if (victim !== "workerd" || !hitsWorkerd) {
      this.#readyPid = null;
      if (host !== undefined) kill(host);
    }
    if (hitsWorkerd) for (const pid of workerds) kill(pid);
    return hitsWorkerd ? victim : "host";
  }

  /** Done when a host is at work again: its own word of it, an answer, and of earlier workerds none is left. */
  async recovered(): Promise<void> {
    await this.#ready();
    await until(
      "a host at work, and no workerd of another",
      async () => {
        const own = new Set(this.#note());
        const orphans = [...this.#workerds].filter((pid) => !own.has(pid) && exists(pid));
        if (this.#readyPid !== this.#child?.pid || orphans.length > 0) return undefined;
        if (this.#place.kind === "workerd" && own.size !== 1) return undefined;
        const { status } = await fetch(`${this.url}/health`, { signal: AbortSignal.timeout(2_000) });
        return status === 200 ? true : undefined;
      },
      recoveryMsMax,
    );
  }

  #spawn(): void {
    const [executable, ...args] = hostCommand(this.#place);
    const child = spawn(executable, args, {
      cwd: repository,
      env: { ...process.env, ...carrierAccount, NODE_COMPILE_CACHE: compileCache },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#child = child;
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on("line", (line) => {
        this.#output.write(`${new Date().toISOString()} ${child.pid} ${line}\n`);
        if (line.startsWith("{") && child.pid !== undefined && this.#child === child) this.#readyPid = child.pid;
      });
    }
    child.once("exit", (code, signal) => {
      if (code !== null && this.#isWanted) this.failedStarts++;
      this.#output.write(`${new Date().toISOString()} ${child.pid} ended: ${signal ?? code}\n`);
      if (this.#isWanted) setTimeout(() => this.#isWanted && this.#spawn(), restartAfterMs);
    });
  }

  #ready(): Promise<unknown> {
    const isReady = async () => (this.#readyPid !== null && this.#readyPid === this.#child?.pid ? true : undefined);
    return until("a host that is ready", isReady, recoveryMsMax);
  }

  /** The present host's workerds, which are kept in mind. */
  #note(): number[] {
    const host = this.#child?.pid;
    const own = host === undefined || this.#place.kind === "deno" ? [] : workerdsOf(host);
    for (const pid of own) this.#workerds.add(pid);
    return own;
  }
}

function workerdsOf(parent: number): number[] {
  const lines = execFileSync("ps", ["-A", "-o", "pid=,ppid=,stat=,comm="], { encoding: "utf8" }).split("\n");
  return lines.flatMap((line) => {
    const [pid, ppid, stat, command] = line.trim().split(/\s+/);
    const isWorkerd = command?.split("/").at(-1)?.startsWith("workerd") === true;
    return Number(ppid) === parent && isWorkerd && !stat?.startsWith("Z") ? [Number(pid)] : [];
  });
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // gone already
  }
}
