/** Bad rows as a file to mend elsewhere, and the mended file back: its rows are staged and seen, never saved unseen. */
import { changesOf } from "@headsup/core/contact/suggest";
import type { Context, Prompt, ScreenEvent } from "../../app/screen.ts";
import { count } from "../../terminal/text.ts";
import { emptyField, fieldOf } from "../../ui/field.ts";
import { staged } from "./acts.ts";
import type { RepairEvent, RepairStep } from "./events.ts";
import { withAllRows } from "./loading.ts";
import { editOf, keyOf, type Sheet, type Staged } from "./rows.ts";
import { chosenRow, type Pending, type RepairState, sheetOf, standing } from "./state.ts";

type FileEvent = Extract<RepairEvent, { type: "askPath" | "wrote" | "exists" | "fileTrouble" | "readFile" }>;
const fileEvents: ReadonlySet<string> = new Set<FileEvent["type"]>([
  "askPath",
  "wrote",
  "exists",
  "fileTrouble",
  "readFile",
]);
export const isFileEvent = (event: ScreenEvent | RepairEvent): event is FileEvent => fileEvents.has(event.type);

export function wantsFile(state: RepairState, id: "download" | "upload"): RepairStep {
  const sheet = sheetOf(state, chosenRow(state) ?? state.rows[0]);
  if (sheet === undefined) return { state, note: { tone: "attention", text: "There is no bad row." } };
  if (id === "upload") return { state, asks: [{ ask: "files" }] };
  return { state, prompt: downloadQuestion(state, sheet, state.lastPath || `${baseOf(sheet.name)}-bad.csv`) };
}

const replaceCommand = "download.replace:";

/** The file that was asked about is written anew with the rows of its list; undefined for any other command. */
export const replaced = (state: RepairState, command: string): RepairStep | undefined =>
  command.startsWith(replaceCommand)
    ? downloadNow(state, { path: state.lastPath, list: command.slice(replaceCommand.length), isReplacing: true })
    : undefined;

const baseOf = (name: string): string => name.replace(/\.(csv|tsv|txt)$/i, "").replace(/[/\\]/g, "-");

function downloadQuestion({ sheets }: RepairState, { name }: Sheet, path: string, trouble?: string): Prompt {
  const others = (sheets?.size ?? 0) > 1 ? " Other lists have files of their own: stand on a row of theirs." : "";
  return {
    id: "path.download",
    title: `A file with the bad rows of "${name}"`,
    hint: `Its path. Mend it in a spreadsheet, leave its last five columns alone, bring it back with U.${others}`,
    field: fieldOf(path),
    trouble,
  };
}

const uploadQuestion = (path: string, hint: string, trouble?: string): Prompt => ({
  id: "path.upload",
  title: "The mended file",
  hint,
  field: fieldOf(path),
  trouble,
});

export function answeredPath(
  state: RepairState,
  { id, text }: { id: string; text: string },
  context: Context,
): RepairStep {
  const path = text.trim();
  const sheet = sheetOf(state, chosenRow(state) ?? state.rows[0]);
  if (path === "" || sheet === undefined) return { state };
  const type = id === "path.download" ? "download" : "upload";
  return withAllRows({ ...state, lastPath: path, pending: { type, path, list: sheet.id } }, context);
}

/** Everything of a list that is still wrong, as it stands now. */
export function downloadNow(
  state: RepairState,
  { path, list, isReplacing = false }: { path: string; list: string; isReplacing?: boolean },
): RepairStep {
  const sheet = state.sheets?.get(list);
  if (sheet === undefined) return { state };
  const rows = state.rows.flatMap((row) => {
    const { mark, problem, cells } = standing(state, row);
    return row.list === list && mark === "bad" && problem !== null ? [{ ...problem, list, cells }] : [];
  });
  const items = rows.map((row) => ({ ...row, cells: [...row.cells] }));
  return { state, asks: [{ ask: "download", path, sheet, rows: items, isReplacing }] };
}

export const uploadNow = (state: RepairState, { path }: Pending & { type: "upload" }): RepairStep => ({
  state,
  asks: [{ ask: "upload", path }],
});

export function fileHeard(state: RepairState, event: FileEvent, context: Context): RepairStep {
  switch (event.type) {
    case "askPath": {
      const files = event.files.length === 0 ? "" : ` Here: ${event.files.join(", ")}.`;
      const hint = `A CSV file made with D. Its rows are shown first, not saved.${files}`;
      return { state, prompt: uploadQuestion(state.lastPath || (event.files[0] ?? ""), hint) };
    }
    case "wrote": {
      const text = `${count(event.rows, "bad row")} in ${event.path}. Mend them there, then bring the file back with U.`;
      return { state, note: { tone: "good", text } };
    }
    case "exists":
      return {
        state: { ...state, lastPath: event.path },
        confirm: {
          id: `${replaceCommand}${event.list}`,
          title: "Replace this file?",
          lines: [`There is a file ${event.path} already.`],
          yes: "Replace it",
          isFinal: true,
        },
      };
    case "fileTrouble": {
      const { during, path, message } = event;
      const sheet = sheetOf(state, chosenRow(state) ?? state.rows[0]);
      if (during === "download" && sheet !== undefined)
        return { state, prompt: downloadQuestion(state, sheet, path, message) };
      return { state, prompt: uploadQuestion(path, "A CSV file made with D.", message) };
    }
    case "readFile":
      return fileStaged(state, event, context);
  }
}

/** The file's rows beside those of the desk: what differs is an edit, all of it one step. */
function fileStaged(state: RepairState, event: FileEvent & { type: "readFile" }, context: Context): RepairStep {
  const rows = new Map(state.rows.map((row) => [row.key, row]));
  const after = new Map<string, Staged>();
  let strangers = 0;
  for (const { list, rows: given } of event.lists)
    for (const { line, cells: written } of given) {
      const row = rows.get(keyOf({ list, line }));
      const sheet = sheetOf(state, row);
      if (row === undefined || sheet === undefined) {
        strangers++;
        continue;
      }
      const before = standing(state, row).cells;
      const cells = cellsFrom(written, { before, sheet });
      if (changesOf(before, cells).length > 0) after.set(row.key, editOf(row, cells, sheet));
    }
  const unknown =
    strangers === 0 ? "" : ` ${count(strangers, "line")} of it ${strangers === 1 ? "is" : "are"} no bad row here.`;
  if (after.size === 0)
    return { state, note: { tone: "attention", text: `Nothing in the file differs from these rows.${unknown}` } };
  const left = [...after.values()].filter((edit) => edit.type === "edit" && edit.left !== null).length;
  const still = left === 0 ? "" : `, ${left.toLocaleString("en")} of them still bad`;
  const changed = count(after.size, "row");
  const [first = null] = after.keys();
  const done = staged(
    { ...state, chosen: first, filter: emptyField, only: null },
    { words: `${changed} from the file`, after },
    context,
  );
  return {
    state: done,
    note: {
      tone: left === 0 ? "good" : "attention",
      text: `${changed} changed by the file${still}. Look, then w saves.${unknown}`,
    },
  };
}

/** Cells too many come back as one: unchanged, they are what they were. */
function cellsFrom(
  written: readonly string[],
  { before, sheet }: { readonly before: readonly string[]; readonly sheet: Sheet },
): readonly string[] {
  const { length } = sheet.columns;
  const [extra] = written.slice(length);
  const had = before.slice(length);
  return extra !== undefined && extra === had.join(",") ? [...written.slice(0, length), ...had] : written;
}
