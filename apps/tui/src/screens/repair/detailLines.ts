/** The row one stands on, in words: what is wrong, what would mend it, all its cells. */
import { changesOf, columnName, type Suggestion } from "@headsup/core/contact/suggest";
import type { Frame } from "../../app/screen.ts";
import { problemMessage } from "../../show/recipients.ts";
import { cutTo, hanging, visible, withFewZones } from "../../terminal/text.ts";
import type { Sheet, Standing } from "./rows.ts";
import { chosenRow, detailRows, offered, type RepairState, sheetOf, standing, suggestionsOf } from "./state.ts";
import { markOf, paintOf } from "./tableLines.ts";
import { changesInFull, reasonWords } from "./words.ts";

/** "people.csv, line 8" */
export function detailTitle(state: RepairState): string {
  const row = chosenRow(state);
  const sheet = sheetOf(state, row);
  if (row === undefined || sheet === undefined) return "";
  const isShut = sheet.closed !== null && state.status !== "stopped";
  return `${visible(sheet.name)}, line ${row.bad.line}${isShut ? " (takes nobody further: w makes a new list)" : ""}`;
}

export function detailLines(state: RepairState, frame: Frame): string[] {
  const row = chosenRow(state);
  const sheet = sheetOf(state, row);
  if (row === undefined || sheet === undefined) return [];
  const { theme, columns } = frame;
  const now = standing(state, row);
  const room = detailRows(frame.rows) - 1;
  const wrapped = (text: string, most: number) => clipped(hanging(` ${text}`, 3, columns - 1), most);
  const wrong = wrapped(visible(withFewZones(wrongWords(now))), room - 3).map(paintOf(theme, now.mark));
  const what = wrapped(visible(whatNext(state, { now, sheet, uploaded: row.bad.cells })), 2);
  const cells = wrapped(cellWords(now.cells, sheet), Math.max(1, room - wrong.length - what.length));
  return [...wrong, ...what, ...cells.map(theme.quiet)];
}

/** At most so many lines; a cut is marked. */
function clipped(lines: readonly string[], most: number): string[] {
  if (lines.length <= most) return [...lines];
  return [...lines.slice(0, most - 1), `${lines[most - 1] ?? ""} …`];
}

function wrongWords({ mark, problem }: Standing): string {
  if (mark === "fixed" || problem === null) return `${markOf("fixed")} Good now. Not saved yet: w saves.`;
  if (mark === "out")
    return `${markOf("out")} Left out: it stays a bad row and nobody is contacted. x takes it in again.`;
  return `${markOf("bad")} ${capital(problemMessage(problem))}`;
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

interface Looked {
  readonly now: Standing;
  readonly sheet: Sheet;
  readonly uploaded: readonly string[];
}

function whatNext(state: RepairState, { now, sheet, uploaded }: Looked): string {
  if (now.mark === "out") return "";
  if (now.mark === "fixed") return `Changed  ${changesInFull(changesOf(uploaded, now.cells), sheet)}`;
  const row = chosenRow(state);
  const all = row === undefined ? [] : suggestionsOf(state, row);
  const fix = offered(state);
  if (fix === undefined) return "Fix  none to propose: ⏎ edits the row, x leaves it out.";
  const which = all.length > 1 ? ` ${(state.choice % all.length) + 1} of ${all.length} (Tab: another)` : "";
  return `Fix${which}  ${suggestionWords(fix, sheet)}`;
}

function suggestionWords(fix: Suggestion, sheet: Sheet): string {
  if (fix.type === "leave_out") return `a leaves it out: ${fix.words}.`;
  if (fix.type === "give") return `a asks, to ${fix.words}; A gives it to all alike.`;
  const then = fix.left === null ? "" : ` Then: ${reasonWords(fix.left)}.`;
  return `${fix.words}. ${changesInFull(fix.changes, sheet)}.${then}`;
}

const cellCharactersMax = 40;

/** "phone 555-01 · first_name Otto" */
const cellWords = (cells: readonly string[], { plan }: Sheet): string =>
  cells
    .map((cell, at) => ({ cell: cell.trim(), name: columnName(plan, at) }))
    .map(({ cell, name }) => `${name} ${cell === "" ? "–" : cutTo(visible(cell), cellCharactersMax)}`)
    .join(" · ");
