import type { RowProblem } from "@headsup/contract";
import type { Command } from "commander";
import { campaignId } from "../client/find.ts";
import { repairRows, takeRepairsBack } from "../client/repair.ts";
import { CommandError, exitCodes } from "../failure.ts";
import { inChunks } from "../import/chunks.ts";
import { openList } from "../import/listFile.ts";
import { type MendedList, readMended } from "../import/mended.ts";
import { cliLimits } from "../limits.ts";
import type { Shell } from "../shell.ts";
import { showProblem } from "../show/recipients.ts";
import { count } from "../terminal/text.ts";
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

/** `headsup recipients repair`: bad rows come back mended, into the list they are from. */
export function addRecipientsRepair(group: Command, shell: Shell): void {
  const command = group
    .command("repair")
    .description("Mend bad rows: send back the file that --problems wrote, with the rows as they should be")
    .argument(...campaignArgument)
    .argument("<file>", "the mended CSV file, - for stdin")
    .option("--undo", "take these repairs back instead, as long as the list was not launched");
  command.addHelpText(
    "after",
    `
Mend the cells and leave the last columns as they are: they say which row is
which. Rows left out stay bad. Exit code 1 if one has a problem still.`,
  );
  examples(withConnection(command), [
    "headsup recipients import Renewals people.csv --problems bad.csv",
    "headsup recipients repair Renewals bad.csv",
    "headsup recipients repair Renewals bad.csv --undo",
  ]).action(async (named: string, path: string, { undo, ...flags }: Flags & { undo?: boolean }) => {
    const session = await openSession(shell, flags);
    const mended = await readFile(shell, path);
    const id = await campaignId(session.api, named);
    await (undo ? takeBack(session, id, mended) : repair(session, id, mended));
  });
}

async function readFile(shell: Shell, path: string): Promise<MendedList[]> {
  const file = await openList(shell, path, {});
  try {
    return await readMended(file);
  } finally {
    await file.source.close();
  }
}

async function repair(session: Session, id: string, mended: readonly MendedList[]): Promise<void> {
  const result = { accepted: 0, problems: [] as (RowProblem & { list: string })[] };
  for (const { list, rows } of mended) {
    for await (const chunk of inChunks([rows])) {
      const { accepted, problems } = await repairRows(session, { id, list }, chunk.rows);
      result.accepted += accepted.length;
      result.problems.push(...problems.map((problem) => ({ ...problem, list })));
    }
  }
  await tell(session, result, ({ accepted }) => [`${count(accepted, "row")} mended: recipients now.`]);
  if (result.problems.length === 0) return;
  for (const problem of result.problems.slice(0, cliLimits.problemsShown))
    note(session, showProblem(problem, session.theme));
  const message = `${count(result.problems.length, "row")} with a problem still.`;
  throw new CommandError({ code: "rows_with_problems", message }, exitCodes.failed);
}

async function takeBack(session: Session, id: string, mended: readonly MendedList[]): Promise<void> {
  const taken = { rows: 0 };
  for (const { list, rows } of mended) {
    const lines = rows.map(({ line }) => line);
    for await (const done of takeRepairsBack(session, { id, list }, lines)) taken.rows += done.length;
  }
  await tell(session, taken, () => [`${count(taken.rows, "row")} taken back: as uploaded again.`]);
}
