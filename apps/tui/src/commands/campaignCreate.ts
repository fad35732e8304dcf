import type { Campaign, CampaignInput } from "@headsup/contract";
import { type Command, Option } from "commander";
import type { z } from "zod";
import { read } from "../client/api.ts";
import { answerId } from "../client/find.ts";
import { retrying } from "../client/retry.ts";
import { CommandError, usageError } from "../failure.ts";
import { type ListFile, openList } from "../import/listFile.ts";
import { gather } from "../options/count.ts";
import { checkInstants } from "../options/instant.ts";
import type { Shell } from "../shell.ts";
import { showPreview } from "../show/preview.ts";
import { visible } from "../terminal/text.ts";
import { runImport } from "./importing.ts";
import { beforeLaunch, consentMissing, launchNow, readPreview, tellLaunched } from "./launching.ts";
import { examples, type Flags, note, openSession, type Session, tell, withConnection } from "./session.ts";
import { type SettingFlags, settingsFrom, withSettings } from "./settings.ts";

interface CreateFlags extends Flags, SettingFlags {
  readonly name: string;
  readonly sender: string;
  readonly answer?: string;
  readonly brand?: string;
  readonly recipients?: string;
  readonly start?: string;
  readonly end?: string;
  readonly country?: string;
  readonly column?: readonly string[];
  readonly problems?: string;
  readonly consent?: boolean;
  readonly launch?: boolean;
  readonly idempotencyKey?: string;
}

export function addCampaignCreate(group: Command, shell: Shell): void {
  const create = group
    .command("create")
    .description("Make a campaign; with --recipients import its list, with --launch launch it, in one go")
    .requiredOption("--name <name>", "what it is called")
    .requiredOption("--sender <number>", "the number of ours to send from, or its id");
  withSettings(create, { absent: "default" })
    .option("--answer <answer>", "instead of --text a stored answer, by id or name")
    .option("--brand <name>", "the brand it speaks for")
    .option("--recipients <file>", "CSV file to import, - for stdin")
    .option("--start <instant>", "when the list starts (default: at launch)")
    .option("--end <instant>", "when it ends, whoever is left")
    .option("--country <code>", "country of numbers without one (default: US)")
    .option("--column <header=role>", "what a column is: address, zone, language, ignored or a variable's name", gather)
    .option("--problems <file>", "write rows with problems to this CSV file")
    .option("--consent", "you attest that every recipient agreed to be contacted (TCPA, GDPR)")
    .option("--launch", "launch at once; needs --consent")
    .option("--idempotency-key <key>", "run the same line again with the same key and there is still one campaign")
    .addOption(new Option("--yes", "nothing is asked here").hideHelp());
  examples(withConnection(create), [
    "headsup campaign create --name Renewals --sender +16005550100 \\",
    "  --text 'Hi {{ first_name }}, your plan renews on {{ date }}.' \\",
    "  --recipients people.csv --zone America/New_York --consent --launch",
    "cat people.csv | headsup campaign create --name Outage --sender +16005550100 --answer outage --recipients -",
  ]).action(async (flags: CreateFlags) => {
    checkTogether(flags);
    const { name, sender, brand } = flags;
    const settings = { ...settingsFrom(flags), name, sender, brand };
    const session = await openSession(shell, flags);
    const file = flags.recipients === undefined ? null : await openList(shell, flags.recipients, flags);
    try {
      await createWith(session, { flags, settings, file });
    } finally {
      await file?.source.close();
    }
  });
}

function checkTogether(flags: CreateFlags): void {
  if ((flags.text === undefined) === (flags.answer === undefined))
    throw usageError("Give either --text or --answer.", "For example: --text 'Hi {{ first_name }}, …'");
  if (flags.launch && flags.recipients === undefined)
    throw usageError("--launch needs people.", "Add --recipients FILE, or launch later: headsup campaign launch");
  if (flags.launch && !flags.consent) throw consentMissing();
  checkInstants({ "--expires": flags.expires, "--start": flags.start, "--end": flags.end });
}

interface Creation {
  readonly flags: CreateFlags;
  readonly settings: Omit<z.input<typeof CampaignInput>, "answer">;
  readonly file: ListFile | null;
}

async function createWith(session: Session, { flags, settings, file }: Creation): Promise<void> {
  const key = flags.idempotencyKey ?? session.shell.newKey();
  const campaign = await createDraft(session, { flags, settings, key });
  note(session, `Created "${visible(campaign.name)}", a draft: ${campaign.id}`);
  if (file === null) {
    await tell(session, campaign, ({ id }) => [`Next, its people: headsup recipients import ${id} people.csv`]);
    return;
  }
  const imported = await runImport(session, { ...flags, name: undefined, campaign: campaign.id, file }).catch(
    (error: unknown) => {
      throw withHint(
        error,
        `The draft stays. Go on with: headsup recipients import ${campaign.id} ${flags.recipients}`,
      );
    },
  );
  const { preview, forecast } = await readPreview(session, campaign.id);
  const shown = flags.launch ? beforeLaunch(preview) : preview;
  note(session, showPreview(shown, forecast, session.theme).join("\n"));
  const next = `headsup campaign launch ${campaign.id} --consent`;
  if (!flags.launch) {
    const result = { campaign, list: imported.list, preview, forecast };
    await tell(session, result, () => [`It is a draft. Launch it: ${next}`]);
    return;
  }
  const launched = await launchNow(session, campaign.id, { key: `${key}:launch` }).catch((error: unknown) => {
    throw withHint(error, `The draft stays, its people too. Then: ${next}`);
  });
  if (session.isJson) await tell(session, { campaign: launched, list: imported.list, preview, forecast }, () => []);
  else await tellLaunched(session, launched);
}

interface Draft extends Omit<Creation, "file"> {
  readonly key: string;
}

async function createDraft({ api, shell, signal }: Session, { flags, settings, key }: Draft): Promise<Campaign> {
  const json = { ...settings, ...(flags.answer === undefined ? {} : { answer: await answerId(api, flags.answer) }) };
  const header = { "idempotency-key": key };
  return retrying(shell, signal, () => read(api.v1.campaigns.$post({ header, json })));
}

function withHint(error: unknown, hint: string): unknown {
  if (!(error instanceof CommandError)) return error;
  const said = [error.trouble.hint, hint].filter((part) => part !== undefined).join(" ");
  return new CommandError({ ...error.trouble, hint: said }, error.exitCode);
}
