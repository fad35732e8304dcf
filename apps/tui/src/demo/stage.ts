import { createWriteStream } from "node:fs";
import { join, resolve } from "node:path";
import type { CarrierOptions } from "@headsup/carrier";
import { offsetAt } from "@headsup/core/schedule/index";
import { exitCodes } from "../failure.ts";
import { clearFolder, type Host, startHost } from "../host/host.ts";
import { portOr } from "../host/ports.ts";
import type { Shell } from "../shell.ts";
import { onSignal } from "../signals.ts";

/** What a demo plays on: a host of its own in an emptied folder, on a fast clock, with people who answer. */
export interface Stage {
  readonly host: Host;
  readonly data: string;
  readonly close: () => Promise<void>;
}

interface StageOptions {
  /** How many times as fast as the wall clock it runs. */
  readonly rate: number;
  /** What certain people do, and the templates WhatsApp approved; everybody else is drawn. */
  readonly sandbox?: CarrierOptions["settings"];
}

/** How many times as fast as the wall clock a demo runs unless it is told otherwise. */
export const demoRate = 60;

/** How to go on after a demo. */
export const yourOwn = "Your own data, in real time: pnpm headsup up — then, beside it, pnpm headsup --help";

/** The zone the demo's times are told in. */
export const showZone = "America/New_York";

export async function openStage(shell: Shell, { rate, sandbox }: StageOptions): Promise<Stage> {
  const data = resolve(shell.cwd, ".headsup/demo");
  await clearFolder(data);
  const log = createWriteStream(join(data, "worker.log"), { mode: 0o600 });
  const host = await startHost({
    data,
    port: await portOr(8787),
    carrierPort: await portOr(4420),
    provider: null,
    mail: null,
    people: { seed: "demo", mix: "lively", ...sandbox },
    clock: { rate, startsAt: startOf(shell.now()) },
    onLog: (line) => log.write(`${line}\n`),
  });
  const close = async () => {
    await host.close();
    log.end();
  };
  // Miniflare ends the process on a signal; here the host closes first, and takes back the word it left.
  for (const signal of ["SIGINT", "SIGTERM"]) process.removeAllListeners(signal);
  onSignal(["SIGTERM", "SIGHUP"], () => void close().finally(() => process.exit(exitCodes.interrupted)));
  return { host, data, close };
}

/** 10:38 in New York, today: it is 07:38 in San Francisco, whose people must wait until 08:00. */
function startOf(now: number): number {
  const midnightUtc = Math.floor(now / 86_400_000) * 86_400_000;
  const wall = midnightUtc + (10 * 60 + 38) * 60_000;
  return wall - offsetAt(showZone, wall);
}
