import { createWriteStream } from "node:fs";
import { join, relative, resolve } from "node:path";
import type { CampaignDetail } from "@headsup/contract";
import { agreementVersion, defaultPace } from "@headsup/contract";
import { offsetAt } from "@headsup/core/schedule/index";
import { createApi, read } from "../client/api.ts";
import { type Output, openOutput } from "../commands/session.ts";
import { CommandError, exitCodes } from "../failure.ts";
import { clearFolder, type Host, startHost } from "../host/host.ts";
import { portOr } from "../host/ports.ts";
import type { Shell } from "../shell.ts";
import { statusWord } from "../show/words.ts";
import { table } from "../terminal/table.ts";
import { clockTime } from "../terminal/times.ts";
import { judge } from "./judge.ts";

/** Runs one command line, as the program does; handed in, so that the demo uses the very commands people use. */
export type RunLine = (args: readonly string[], shell: Shell) => Promise<number>;

const rate = 60;
const sender = "+12125550199";
/** Somebody in San Francisco. */
const waitingPerson = "+14155550120";
const showZone = "America/New_York";
const boundRealMs = 180_000;
const receiptsRealMs = 15_000;
const lookEveryRealMs = 250;

/** Plays the demo campaign from its CSV to its result, and judges it by the carrier's log. */
export async function playDemo(shell: Shell, runLine: RunLine): Promise<void> {
  const data = resolve(shell.cwd, ".headsup/demo");
  await clearFolder(data);
  const output = openOutput(shell, {});
  const log = createWriteStream(join(data, "worker.log"), { mode: 0o600 });
  const host = await startHost({
    data,
    port: await portOr(8787),
    carrierPort: await portOr(4420),
    provider: null,
    people: { seed: "demo", mix: "lively" },
    clock: { rate, startsAt: startOf(shell.now()) },
    onLog: (line) => log.write(`${line}\n`),
  });
  try {
    await play({ ...output, host, runLine });
  } finally {
    await host.close();
    log.end();
  }
}

/** 10:38 in New York, today: it is 07:38 in San Francisco, whose people must wait until 08:00. */
function startOf(now: number): number {
  const midnightUtc = Math.floor(now / 86_400_000) * 86_400_000;
  const wall = midnightUtc + (10 * 60 + 38) * 60_000;
  return wall - offsetAt(showZone, wall);
}

interface Stage extends Output {
  readonly host: Host;
  readonly runLine: RunLine;
}

async function play(stage: Stage): Promise<void> {
  const { shell, host, runLine, theme } = stage;
  const say = (text = "") => shell.stdout.write(`${text}\n`);
  const signal = shell.interruption();
  const api = createApi({ url: host.url, token: host.token }, shell, signal);
  say(`Headsup is up at ${host.url} on a clock ${rate} times as fast; the sandbox carrier plays the people.`);
  await read(api.v1.agreement.$post({ json: { version: agreementVersion } }));
  await read(api.v1.senders.$post({ header: {}, json: { channel: "sms", address: sender, name: "Acme Deliveries" } }));

  const file = relative(shell.cwd, join(import.meta.dirname, "people.csv"));
  const text = "Hi {{ first_name }}, your order {{ order }} is a day late: it comes {{ day }}. Questions? Just reply.";
  const line = [
    "campaign",
    "create",
    "--name",
    "Order delay",
    "--sender",
    sender,
    "--text",
    text,
    "--recipients",
    file,
    "--zone",
    showZone,
    "--consent",
    "--launch",
  ];
  const inside = { ...shell, env: { ...shell.env, HEADSUP_URL: host.url, HEADSUP_TOKEN: host.token } };
  const type = async (args: readonly string[]) => {
    say();
    say(theme.quiet(`$ headsup ${args.map(quoted).join(" ")}`));
    if ((await runLine(args, inside)) !== exitCodes.ok) throw failed("The demo stops here; see above.");
  };
  await type(line);
  await type(["why", "Order delay", waitingPerson]);
  say();
  const campaign = await follow(stage, api, signal);
  await tellResult(stage, campaign);
  if (campaign.status !== "completed")
    throw failed(`The outreach is ${statusWord(campaign)}: ${campaign.statusReason ?? "it did not complete in time"}.`);
}

type Api = ReturnType<typeof createApi>;

/** Tells each batch as it goes, and ends when the outreach has and its receipts are in. */
async function follow({ shell, host }: Stage, api: Api, signal: AbortSignal): Promise<CampaignDetail> {
  const look = async (): Promise<CampaignDetail> => {
    const { items } = await read(api.v1.campaigns.$get({ query: { limit: "1" } }));
    return read(api.v1.campaigns[":id"].$get({ param: { id: items[0]?.id ?? "" } }));
  };
  let told = "";
  let completedAt: number | null = null;
  let campaign = await look();
  for (const endAt = shell.now() + boundRealMs; shell.now() < endAt; campaign = await look()) {
    const { counts } = campaign;
    const progress = `${statusWord(campaign).padEnd(20)} delivered ${String(counts.delivered).padStart(2)}  waiting ${String(counts.ready + counts.held).padStart(2)}`;
    if (progress !== told && counts.inFlight === 0) {
      shell.stdout.write(`${clockTime(host.now(), showZone)}  ${progress}\n`);
      told = progress;
    }
    if (campaign.status === "completed") completedAt ??= shell.now();
    if (campaign.status === "stopped" || campaign.status === "paused") break;
    if (completedAt !== null && (counts.accepted === 0 || shell.now() > completedAt + receiptsRealMs)) break;
    await shell.wait(lookEveryRealMs, signal);
  }
  return campaign;
}

async function tellResult({ shell, host, theme }: Stage, { counts, outreaches }: CampaignDetail): Promise<void> {
  const problems = outreaches.reduce((sum, list) => sum + list.problems, 0);
  const rows: [string, number, string][] = [
    ["delivered", counts.delivered, ""],
    ["accepted", counts.accepted, "by the carrier; no receipt yet"],
    ["not delivered", counts.undelivered + counts.failed, "a reason each: headsup why"],
    ["not contacted", counts.skipped, "they had said stop"],
    ["unreached", counts.unreached, ""],
    ["bad rows", problems, "named above, kept for repair"],
  ];
  const shown = table(
    [{ title: "Result" }, { title: "People", align: "right" }, { title: "", paint: theme.quiet }],
    rows.filter(([, n]) => n > 0).map(([name, n, note]) => [name, String(n), note]),
    { heading: theme.quiet },
  );
  shell.stdout.write(`\n${shown.join("\n")}\n`);
  if (host.carrier === null) return;
  const { accepted, people, twice, mostInSpan } = judge(host.carrier, defaultPace.spanMs);
  shell.stdout.write(
    `\nThe carrier's own log: ${accepted} messages to ${people} people, ${twice} of them twice, never more than ${mostInSpan} in any 5 minutes.\n`,
  );
  if (twice > 0 || mostInSpan > defaultPace.count) throw failed("The carrier's log shows a broken promise.");
  shell.stdout.write(
    theme.quiet("Your own data, in real time: pnpm headsup up — then, beside it, pnpm headsup --help\n"),
  );
}

const quoted = (word: string): string => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);

const failed = (message: string): CommandError => new CommandError({ code: "failed", message }, exitCodes.failed);
