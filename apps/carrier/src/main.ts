/**
 * The carrier as a process of its own. Prints `{"listening":"http://…"}` when ready; ends cleanly on SIGINT or SIGTERM.
 *
 *   node apps/carrier/src/main.ts --account-sid AC… --auth-token … --port 4420 --data carrier.sqlite
 */
import { parseArgs } from "node:util";
import { type ClockSettings, systemClock } from "@headsup/core/clock";
import { z } from "zod";
import { startCarrier } from "./carrier.ts";
import { type SettingsChange, settingsChangeSchema } from "./settings.ts";

const { values } = parseArgs({
  options: {
    "account-sid": { type: "string" },
    "auth-token": { type: "string" },
    port: { type: "string", default: "4420" },
    host: { type: "string", default: "127.0.0.1" },
    data: { type: "string", default: ":memory:" },
    "clock-anchor-real": { type: "string" },
    "clock-anchor": { type: "string" },
    "clock-rate": { type: "string" },
    /** `lively`, or `SEED/lively`. */
    people: { type: "string" },
    "inbound-url": { type: "string" },
    "send-rate": { type: "string" },
    faults: { type: "string" },
    /** Any settings as JSON; the flags above win. */
    settings: { type: "string", default: "{}" },
  },
});

function required(flag: "account-sid" | "auth-token"): string {
  return values[flag] ?? fail(`it needs --${flag}, the one the Twilio client uses`);
}

function fail(why: string): never {
  console.error(`The sandbox carrier did not start: ${why}.`);
  process.exit(2);
}

/** @param flag named in the complaint when its value is not JSON. */
function readJson(flag: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    return fail(`--${flag} is not JSON (${(error as Error).message})`);
  }
}

function readClock(): ClockSettings {
  const { "clock-anchor-real": anchorRealMs, "clock-anchor": anchorMs, "clock-rate": rate } = values;
  if (anchorRealMs === undefined && anchorMs === undefined && rate === undefined) return systemClock;
  const startedMs = Date.now();
  const parsed = z
    .object({ anchorRealMs: z.coerce.number(), anchorMs: z.coerce.number(), rate: z.coerce.number().positive() })
    .safeParse({ anchorRealMs: anchorRealMs ?? startedMs, anchorMs: anchorMs ?? startedMs, rate: rate ?? 1 });
  return parsed.success ? parsed.data : fail(z.prettifyError(parsed.error));
}

function readSettings(): SettingsChange {
  const [mix, seed] = values.people?.split("/").reverse() ?? [];
  const parsed = settingsChangeSchema.safeParse({
    ...(readJson("settings", values.settings) as object),
    ...(mix && { mix }),
    ...(seed && { seed }),
    ...(values["inbound-url"] && { inboundUrl: values["inbound-url"] }),
    ...(values["send-rate"] && { sendRatePerSecond: Number(values["send-rate"]) }),
    ...(values.faults && { faults: readJson("faults", values.faults) }),
  });
  return parsed.success ? parsed.data : fail(z.prettifyError(parsed.error));
}

const carrier = await startCarrier({
  accountSid: required("account-sid"),
  authToken: required("auth-token"),
  port: Number(values.port),
  host: values.host,
  dataFile: values.data,
  clock: readClock(),
  settings: readSettings(),
});
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void carrier.close());
console.log(JSON.stringify({ listening: carrier.url }));
