/** Aligned columns of fixed widths: a row that changes leaves the others where they are. */
import { cutTo, visible, widthOf } from "../terminal/text.ts";
import type { Paint } from "../terminal/theme.ts";

export interface GridColumn {
  readonly title: string;
  /** Columns it takes at least; left out of narrow terminals before it gets less. */
  readonly width: number;
  /** Its share of what is left over. */
  readonly grow?: number;
  readonly align?: "left" | "right";
  /** Given up first where the highest: 0 or absent is never given up. */
  readonly givesWay?: number;
}

/** A cell: plain text from anywhere, or a picture made here and painted already. */
export type Cell = string | { readonly text: string; readonly paint: Paint } | { readonly picture: string };

export interface Grid {
  readonly heading: string;
  readonly row: (cells: readonly Cell[]) => string;
}

const gap = "  ";

export function grid(columns: readonly GridColumn[], width: number): Grid {
  const widths = widthsFor(columns, width);
  const line = (cell: (at: number) => string): string =>
    columns.flatMap((_, at) => (widths[at] === undefined ? [] : [cell(at)])).join(gap);
  return {
    heading: line((at) => fit(columns[at]?.title ?? "", widths[at] ?? 0, columns[at]?.align)),
    row: (cells) => line((at) => drawn(cells[at] ?? "", widths[at] ?? 0, columns[at]?.align)),
  };
}

function drawn(cell: Cell, width: number, align: GridColumn["align"]): string {
  if (typeof cell === "string") return fit(visible(cell), width, align);
  if ("picture" in cell) return cell.picture + " ".repeat(Math.max(0, width - widthOf(cell.picture)));
  return cell.paint(fit(visible(cell.text), width, align));
}

/** Text in exactly so many columns. */
export function fit(text: string, width: number, align: "left" | "right" = "left"): string {
  const cut = cutTo(text, width);
  const pad = " ".repeat(Math.max(0, width - widthOf(cut)));
  return align === "right" ? pad + cut : cut + pad;
}

/** The columns' widths; undefined for those there is no room for. */
function widthsFor(columns: readonly GridColumn[], width: number): (number | undefined)[] {
  const kept = new Set(columns.keys());
  const needed = () =>
    [...kept].reduce((sum, at) => sum + (columns[at]?.width ?? 0), 0) + gap.length * Math.max(0, kept.size - 1);
  const leavers = [...columns.keys()]
    .filter((at) => (columns[at]?.givesWay ?? 0) > 0)
    .toSorted((a, b) => (columns[b]?.givesWay ?? 0) - (columns[a]?.givesWay ?? 0));
  for (const at of leavers) {
    if (needed() <= width) break;
    kept.delete(at);
  }
  const left = Math.max(0, width - needed());
  const shares = [...kept].reduce((sum, at) => sum + (columns[at]?.grow ?? 0), 0);
  return columns.map(({ width: least, grow = 0 }, at) =>
    kept.has(at) ? least + (shares === 0 ? 0 : Math.floor((left * grow) / shares)) : undefined,
  );
}
