import { type CampaignDetail, type DuplicateChoice, limits } from "@headsup/contract";
import { type Command, Option } from "commander";
import { read } from "../client/api.ts";
import { campaignId } from "../client/find.ts";
import { eachOf, firstOf } from "../client/pages.ts";
import { CommandError, usageError } from "../failure.ts";
import { parseCount } from "../options/count.ts";
import type { Shell } from "../shell.ts";
import { showCampaigns, showDetail } from "../show/campaign.ts";
import { showForecast, showPreview, showRecipientPreview } from "../show/preview.ts";
import { describeCounts } from "../show/words.ts";
import { canAsk, confirm } from "../terminal/ask.ts";
import { count } from "../terminal/text.ts";
import { addCampaignCreate } from "./campaignCreate.ts";
import { addCampaignEdit } from "./campaignEdit.ts";
import { addDuplicates } from "./duplicates.ts";
import {
  beforeLaunch,
  consentMissing,
  launchNow,
  readForecast,
  readPreview,
  standing,
  tellLaunched,
} from "./launching.ts";
import { addOverview } from "./overview.ts";
import {
  campaignArgument,
  examples,
  type Flags,
  note,
  openSession,
  type Session,
  tell,
  withConnection,
} from "./session.ts";

export function addCampaign(program: Command, shell: Shell): void {
  const group = program
    .command("campaign")
    .description("Campaigns: make, change, look at, launch, pause, resume, stop");
  addCampaignCreate(group, shell);
  addCampaignEdit(group, shell);

  const list = group
    .command("list")
    .description("Campaigns, newest first")
    .option("--limit <n>", "how many", parseCount, 20);
  examples(withConnection(list), ["headsup campaign list", "headsup campaign list --limit 100 --json"]).action(
    async (flags: Flags & { limit: number }) => {
      const session = await openSession(shell, flags);
      const limit = String(Math.min(flags.limit, limits.pageSizeMax));
      const pages = eachOf((cursor) => read(session.api.v1.campaigns.$get({ query: { ...cursor, limit } })));
      const campaigns = await firstOf(pages, flags.limit);
      await tell(session, campaigns, (found) => showCampaigns(found, session.theme, session.width));
    },
  );

  const show = group
    .command("show")
    .description("One campaign: where it stands, its settings, lists and moves")
    .argument(...campaignArgument);
  examples(withConnection(show), ["headsup campaign show cmp_01j…", 'headsup campaign show "July renewals"']).action(
    async (named: string, flags: Flags) => {
      const session = await openSession(shell, flags);
      await tellDetail(session, await readDetail(session, await campaignId(session.api, named)));
    },
  );

  addPreview(group, shell);

  const forecast = group
    .command("forecast")
    .description("When it will finish, and who will not be reached and why")
    .argument(...campaignArgument);
  examples(withConnection(forecast), ["headsup campaign forecast cmp_01j…"]).action(
    async (named: string, flags: Flags) => {
      const session = await openSession(shell, flags);
      const id = await campaignId(session.api, named);
      const [found, { zone }] = await Promise.all([readForecast(session, id), readDetail(session, id)]);
      await tell(session, found, () => showForecast(found, zone, session.theme));
    },
  );

  addOverview(group, shell);
  addDuplicates(group, shell);
  addLaunch(group, shell);
  addOrders(group, shell);
}

function addPreview(group: Command, shell: Shell): void {
  const preview = group
    .command("preview")
    .description(
      "What launching would do and cost, and what the content check finds; or what one person gets, to the letter",
    )
    .argument(...campaignArgument)
    .option("--recipient <person>", "a number, an email address or a recipient's id: every rung of theirs");
  preview.addHelpText("after", "\nExit code 1 if a launch would be refused now, or nothing could go to that person.");
  examples(withConnection(preview), [
    "headsup campaign preview Renewals",
    "headsup campaign preview Renewals --recipient +16005550123",
    "headsup campaign preview Renewals --json | jq '.preview.findings[]'",
  ]).action(async (named: string, { recipient, ...flags }: Flags & { recipient?: string }) => {
    const session = await openSession(shell, flags);
    const id = await campaignId(session.api, named);
    if (recipient === undefined) {
      const found = await readPreview(session, id);
      await tell(session, found, () => showPreview(found.preview, found.forecast, session.theme));
      if (found.preview.blocking.length > 0) throw refusedNow(found.preview.blocking.length);
      return;
    }
    const param = { id, recipient };
    const found = await read(session.api.v1.campaigns[":id"].recipients[":recipient"].message.$get({ param }));
    await tell(session, found, () => showRecipientPreview(found, session.theme));
    if (found.rungs.every(({ problem }) => problem !== null))
      throw new CommandError({ code: "failed", message: `Nothing can go to ${found.address}.` });
  });
}

const refusedNow = (reasons: number): CommandError =>
  new CommandError({ code: "failed", message: `A launch would be refused now, for ${count(reasons, "reason")}.` });

interface LaunchFlags extends Flags {
  readonly duplicates?: DuplicateChoice["choice"];
  readonly duplicateDays?: number;
  readonly override?: string;
  readonly consent?: boolean;
  readonly yes?: boolean;
}

function addLaunch(group: Command, shell: Shell): void {
  const launch = group
    .command("launch")
    .description("Launch a draft: shows what will happen and, at a terminal, asks")
    .argument(...campaignArgument)
    .option("--consent", "you attest that every recipient agreed to be contacted (TCPA, GDPR)")
    .addOption(
      new Option("--duplicates <what>", "what to do about people other campaigns write to (default: keep)").choices([
        "skip",
        "keep",
      ]),
    )
    .option("--duplicate-days <n>", "who was written to within so many days (default: 7)", parseCount)
    .option("--override <reason>", "why it goes although the content check blocks it; an admin's word, on record")
    .option("--yes", "do not ask");
  examples(withConnection(launch), [
    "headsup campaign launch cmp_01j…",
    "headsup campaign launch Renewals --duplicates skip --duplicate-days 14",
    "headsup campaign launch cmp_01j… --consent --yes",
  ]).action(async (named: string, flags: LaunchFlags) => {
    const duplicates = duplicatesFrom(flags);
    const session = await openSession(shell, flags);
    const mayAsk = canAsk(shell) && !session.isJson && !flags.yes;
    if (!flags.consent && !mayAsk) throw consentMissing();
    const id = await campaignId(session.api, named);
    const before = await readDetail(session, id);
    if (["in_progress", "paused", "completed"].includes(before.status)) {
      await tell(session, before, () => [`It was launched already. ${standing(before)}.`]);
      return;
    }
    const { preview, forecast } = await readPreview(session, id);
    note(session, showPreview(beforeLaunch(preview), forecast, session.theme).join("\n"));
    if (mayAsk && preview.blocking.length === 0) {
      if (!flags.consent && !(await confirm(shell, "Did every recipient agree to be contacted?")))
        return notLaunched(session);
      if (!(await confirm(shell, "Launch it now?"))) return notLaunched(session);
    }
    await tellLaunched(
      session,
      await launchNow(session, id, { key: shell.newKey(), duplicates, override: flags.override }),
    );
  });
}

function duplicatesFrom({ duplicates: choice, duplicateDays }: LaunchFlags): DuplicateChoice | undefined {
  if (choice === undefined && duplicateDays !== undefined)
    throw usageError("--duplicate-days says nothing alone.", "Add --duplicates skip or keep.");
  return choice === undefined ? undefined : { choice, days: duplicateDays ?? limits.duplicateDaysDefault };
}

const notLaunched = (session: Session): void => note(session, "Nothing was launched.");

function addOrders(group: Command, shell: Shell): void {
  const pause = group
    .command("pause")
    .description("Pause before the next message goes")
    .argument(...campaignArgument)
    .option("--reason <text>", "why, for the record");
  examples(withConnection(pause), ['headsup campaign pause cmp_01j… --reason "wrong date in the text"']).action(
    async (named: string, { reason, ...flags }: Flags & { reason?: string }) => {
      const session = await openSession(shell, flags);
      const id = await campaignId(session.api, named);
      const json = reason === undefined ? {} : { reason };
      const paused = await read(session.api.v1.campaigns[":id"].pause.$post({ param: { id }, json }));
      await tell(session, paused, () => [`${standing(paused)}. Go on with: headsup campaign resume ${id}`]);
    },
  );

  const resume = group
    .command("resume")
    .description("Go on after a pause. Nobody is contacted twice")
    .argument(...campaignArgument);
  examples(withConnection(resume), ["headsup campaign resume cmp_01j…"]).action(async (named: string, flags: Flags) => {
    const session = await openSession(shell, flags);
    const id = await campaignId(session.api, named);
    const resumed = await read(session.api.v1.campaigns[":id"].resume.$post({ param: { id }, json: {} }));
    await tell(session, resumed, () => [`${standing(resumed)}.`]);
  });

  const stop = group
    .command("stop")
    .description("Stop for good: whoever is left is not contacted")
    .argument(...campaignArgument)
    .option("--reason <text>", "why, for the record")
    .option("--yes", "do not ask");
  examples(withConnection(stop), ["headsup campaign stop cmp_01j…", "headsup campaign stop cmp_01j… --yes"]).action(
    async (named: string, { reason, yes, ...flags }: Flags & { reason?: string; yes?: boolean }) => {
      const session = await openSession(shell, flags);
      if (!yes && (session.isJson || !canAsk(shell)))
        throw usageError(
          "Stopping is for good.",
          "Say --yes if you mean it; to halt for a while: headsup campaign pause",
        );
      const id = await campaignId(session.api, named);
      if (!yes) {
        note(session, `${standing(await readDetail(session, id))}.`);
        if (!(await confirm(shell, "Stop it for good?"))) return note(session, "Nothing was stopped.");
      }
      const json = reason === undefined ? {} : { reason };
      const stopped = await read(session.api.v1.campaigns[":id"].stop.$post({ param: { id }, json }));
      await tell(session, stopped, () => [`${standing(stopped)}: ${describeCounts(stopped.counts)}.`]);
    },
  );
}

const readDetail = ({ api }: Session, id: string) => read(api.v1.campaigns[":id"].$get({ param: { id } }));

async function tellDetail(session: Session, campaign: CampaignDetail): Promise<void> {
  const unreached =
    campaign.counts.unreached === 0 || session.isJson ? [] : await unreachedReasons(session, campaign.id);
  await tell(session, campaign, () => showDetail(campaign, { theme: session.theme, width: session.width, unreached }));
}

/** Why people were not reached: "3 the list ended", from the first page of them. */
async function unreachedReasons({ api }: Session, id: string): Promise<string[]> {
  const query = { status: "ready" as const, limit: String(limits.pageSizeMax) };
  const { items } = await read(api.v1.campaigns[":id"].recipients.$get({ param: { id }, query }));
  const unreached = items.filter(({ status }) => status === "unreached");
  return [...Map.groupBy(unreached, ({ code }) => code ?? "no reason given")].map(
    ([code, people]) => `${people.length} ${code.replaceAll("_", " ")}`,
  );
}
