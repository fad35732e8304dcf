import type { List } from "@headsup/contract";
import type { Command } from "commander";
import { read } from "../client/api.ts";
import { campaignId, listId } from "../client/find.ts";
import { retrying } from "../client/retry.ts";
import { usageError } from "../failure.ts";
import { checkInstants } from "../options/instant.ts";
import type { Shell } from "../shell.ts";
import { confirm } from "../terminal/ask.ts";
import { count, visible } from "../terminal/text.ts";
import { localTime } from "../terminal/times.ts";
import { campaignArgument, examples, type Flags, mustAsk, note, openSession, tell, withConnection } from "./session.ts";

/** What is done with a list as a whole: when it starts and ends, and away with it. */
export function addRecipientLists(group: Command, shell: Shell): void {
  addReschedule(group, shell);
  addRemove(group, shell);
}

const listArgument = ["<list>", "the list's id, the beginning of it, or its name"] as const;

interface RescheduleFlags extends Flags {
  readonly start?: string;
  readonly end?: string;
}

function addReschedule(group: Command, shell: Shell): void {
  const command = group
    .command("reschedule")
    .description("Change when a list starts and ends")
    .argument(...campaignArgument)
    .argument(...listArgument)
    .option("--start <instant>", "when it starts: 2026-11-24T09:00:00-05:00; none for at launch")
    .option("--end <instant>", "when it ends, whoever is left; none for never");
  examples(withConnection(command), [
    "headsup recipients reschedule Renewals people.csv --start 2026-11-24T09:00:00-05:00",
    "headsup recipients reschedule cmp_01j… lst_01j… --end none",
  ]).action(async (named: string, namedList: string, flags: RescheduleFlags) => {
    const json = changeFrom(flags);
    const session = await openSession(shell, flags);
    const id = await campaignId(session.api, named);
    const list = await listId(session.api, id, namedList);
    const { zone } = await read(session.api.v1.campaigns[":id"].$get({ param: { id } }));
    const changed = await retrying(shell, session.signal, () =>
      read(session.api.v1.campaigns[":id"].lists[":list"].$patch({ param: { id, list }, json })),
    );
    await tell(session, changed, () => [timesOf(changed, zone)]);
  });
}

function changeFrom({ start, end }: RescheduleFlags): { startAt?: string | null; endAt?: string | null } {
  if (start === undefined && end === undefined)
    throw usageError("There is nothing to change.", "Give --start, --end, or both.");
  const given = (written: string | undefined) => (written === "none" ? undefined : written);
  checkInstants({ "--start": given(start), "--end": given(end) });
  return {
    ...(start === undefined ? {} : { startAt: given(start) ?? null }),
    ...(end === undefined ? {} : { endAt: given(end) ?? null }),
  };
}

function timesOf({ name, startAt, endAt }: List, zone: string): string {
  const starts = startAt === null ? "starts at launch" : `starts ${localTime(startAt, zone)}`;
  const ends = endAt === null ? "ends when everybody is decided" : `ends ${localTime(endAt, zone)}`;
  return `${visible(name)} ${starts} and ${ends}.`;
}

function addRemove(group: Command, shell: Shell): void {
  const command = group
    .command("remove-list")
    .description("Remove a list that was never launched, with its people and bad rows")
    .argument(...campaignArgument)
    .argument(...listArgument)
    .option("--yes", "do not ask");
  examples(withConnection(command), ["headsup recipients remove-list Renewals people.csv --yes"]).action(
    async (named: string, namedList: string, { yes, ...flags }: Flags & { yes?: boolean }) => {
      const session = await openSession(shell, flags);
      const mayRefuse = mustAsk(session, { yes, warning: "Removing a list removes its people." });
      const id = await campaignId(session.api, named);
      const list = await listId(session.api, id, namedList);
      if (mayRefuse && !(await confirm(shell, `Remove ${visible(namedList)} with its people and bad rows?`)))
        return note(session, "Nothing was removed.");
      const removed = await read(session.api.v1.campaigns[":id"].lists[":list"].$delete({ param: { id, list } }));
      await tell(session, removed, ({ name, recipients, problems }) => [
        `Removed ${visible(name)}: ${count(recipients, "recipient")}, ${count(problems, "bad row")}. It can be imported again.`,
      ]);
    },
  );
}
