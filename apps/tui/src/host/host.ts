import { rmSync } from "node:fs";
import { type Carrier, type CarrierOptions, startCarrier } from "@headsup/carrier";
import { type ClockSettings, clockAt } from "@headsup/core/clock";
import { Log, LogLevel, Miniflare, type MiniflareOptions } from "miniflare";
import { type HostClock, startClock } from "./clock.ts";
import { lacksMigrations, migrateCatalogue } from "./databases.ts";
import { type Folder, type HostFile, openFolder, type Secrets } from "./folder.ts";
import { mailUrls, sandboxMail } from "./mail.ts";
import { end, exists, isAlive, markOf, workerdChild, workerdsOn, worksOn } from "./processes.ts";
import { instructCarrier, type Provider } from "./provider.ts";
import { workerScript } from "./repository.ts";
import { secretsOf } from "./secrets.ts";
import { leaveWord, retract } from "./word.ts";

/**
 * The embedded host: the very worker that is deployed, in local workerd, with its databases on disk and the sandbox
 * carrier beside it. What Cloudflare does for a deployment — cron, bindings, secrets — this does on a laptop.
 *
 * Stopped and started again it goes on where it was. Killed, it leaves workerd behind; the next host ends exactly that
 * process before it opens the files, and the objects' epoch fence refuses whatever it might still have written.
 */
export interface HostOptions {
  /** The folder that holds everything of this host. */
  readonly data: string;
  readonly port: number;
  /** A real provider, a sandbox carrier that runs by itself, or null for a sandbox carrier of this host's own. */
  readonly provider: (Provider & { readonly isSandbox: boolean }) | null;
  readonly carrierPort: number;
  /** The worker's variables for email by a provider of one's own; null: what a sandbox carrier is mailed through, or none. */
  readonly mail: Readonly<Record<string, string>> | null;
  /** How far a stop reaches; undefined: as far as it does by default. */
  readonly stopScope?: string | undefined;
  /** How people behave at this host's own carrier. */
  readonly people?: CarrierOptions["settings"];
  /** A fast clock, or null for the system's. */
  readonly clock: { readonly rate: number; readonly startsAt: number } | null;
  /** One line of the worker's own log. */
  readonly onLog: (line: string) => void;
}

export interface Host {
  readonly url: string;
  readonly token: string;
  readonly clock: ClockSettings;
  /** The sandbox carrier, unless a provider was given. */
  readonly carrier: (Carrier & { readonly url: string }) | null;
  /** What the clock shows, epoch ms. */
  readonly now: () => number;
  readonly close: () => Promise<void>;
}

/** Keeps the worker from running with another release's worker rules; the same date as in wrangler.toml. */
const compatibility = { compatibilityDate: "2026-07-30", compatibilityFlags: ["nodejs_compat"] };
const watchEveryRealMs = 1_000;

/** Another host holds the folder. */
export class FolderBusyError extends Error {
  override readonly name = "FolderBusyError";
}

export async function startHost(options: HostOptions): Promise<Host> {
  const folder = openFolder(options.data);
  const hasOrphan = await takeOver(folder);
  const secrets = secretsOf(folder);
  const clock = startClock(folder, options.clock, { hasOrphan });
  const carrier = options.provider === null ? await openCarrier(options, folder, secrets, clock) : null;
  const url = `http://127.0.0.1:${options.port}`;
  const provider = options.provider ?? {
    accountSid: secrets.accountSid,
    authToken: secrets.authToken,
    apiBaseUrl: carrier?.url ?? "",
    publicUrl: url,
  };
  if (options.provider?.isSandbox)
    await instructCarrier(options.provider, { clock: clock.settings, mail: mailUrls(options.provider) });
  const isSandbox = options.provider === null || options.provider.isSandbox;
  const mail = options.mail ?? (isSandbox ? await sandboxMail(provider) : {});
  const cronKey = crypto.randomUUID();
  const catalogue: MiniflareOptions = {
    ...compatibility,
    modules: true,
    host: "127.0.0.1",
    log: new Log(LogLevel.ERROR),
    handleRuntimeStdio: (stdout: NodeJS.ReadableStream, stderr: NodeJS.ReadableStream) => {
      for (const stream of [stdout, stderr]) eachLine(stream, options.onLog);
    },
    d1Databases: { DB: "headsup" },
    d1Persist: `${folder.databases}/d1`,
    unsafeRuntimeEnv: worksOn(folder.path),
  };
  const runtime: MiniflareOptions = {
    ...catalogue,
    ...workerScript(),
    port: options.port,
    unsafeTriggerHandlers: true,
    durableObjects: {
      CAMPAIGN: { className: "CampaignObject", useSQLite: true },
      JOURNAL: { className: "JournalObject", useSQLite: true },
      SENDER: { className: "SenderObject", useSQLite: true },
    },
    durableObjectsPersist: `${folder.databases}/objects`,
    bindings: {
      PUBLIC_URL: provider.publicUrl,
      TWILIO_ACCOUNT_SID: provider.accountSid,
      TWILIO_AUTH_TOKEN: provider.authToken,
      TWILIO_API_BASE_URL: provider.apiBaseUrl,
      ...mail,
      ...(options.stopScope !== undefined && { STOP_SCOPE: options.stopScope }),
      HEADSUP_ADMIN_TOKEN: secrets.adminToken,
      CRON_KEY: cronKey,
      ...(options.clock === null ? {} : { CLOCK: JSON.stringify(clock.settings) }),
    },
  };
  let miniflare: Miniflare | undefined;
  try {
    if (lacksMigrations(folder.databases)) await migrate(catalogue);
    miniflare = new Miniflare(runtime);
    await miniflare.ready;
  } catch (error) {
    clock.close();
    await carrier?.close();
    await miniflare?.dispose();
    throw error;
  }
  const worker = { miniflare, clock: clock.settings, key: cronKey };
  const revive = async () => {
    options.onLog(JSON.stringify({ level: "error", event: "workerd.died", action: "restart" }));
    await miniflare.setOptions(runtime);
    await fireCron(worker, "boot");
  };
  const watch = announce(
    folder,
    { url, token: secrets.adminToken, rehearsal: options.clock?.rate },
    revive,
    options.onLog,
  );
  const cron = startCron(worker, options.onLog);
  return {
    url,
    token: secrets.adminToken,
    clock: clock.settings,
    carrier,
    now: () => clockAt(clock.settings, Date.now()),
    close: async () => {
      cron();
      watch();
      await miniflare.dispose();
      await carrier?.close();
      clock.close();
      retract(folder);
    },
  };
}

/** Empties a folder for a fresh start; refuses while a host is at work in it. */
export async function clearFolder(data: string): Promise<void> {
  await takeOver(openFolder(data));
  rmSync(data, { recursive: true, force: true });
  openFolder(data);
}

/** Makes the folder this process's: refuses while another host lives, ends a workerd that outlived its own. */
async function takeOver(folder: Folder): Promise<boolean> {
  const before = folder.host.read();
  if (before !== null && before.host.pid !== process.pid && isAlive(before.host))
    throw busy(folder, `${before.url}, process ${before.host.pid}`);
  let hasEnded = before?.workerd != null && (await end(before.workerd));
  // A host killed as it started, or as it started workerd anew, left no word of that one.
  for (const { mark, host } of workerdsOn(folder.path)) {
    if (host !== null && host !== process.pid) throw busy(folder, `process ${host}`);
    if (await end(mark)) hasEnded = true;
  }
  return hasEnded;
}

const busy = ({ path }: Folder, who: string): FolderBusyError =>
  new FolderBusyError(`A host is running on ${path} already (${who}). Stop it first, or use another --data folder.`);

const openCarrier = (
  { carrierPort, people, port }: HostOptions,
  folder: Folder,
  { accountSid, authToken }: Secrets,
  clock: HostClock,
) =>
  startCarrier({
    accountSid,
    authToken,
    port: carrierPort,
    dataFile: folder.carrierFile,
    clock: clock.settings,
    settings: {
      ...people,
      inboundUrl: `http://127.0.0.1:${port}/hooks/twilio/inbound`,
      voiceUrl: `http://127.0.0.1:${port}/hooks/twilio/call`,
      mail: { ...people?.mail, ...mailUrls({ publicUrl: `http://127.0.0.1:${port}`, authToken }) },
    },
  });

/**
 * Writes down who is at work here, and keeps watch over workerd: should it die it is started anew, and its mark written
 * down again, so that whoever comes after a crash ends the right process.
 */
function announce(
  folder: Folder,
  { url, token, rehearsal }: Pick<HostFile, "url" | "token" | "rehearsal">,
  revive: () => Promise<void>,
  onLog: (line: string) => void,
): () => void {
  const mark = markOf(process.pid);
  const host = mark ?? { pid: process.pid, startedAt: "unknown" };
  let workerd = workerdChild();
  let isReviving = false;
  const write = () => {
    leaveWord(folder, { url, token, host, workerd, rehearsal });
  };
  write();
  const watch = async () => {
    if (isReviving || (workerd !== null && exists(workerd.pid))) return;
    isReviving = true;
    try {
      // Where processes can be told at all, a workerd that is not there died before it was first looked at.
      if (workerd !== null || mark !== null) await revive();
      workerd = workerdChild();
      write();
    } catch (error) {
      onLog(JSON.stringify({ level: "error", event: "workerd.restart_failed", error: String(error) }));
    } finally {
      isReviving = false;
    }
  };
  const timer = setInterval(() => void watch(), watchEveryRealMs);
  return () => clearInterval(timer);
}

/**
 * Brings the catalogue up to date while nothing else runs. Asking Miniflare for a database blocks this thread until
 * workerd answers; a workerd with traffic may be waiting meanwhile for this thread to read its log.
 */
async function migrate(catalogue: MiniflareOptions): Promise<void> {
  const alone = new Miniflare({ ...catalogue, script: "export default {};", port: 0 });
  try {
    await migrateCatalogue(await alone.getD1Database("DB"));
  } finally {
    await alone.dispose();
  }
}

/** The worker at work, and how it is told the time. */
interface Worker {
  readonly miniflare: Miniflare;
  readonly clock: ClockSettings;
  readonly key: string;
}

/** By a request, which keeps this thread free to read workerd's log. */
async function fireCron({ miniflare, clock, key }: Worker, which: "boot" | "minute"): Promise<void> {
  const query = new URLSearchParams({
    cron: which === "boot" ? `${key} boot` : key,
    time: String(Math.floor(clockAt(clock, Date.now()))),
  });
  const answer = await miniflare.dispatchFetch(`http://localhost/cdn-cgi/handler/scheduled?${query}`);
  const outcome = await answer.text();
  if (!answer.ok) throw new Error(`the worker's cron ended with ${outcome}`);
}

/** Fires cron each minute of the clock, and once at start for objects whose alarms were set by another clock. */
function startCron(worker: Worker, onLog: (line: string) => void): () => void {
  let isRunning = false;
  const fire = async (which: "boot" | "minute") => {
    if (isRunning) return;
    isRunning = true;
    try {
      await fireCron(worker, which);
    } catch (error) {
      onLog(JSON.stringify({ level: "error", event: "cron.failed", error: String(error) }));
    } finally {
      isRunning = false;
    }
  };
  void fire("boot");
  const timer = setInterval(() => void fire("minute"), Math.max(1_000, 60_000 / worker.clock.rate));
  return () => clearInterval(timer);
}

function eachLine(stream: NodeJS.ReadableStream, onLine: (line: string) => void): void {
  let rest = "";
  stream.setEncoding("utf8");
  stream.on("data", (text: string) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) if (line !== "") onLine(line);
  });
}
