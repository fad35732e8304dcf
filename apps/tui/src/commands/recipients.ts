import { RecipientId } from "@headsup/contract";
import { type StoredStatus, storedStatuses } from "@headsup/core/campaign/status";
import { type Command, Option } from "commander";
import { read } from "../client/api.ts";
import { campaignId } from "../client/find.ts";
import { ladderOf, messageOn } from "../client/ladder.ts";
import { firstOf } from "../client/pages.ts";
import { retrying } from "../client/retry.ts";
import { usageError } from "../failure.ts";
import { openList } from "../import/listFile.ts";
import { parseCount } from "../options/count.ts";
import { checkInstants } from "../options/instant.ts";
import type { Shell } from "../shell.ts";
import { showProblem, showRecipients, showWhy } from "../show/recipients.ts";
import { columnOption, eachProblem, runImport } from "./importing.ts";
import { codeOption, eachRecipient, readWhy } from "./reading.ts";
import { addRecipientLists } from "./recipientLists.ts";
import { addRecipientsCheck } from "./recipientsCheck.ts";
import { addRecipientsExport } from "./recipientsExport.ts";
import { addRecipientsRepair } from "./recipientsRepair.ts";
import { campaignArgument, examples, type Flags, openSession, type Session, tell, withConnection } from "./session.ts";

export function addRecipients(program: Command, shell: Shell): void {
  const group = program
    .command("recipients")
    .description("The people of a campaign: check, import, mend, list, export");
  addRecipientsCheck(group, shell);
  addImport(group, shell);
  addList(group, shell);
  addRecipientsExport(group, shell);
  addRecipientsRepair(group, shell);
  addRecipientLists(group, shell);
  addResolve(group, shell);
}

interface ImportFlags extends Flags {
  readonly name?: string;
  readonly start?: string;
  readonly end?: string;
  readonly country?: string;
  readonly column?: readonly string[];
  readonly problems?: string;
}

function addImport(group: Command, shell: Shell): void {
  const command = group
    .command("import")
    .description("Import a CSV file of any size as a list of a campaign; run it again to go on after an interruption")
    .argument(...campaignArgument)
    .argument("<file>", "the CSV file, - for stdin")
    .option("--name <name>", "what to call the list (default: the file's name)")
    .option("--start <instant>", "when it starts: 2026-11-24T09:00:00-05:00 (default: at launch)")
    .option("--end <instant>", "when it ends, whoever is left")
    .option("--country <code>", "country of numbers without one (default: US)")
    .option(...columnOption)
    .option("--problems <file>", "write rows with problems to this CSV file, to mend: headsup recipients repair");
  examples(withConnection(command), [
    "headsup recipients import cmp_01j… people.csv",
    "headsup recipients import Renewals people.csv --column Mobile=address --column TZ=zone --problems bad.csv",
    "headsup recipients import Outage people.csv --column Handy=phone --column Post=email",
    "pbpaste | headsup recipients import Renewals -",
  ]).action(async (named: string, path: string, flags: ImportFlags) => {
    checkInstants({ "--start": flags.start, "--end": flags.end });
    const session = await openSession(shell, flags);
    const campaign = await campaignId(session.api, named);
    const file = await openList(shell, path, { ...flags, ...(await readingFor(session, campaign)) });
    try {
      const imported = await runImport(session, { ...flags, campaign, file });
      await tell(session, { ...imported.list, repeated: imported.isRepeat }, () => [
        `See what will happen: headsup campaign launch ${campaign}`,
      ]);
    } finally {
      await file.source.close();
    }
  });
}

/** How a list of this campaign's is read: by its channels, and by the names it shows. */
async function readingFor({ api, shell, signal }: Session, id: string) {
  const campaign = await retrying(shell, signal, () => read(api.v1.campaigns[":id"].$get({ param: { id } })));
  const rungs = ladderOf(campaign);
  return {
    channels: rungs.map(({ channel }) => channel),
    asked: rungs.flatMap((rung) => messageOn(rung, campaign)?.variables ?? []),
  };
}

interface ListFlags extends Flags {
  readonly status?: StoredStatus;
  readonly code?: string;
  readonly list?: string;
  readonly limit: number;
  readonly bad?: boolean;
}

function addList(group: Command, shell: Shell): void {
  const command = group
    .command("list")
    .description("Recipients in line order; with --bad the rows that could not become one")
    .argument(...campaignArgument)
    .addOption(new Option("--status <status>", "only those").choices(storedStatuses))
    .option(...codeOption)
    .option("--list <list>", "only this list, by its id")
    .option("--limit <n>", "how many", parseCount, 50)
    .option("--bad", "rows with problems");
  examples(withConnection(command), [
    "headsup recipients list cmp_01j… --status failed",
    "headsup recipients list Renewals --code 30003",
    "headsup recipients list Renewals --bad --limit 1000",
  ]).action(async (named: string, flags: ListFlags) => {
    const person = flags.status === undefined ? (flags.code === undefined ? null : "code") : "status";
    if (flags.bad && person !== null)
      throw usageError(`Rows with problems have no ${person}: leave out --${person} or --bad.`);
    const session = await openSession(shell, flags);
    const campaign = await campaignId(session.api, named);
    if (flags.bad) {
      const problems = await firstOf(eachProblem(session, { campaign, list: flags.list }), flags.limit);
      await tell(session, problems, () =>
        problems.length === 0
          ? ["No row has a problem."]
          : problems.map((problem) => showProblem(problem, session.theme)),
      );
      return;
    }
    const found = await firstOf(eachRecipient(session, { campaign, order: "line", ...flags }), flags.limit);
    await tell(session, found, () => showRecipients(found, session.theme, session.width));
  });
}

function addResolve(group: Command, shell: Shell): void {
  const command = group
    .command("resolve")
    .description("Decide an outcome nobody could find out: it was sent, or it was not and may go again")
    .argument(...campaignArgument)
    .argument("<recipient>", "the person's id, number or email address")
    .addOption(new Option("--sent", "it was sent").conflicts("notSent"))
    .option("--not-sent", "it was not, and may be sent");
  examples(withConnection(command), ["headsup recipients resolve cmp_01j… +16005550123 --not-sent"]).action(
    async (
      named: string,
      person: string,
      { sent, notSent, ...flags }: Flags & { sent?: boolean; notSent?: boolean },
    ) => {
      if (!sent && !notSent) throw usageError("Say which: --sent or --not-sent.");
      const session = await openSession(shell, flags);
      const id = await campaignId(session.api, named);
      const recipient = RecipientId.safeParse(person).success
        ? person
        : (await readWhy(session, id, person)).recipient.id;
      const verdict = sent ? ("sent" as const) : ("not_sent" as const);
      const why = await read(
        session.api.v1.campaigns[":id"].recipients[":recipient"].resolve.$post({
          param: { id, recipient },
          json: { verdict },
        }),
      );
      await tell(session, why, () => showWhy(why, session.theme, session.width));
    },
  );
}
