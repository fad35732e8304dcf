/** Finding a list file: what is in a folder, lists first, narrowed by typing; a typed path leads elsewhere. */

import type { Press } from "../../app/keys.ts";
import { edited, emptyField, type Field, insert } from "../../ui/field.ts";
import { hasWords, wordsOf } from "../../ui/filter.ts";
import { type Cursor, cursorAt, firstRow } from "../../ui/list.ts";

export interface Entry {
  readonly name: string;
  /** Absolute. */
  readonly path: string;
  readonly kind: "example" | "list" | "folder" | "up" | "other";
  readonly sizeBytes: number;
  /** Epoch ms. */
  readonly modifiedAt: number;
}

export interface Picker {
  /** The folder looked at, absolute; null until the first was read. */
  readonly folder: string | null;
  /** The folder as people write it: "~/lists". */
  readonly shown: string;
  readonly entries: readonly Entry[];
  /** A folder that was asked for and is not read yet. */
  readonly asked: string | null;
  readonly trouble: string | null;
  /** What was typed is to be opened as soon as its folder is read. */
  readonly isOpening: boolean;
  readonly field: Field;
  readonly cursor: Cursor;
}

export const closedPicker: Picker = {
  folder: null,
  shown: "",
  entries: [],
  asked: null,
  trouble: null,
  isOpening: false,
  field: emptyField,
  cursor: firstRow,
};

/** Rows of entries at the most. */
export const pickerRows = (rows: number): number => Math.max(3, rows - 8);

const listPattern = /\.(csv|tsv|txt|tab)$/i;
export const isListName = (name: string): boolean => listPattern.test(name);

const order: Readonly<Record<Entry["kind"], number>> = { example: 0, list: 1, up: 3, folder: 2, other: 4 };

/** Lists first, the newest first; then folders, the way up, and what is no list. */
export const sortedEntries = (entries: readonly Entry[]): readonly Entry[] =>
  entries.toSorted((a, b) => order[a.kind] - order[b.kind] || b.modifiedAt - a.modifiedAt);

const isPath = (typed: string): boolean => /^(~|\/|\.{1,2}\/)/.test(typed);

/** The folder a typed path is in, as typed: "~/lists/ma" → "~/lists/". Null for what is only a filter. */
const typedFolder = (typed: string): string | null =>
  isPath(typed) ? (typed.includes("/") ? typed.slice(0, typed.lastIndexOf("/") + 1) : typed) : null;

/** What is left to show. Hidden files and what is no list only where asked for by name. */
export function shownEntries({ entries, field }: Picker): readonly Entry[] {
  const typed = field.text;
  const part = isPath(typed) ? typed.slice(typed.lastIndexOf("/") + 1) : typed;
  if (typed === "~") return entries;
  const words = wordsOf(part);
  return entries.filter(({ name, kind }) => {
    if (words.length === 0) return kind !== "other" && (kind === "up" || !name.startsWith("."));
    return hasWords(name, words);
  });
}

export const chosenEntry = (picker: Picker): Entry | undefined => shownEntries(picker)[picker.cursor.index];

export function movedPicker(picker: Picker, to: number, rows: number): Picker {
  const extent = { count: shownEntries(picker).length, height: pickerRows(rows) };
  return { ...picker, cursor: cursorAt(picker.cursor, to, extent) };
}

interface Typed {
  readonly picker: Picker;
  /** A folder to read, as typed. */
  readonly look: string | null;
}

/** The picker after a key of its filter, or a paste: a file dropped on a terminal comes as its path. */
export function typedPicker(picker: Picker, typed: Press | string): Typed {
  const pasted =
    typeof typed === "string"
      ? typed
          .trim()
          .replace(/^(['"])(.*)\1$/, "$2")
          .replaceAll("\\ ", " ")
      : null;
  const field =
    pasted !== null
      ? insert(pasted.startsWith("/") ? emptyField : picker.field, pasted)
      : edited(picker.field, typed as Press);
  if (field === picker.field) return { picker, look: null };
  const isFiltered = field.text !== picker.field.text;
  const next = { ...picker, field, cursor: isFiltered ? firstRow : picker.cursor, trouble: null, isOpening: false };
  const folder = typedFolder(field.text);
  if (folder === null || folder === typedFolder(picker.field.text)) return { picker: next, look: null };
  return { picker: { ...next, asked: folder }, look: folder };
}
