import { cutTo, visible, widthOf } from "./text.ts";

export interface Column {
  readonly title: string;
  readonly align?: "left" | "right";
  /** Gives way when the terminal is narrow, down to so many columns. */
  readonly shrinksTo?: number;
  readonly paint?: (text: string) => string;
}

export interface TableOptions {
  /** Columns of the terminal; absent: as wide as the text. */
  readonly width?: number | undefined;
  readonly heading?: (text: string) => string;
}

const gap = "  ";

/** Lines of aligned columns. Cells are made safe to show. */
export function table(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  { width, heading = (text) => text }: TableOptions = {},
): string[] {
  const cells = rows.map((row) => columns.map((_, i) => visible(row[i] ?? "")));
  const widths = columns.map(({ title }, i) => Math.max(widthOf(title), ...cells.map((row) => widthOf(row[i] ?? ""))));
  if (width !== undefined) shrink(columns, widths, width);
  const line = (row: readonly string[], paint: (column: Column) => (text: string) => string) =>
    columns
      .map((column, i) => {
        const text = cutTo(row[i] ?? "", widths[i] ?? 0);
        const pad = " ".repeat(Math.max(0, (widths[i] ?? 0) - widthOf(text)));
        const painted = text === "" ? text : paint(column)(text);
        return column.align === "right" ? pad + painted : painted + pad;
      })
      .join(gap)
      .trimEnd();
  const titles = columns.map(({ title }) => title);
  return [line(titles, () => heading), ...cells.map((row) => line(row, ({ paint = (text) => text }) => paint))];
}

/** Takes from the widest column that can still give until the line fits or nobody can give more. */
function shrink(columns: readonly Column[], widths: number[], width: number): void {
  const total = () => widths.reduce((sum, each) => sum + each, 0) + gap.length * (columns.length - 1);
  for (let over = total() - width; over > 0; over = total() - width) {
    const givers = columns.flatMap(({ shrinksTo }, i) =>
      shrinksTo !== undefined && widths[i]! > shrinksTo ? [i] : [],
    );
    const [first, ...rest] = givers;
    if (first === undefined) return;
    const widest = rest.reduce((best, i) => (widths[i]! > widths[best]! ? i : best), first);
    widths[widest] = widths[widest]! - 1;
  }
}

/** "label  value" lines, values aligned, empty ones left out. */
export function pairs(
  facts: readonly (readonly [label: string, value: string | null | undefined])[],
  paint: (text: string) => string,
): string[] {
  const said = facts.flatMap(([label, value]) => (value ? [[label, value] as const] : []));
  const width = Math.max(0, ...said.map(([label]) => widthOf(label)));
  return said.map(([label, value]) => `${paint(label.padEnd(width))}${gap}${value}`);
}
