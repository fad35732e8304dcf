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

const second = 1_000;

/**
 * One in ten asks something once, one in fifty says stop. A batch takes as long as it takes whatever the clock's rate, so
 * the carrier takes its time too: as in life, it tells of a message when its batch has been answered.
 */
const span = (from: number, to: number): [number, number] => [from * second, to * second];
const ways = { sentAfterMs: span(20, 30), endsAfterMs: span(10, 30) };
const saying = (body: string) => ({ ...ways, texts: [{ bodies: [body], afterMs: span(20, 120) }] });
const personOf = (nth: number) =>
  nth % 50 === 7 ? saying("STOP") : nth % 10 === 3 ? saying("When will it be there?") : ways;

/** An object nobody asks anything sleeps after this: within seconds on Cloudflare, and what it knew is read anew. */
const sleepAfterMs = 90 * second;

export async function drive(life: Life, say: (line: string) => void): Promise<Measured> {
  const addresses = Array.from({ length: life.messages }, (_, nth) => `+1212${2_000_000 + nth}`);
  const clock = { anchorRealMs: Date.now(), anchorMs: startsAt, rate: life.rate };
  const port = await portOr(0);
  const url = `http://127.0.0.1:${port}`;
  const carrier = await startCarrier({
    ...twilioAccount,
    port: 0,
    clock,
    settings: {
      people: Object.fromEntries(addresses.map((address, nth) => [address, personOf(nth)])),
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
      SLEEP_AFTER_MS: String(sleepAfterMs / life.rate),
    },
    port,
    bundle(),
  );
  try {
    return await measure(workerd, { ...life, addresses, url, say });
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
  {
    messages,
    campaigns,
    rate,
    addresses,
    url,
    say,
  }: Life & { addresses: readonly string[]; url: string; say: (line: string) => void },
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
    const share = addresses.slice(
      Math.floor((nth * messages) / campaigns),
      Math.floor(((nth + 1) * messages) / campaigns),
    );
    ids.push(await launchCampaign(world, share, { window }));
  }
  const settled = async () => {
    const all = await Promise.all(ids.map((id) => ask(`/v1/campaigns/${id}`)));
    const sum = (name: string) => all.reduce((total, { counts }) => total + counts[name], 0);
    return { decided: sum("decided"), delivered: sum("delivered"), skipped: sum("skipped") };
  };
  const minute = async () => {
    await pause((60 * second) / rate);
    await fetch(`${url}/__cron`);
  };
  let at = await settled();
  for (let minutes = 0; at.delivered + at.skipped < messages; minutes++) {
    if (minutes % 60 === 0) {
      say(`${at.delivered} of ${messages} messages delivered`);
      at = await settled();
    }
    await minute();
  }
  // Receipts are summed up, batches folded and the last replies written within the hour.
  for (let minutes = 0; minutes < 90; minutes++) await minute();
  return {
    objects: since(before.objects, await tallies(url), ({ cause, where, what }) => `${cause} ${where} ${what}`),
    d1: since(before.d1, await d1.statements(), ({ sql }) => sql),
    cpuMs: cpuMsOf(pid) - before.cpuMs,
  };
}

/** What the worker and its objects counted. */
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
