import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startCarrier } from "@headsup/carrier";
import { adminToken, callOver, expectStatus, launchCampaign, prepareAccount, twilioAccount } from "@headsup/testkit";
import { portOr } from "../../apps/tui/src/host/ports.ts";
import { repository } from "../../apps/tui/src/host/repository.ts";
import type { StatementTotals } from "../bench/d1.ts";
import { startWorkerd, type Workerd } from "../bench/workerd.ts";
import type { Tally } from "./meter.ts";

/**
 * Messages through their whole life on a fast clock: people are imported and texted at the usual pace, the carrier tells
 * "sent" and "delivered" of each, one in ten writes back, one in fifty says stop.
 */
export interface Life {
  readonly messages: number;
  readonly campaigns: number;
  /** Clock time goes so many times as fast. */
  readonly rate: number;
}

/** What it all came to, by the engines' own meters. */
export interface Measured {
  readonly objects: readonly Tally[];
  readonly d1: readonly StatementTotals[];
  /** Of the whole workerd, its databases and what the meter asks of it included. */
  readonly cpuMs: number;
}

/** Ten in the morning in New York, where everybody lives. */
const startsAt = Date.parse("2026-11-24T15:00:00Z");
const hour = 60 * 60_000;
const pollMs = 250;

/** One in ten asks something once; one in fifty says stop. */
const people = { delivers: 88, "falls-silent": 10, stops: 2 };

export async function drive(life: Life, say: (line: string) => void): Promise<Measured> {
  const clock = { anchorRealMs: Date.now(), anchorMs: startsAt, rate: life.rate };
  const port = await portOr(0);
  const url = `http://127.0.0.1:${port}`;
  const carrier = await startCarrier({
    ...twilioAccount,
    port: 0,
    clock,
    settings: {
      mix: people,
      inboundUrl: `${url}/hooks/twilio/inbound`,
      callbackStatuses: ["sent", "delivered", "undelivered", "failed"],
    },
  });
  const workerd = await startWorkerd(
    {
      PUBLIC_URL: url,
      TWILIO_ACCOUNT_SID: twilioAccount.accountSid,
      TWILIO_AUTH_TOKEN: twilioAccount.authToken,
      TWILIO_API_BASE_URL: carrier.url,
      HEADSUP_ADMIN_TOKEN: adminToken,
      CLOCK: JSON.stringify(clock),
    },
    port,
    bundle(),
  );
  try {
    return await measure(workerd, { ...life, url, say });
  } finally {
    await workerd.close();
    await carrier.close();
  }
}

/** The worker with the meter about it, bundled as a deployment is. */
function bundle(): string {
  const outDir = mkdtempSync(join(tmpdir(), "headsup-cost-"));
  const entry = fileURLToPath(new URL("./worker.ts", import.meta.url));
  execFileSync(join(repository, "node_modules/.bin/wrangler"), ["deploy", entry, "--dry-run", "--outdir", outDir], {
    cwd: repository,
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, WRANGLER_SEND_METRICS: "false", WRANGLER_LOG_PATH: join(outDir, "logs"), CI: "1" },
  });
  return join(outDir, "worker.js");
}

async function measure(
  { d1, pid }: Workerd,
  { messages, campaigns, rate, url, say }: Life & { url: string; say: (line: string) => void },
): Promise<Measured> {
  const world = {
    call: callOver(async (request) => {
      const { pathname, search } = new URL(request.url);
      return fetch(`${url}${pathname}${search}`, request);
    }),
  };
  const ask = async (path: string) => expectStatus(await world.call("GET", path), 200).json;
  await prepareAccount(world);
  const before = { objects: await tallies(url), d1: await d1.statements(), cpuMs: cpuMsOf(pid) };
  const window = { open: "00:00", close: "24:00" };
  const ids: string[] = [];
  for (let nth = 0; nth < campaigns; nth++) {
    const share = Math.floor(((nth + 1) * messages) / campaigns) - Math.floor((nth * messages) / campaigns);
    const addresses = Array.from({ length: share }, (_, i) => `+1212${2_000_000 + nth * 100_000 + i}`);
    ids.push(await launchCampaign(world, addresses, { window }));
  }
  const settled = async () => {
    const all = await Promise.all(ids.map((id) => ask(`/v1/campaigns/${id}`)));
    const sum = (name: string) => all.reduce((total, { counts }) => total + counts[name], 0);
    return { decided: sum("decided"), delivered: sum("delivered"), skipped: sum("skipped") };
  };
  let at = await settled();
  for (let round = 0; at.delivered + at.skipped < messages; round++) {
    if (round % 20 === 0) say(`${at.delivered} of ${messages} messages delivered`);
    await pause(pollMs);
    await fetch(`${url}/__cron`);
    at = await settled();
  }
  // Receipts are summed up, batches folded and the last replies written within the hour.
  await pause((1.5 * hour) / rate);
  return {
    objects: since(before.objects, await tallies(url), ({ cause, where, what }) => `${cause} ${where} ${what}`),
    d1: since(before.d1, await d1.statements(), ({ sql }) => sql),
    cpuMs: cpuMsOf(pid) - before.cpuMs,
  };
}

const tallies = async (url: string) => (await (await fetch(`${url}/__tallies`)).json()) as Tally[];
const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

type Counted = Record<"times" | "rowsRead" | "rowsWritten", number>;

/** What was counted since. */
const since = <Row extends Counted>(
  before: readonly Row[],
  after: readonly Row[],
  keyOf: (row: Row) => string,
): Row[] => {
  const earlier = new Map(before.map((row) => [keyOf(row), row]));
  return after.map((row) => {
    const { times = 0, rowsRead = 0, rowsWritten = 0 } = earlier.get(keyOf(row)) ?? {};
    return {
      ...row,
      times: row.times - times,
      rowsRead: row.rowsRead - rowsRead,
      rowsWritten: row.rowsWritten - rowsWritten,
    };
  });
};

/** Processor time a process took so far, by Linux's account of it, in hundredths of a second. */
function cpuMsOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10;
}
