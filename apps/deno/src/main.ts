/** Headsup on Deno, in the foreground until it is told to stop. See `--help`. */
import { onSignal } from "@headsup/tui/signals";
import { defaultData, type Flags, help, readFlags, UsageError } from "./flags.ts";
import { type Host, startHost } from "./host.ts";
import { copyForRehearsal } from "./rehearsal.ts";

// Every file this process makes is for its owner's eyes only.
Deno.umask(0o077);

try {
  const flags = readFlags(Deno.args);
  if (flags === null) console.log(help);
  else await run(flags);
  Deno.exit(0);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  Deno.exit(error instanceof UsageError ? 2 : 1);
}

async function run(flags: Flags): Promise<void> {
  if (flags.rehearsal !== null) console.error(await copyForRehearsal(defaultData, flags.data));
  const environment = Object.fromEntries(Object.entries(Deno.env.toObject()).filter(([, value]) => value !== ""));
  const host = await startHost({ ...flags, environment, clock: flags.rehearsal }).catch((error: unknown) => {
    throw error instanceof Deno.errors.AddrInUse || String(error).includes("EADDRINUSE")
      ? new Error(`Port ${flags.port} or ${flags.carrierPort} is taken. Choose others with --port and --carrier-port.`)
      : error;
  });
  const told = new Promise<void>((done) => onSignal(["SIGINT", "SIGTERM"], done));
  say(flags, host);
  await told;
  await host.close();
}

function say({ data, isJson, rehearsal }: Flags, host: Host): void {
  const { url, carrierUrl, providerUrl, logFile } = host;
  if (isJson) {
    console.log(JSON.stringify({ url, carrier: carrierUrl, data, rate: rehearsal?.rate ?? 1 }));
    return;
  }
  console.log(`Headsup is up at ${url} (API docs: ${url}/docs)`);
  console.log(`  messages go to  ${carrierUrl === null ? providerUrl : `the sandbox carrier at ${carrierUrl}`}`);
  console.log(`  data            ${data}`);
  console.log(`  log             ${logFile}`);
  if (rehearsal !== null)
    console.log(
      `  rehearsal       ${rehearsal.rate} times as fast, from ${new Date(host.now()).toISOString()}; until it ends, commands in this folder talk to it`,
    );
  console.log("Ctrl-C stops it; started again it goes on where it was.");
}
