/** A field of several lines, broken between words where the room ends. */

import { graphemesOf, widthOf } from "../terminal/text.ts";
import type { Theme } from "../terminal/theme.ts";
import type { Field } from "./field.ts";

interface Row {
  /** The grapheme it begins with. */
  readonly from: number;
  readonly segments: readonly string[];
}

interface Wrapped {
  readonly rows: readonly Row[];
  /** Where the cursor stands in them. */
  readonly row: number;
  readonly column: number;
}

/** The text in rows of at most `width` columns. */
export function wrapped({ text, cursor }: Field, width: number): Wrapped {
  const all = graphemesOf(text);
  const rows: Row[] = [];
  let from = 0;
  let used = 0;
  let afterSpace = 0;
  const end = (to: number, next: number): void => {
    rows.push({ from, segments: all.slice(from, to) });
    from = next;
    used = 0;
    afterSpace = next;
  };
  for (let at = 0; at < all.length; at++) {
    const segment = all[at] ?? "";
    if (segment === "\n") {
      end(at, at + 1);
      continue;
    }
    const wide = widthOf(segment);
    if (used + wide > width && at > from) {
      const cut = afterSpace > from ? afterSpace : at;
      end(cut, cut);
      used = all.slice(cut, at).reduce((sum, each) => sum + widthOf(each), 0);
    }
    used += wide;
    if (segment === " ") afterSpace = at + 1;
  }
  end(all.length, all.length);
  const found = rows.findLastIndex((each) => each.from <= cursor);
  const row = Math.max(0, found);
  return { rows, row, column: cursor - (rows[row]?.from ?? 0) };
}

/** The field with its cursor a row up or down; the same object where there is no such row. */
export function movedByRow(field: Field, width: number, by: 1 | -1): Field {
  const { rows, row, column } = wrapped(field, width);
  const to = rows[row + by];
  if (to === undefined) return field;
  const isLast = row + by === rows.length - 1;
  const last = isLast || rows[row + by + 1]?.from !== to.from + to.segments.length ? 0 : 1;
  return { ...field, cursor: to.from + Math.min(column, Math.max(0, to.segments.length - last)) };
}

interface Area {
  readonly width: number;
  readonly height: number;
  readonly theme: Theme;
  readonly isFocused: boolean;
  /** What to lead the eye to: variables in a message. */
  readonly accent?: RegExp;
}

/** Exactly `height` lines, scrolled so that the cursor is seen. */
export function areaLines(field: Field, { width, height, theme, isFocused, accent }: Area): string[] {
  const { rows, row, column } = wrapped(field, width);
  const top = isFocused ? Math.max(0, Math.min(row - height + 1, rows.length - height)) : 0;
  const accented = accent === undefined ? new Set<number>() : graphemesIn(field.text, accent);
  return Array.from({ length: height }, (_, at) => {
    const shown = rows[top + at];
    if (shown === undefined) return "";
    const isHere = isFocused && top + at === row;
    const cells = isHere ? [...shown.segments, " "] : shown.segments;
    let line = "";
    let run = "";
    let isRunAccented = false;
    const flush = () => {
      line += isRunAccented && run !== "" ? theme.accent(run) : run;
      run = "";
    };
    for (const [i, segment] of cells.entries()) {
      if (isHere && i === column) {
        flush();
        line += theme.selected(segment);
        continue;
      }
      const isAccented = accented.has(shown.from + i);
      if (isAccented !== isRunAccented) flush();
      isRunAccented = isAccented;
      run += segment;
    }
    flush();
    return line;
  });
}

/** The graphemes, by number, that a pattern covers. */
function graphemesIn(text: string, pattern: RegExp): Set<number> {
  const covered = [...text.matchAll(pattern)].map(({ index, 0: found }) => [index, index + found.length] as const);
  const inside = new Set<number>();
  if (covered.length === 0) return inside;
  let index = 0;
  for (const [n, segment] of graphemesOf(text).entries()) {
    if (covered.some(([from, to]) => from <= index && index < to)) inside.add(n);
    index += segment.length;
  }
  return inside;
}
