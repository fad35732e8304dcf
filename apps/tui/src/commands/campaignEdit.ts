import type { CampaignPatch } from "@headsup/contract";
import type { Command } from "commander";
import type { z } from "zod";
import { read } from "../client/api.ts";
import { clone } from "../client/clone.ts";
import { campaignId } from "../client/find.ts";
import { retrying } from "../client/retry.ts";
import { usageError } from "../failure.ts";
import { given } from "../options/given.ts";
import { checkInstants } from "../options/instant.ts";
import type { Shell } from "../shell.ts";
import { confirm } from "../terminal/ask.ts";
import { visible } from "../terminal/text.ts";
import { asAsked } from "./asked.ts";
import { aboutLadders, type Saying, withSaying } from "./saying.ts";
import {
  campaignArgument,
  examples,
  type Flags,
  mustAsk,
  note,
  openSession,
  type Session,
  tell,
  withConnection,
} from "./session.ts";
import { type SettingFlags, settingsFrom, withSettings } from "./settings.ts";

/** What is done with a campaign before it goes: change it, make another like it, throw it away. */
export function addCampaignEdit(group: Command, shell: Shell): void {
  addEdit(group, shell);
  addClone(group, shell);
  addDelete(group, shell);
}

interface EditFlags extends Flags, SettingFlags {
  readonly name?: string;
  readonly sender?: string;
}

function addEdit(group: Command, shell: Shell): void {
  const command = group
    .command("edit")
    .description(
      "Change a draft; of a launched campaign only its name, description, tags, zone, hours, expiry and what becomes of replies",
    )
    .argument(...campaignArgument)
    .option("--name <name>", "what it is called")
    .option("--sender <address>", "the number or email address of ours to send from, or its id");
  const saying = withSaying(command, { rungs: true, answers: true });
  withSettings(command, { absent: "stays" });
  command.addHelpText("after", aboutLadders);
  command.addHelpText(
    "after",
    "\nWhat is not given stays: the message, or all rungs behind it; --then, --hours,\n--expires, --inbox, --skill and --tag none take those away.",
  );
  examples(withConnection(command), [
    "headsup campaign edit Renewals --pace 20/5m --hours 'mon-fri 09:00-17:00'",
    "headsup campaign edit cmp_01j… --expires none",
    "headsup campaign edit Outage --then 'sms from +16005550199 after 30m' --text 'Hi {{ first_name }}, …'",
  ]).action(async (named: string, flags: EditFlags) => {
    const settings = changeFrom(flags);
    if (Object.keys(settings).length === 0 && !saying.isGiven())
      throw usageError("There is nothing to change.", "For example: --pace 20/5m");
    const session = await openSession(shell, flags);
    const id = await campaignId(session.api, named);
    const json = { ...settings, ...(await saidAnew(session, { id, saying })) };
    const changed = await retrying(shell, session.signal, () =>
      read(session.api.v1.campaigns[":id"].$patch({ param: { id }, json })),
    );
    await tell(session, changed, ({ name }) => [`Changed "${visible(name)}": ${Object.keys(json).join(", ")}.`]);
  });
}

/** Only what was given; "none" takes away what may be absent. */
function changeFrom(flags: EditFlags): z.input<typeof CampaignPatch> {
  const { hours, expires, tag, inbox, skill, ...others } = flags;
  const set = {
    ...others,
    ...(hours === undefined || hours === "none" ? {} : { hours }),
    ...(expires === undefined || expires === "none" ? {} : { expires }),
    ...(inbox === undefined || inbox === "none" ? {} : { inbox }),
    ...(skill === undefined || skill === "none" ? {} : { skill }),
    ...(tag === undefined ? {} : { tag: tag.filter((each) => each !== "none") }),
  };
  checkInstants({ "--expires": set.expires });
  const change = {
    ...settingsFrom(set),
    name: flags.name,
    sender: flags.sender,
    ...(hours === "none" ? { hours: null } : {}),
    ...(expires === "none" ? { expiresAt: null } : {}),
    ...(inbox === "none" ? { inbox: null } : {}),
    ...(skill === "none" ? { skill: null } : {}),
  };
  return given(change);
}

/** What is to be said instead, on the channel the campaign has. */
async function saidAnew({ api, shell }: Session, { id, saying }: { id: string; saying: Saying }) {
  if (!saying.isGiven()) return {};
  const { channel } = await read(api.v1.campaigns[":id"].$get({ param: { id } }));
  const { first, fallbacks } = await asAsked(api, channel, await saying.read(shell, channel));
  return { ...first, ...(fallbacks && { fallbacks }) };
}

function addClone(group: Command, shell: Shell): void {
  const command = group
    .command("clone")
    .description("A new draft with the same settings, without the people and without an expiry")
    .argument(...campaignArgument)
    .requiredOption("--name <name>", "what the new one is called");
  examples(withConnection(command), ['headsup campaign clone "July renewals" --name "August renewals"']).action(
    async (named: string, { name, ...flags }: Flags & { name: string }) => {
      const session = await openSession(shell, flags);
      const id = await campaignId(session.api, named);
      const original = await read(session.api.v1.campaigns[":id"].$get({ param: { id } }));
      const copy = await clone(session, original, name);
      note(session, `Created "${visible(copy.name)}", a draft like "${visible(original.name)}": ${copy.id}`);
      await tell(session, copy, () => [`Next, its people: headsup recipients import ${copy.id} people.csv`]);
    },
  );
}

function addDelete(group: Command, shell: Shell): void {
  const command = group
    .command("delete")
    .description("Delete a draft with its lists. What was launched stays on record")
    .argument("<draft>", "its id, the beginning of it, or its name")
    .option("--yes", "do not ask");
  examples(withConnection(command), ["headsup campaign delete cmp_01j… --yes"]).action(
    async (named: string, { yes, ...flags }: Flags & { yes?: boolean }) => {
      const session = await openSession(shell, flags);
      const mayRefuse = mustAsk(session, { yes, warning: "Deleting is for good." });
      const id = await campaignId(session.api, named);
      const { name } = await read(session.api.v1.campaigns[":id"].$get({ param: { id } }));
      const question = `Delete "${visible(name)}" and its lists for good?`;
      if (mayRefuse && !(await confirm(shell, question))) return note(session, "Nothing was deleted.");
      await session.api.v1.campaigns[":id"].$delete({ param: { id } });
      await tell(session, { id, name }, () => [`Deleted "${visible(name)}".`]);
    },
  );
}
