import { join, relative } from "node:path";
import type { CampaignDetail } from "@headsup/contract";
import { agreementVersion } from "@headsup/contract";
import { type Api, createApi, read } from "../client/api.ts";
import { type Output, openOutput } from "../commands/session.ts";
import { CommandError, exitCodes } from "../failure.ts";
import type { Host } from "../host/host.ts";
import type { Shell } from "../shell.ts";
import { statusWord } from "../show/words.ts";
import { table } from "../terminal/table.ts";
import { clockTime } from "../terminal/times.ts";
import { brokenPromise, isBroken, judge } from "./judge.ts";
import { demoRate, openStage, showZone, yourOwn } from "./stage.ts";

/** Runs one command line, as the program does; handed in, so that the demo uses the very commands people use. */
export type RunLine = (args: readonly string[], shell: Shell) => Promise<number>;

const sender = "+12125550199";
/** Somebody in San Francisco. */
const waitingPerson = "+14155550120";
/** At the rate of the demo; on a slower clock it takes longer. */
const boundRealMs = 180_000;
const receiptsRealMs = 15_000;
const lookEveryRealMs = 250;

/** Plays the demo campaign from its CSV to its result, and judges it by the carrier's log. */
export async function playDemo(shell: Shell, { runLine, rate }: { runLine: RunLine; rate: number }): Promise<void> {
  const stage = await openStage(shell, { rate });
  try {
    await play({ ...openOutput(shell, {}), host: stage.host, runLine });
  } finally {
    await stage.close();
  }
}

interface Play extends Output {
  readonly host: Host;
  readonly runLine: RunLine;
}

async function play(stage: Play): Promise<void> {
  const { shell, host, runLine, theme } = stage;
  const say = (text = "") => shell.stdout.write(`${text}\n`);
  const signal = shell.interruption();
  const api = createApi({ url: host.url, token: host.token }, shell, signal);
  say(
    `Headsup is up at ${host.url} on a clock ${host.clock.rate} times as fast; the sandbox carrier plays the people.`,
  );
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

/** Tells each batch as it goes, and ends when the outreach has and its receipts are in. */
async function follow({ shell, host }: Play, api: Api, signal: AbortSignal): Promise<CampaignDetail> {
  const look = async (): Promise<CampaignDetail> => {
    const { items } = await read(api.v1.campaigns.$get({ query: { limit: "1" } }));
    return read(api.v1.campaigns[":id"].$get({ param: { id: items[0]?.id ?? "" } }));
  };
  let told = "";
  let completedAt: number | null = null;
  let campaign = await look();
  const patienceRealMs = boundRealMs * Math.max(1, demoRate / host.clock.rate);
  for (const endAt = shell.now() + patienceRealMs; shell.now() < endAt; campaign = await look()) {
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

async function tellResult({ shell, host, theme }: Play, { counts, outreaches }: CampaignDetail): Promise<void> {
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
  const verdict = judge(host.carrier);
  const { accepted, people, twice, mostInSpan } = verdict;
  shell.stdout.write(
    `\nThe carrier's own log: ${accepted} messages to ${people} people, ${twice} of them twice, never more than ${mostInSpan} in any 5 minutes.\n`,
  );
  if (isBroken(verdict)) throw brokenPromise();
  shell.stdout.write(theme.quiet(`${yourOwn}\n`));
}

const quoted = (word: string): string => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);

const failed = (message: string): CommandError => new CommandError({ code: "failed", message }, exitCodes.failed);
