import { cutTo, visible, widthOf } from "./text.ts";

export interface Column {
  readonly title: string;
  readonly align?: "left" | "right";
  /** Gives way first when the terminal is narrow. */
  readonly flexible?: boolean;
  readonly paint?: (text: string) => string;
}

export interface TableOptions {
  /** Columns of the terminal; absent: as wide as the text. */
  readonly width?: number | undefined;
  readonly heading?: (text: string) => string;
}

const gap = "  ";
const flexibleWidthMin = 8;

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

/** Takes from the widest flexible column until the line fits or nothing more can be given. */
function shrink(columns: readonly Column[], widths: number[], width: number): void {
  const total = () => widths.reduce((sum, each) => sum + each, 0) + gap.length * (columns.length - 1);
  for (let over = total() - width; over > 0; over = total() - width) {
    const widest = columns.reduce(
      (best, column, i) => (column.flexible && (widths[i] ?? 0) > (widths[best] ?? 0) ? i : best),
      -1,
    );
    const has = widths[widest] ?? 0;
    if (has <= flexibleWidthMin) return;
    widths[widest] = Math.max(flexibleWidthMin, has - Math.min(over, 4));
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
