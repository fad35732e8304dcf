/** The desk's pictures in lines: the figures on top, the table. */
import type { Frame } from "../../app/screen.ts";
import { cutTo, visible, widthOf } from "../../terminal/text.ts";
import type { Paint, Theme } from "../../terminal/theme.ts";
import { type Cell, type GridColumn, grid } from "../../ui/grid.ts";
import { fieldLine } from "../../ui/kit.tsx";
import { bar } from "../../ui/pictures.ts";
import type { DeskRow, Mark } from "./rows.ts";
import {
  isAllLoaded,
  isBounded,
  offered,
  type RepairState,
  sheetOf,
  standing,
  suggestionsOf,
  tableRows,
} from "./state.ts";
import { editWords, faultCell, fixWords, reasonWords } from "./words.ts";

const marks: Readonly<Record<Mark, string>> = { bad: "✗", fixed: "✓", out: "–" };
const paints: Readonly<Record<Mark, keyof Theme>> = { bad: "bad", fixed: "good", out: "quiet" };
export const markOf = (mark: Mark): string => marks[mark];
export const paintOf = (theme: Theme, mark: Mark): Paint => theme[paints[mark]];

const whole = (n: number): string => n.toLocaleString("en");

/** "27 bad rows   ✗ 24 to mend   ✓ 2 mended, not saved   – 1 left out" or what is going on just now. */
export function figuresLine(state: RepairState, { theme, columns }: Frame): string {
  const { work, tally, rows } = state;
  if (work !== null) {
    const share = work.total === 0 ? 0 : work.done / work.total;
    return ` ${theme.accent(work.words)} ${bar(share, columns >= 100 ? 30 : 16)} ${whole(work.done)} of ${whole(work.total)}`;
  }
  const more = whole(Math.max(0, state.total - rows.length));
  const told = [
    theme.strong(`${whole(rows.length)} bad ${rows.length === 1 ? "row" : "rows"}`),
    ...(tally.bad === 0 && rows.length > 0 ? [] : [theme.bad(`✗ ${whole(tally.bad)} to mend`)]),
    ...(tally.fixed === 0 ? [] : [theme.good(`✓ ${whole(tally.fixed)} mended, not saved`)]),
    ...(tally.out === 0 ? [] : [theme.quiet(`– ${whole(tally.out)} left out`)]),
    ...(state.status === "stopped" ? [theme.attention("campaign stopped: nothing can be saved")] : []),
    ...(isAllLoaded(state) ? [] : [theme.quiet(`${more} more further down`)]),
    ...(isBounded(state) ? [theme.attention(`+${more} later`)] : []),
  ];
  return ` ${told.join("   ")}`;
}

/** The reasons with their counts; the one that is shown alone stands in brackets. */
export function reasonsLine({ tally, only }: RepairState, { theme, columns }: Frame): string {
  const chips = [
    { text: "all", isOnly: only === null },
    ...tally.reasons.map(([reason, rows]) => ({
      text: `${whole(rows)} ${reason}`,
      isOnly: only !== null && "reason" in only && only.reason === reason,
    })),
  ];
  const known = chips.some(({ isOnly }) => isOnly);
  const lone =
    known || only === null ? [] : [{ text: "reason" in only ? only.reason : onlyWords[only.mark], isOnly: true }];
  const at = chips.findIndex(({ isOnly }) => isOnly);
  // The chosen one is always in sight.
  const ordered = at > 2 ? [...chips.slice(0, 1), ...chips.slice(at)] : [...chips, ...lone];
  let line = "";
  let width = 1;
  for (const { text, isOnly } of lone.length > 0 ? [...lone, ...chips] : ordered) {
    const shown = visible(isOnly ? `[${text}]` : text);
    if (width + widthOf(shown) + 3 > columns) return ` ${line}${theme.quiet(" …")}`;
    line += `${line === "" ? "" : theme.quiet(" · ")}${isOnly ? theme.strong(shown) : theme.quiet(shown)}`;
    width += widthOf(shown) + 3;
  }
  return ` ${line}`;
}

const onlyWords: Readonly<Record<Mark, string>> = { bad: "to mend", fixed: "mended", out: "left out" };

const columnsFor = (lists: number): GridColumn[] => [
  { title: "", width: 3 },
  { title: "Line", width: 5, align: "right" },
  ...(lists > 1 ? [{ title: "List", width: 14, grow: 1, givesWay: 1 }] : []),
  { title: "What stands there", width: 17, grow: 3 },
  { title: "What is wrong", width: 18, grow: 1 },
  { title: "Fix", width: 26, grow: 4 },
];

export function headingLine(state: RepairState, { theme, columns }: Frame): string {
  if (!state.isFiltering && state.filter.text === "")
    return theme.quiet(grid(columnsFor(state.sheets?.size ?? 0), columns - 1).heading);
  return `${theme.accent("/")} ${fieldLine(state.filter, { width: columns - 4, theme, isFocused: state.isFiltering })}`;
}

export function rowLines(state: RepairState, frame: Frame): string[] {
  const { top, index } = state.cursor;
  const { theme, columns } = frame;
  const lists = state.sheets?.size ?? 0;
  const lines = grid(columnsFor(lists), columns - 1);
  if (state.shown.length === 0) return [theme.quiet("   No row fits. Esc shows all again.")];
  return state.shown.slice(top, top + tableRows(frame)).map((row, at) => {
    const isChosen = top + at === index;
    const line = lines.row(cellsFor(state, row, { theme, isChosen, hasLists: lists > 1 }));
    return isChosen ? theme.selected(line) : line;
  });
}

interface Drawn {
  readonly theme: Theme;
  readonly isChosen: boolean;
  readonly hasLists: boolean;
}

function cellsFor(state: RepairState, row: DeskRow, { theme, isChosen, hasLists }: Drawn): Cell[] {
  const now = standing(state, row);
  const sheet = sheetOf(state, row);
  // The row one stands on is reversed as a whole: colours inside it would be torn.
  const painted = (text: string, paint: Paint): Cell => (isChosen ? text : { text, paint });
  const fix = isChosen ? offered(state) : suggestionsOf(state, row)[0];
  const reason = now.problem === null ? "mended" : reasonWords(now.problem);
  const uploaded = { mark: "bad" as const, cells: row.bad.cells, problem: row.bad };
  const shown = now.mark === "fixed" ? faultCell(uploaded, sheet) : faultCell(now, sheet);
  const words = { bad: fixWords(fix), fixed: editWords(row, now), out: "left out" }[now.mark];
  return [
    { picture: isChosen ? `❯${marks[now.mark]}` : ` ${paintOf(theme, now.mark)(marks[now.mark])}` },
    String(row.bad.line),
    ...(hasLists ? [painted(sheet?.name ?? "", theme.quiet)] : []),
    shown,
    painted(reason, now.mark === "bad" ? theme.strong : paintOf(theme, now.mark)),
    painted(words, now.mark === "bad" && fix?.type === "mend" ? theme.accent : theme.quiet),
  ];
}

/** "1–11 of 27" */
export function asideOf({ cursor, shown, next }: RepairState, frame: Frame): string {
  const seen = Math.min(shown.length - cursor.top, tableRows(frame));
  return cutTo(
    `${seen <= 0 ? 0 : cursor.top + 1}–${cursor.top + Math.max(0, seen)} of ${whole(shown.length)}${next === null ? "" : "+"}`,
    24,
  );
}
