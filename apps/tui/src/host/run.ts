import { createWriteStream, existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { onSignal } from "../signals.ts";
import { copyDatabases } from "./databases.ts";
import { openFolder } from "./folder.ts";
import { FolderBusyError, type Host, startHost } from "./host.ts";
import { ownMail } from "./mail.ts";
import type { Provider } from "./provider.ts";

export interface RunOptions {
  readonly port?: number;
  readonly carrierPort?: number;
  readonly carrier?: string;
  readonly data?: string;
  readonly rehearse?: number;
  readonly from?: number;
  readonly json?: boolean;
}

const defaultRoot = ".headsup";

/** Runs the embedded host in the foreground until it is told to stop. */
export async function runHost(given: RunOptions): Promise<void> {
  // A rehearsal may run beside the host whose data it is a copy of.
  const isRehearsal = given.rehearse !== undefined;
  const options = {
    ...given,
    port: given.port ?? (isRehearsal ? 8788 : 8787),
    carrierPort: given.carrierPort ?? (isRehearsal ? 4421 : 4420),
  };
  const data = resolve(options.data ?? join(defaultRoot, options.rehearse === undefined ? "data" : "rehearsal"));
  const publicUrl = `http://127.0.0.1:${options.port}`;
  const provider =
    options.carrier !== undefined
      ? providerFrom({ ...process.env, PUBLIC_URL: publicUrl, TWILIO_API_BASE_URL: options.carrier }, "sandbox")
      : options.rehearse === undefined
        ? providerFrom(process.env, "real")
        : null;
  const stopScope = stopScopeOf(process.env);
  // Neither a rehearsal nor a sandbox reaches anybody beyond this machine.
  const mail =
    options.rehearse === undefined && options.carrier === undefined
      ? ownMail(process.env, { isKnownToTheWorld: provider !== null })
      : null;
  if (options.rehearse !== undefined) await copyForRehearsal(data);
  const log = createWriteStream(join(openFolder(data).path, "worker.log"), { flags: "a", mode: 0o600 });
  let host: Host;
  try {
    host = await startHost({
      data,
      port: options.port,
      carrierPort: options.carrierPort,
      provider,
      mail,
      stopScope,
      clock: options.rehearse === undefined ? null : { rate: options.rehearse, startsAt: options.from ?? Date.now() },
      onLog: (line) => log.write(`${line}\n`),
    });
  } catch (error) {
    throw explain(error, options);
  }
  const messages = host.carrier === null ? `${provider?.apiBaseUrl}` : `the sandbox carrier at ${host.carrier.url}`;
  if (options.json)
    console.log(
      JSON.stringify({ url: host.url, carrier: host.carrier?.url ?? null, data, rate: options.rehearse ?? 1 }),
    );
  else {
    console.log(`Headsup is up at ${host.url} (API docs: ${host.url}/docs)`);
    console.log(`  messages go to  ${messages}`);
    console.log(`  data            ${data}`);
    console.log(`  worker log      ${join(data, "worker.log")}`);
    if (options.rehearse !== undefined)
      console.log(
        `  rehearsal       ${options.rehearse} times as fast, from ${new Date(host.now()).toISOString()}; until it ends, commands in this folder talk to it`,
      );
    console.log("Ctrl-C stops it; started again it goes on where it was.");
  }
  await untilTold();
  await host.close();
  log.end();
}

/** Resolves on the first Ctrl-C or SIGTERM; a second one ends the process at once. */
const untilTold = (): Promise<void> =>
  new Promise((done) => {
    const signals = ["SIGINT", "SIGTERM"] as const;
    // Miniflare ends the process on a signal; here the host closes first, and takes back the word it left.
    for (const signal of signals) process.removeAllListeners(signal);
    onSignal(signals, done);
  });

/** A provider of the user's own, if the environment names one. Half a configuration is refused, not guessed at. */
function providerFrom(env: NodeJS.ProcessEnv, kind: "real" | "sandbox"): (Provider & { isSandbox: boolean }) | null {
  const { TWILIO_ACCOUNT_SID: accountSid, TWILIO_AUTH_TOKEN: authToken, PUBLIC_URL: publicUrl } = env;
  if (!accountSid && !authToken && kind === "real") return null;
  const missing = Object.entries({
    TWILIO_ACCOUNT_SID: accountSid,
    TWILIO_AUTH_TOKEN: authToken,
    PUBLIC_URL: publicUrl,
  })
    .filter(([, value]) => !value)
    .map(([name]) => name);
  if (!accountSid || !authToken || !publicUrl) {
    throw new Error(
      kind === "sandbox"
        ? `--carrier needs the credentials its carrier was started with: set ${missing.join(" and ")}. Without --carrier the host brings a sandbox carrier of its own.`
        : `To send through Twilio set ${missing.join(" and ")} too; without TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN the sandbox carrier is used.`,
    );
  }
  return {
    isSandbox: kind === "sandbox",
    accountSid,
    authToken,
    publicUrl: publicUrl.replace(/\/+$/, ""),
    apiBaseUrl: (env.TWILIO_API_BASE_URL ?? "https://api.twilio.com").replace(/\/+$/, ""),
  };
}

/** Told before anything starts: the worker would refuse every request over it. */
export function stopScopeOf({ STOP_SCOPE: scope }: NodeJS.ProcessEnv): string | undefined {
  if (!scope || scope === "sender" || scope === "global") return scope || undefined;
  throw new Error('STOP_SCOPE is neither "sender" nor "global". Set it in the environment: export STOP_SCOPE=…');
}

/** A rehearsal starts from the data as they are, in a folder of its own; one under way is gone on with. */
async function copyForRehearsal(data: string): Promise<void> {
  const folder = openFolder(data);
  if (existsSync(folder.databases)) {
    console.error(`Going on with the rehearsal in ${data}. Remove that folder to start from a fresh copy.`);
    return;
  }
  const files = await copyDatabases(join(resolve(defaultRoot, "data"), "databases"), folder.databases);
  console.error(
    files === 0
      ? "There is no data to copy yet; the rehearsal starts empty."
      : `Copied ${files} databases into ${data}.`,
  );
}

function explain(error: unknown, { port, carrierPort }: { port: number; carrierPort: number }): Error {
  if (error instanceof FolderBusyError) return error;
  const text = String(error);
  if (text.includes("EADDRINUSE") || text.includes("Address already in use")) {
    return new Error(`Port ${port} or ${carrierPort} is taken. Choose others with --port and --carrier-port.`);
  }
  return error instanceof Error ? error : new Error(text);
}
