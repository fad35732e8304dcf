import { join } from "node:path";
import { agreementVersion, type Channel } from "@headsup/contract";
import { offsetAt } from "@headsup/core/schedule/index";
import { read } from "../client/api.ts";
import { runImport } from "../commands/importing.ts";
import { launchNow } from "../commands/launching.ts";
import type { Session } from "../commands/session.ts";
import { openList } from "../import/listFile.ts";
import { ladderWords } from "../show/channels.ts";
import { count } from "../terminal/text.ts";
import { setUpDesk } from "./desk.ts";
import { type MadeList, writeList } from "./lists.ts";
import { showZone } from "./stage.ts";
import { answers, campaigns, senders, type TeamCampaign } from "./team.ts";

/**
 * Fills a fresh host with the team's work, through the API, as the commands and screens do. Each step tells what it did.
 */
interface Filling {
  /** One that tells nothing by itself. */
  readonly session: Session;
  /** Where the made-up lists are put. */
  readonly folder: string;
  /** What the host's clock shows. */
  readonly now: () => number;
  readonly tell: (done: string) => void;
}

export async function fill(filling: Filling): Promise<void> {
  const { session, tell } = filling;
  const { api } = session;
  await read(api.v1.agreement.$post({ json: { version: agreementVersion } }));
  await setUpDesk(session);
  tell("Three inboxes, two agents on shift, six rules for what comes back");
  for (const json of senders) await read(api.v1.senders.$post({ header: {}, json }));
  for (const json of answers) await read(api.v1.answers.$post({ header: {}, json }));
  tell(
    `The agreement accepted, ${count(senders.length, "sender")} on four channels, ${count(answers.length, "answer")}`,
  );
  const first: string[] = [];
  for (const campaign of campaigns) {
    const id = await make(filling, campaign);
    if (campaign.fate.kind === "launched_and_completed") first.push(id);
  }
  for (const id of first) await untilCompleted(session, id);
}

async function make(filling: Filling, { settings, list, fate }: TeamCampaign): Promise<string> {
  const { session, folder, now, tell } = filling;
  const { id } = await read(session.api.v1.campaigns.$post({ header: {}, json: settings }));
  const start = fate.kind === "scheduled" ? new Date(nineTomorrow(now())).toISOString() : undefined;
  const imported = await importList(session, settings, { campaign: id, path: pathOf(list, folder), start });
  await act(session, id, fate);
  const { recipients, problems } = imported.list;
  const bad = problems === 0 ? "" : `, ${count(problems, "bad row")}`;
  tell(
    `"${settings.name}" by ${ladderWords(channelsOf(settings))} to ${count(recipients, "person", "people")}${bad}: ${wordFor(fate)}`,
  );
  return id;
}

const pathOf = (list: MadeList | string, folder: string): string =>
  typeof list === "string" ? join(import.meta.dirname, list) : writeList(folder, list);

async function importList(
  session: Session,
  settings: TeamCampaign["settings"],
  { campaign, path, start }: { campaign: string; path: string; start: string | undefined },
) {
  const file = await openList(session.shell, path, { channels: channelsOf(settings) });
  try {
    return await runImport(session, { campaign, file, start });
  } finally {
    await file.source.close();
  }
}

const channelsOf = ({ channel = "sms", fallbacks = [] }: TeamCampaign["settings"]): Channel[] => [
  channel,
  ...fallbacks.map((rung) => rung.channel),
];

async function act(session: Session, id: string, fate: TeamCampaign["fate"]): Promise<void> {
  if (fate.kind === "stays_draft") return;
  await launchNow(session, id, { key: session.shell.newKey() });
  if (fate.kind !== "paused") return;
  await read(session.api.v1.campaigns[":id"].pause.$post({ param: { id }, json: { reason: fate.reason } }));
}

function wordFor(fate: TeamCampaign["fate"]): string {
  switch (fate.kind) {
    case "stays_draft":
      return "a draft";
    case "launched":
    case "launched_and_completed":
      return "launched";
    case "paused":
      return "launched, and paused";
    case "scheduled":
      return "scheduled for tomorrow";
  }
}

function nineTomorrow(now: number): number {
  const dayMs = 86_400_000;
  const wall = now + offsetAt(showZone, now);
  const nine = Math.floor(wall / dayMs) * dayMs + dayMs + 9 * 3_600_000;
  return nine - offsetAt(showZone, nine);
}

const lookEveryRealMs = 150;
/** On a slow clock the campaign completes under the reader's eyes instead. */
const looksMax = 40;

async function untilCompleted({ api, shell, signal }: Session, id: string): Promise<void> {
  for (let looks = 0; looks < looksMax; looks++) {
    const { status } = await read(api.v1.campaigns[":id"].$get({ param: { id } }));
    if (status === "completed") return;
    await shell.wait(lookEveryRealMs, signal);
  }
}
