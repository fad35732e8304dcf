/** Moving about the settings, and what enter does there. */
import type { Context } from "../../app/screen.ts";
import { plainTheme } from "../../terminal/theme.ts";
import { type Cursor, movedBy } from "../../ui/list.ts";
import { asked } from "./changing.ts";
import { bodyRows } from "./rows.ts";
import { settingBlocks, settingRowsOf } from "./settingsLines.ts";
import type { CampaignState, CampaignStep } from "./state.ts";

/** The row one stands on, as far as it is a setting. */
export const chosenSetting = (state: Pick<CampaignState, "detail" | "settings">) =>
  settingRowsOf(state)[state.settings.index]?.setting;

export function inSettings(state: CampaignState, id: string, context: Context): CampaignStep {
  if (id !== "change") return { state: { ...state, settings: moved(state, id, context) } };
  const row = chosenSetting(state);
  if (row === undefined) return { state };
  if (row.frozen !== null || row.setting === null)
    return { state, note: { tone: "attention", text: row.frozen ?? "" } };
  return asked(state, row.setting, context);
}

/** Where each row stands among the lines, the headings above it with it, and how many lines there are. */
function places(state: CampaignState, { columns }: Pick<Context, "columns">) {
  const rows: { from: number; to: number }[] = [];
  let lines = 0;
  for (const { draw, isRow } of settingBlocks(state)) {
    lines += draw({ columns, theme: plainTheme }).length;
    if (isRow) rows.push({ from: rows.at(-1)?.to ?? 0, to: lines });
  }
  return { rows, lines };
}

function moved(state: CampaignState, id: string, context: Context): Cursor {
  const { rows, lines } = places(state, context);
  const height = bodyRows(state, context);
  const { index, top } = state.settings;
  const { from = 0, to = 0 } = rows[index] ?? {};
  // A text longer than the screen is read to its end before one stands on the next row.
  if (id === "list.down" && to > top + height - 1 && top + height < lines)
    return shownAt(state, { index, top: top + 1 }, context);
  if (id === "list.up" && from < top) return shownAt(state, { index, top: top - 1 }, context);
  const next = movedBy(id, { index, top: 0 }, { count: rows.length, height });
  return next === undefined ? state.settings : shownAt(state, { index: next.index, top }, context);
}

/** The cursor on a row there is, scrolled as little as will show it. The last line shown may be the count of those below. */
export function shownAt(state: CampaignState, { index, top }: Cursor, context: Context): Cursor {
  const { rows, lines } = places(state, context);
  const height = bodyRows(state, context);
  const at = Math.max(0, Math.min(index, rows.length - 1));
  const { from = 0, to = 0 } = rows[at] ?? {};
  const ends = [from, to - height + 1];
  const shown = Math.max(Math.min(...ends), Math.min(top, Math.max(...ends)));
  return { index: at, top: Math.max(0, Math.min(shown, lines - height)) };
}
