import type { CampaignDetail, Outreach, StatusMove } from "@headsup/contract";
import type { Frame } from "../../app/screen.ts";
import { paintStatus, statusWord } from "../../show/words.ts";
import { hanging, visible } from "../../terminal/text.ts";
import { plainTheme } from "../../terminal/theme.ts";
import { localTime } from "../../terminal/times.ts";
import { fit, grid } from "../../ui/grid.ts";
import { ruleLine } from "../../ui/kit.tsx";
import { frozenRows, listRows, openRows, type SettingRow } from "./settings.ts";
import type { CampaignState } from "./state.ts";

type LinesFrame = Pick<Frame, "columns" | "theme">;

/** Lines that belong together: a heading, or a row one can stand on. */
export interface SettingBlock {
  readonly draw: (frame: LinesFrame) => readonly string[];
  readonly isRow: boolean;
  /** What is set there; of what was done, nothing. */
  readonly setting?: SettingRow;
}

type Draw = SettingBlock["draw"];

/** How it is set, its lists, and who did what, from the top down. */
export function settingBlocks({ detail }: Pick<CampaignState, "detail">): readonly SettingBlock[] {
  if (detail === null) return [];
  const told = (draw: Draw): SettingBlock => ({ isRow: false, draw });
  const set = (setting: SettingRow): SettingBlock => ({
    isRow: true,
    setting,
    draw: (frame) => rowLines(setting, frame),
  });
  const heading = (title: string, aside = "") => told((frame) => ["", ruleLine({ ...frame, title, aside })]);
  return [
    ...openRows(detail).map(set),
    heading("Frozen since launch"),
    ...frozenRows(detail).map(set),
    heading("Lists"),
    told((frame) => [listHeading(detail, frame)]),
    ...detail.outreaches.flatMap((list) => [
      told((frame) => [listLine(list, frame)]),
      ...listRows(list, detail).map((row) => set({ ...row, label: `  ${row.label}` })),
    ]),
    heading("What was done", `times in ${detail.zone}`),
    ...(detail.history.length === 0 ? [told(() => ["   Nothing yet."])] : []),
    ...detail.history
      .toSorted((a, b) => b.at - a.at)
      .map((move): SettingBlock => ({ isRow: true, draw: (frame) => moveLines(move, detail.zone, frame) })),
  ];
}

export const settingRowsOf = (state: Pick<CampaignState, "detail">): readonly SettingBlock[] =>
  settingBlocks(state).filter(({ isRow }) => isRow);

/** Everything as lines, the row one stands on marked. */
export function settingsLines(state: CampaignState, frame: LinesFrame): string[] {
  const chosen = state.settings.index;
  let row = -1;
  return settingBlocks(state).flatMap(({ draw, isRow }) => {
    if (isRow) row++;
    if (!isRow || row !== chosen) return draw(frame);
    return draw({ ...frame, theme: plainTheme }).map((line, at) =>
      frame.theme.selected(fit(at === 0 ? `❯${line.slice(1)}` : line, frame.columns - 1)),
    );
  });
}

const labelWidth = 11;

/** " Hours       mon-fri 09:00-17:00", and what does not fit beside the label under it. */
function rowLines({ label, value }: SettingRow, { columns, theme }: LinesFrame): string[] {
  const [first = "", ...rest] = hanging(visible(value), 0, Math.max(10, columns - labelWidth - 5));
  return [
    `  ${theme.quiet(fit(label, labelWidth))} ${first}`,
    ...rest.map((line) => `  ${" ".repeat(labelWidth)} ${line}`),
  ];
}

const listColumns = [
  { title: "  List", width: 12, grow: 1 },
  { title: "Status", width: 20 },
  { title: "Rows", width: 9, align: "right" as const },
  { title: "Bad", width: 7, align: "right" as const },
];

const listHeading = ({ outreaches }: CampaignDetail, { columns, theme }: LinesFrame): string =>
  outreaches.length === 0 ? "  No list has been imported." : theme.quiet(grid(listColumns, columns - 1).heading);

const listLine = (list: Outreach, { columns, theme }: LinesFrame): string =>
  grid(listColumns, columns - 1).row([
    `  ${list.name}`,
    list.sealed
      ? { text: statusWord(list), paint: paintStatus(theme, list.status) }
      : { text: "Not whole yet", paint: theme.attention },
    list.rows.toLocaleString("en"),
    list.problems === 0 ? "0" : { text: list.problems.toLocaleString("en"), paint: theme.attention },
  ]);

const whenWidth = 23;
const actionWidth = 16;

const actionWords: Readonly<Record<string, string>> = {
  launch: "launched",
  pause: "paused",
  resume: "resumed",
  stop: "stopped",
  complete: "completed",
  reopen: "opened again",
  "resolve:sent": "ruled: sent",
  "resolve:not_sent": "ruled: not sent",
};

function moveLines({ at, action, actor, reason }: StatusMove, zone: string, { columns, theme }: LinesFrame): string[] {
  const when = fit(localTime(at, zone).replace(/^\w+ /, ""), whenWidth);
  const why = reason === null || reason === "" ? "" : `: ${visible(reason)}`;
  const line = `${theme.quiet(when)} ${fit(actionWords[action] ?? action.replaceAll("_", " "), actionWidth)} ${visible(actor)}${why}`;
  return hanging(`  ${line}`, whenWidth + actionWidth + 4, columns - 1);
}
