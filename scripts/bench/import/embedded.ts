import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import { adminToken, callOver, draftCampaign, prepareAccount, publicUrl, twilioAccount } from "@headsup/testkit";
import { portOr } from "../../../apps/tui/src/host/ports.ts";
import { repository, workerScript } from "../../../apps/tui/src/host/repository.ts";
import { startWorkerd, type Workerd } from "../workerd.ts";
import { type HeapWatch, watchHeap } from "./heap.ts";
import { expected, messageText, writeList } from "./rows.ts";

/** An import as people do it: the command in a process of its own, the bundle in bare workerd, everything on disk. */
export interface Imported {
  readonly rows: number;
  /** From the command's start, which takes about half a second, to its end. */
  readonly rowsPerSecond: number;
  /** The most memory the command held; null where there is no /proc. */
  readonly clientMiB: number | null;
  /** The most that the worker and the campaign's object, which share an isolate, had on their heap, garbage and all. */
  readonly heapMiB: number;
}

/** Imports lists of so many rows each, one after another, each into a campaign of its own on a workerd of its own. */
export async function importEmbedded(folder: string, rows: number): Promise<Imported> {
  const inspectorPort = await portOr(0);
  const workerd = await startWorkerd(variables, await portOr(0), workerScript().scriptPath, inspectorPort);
  try {
    const file = `${folder}/${rows}.csv`;
    await writeList(file, rows);
    const heap = await watchHeap(inspectorPort);
    return await importInto(workerd, { file, rows, heap });
  } finally {
    await workerd.close();
  }
}

const variables = {
  PUBLIC_URL: publicUrl,
  TWILIO_ACCOUNT_SID: twilioAccount.accountSid,
  TWILIO_AUTH_TOKEN: twilioAccount.authToken,
  // Nothing is sent: nobody listens there.
  TWILIO_API_BASE_URL: "http://127.0.0.1:9",
  HEADSUP_ADMIN_TOKEN: adminToken,
};

async function importInto(
  { headsup }: Workerd,
  { file, rows, heap }: { file: string; rows: number; heap: HeapWatch },
): Promise<Imported> {
  const url = `http://127.0.0.1:${headsup}`;
  const world = {
    call: callOver(async (request) => {
      const { pathname, search } = new URL(request.url);
      return fetch(`${url}${pathname}${search}`, request);
    }),
  };
  await prepareAccount(world);
  const campaign = await draftCampaign(world, { text: messageText });
  const startedAt = performance.now();
  const { answer, peakKiB } = await command(["recipients", "import", campaign, file, "--json"], {
    HEADSUP_URL: url,
    HEADSUP_TOKEN: adminToken,
  });
  const ms = performance.now() - startedAt;
  const heapBytes = await heap.end();
  const { recipients, problems, sealed } = answer;
  const due = expected(rows);
  const stored = { rows: answer.rows, recipients, problems, sealed };
  const wanted = { rows, recipients: due.recipients, problems: due.duplicates + due.invalid, sealed: true };
  if (!isDeepStrictEqual(stored, wanted))
    throw new Error(`stored ${JSON.stringify(stored)}, expected ${JSON.stringify(wanted)}`);
  return {
    rows,
    rowsPerSecond: Math.round((rows * 1_000) / ms),
    clientMiB: peakKiB === null ? null : Math.round(peakKiB / 102.4) / 10,
    heapMiB: Math.round((heapBytes / 1024 / 1024) * 10) / 10,
  };
}

const lookEveryMs = 50;

/** Runs `headsup …` to its end, watching what memory it takes. */
function command(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<{ answer: Record<string, unknown>; peakKiB: number | null }> {
  const child = spawn(process.execPath, ["apps/tui/src/main.ts", ...args], {
    cwd: repository,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let peakKiB: number | null = null;
  const watch = setInterval(() => {
    try {
      peakKiB = Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, "utf8"))?.[1] ?? peakKiB);
    } catch {
      // gone, or no /proc here
    }
  }, lookEveryMs);
  const said = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const)
    child[name].setEncoding("utf8").on("data", (text: string) => {
      said[name] = (said[name] + text).slice(-100_000);
    });
  return new Promise((resolve, reject) => {
    child.once("close", (code) => {
      clearInterval(watch);
      if (code === 0) resolve({ answer: JSON.parse(said.stdout), peakKiB });
      else reject(new Error(`headsup ${args.join(" ")} ended with ${code}:\n${said.stderr}`));
    });
  });
}
