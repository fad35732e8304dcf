import { ListId } from "@headsup/contract";
import type { Row } from "@headsup/core/contact/row";
import { ownColumns, ownColumnsAt } from "../export/problems.ts";
import { type CommandError, fileError } from "../failure.ts";
import type { ListFile } from "./listFile.ts";

/** The rows of one list, by the line each stands on in the file it was imported from. */
export interface MendedList {
  readonly list: string;
  readonly rows: readonly Row[];
}

/** Reads a mended file of bad rows, which says of each row where it belongs. */
export async function readMended(file: Pick<ListFile, "header" | "rows" | "source">): Promise<MendedList[]> {
  const { name } = file.source;
  const at = ownColumnsAt(file.header);
  if (at === -1)
    throw fileError(
      `${name} is no file of bad rows: its last columns are not ${ownColumns.join(", ")}.`,
      "Import the same file again with --problems bad.csv: that adds nobody, and writes one.",
    );
  const lists = new Map<string, Map<number, Row>>();
  for await (const { line: fileLine, cells } of file.rows().rows) {
    const { line, list, extra } = placeOf(cells.slice(at), () => damaged(name, fileLine));
    const rows = lists.get(list) ?? new Map<number, Row>();
    if (rows.has(line)) throw fileError(`${name} line ${fileLine}: the row of line ${line} stands here twice.`);
    rows.set(line, { line, cells: [...cells.slice(0, at), ...extra] });
    lists.set(list, rows);
  }
  return [...lists].map(([list, rows]) => ({ list, rows: [...rows.values()].sort((a, b) => a.line - b.line) }));
}

/** Cells too many, as long as they are there, are one cell too many again. */
function placeOf([, , line = "", list = "", tooMany = ""]: readonly string[], damage: () => CommandError) {
  if (!/^[1-9]\d{0,8}$/.test(line.trim()) || !ListId.safeParse(list.trim()).success) throw damage();
  return { line: Number(line), list: list.trim(), extra: tooMany.trim() === "" ? [] : [tooMany] };
}

const damaged = (name: string, fileLine: number): CommandError =>
  fileError(
    `${name} line ${fileLine}: it does not say which row it mends.`,
    `Leave the columns ${ownColumns.join(", ")} as they were exported.`,
  );
