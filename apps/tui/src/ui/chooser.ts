/** One thing out of many: type to filter, Enter takes it. For what is too long to be shown beside a form. */

import type { Binding } from "../app/bindings.ts";
import type { Press } from "../app/keys.ts";
import { cutTo, visible, widthOf } from "../terminal/text.ts";
import type { Theme } from "../terminal/theme.ts";
import { edited, emptyField, type Field, insert } from "./field.ts";
import { hasWords, wordsOf } from "./filter.ts";
import { fit } from "./grid.ts";
import { fieldLine } from "./kit.tsx";
import { type Cursor, cursorAt, firstRow } from "./list.ts";

export interface Option {
  readonly id: string;
  readonly label: string;
  /** Beside it, quietly; found by the filter too. */
  readonly aside?: string;
}

export interface Chooser {
  /** What is being chosen: whoever opened it knows it by this. */
  readonly about: string;
  readonly title: string;
  readonly options: readonly Option[];
  /** The options are still being looked up. What is typed meanwhile filters them when they are there. */
  readonly isAwaited: boolean;
  /** Enter came before the options: the first that fits is taken when they are there. */
  readonly isTakenAhead: boolean;
  readonly field: Field;
  readonly cursor: Cursor;
}

/** Rows of options shown at once, at the most. */
const chooserRows = 10;

interface Asked {
  readonly about: string;
  readonly title: string;
  readonly options: readonly Option[];
  /** The option to stand on. */
  readonly chosen?: string | null;
}

export function chooserOf({ about, title, options, chosen }: Asked): Chooser {
  const at = Math.max(
    0,
    options.findIndex(({ id }) => id === chosen),
  );
  const cursor = cursorAt(firstRow, at, { count: options.length, height: chooserRows });
  return { about, title, options, isAwaited: false, isTakenAhead: false, field: emptyField, cursor };
}

/** A chooser whose options are being looked up: open at once, so that no key typed after it goes elsewhere. */
export const chooserAwaited = (asked: Pick<Asked, "about" | "title">): Chooser => ({
  ...chooserOf({ ...asked, options: [] }),
  isAwaited: true,
});

/** The chooser with the options it waited for, filtered by what was typed meanwhile. */
export function chooserFilled(awaited: Chooser | null, asked: Asked): Chooser {
  const filled = chooserOf(asked);
  if (awaited === null || awaited.field.text === "") return filled;
  return { ...filled, field: awaited.field, cursor: firstRow };
}

/** The options that hold every word typed; "_" and "/" part words as a space does. Those that begin with it come first. */
function foundOptions({ options, field }: Pick<Chooser, "options" | "field">): readonly Option[] {
  const plain = (text: string) => text.toLowerCase().replace(/[_/]/g, " ");
  const words = wordsOf(plain(field.text));
  if (words.length === 0) return options;
  const found = options.filter(({ label, aside = "" }) => hasWords(plain(`${label} ${aside}`), words));
  const rank = ({ label }: Option) => (plain(label).startsWith(words[0] ?? "") ? 0 : 1);
  return found.toSorted((a, b) => rank(a) - rank(b));
}

export const chosenOption = (chooser: Chooser): Option | undefined => foundOptions(chooser)[chooser.cursor.index];

/** What works while a chooser is open. Its screen is typing then. */
export const chooserBindings: readonly Binding[] = [
  { id: "choose.take", keys: ["enter", "tab"], label: "Take it", short: "take it", group: "Choose" },
  { id: "choose.down", keys: ["down", "ctrl+n"], label: "Down", group: "Choose" },
  { id: "choose.up", keys: ["up"], label: "Up", group: "Choose" },
  { id: "choose.leave", keys: ["esc"], label: "Leave it as it was", short: "leave", group: "Choose" },
];

/** The chooser moved by one of its bindings. */
export function chooserMoved(chooser: Chooser, command: string): Chooser {
  const by = { "choose.down": 1, "choose.up": -1 }[command] ?? 0;
  const extent = { count: foundOptions(chooser).length, height: chooserRows };
  return { ...chooser, cursor: cursorAt(chooser.cursor, chooser.cursor.index + by, extent) };
}

/** The chooser after a key of its filter, or a paste. */
export function chooserTyped(chooser: Chooser, typed: Press | string): Chooser {
  const field = typeof typed === "string" ? insert(chooser.field, typed) : edited(chooser.field, typed);
  if (field === chooser.field) return chooser;
  return { ...chooser, field, cursor: field.text === chooser.field.text ? chooser.cursor : firstRow };
}

/** Its picture: the filter, the options, none wider than `width`. */
export function chooserLines(chooser: Chooser, { width, theme }: { width: number; theme: Theme }): string[] {
  const found = foundOptions(chooser);
  const { top, index } = chooser.cursor;
  // What stands beside them begins at one column, half way at the latest.
  const longest = Math.max(0, ...chooser.options.map(({ label }) => widthOf(visible(label))));
  const labelWidth = Math.min(longest + 1, Math.ceil(width / 2) - 3);
  const none = chooser.isAwaited ? "  Looking …" : "  Nothing has these letters.";
  const rows = found.slice(top, top + chooserRows).map(({ label, aside = "" }, at) => {
    const asideWidth = aside === "" ? 0 : width - 3 - labelWidth;
    const line = `${fit(visible(label), width - 3 - asideWidth)} ${fit(visible(aside), asideWidth)}`;
    return top + at === index ? theme.selected(`❯ ${line}`) : `  ${line}`;
  });
  const more = found.length > chooserRows ? theme.quiet(`  ${index + 1} of ${found.length}`) : "";
  return [
    theme.strong(cutTo(chooser.title, width)),
    `${theme.accent("❯")} ${fieldLine(chooser.field, { width: width - 4, theme, isFocused: true })}`,
    ...(found.length === 0 ? [theme.quiet(none)] : rows),
    more,
  ];
}
