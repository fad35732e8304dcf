import { open } from "node:fs/promises";
import { resolve } from "node:path";
import { type List, limits } from "@headsup/contract";
import { read } from "../client/api.ts";
import { eachOf, firstOf } from "../client/pages.ts";
import { retrying } from "../client/retry.ts";
import { byteOrderMark } from "../export/csv.ts";
import { problemsCsv } from "../export/problems.ts";
import { CommandError, exitCodes, fileError } from "../failure.ts";
import type { ListFile } from "../import/listFile.ts";
import { inLittleMemory } from "../import/memory.ts";
import { importPort } from "../import/port.ts";
import { type Imported, type ImportRequest, importFile } from "../import/upload.ts";
import { cliLimits } from "../limits.ts";
import { gather } from "../options/count.ts";
import { showProblem } from "../show/recipients.ts";
import { progress } from "../terminal/progress.ts";
import { count, visible } from "../terminal/text.ts";
import { isLively } from "../terminal/theme.ts";
import { note, type Session } from "./session.ts";

/** Of every command that reads a list. */
export const columnOption = [
  "--column <header=role>",
  "what a column is: address, phone, email, zone, language, message, ignored or a variable's name",
  gather,
] as const;

export interface ImportOptions {
  readonly campaign: string;
  readonly file: ListFile;
  /** What to call the list; the file's name if absent. */
  readonly name?: string | undefined;
  readonly start?: string | undefined;
  readonly end?: string | undefined;
  /** A file for the bad rows. */
  readonly problems?: string | undefined;
}

/** Imports a file with a progress bar, then tells how many came in and which rows did not. */
export async function runImport(session: Session, options: ImportOptions): Promise<Imported> {
  const { file, campaign } = options;
  const { stderr, env, now } = session.shell;
  for (const line of file.notes) note(session, line);
  const bar = session.isJson
    ? undefined
    : progress({ stream: stderr, isLively: isLively({ stream: stderr, env }), now, label: visible(file.source.name) });
  const port = importPort(session, campaign);
  const request: ImportRequest = {
    file,
    name: options.name ?? file.source.name,
    startAt: options.start,
    endAt: options.end,
    onProgress: (state) => bar?.update(state),
  };
  const imported = await inLittleMemory(() => importFile(port, request))
    .catch((error: unknown) => {
      throw explain(error);
    })
    .finally(() => bar?.end());
  note(session, importedWords(imported, file.source.name));
  if (imported.list.problems > 0) await tellProblems(session, { ...options, list: imported.list });
  return imported;
}

function explain(error: unknown): unknown {
  if (!(error instanceof CommandError)) return error;
  const isPassing = error.exitCode === exitCodes.interrupted || error.exitCode === exitCodes.unreachable;
  if (!isPassing) return error;
  const hint = "What was imported is kept: import the same file again and it goes on.";
  return new CommandError({ ...error.trouble, hint: `${error.trouble.hint ?? ""} ${hint}`.trim() }, error.exitCode);
}

function importedWords({ list, isRepeat, resumedRows }: Imported, name: string): string {
  const figures = `${count(list.recipients, "recipient")}, ${count(list.problems, "row")} with problems`;
  if (isRepeat) return `${visible(name)} was imported before: nobody was added. It has ${figures}.`;
  const resumed = resumedRows === 0 ? "" : ` Went on after the ${count(resumedRows, "row")} already there.`;
  return `Imported ${visible(name)}: ${figures}.${resumed}`;
}

interface Problems extends ImportOptions {
  readonly list: List;
}

async function tellProblems(session: Session, { campaign, list, file, problems }: Problems): Promise<void> {
  const all = () => eachProblem(session, { campaign, list: list.id });
  if (problems !== undefined) await writeProblems(resolve(session.shell.cwd, problems), file, all());
  if (session.isJson) return;
  for (const problem of await firstOf(all(), cliLimits.problemsShown))
    note(session, showProblem(problem, session.theme));
  const more = list.problems - cliLimits.problemsShown;
  const where = problems === undefined ? `headsup recipients list ${campaign} --bad` : visible(problems);
  if (more > 0) note(session, `  … and ${more.toLocaleString("en")} more; all of them: ${where}`);
  else if (problems !== undefined) note(session, `  All of them are in ${where}`);
}

/** The bad rows of a campaign, or of one of its lists, in list and line order. */
export const eachProblem = (
  { api, shell, signal }: Session,
  { campaign, list }: { campaign: string; list?: string | undefined },
) =>
  eachOf((cursor) => {
    const query = { ...cursor, limit: String(limits.pageSizeMax), ...(list === undefined ? {} : { list }) };
    return retrying(shell, signal, () =>
      read(api.v1.campaigns[":id"].problems.$get({ param: { id: campaign }, query })),
    );
  });

async function writeProblems(
  path: string,
  { columns, own }: ListFile,
  problems: ReturnType<typeof eachProblem>,
): Promise<void> {
  const file = await open(path, "w", 0o600).catch((error: NodeJS.ErrnoException) => {
    throw fileError(`${path} cannot be written: ${error.message}.`);
  });
  const csv = problemsCsv(columns, own);
  try {
    await file.write(byteOrderMark + csv.header);
    for await (const problem of problems) await file.write(csv.row(problem));
  } finally {
    await file.close();
  }
}
