/**
 * The carrier as a process of its own. Prints `{"listening":"http://…"}` when ready; ends cleanly on SIGINT or SIGTERM.
 *
 *   node apps/carrier/src/main.ts --account-sid AC… --auth-token … --port 4420 --data carrier.sqlite
 */
import { parseArgs } from "node:util";
import { type ClockSettings, systemClock } from "@headsup/core/clock";
import { z } from "zod";
import { startCarrier } from "./carrier.ts";
import { settingsChangeSchema } from "./settings.ts";

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
  const value = values[flag];
  if (value) return value;
  console.error(`The sandbox carrier needs --${flag}. Give the one the Twilio client uses.`);
  process.exit(2);
}

function readClock(): ClockSettings {
  const { "clock-anchor-real": anchorRealMs, "clock-anchor": anchorMs, "clock-rate": rate } = values;
  if (anchorRealMs === undefined && anchorMs === undefined && rate === undefined) return systemClock;
  const startedMs = Date.now();
  return z
    .object({ anchorRealMs: z.coerce.number(), anchorMs: z.coerce.number(), rate: z.coerce.number().positive() })
    .parse({ anchorRealMs: anchorRealMs ?? startedMs, anchorMs: anchorMs ?? startedMs, rate: rate ?? 1 });
}

function readSettings() {
  const [mix, seed] = values.people?.split("/").reverse() ?? [];
  return settingsChangeSchema.parse({
    ...JSON.parse(values.settings),
    ...(mix && { mix }),
    ...(seed && { seed }),
    ...(values["inbound-url"] && { inboundUrl: values["inbound-url"] }),
    ...(values["send-rate"] && { sendRatePerSecond: Number(values["send-rate"]) }),
    ...(values.faults && { faults: JSON.parse(values.faults) }),
  });
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
