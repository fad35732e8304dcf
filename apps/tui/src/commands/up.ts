import { type Command, InvalidArgumentError, Option } from "commander";
import type { RunOptions } from "../host/run.ts";
import { parseRate } from "./rate.ts";

/** `headsup up`: the embedded host, in the foreground until it is told to stop. */
export function addUp(program: Command): void {
  program
    .command("up")
    .description("Run Headsup on this machine: the worker in local workerd, its data on disk, a sandbox carrier")
    .option("--port <port>", "port of the API (default: 8787, of a rehearsal 8788)", parsePort)
    .option("--carrier-port <port>", "port of the sandbox carrier (default: 4420, of a rehearsal 4421)", parsePort)
    .option(
      "--carrier <url>",
      "use a sandbox carrier that runs by itself; TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN are its",
    )
    .option("--data <folder>", "where everything is kept (default: .headsup/data)")
    .option(
      "--rehearse <rate>",
      "run a copy on a fast clock against the sandbox, never a real provider; e.g. 60x",
      parseRate,
    )
    .addOption(new Option("--from <instant>", "the rehearsal's clock starts here (ISO 8601)").argParser(parseInstant))
    .option("--json", "one line of JSON when ready")
    .addHelpText(
      "after",
      `
Without further ado texts go to the sandbox carrier. To send for real set
TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and PUBLIC_URL (where Twilio reaches this
machine); TWILIO_API_BASE_URL chooses another provider host.

While a rehearsal runs, commands in this folder talk to it and say so.

Examples:
  headsup up
  headsup up --rehearse 60x
  TWILIO_ACCOUNT_SID=AC… TWILIO_AUTH_TOKEN=… PUBLIC_URL=https://… headsup up`,
    )
    .action(async (options: RunOptions) => {
      // Loaded when it is needed: other commands must not wait for the runtime.
      const { runHost } = await import("../host/run.ts");
      await runHost(options);
    });
}

function parsePort(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw new InvalidArgumentError("A port is a number from 1 to 65535.");
  return port;
}

function parseInstant(text: string): number {
  const at = Date.parse(text);
  if (Number.isNaN(at))
    throw new InvalidArgumentError('Use ISO 8601 with an offset, e.g. "2026-11-24T07:50:00-08:00".');
  return at;
}
