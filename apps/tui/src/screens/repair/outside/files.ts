/** Files on this machine: the bad rows written, the mended rows read. */
import { open, readdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Host } from "../../../app/screen.ts";
import { byteOrderMark } from "../../../export/csv.ts";
import { problemsCsv } from "../../../export/problems.ts";
import { CommandError } from "../../../failure.ts";
import { openList } from "../../../import/listFile.ts";
import { readMended } from "../../../import/mended.ts";
import type { Shell } from "../../../shell.ts";
import type { RepairAsk, RepairEvent } from "../events.ts";
import { repairLimits } from "../limits.ts";

type RepairHost = Host<RepairEvent>;

/** "~/bad.csv" as a person means it. */
function pathOf({ cwd, env }: Shell, written: string): string {
  const home = env.HOME ?? env.USERPROFILE;
  return /^~[/\\]/.test(written) && home !== undefined ? join(home, written.slice(2)) : resolve(cwd, written);
}

/** CSV files of the folder one is in, those with "bad" in their name first. */
export async function namedFiles({ cwd }: Pick<Shell, "cwd">): Promise<string[]> {
  const names = await readdir(cwd).catch(() => []);
  const isBad = (name: string) => (/\bbad\b/i.test(name) ? 0 : 1);
  return names
    .filter((name) => /\.(csv|tsv|txt)$/i.test(name))
    .sort((a, b) => isBad(a) - isBad(b) || a.localeCompare(b, "en"))
    .slice(0, repairLimits.filesShown);
}

export async function writeFile(
  { path, sheet, rows, isReplacing }: RepairAsk & { ask: "download" },
  { shell, emit }: RepairHost,
): Promise<void> {
  try {
    const file = await open(pathOf(shell, path), isReplacing ? "w" : "wx", 0o600);
    const csv = problemsCsv(sheet.columns);
    try {
      await file.write(byteOrderMark + csv.header);
      for (const row of rows) await file.write(csv.row({ ...row, cells: [...row.cells] }));
    } finally {
      await file.close();
    }
    emit({ type: "wrote", path, rows: rows.length });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "EEXIST") return emit({ type: "exists", path, list: sheet.id });
    const why = { EACCES: "you may not write there", ENOENT: "there is no such folder", EISDIR: "it is a folder" };
    const said = why[code as keyof typeof why] ?? message;
    emit({ type: "fileTrouble", during: "download", path, message: `${path} cannot be written: ${said}.` });
  }
}

export async function readFile({ path }: RepairAsk & { ask: "upload" }, { shell, emit }: RepairHost): Promise<void> {
  try {
    const file = await openList(shell, pathOf(shell, path), {});
    try {
      emit({ type: "readFile", lists: await readMended(file) });
    } finally {
      await file.source.close();
    }
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    emit({ type: "fileTrouble", during: "upload", path, message: error.message });
  }
}
