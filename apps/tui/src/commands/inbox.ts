import type { InboxPatch } from "@headsup/contract";
import type { Command } from "commander";
import { read } from "../client/api.ts";
import { findInbox } from "../client/findDesk.ts";
import { retrying } from "../client/retry.ts";
import { parseCount } from "../options/count.ts";
import { parseDuration } from "../options/duration.ts";
import { given, someGiven } from "../options/given.ts";
import { parseHours } from "../options/hours.ts";
import type { Shell } from "../shell.ts";
import { showInbox, showInboxes } from "../show/desk.ts";
import { addDeletion } from "./deleting.ts";
import { examples, type Flags, openSession, tell, withConnection } from "./session.ts";

interface SettingFlags {
  readonly hours?: string;
  readonly zone?: string;
  readonly answerWithin?: string;
  readonly waitingMax?: number | "none";
  readonly phone?: string;
}

export function addInbox(program: Command, shell: Shell): void {
  const group = program.command("inbox").description("Inboxes: where conversations go, and who waits there");
  const list = group.command("list").description("Inboxes, who waits in them and who is there to answer");
  examples(withConnection(list), ["headsup inbox list"]).action(async (flags: Flags) => {
    const session = await openSession(shell, flags);
    const { items } = await read(session.api.v1.inboxes.$get());
    await tell(session, items, () => showInboxes(items, session));
  });

  const create = withSettings(
    group.command("create").description("Make an inbox").argument("<name>", "what it is called"),
  );
  examples(withConnection(create), [
    "headsup inbox create Billing --answer-within 2h",
    "headsup inbox create Sales --hours 'mon-fri 09:00-17:00' --zone America/New_York --waiting-max 50",
  ]).action(async (name: string, flags: Flags & SettingFlags) => {
    const json = { name, ...given(settingsFrom(flags)) };
    const session = await openSession(shell, flags);
    const header = { "idempotency-key": shell.newKey() };
    const made = await retrying(shell, session.signal, () => read(session.api.v1.inboxes.$post({ header, json })));
    await tell(session, made, () => showInbox(made, session));
  });

  const edit = withSettings(
    group
      .command("edit")
      .description("Change an inbox; --hours, --answer-within, --waiting-max and --phone none take those away")
      .argument(...inboxArgument)
      .option("--name <name>", "what it is called"),
  );
  examples(withConnection(edit), ["headsup inbox edit Billing --answer-within 30m --hours none"]).action(
    async (named: string, { name, ...flags }: Flags & SettingFlags & { name?: string }) => {
      const json = someGiven({ name, ...settingsFrom(flags) }, "--answer-within 2h");
      const session = await openSession(shell, flags);
      const { id } = await findInbox(session.api, named);
      const changed = await read(session.api.v1.inboxes[":id"].$patch({ param: { id }, json }));
      await tell(session, changed, () => showInbox(changed, session));
    },
  );

  addDeletion(group, shell, {
    kind: "inbox",
    description: "Delete an inbox that nothing refers to and that never had a conversation",
    argument: inboxArgument,
    example: "headsup inbox delete Sales --yes",
    find: ({ api }, named) => findInbox(api, named),
    nameOf: ({ name }) => name,
    remove: ({ api }, { id }) => read(api.v1.inboxes[":id"].$delete({ param: { id } })),
  });
}

const inboxArgument = ["<inbox>", "its id or name"] as const;

const withSettings = (command: Command): Command =>
  command
    .option("--hours <hours>", "business hours: 'mon-fri 09:00-17:00; sat 10:00-14:00' (default: always open)")
    .option("--zone <zone>", "time zone of the hours (default: UTC)")
    .option("--answer-within <span>", "how long a customer may wait before it is overdue: 30m, 2h, 1d")
    .option("--waiting-max <n>", "more waiting than this, and campaigns that ask for it slow down", countOrNone)
    .option("--phone <number>", "where who asks for it on a call is connected to (default: somebody calls back)");

const countOrNone = (written: string): number | "none" => (written === "none" ? "none" : parseCount(written));

function settingsFrom({ hours, zone, answerWithin, waitingMax, phone }: SettingFlags): InboxPatch {
  return {
    hours: hours === undefined ? undefined : hours === "none" ? null : parseHours(hours),
    zone,
    answerWithinMs:
      answerWithin === undefined
        ? undefined
        : answerWithin === "none"
          ? null
          : parseDuration("--answer-within", answerWithin),
    waitingMax: waitingMax === "none" ? null : waitingMax,
    phone: phone === "none" ? null : phone,
  };
}
