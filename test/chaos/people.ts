import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { ourSenders } from "../sim/ladders.ts";
import { command, type Desk, look, pause } from "./desk.ts";
import { type CampaignPlan, type ListPlan, type Planner, sayingFlags } from "./plan.ts";

/** The people who work with it, each doing one thing after the other until the run is over: what they do is given as commands. */

/** A campaign somebody meant to run, and what they know of it. */
export interface Begun {
  readonly plan: CampaignPlan;
  /** Null: it never came to be. */
  id: string | null;
  isDraft: boolean;
  isStopped: boolean;
}

export async function openAccount(desk: Desk): Promise<void> {
  const given = [
    ["agreement", "accept"],
    ...(["sms", "whatsapp", "email"] as const).map((channel) => [
      ...["sender", "create", ourSenders[channel], "--channel", channel, "--name", "Acme"],
    ]),
    ["agent", "create", "--me"],
    ["agent", "status", "available"],
  ];
  for (const args of given) {
    const ran = await command(desk, args);
    if (ran.code !== 0) throw new Error(`headsup ${args.join(" ")}: ${ran.stderr}`);
  }
}

/** Brings campaign after campaign on its way, and watches each to its end. */
export async function runCampaigns(desk: Desk, planner: Planner, begun: Begun[]): Promise<void> {
  while (!desk.isOver()) {
    const plan = planner.campaign();
    const campaign: Begun = { plan, id: null, isDraft: false, isStopped: false };
    begun.push(campaign);
    await launch(desk, campaign);
    await attend(desk, campaign);
  }
}

/** Imports long lists into drafts that nobody launches. */
export async function importDrafts(desk: Desk, planner: Planner, begun: Begun[]): Promise<void> {
  while (!desk.isOver()) {
    const campaign: Begun = { plan: planner.draft(), id: null, isDraft: true, isStopped: false };
    begun.push(campaign);
    await create(desk, campaign);
    await importList(desk, campaign, campaign.plan.list, "people");
    await pause(desk.random.between(2_000, 8_000));
  }
}

/** Answers who waits. */
export async function answerPeople(desk: Desk): Promise<void> {
  for (let n = 1; !desk.isOver(); n++) {
    await pause(desk.random.between(1_000, 5_000));
    const page = await look(desk, "/v1/conversations?limit=50");
    const open: { id: string }[] = page?.items ?? [];
    if (open.length === 0) continue;
    await command(desk, ["conversation", "reply", desk.random.pick(open).id, `This is answer ${n}.`, "--anyway"]);
  }
}

async function create(desk: Desk, campaign: Begun, more: readonly string[] = []): Promise<boolean> {
  const { name, ladder, pace } = campaign.plan;
  const ran = await command(desk, [
    ...["campaign", "create", "--name", name, "--idempotency-key", `create-${name.replace(" ", "-")}`],
    ...sayingFlags(ladder),
    ...["--pace", pace, "--window", "00:00-24:00", "--zone", "America/New_York", ...more],
  ]);
  if (ran.code === 0) {
    const told = JSON.parse(ran.stdout);
    campaign.id = told.campaign?.id ?? told.id;
  } else await find(desk, campaign);
  return ran.code === 0;
}

/** Who does not know whether a command got anywhere looks for the campaign. */
async function find(desk: Desk, campaign: Begun): Promise<void> {
  for (let n = 0; n < 50 && campaign.id === null; n++, await pause(200)) {
    const page = await look(desk, "/v1/campaigns?limit=100");
    if (page === null) continue;
    const found = page.items.find(({ name }: { name: string }) => name === campaign.plan.name);
    if (found === undefined) return;
    campaign.id = found.id;
  }
}

async function importList(desk: Desk, { id, plan }: Begun, list: ListPlan, which: string): Promise<void> {
  if (id === null) return;
  const file = fileOf(desk, plan, which, list);
  for (let n = 0; n < 5; n++) if ((await command(desk, ["recipients", "import", id, file])).code === 0) return;
}

function fileOf({ folder }: Desk, { name }: CampaignPlan, which: string, { csv }: ListPlan): string {
  const file = join(folder, `${name.replace(" ", "-")}-${which}.csv`);
  writeFileSync(file, csv);
  return file;
}

async function launch(desk: Desk, campaign: Begun): Promise<void> {
  const { plan } = campaign;
  if (plan.isOneCommand) {
    const file = fileOf(desk, plan, "people", plan.list);
    if (await create(desk, campaign, ["--recipients", file, "--consent", "--launch"])) return;
  }
  if (campaign.id === null) await create(desk, campaign);
  await importList(desk, campaign, plan.list, "people");
  await untilStatus(desk, campaign, (status) => status !== "draft" && status !== "launching", "launch", [
    "--consent",
    "--yes",
  ]);
}

/** Gives a command about a campaign until the campaign is so. */
async function untilStatus(
  desk: Desk,
  { id }: Begun,
  isSo: (status: string) => boolean,
  verb: string,
  more: readonly string[] = [],
): Promise<void> {
  if (id === null) return;
  for (let n = 0; n < 20; n++) {
    const ran = await command(desk, ["campaign", verb, id, ...more]);
    if (ran.code === 0) return;
    const seen = await look(desk, `/v1/campaigns/${id}`);
    if (seen !== null && isSo(seen.status)) return;
    await pause(500);
  }
}

/** Pauses it now and then, lets it go on, imports a further list, perhaps stops it; until it is done or the run is over. */
async function attend(desk: Desk, campaign: Begun): Promise<void> {
  const { id, plan } = campaign;
  const { random } = desk;
  if (id === null) return;
  let pauses = plan.pauses;
  let isFurtherIn = plan.furtherList === null;
  for (const endsAt = Date.now() + 120_000; Date.now() < endsAt; ) {
    await pause(random.between(500, 2_500));
    const seen = await look(desk, `/v1/campaigns/${id}`);
    if (seen?.status === "completed" || seen?.status === "stopped") return;
    if (seen === null) continue;
    if (!isFurtherIn && plan.furtherList !== null) {
      isFurtherIn = true;
      await importList(desk, campaign, plan.furtherList, "further");
    } else if (pauses > 0) {
      pauses--;
      await untilStatus(desk, campaign, (status) => status === "paused" || status === "completed", "pause");
      if (!desk.isOver()) await pause(random.between(0, 4_000));
      await untilStatus(desk, campaign, (status) => status !== "paused", "resume");
    } else if (plan.isStopped && !desk.isOver()) {
      campaign.isStopped = true;
      await untilStatus(desk, campaign, (status) => status === "stopped" || status === "completed", "stop", ["--yes"]);
    } else if (desk.isOver()) return;
  }
}
