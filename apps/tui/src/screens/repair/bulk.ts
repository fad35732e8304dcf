/** One fix for all rows alike: the same problem, and a fix of the same kind. */
import type { RowProblem } from "@headsup/contract";
import { changesOf, put, type Suggestion } from "@headsup/core/contact/suggest";
import { zonesLike } from "@headsup/core/contact/suggestZone";
import { canonicalZone } from "@headsup/core/contact/zone";
import type { Confirm } from "../../app/screen.ts";
import { count, cutTo } from "../../terminal/text.ts";
import { type DeskRow, editOf, type Sheet, type Staged, type StagedRows, standingOf, suggestionsFor } from "./rows.ts";
import { changeWords, reasonWords } from "./words.ts";

/** What rows must have in common, and what is done to them. */
export interface Alike {
  readonly problem: Pick<RowProblem, "code" | "subject">;
  readonly how:
    | { readonly type: "mend"; readonly fix: string }
    /** The text a person gave for all. */
    | { readonly type: "give"; readonly what: "value" | "zone"; readonly text: string }
    | { readonly type: "leave_out" };
  /** "drop the extension" */
  readonly words: string;
}

export interface Found {
  readonly row: DeskRow;
  readonly staged: Staged;
  /** "555-01 x4 → 555-01" */
  readonly example: string;
}

/** A row mended as the others are; undefined if it is not alike. */
function mendedAlike(
  row: DeskRow,
  staged: Staged | undefined,
  { sheet, alike }: { readonly sheet: Sheet | undefined; readonly alike: Alike },
): Found | undefined {
  const { problem, mark, cells } = standingOf(row, staged);
  if (sheet === undefined || mark !== "bad" || problem === null) return undefined;
  if (problem.code !== alike.problem.code || problem.subject !== alike.problem.subject) return undefined;
  const suggestion = suggestionsFor(row, staged, sheet).find((each) => isSame(each, alike.how));
  if (suggestion === undefined) return undefined;
  if (suggestion.type === "leave_out") return { row, staged: { type: "out" }, example: cells.join(", ") };
  const text = alike.how.type === "give" ? alike.how.text : "";
  const to = suggestion.type === "mend" ? suggestion.cells : put(cells, [suggestion.column, text]);
  return { row, staged: editOf(row, to, sheet), example: changeWords(changesOf(cells, to)) };
}

function isSame(suggestion: Suggestion, how: Alike["how"]): boolean {
  if (suggestion.type === "mend") return how.type === "mend" && suggestion.fix === how.fix;
  if (suggestion.type === "give") return how.type === "give" && suggestion.what === how.what;
  return how.type === "leave_out";
}

export function foundAlike(
  rows: readonly DeskRow[],
  { staged, sheets, alike }: { staged: StagedRows; sheets: ReadonlyMap<string, Sheet>; alike: Alike },
): Found[] {
  return rows.flatMap((row) => {
    const found = mendedAlike(row, staged.get(row.key), { sheet: sheets.get(row.list), alike });
    return found === undefined ? [] : [found];
  });
}

const examplesMax = 5;
const exampleColumnsMax = 60;

/** The question before many rows are changed at once. */
export function bulkQuestion(alike: Alike, found: readonly Found[], { isBounded }: { isBounded: boolean }): Confirm {
  const all = found.length;
  const isOut = alike.how.type === "leave_out";
  const left = found.filter(({ staged }) => staged.type === "edit" && staged.left !== null).length;
  const examples = found
    .slice(0, examplesMax)
    .map(({ row, example }) => cutTo(`line ${row.bad.line}: ${example}`, exampleColumnsMax));
  return {
    id: "all.yes",
    title: `Same problem, same kind of fix: ${count(all, "row")}`,
    lines: [
      `Problem: ${reasonWords(alike.problem)}. Fix: ${alike.words}.`,
      "",
      ...examples,
      ...(all > examplesMax ? [`… and ${(all - examplesMax).toLocaleString("en")} more.`] : []),
      ...(left > 0 ? [`${count(left, "row")} will then show a further problem.`] : []),
      ...(isBounded ? ["There are more bad rows than are held at once: save these, then G loads the rest."] : []),
      "",
      "Nothing is saved yet; u takes it back.",
    ],
    yes: isOut ? `Leave out ${all.toLocaleString("en")}` : `Fix ${all.toLocaleString("en")}`,
  };
}

/** The zone a person typed, as the runtime spells it; else the one they may have meant. */
export function readZone(
  typed: string,
): { readonly zone: string } | { readonly trouble: string; readonly meant: string } {
  const zone = canonicalZone(typed);
  if (zone !== undefined) return { zone };
  const [meant] = zonesLike(typed);
  return meant === undefined
    ? { trouble: "This is no time zone's name. Write one such as America/New_York.", meant: typed }
    : { trouble: `Is ${meant} meant? Press ⏎ if it is.`, meant };
}
