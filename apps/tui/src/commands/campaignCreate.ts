import { addressKindOf, addressKinds, type Campaign, type Channel } from "@headsup/contract";
import { type Command, Option } from "commander";
import { read } from "../client/api.ts";
import { retrying } from "../client/retry.ts";
import { CommandError, usageError } from "../failure.ts";
import { type ListFile, openList } from "../import/listFile.ts";
import { sayingHint } from "../options/content.ts";
import { checkInstants } from "../options/instant.ts";
import type { Shell } from "../shell.ts";
import { showPreview } from "../show/preview.ts";
import { visible } from "../terminal/text.ts";
import { type Asked, asAsked } from "./asked.ts";
import { columnOption, runImport } from "./importing.ts";
import { beforeLaunch, consentMissing, launchNow, readPreview, tellLaunched } from "./launching.ts";
import { aboutLadders, channelOption, withSaying } from "./saying.ts";
import { examples, type Flags, note, openSession, type Session, tell, withConnection } from "./session.ts";
import { type SettingFlags, settingsFrom, withSettings } from "./settings.ts";

interface CreateFlags extends Flags, SettingFlags {
  readonly name: string;
  readonly channel: Channel;
  readonly sender: string;
  readonly brand?: string;
  readonly recipients?: string;
  readonly start?: string;
  readonly end?: string;
  readonly country?: string;
  readonly column?: readonly string[];
  readonly problems?: string;
  readonly consent?: boolean;
  readonly override?: string;
  readonly launch?: boolean;
  readonly idempotencyKey?: string;
}

export function addCampaignCreate(group: Command, shell: Shell): void {
  const create = group
    .command("create")
    .description("Make a campaign; with --recipients import its list, with --launch launch it, in one go")
    .requiredOption("--name <name>", "what it is called")
    .requiredOption("--sender <address>", "the number or email address of ours to send from, or its id")
    .addOption(channelOption("how people are reached").default("sms"));
  const saying = withSaying(create, { rungs: true, answers: true });
  withSettings(create, { absent: "default" })
    .option("--brand <name>", "the brand it speaks for")
    .option("--recipients <file>", "CSV file to import, - for stdin")
    .option("--start <instant>", "when the list starts (default: at launch)")
    .option("--end <instant>", "when it ends, whoever is left")
    .option("--country <code>", "country of numbers without one (default: US)")
    .option(...columnOption)
    .option("--problems <file>", "write rows with problems to this CSV file")
    .option("--consent", "you attest that every recipient agreed to be contacted (TCPA, GDPR)")
    .option("--override <reason>", "why it goes although the content check blocks it; an admin's word, on record")
    .option("--launch", "launch at once; needs --consent")
    .option("--idempotency-key <key>", "run the same line again with the same key and there is still one campaign")
    .addOption(new Option("--yes", "nothing is asked here").hideHelp());
  create.addHelpText("after", aboutLadders);
  examples(withConnection(create), [
    "headsup campaign create --name Renewals --sender +16005550100 \\",
    "  --text 'Hi {{ first_name }}, your plan renews on {{ date }}.' \\",
    "  --recipients people.csv --zone America/New_York --consent --launch",
    "headsup campaign create --name Outage --channel whatsapp --sender +16005550100 \\",
    "  --whatsapp HX0123456789abcdef0123456789abcdef --body 'Hi {{1}}, …' --var '1={{ first_name }}' \\",
    "  --then 'sms from +16005550199 after 30m' --text 'Hi {{ first_name }}, …' \\",
    "  --then 'email from notices@example.com after 2h' --answer outage",
    "headsup campaign create --name Bills --channel email --sender bills@example.com \\",
    "  --subject 'Your bill of {{ month }}' --text-file bill.md --recipients people.csv",
    "headsup campaign create --name Outage --channel voice --sender +16005550100 \\",
    "  --greeting 'This is Acme with a notice for {{ first_name }}.' --say 'There is no power until nine.' \\",
    "  --key 1=agent --key 2=inbox:Billing --key 9=stop",
    "cat people.csv | headsup campaign create --name Outage --sender +16005550100 --answer outage --recipients -",
  ]).action(async (flags: CreateFlags) => {
    checkTogether(flags, saying.takesStdin());
    const spoken = await saying.read(shell, flags.channel);
    if (spoken.first === null)
      throw usageError(
        `Nothing is said on ${flags.channel}${spoken.fallbacks === null ? "" : ": what follows a --then is said there"}.`,
        sayingHint(flags.channel),
      );
    const session = await openSession(shell, flags);
    const asked = await asAsked(session.api, flags.channel, spoken);
    const channels = [flags.channel, ...(asked.fallbacks ?? []).map(({ channel }) => channel)];
    const reading = { ...flags, channels, asked: asked.variables };
    const file = flags.recipients === undefined ? null : await openList(shell, flags.recipients, reading);
    try {
      await createWith(session, { flags, asked, file });
    } finally {
      await file?.source.close();
    }
  });
}

function checkTogether(flags: CreateFlags, messageTakesStdin: boolean): void {
  const { channel, sender } = flags;
  if (!sender.startsWith("snd_") && addressKindOf(sender) !== addressKinds[channel])
    throw usageError(
      `--sender ${sender} is ${channel === "email" ? "no email address" : "an email address"}, and the channel is ${channel}.`,
      channel === "email" ? "Name another with --channel, or another sender." : "Add --channel email.",
    );
  if (flags.launch && flags.recipients === undefined)
    throw usageError("--launch needs people.", "Add --recipients FILE, or launch later: headsup campaign launch");
  if (flags.launch && !flags.consent) throw consentMissing();
  if (flags.recipients === "-" && messageTakesStdin)
    throw usageError("stdin can be read once.", "Put the people or the message into a file.");
  checkInstants({ "--expires": flags.expires, "--start": flags.start, "--end": flags.end });
}

interface Creation {
  readonly flags: CreateFlags;
  readonly asked: Asked;
  readonly file: ListFile | null;
}

async function createWith(session: Session, { flags, asked, file }: Creation): Promise<void> {
  const key = flags.idempotencyKey ?? session.shell.newKey();
  const campaign = await createDraft(session, { flags, asked, key });
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
  const launched = await launchNow(session, campaign.id, {
    key: `${key}:launch`,
    override: flags.override,
  }).catch((error: unknown) => {
    throw withHint(error, `The draft stays, its people too. Then: ${next}`);
  });
  if (session.isJson) await tell(session, { campaign: launched, list: imported.list, preview, forecast }, () => []);
  else await tellLaunched(session, launched);
}

interface Draft extends Omit<Creation, "file"> {
  readonly key: string;
}

async function createDraft({ api, shell, signal }: Session, { flags, asked, key }: Draft): Promise<Campaign> {
  const { name, channel, sender, brand } = flags;
  const { first, fallbacks } = asked;
  const json = { ...settingsFrom(flags), name, channel, sender, brand, ...first, ...(fallbacks && { fallbacks }) };
  const header = { "idempotency-key": key };
  return retrying(shell, signal, () => read(api.v1.campaigns.$post({ header, json })));
}

function withHint(error: unknown, hint: string): unknown {
  if (!(error instanceof CommandError)) return error;
  const said = [error.trouble.hint, hint].filter((part) => part !== undefined).join(" ");
  return new CommandError({ ...error.trouble, hint: said }, error.exitCode);
}
