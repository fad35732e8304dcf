/** A list one can move in: which row is chosen, which one is at the top of what is shown. */
export interface Cursor {
  readonly index: number;
  readonly top: number;
}

export const firstRow: Cursor = { index: 0, top: 0 };

interface Extent {
  /** Rows there are. */
  readonly count: number;
  /** Rows that can be shown at once. */
  readonly height: number;
}

/** The cursor on a row, scrolled as little as will show it. */
export function cursorAt({ top }: Cursor, index: number, { count, height }: Extent): Cursor {
  const chosen = Math.max(0, Math.min(index, count - 1));
  const lastTop = Math.max(0, count - height);
  const shown = Math.min(Math.max(top, chosen - Math.max(1, height) + 1), chosen);
  return { index: chosen, top: Math.max(0, Math.min(shown, lastTop)) };
}

/** Where a `list.…` command leads; undefined for any other. */
export function movedBy(command: string, cursor: Cursor, extent: Extent): Cursor | undefined {
  const half = Math.max(1, Math.floor(extent.height / 2));
  const to: Readonly<Record<string, number>> = {
    "list.down": cursor.index + 1,
    "list.up": cursor.index - 1,
    "list.halfDown": cursor.index + half,
    "list.halfUp": cursor.index - half,
    "list.first": 0,
    "list.last": extent.count - 1,
  };
  const index = to[command];
  return index === undefined ? undefined : cursorAt(cursor, index, extent);
}
