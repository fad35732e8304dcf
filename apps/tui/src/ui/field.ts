/** A field one types into. The text is kept as graphemes would count it: a cursor never stands inside an emoji. */
import type { Press } from "../app/keys.ts";
import { graphemesOf } from "../terminal/text.ts";

export interface Field {
  readonly text: string;
  /** Graphemes before the cursor. */
  readonly cursor: number;
}

export const fieldOf = (text: string): Field => ({ text, cursor: graphemesOf(text).length });
export const emptyField = fieldOf("");

/** What to keep of pasted text: a field of one line takes line breaks for spaces; control characters are dropped. */
const pasted = (text: string, isMultiline: boolean): string =>
  text
    .replace(/\r\n?/g, "\n")
    .replaceAll("\n", isMultiline ? "\n" : " ")
    .replaceAll("\t", " ")
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be kept
    .replace(/[\0-\x09\x0b-\x1f\x7f-\x9f]/g, "");

/** The field with text put in at the cursor. */
export function insert(field: Field, text: string, { isMultiline = false } = {}): Field {
  const added = pasted(text, isMultiline);
  const all = graphemesOf(field.text);
  const before = all.slice(0, field.cursor).join("") + added;
  return { text: before + all.slice(field.cursor).join(""), cursor: graphemesOf(before).length };
}

/** The field after a key; the same object where the key means nothing to it. */
export function edited(field: Field, { name, text }: Press, { isMultiline = false } = {}): Field {
  if (text !== null) return insert(field, text);
  const all = graphemesOf(field.text);
  const { cursor } = field;
  const without = (from: number, to: number): Field =>
    from === to ? field : { text: [...all.slice(0, from), ...all.slice(to)].join(""), cursor: from };
  const at = (to: number): Field => ({ ...field, cursor: Math.max(0, Math.min(to, all.length)) });
  switch (name) {
    case "left":
    case "ctrl+b":
      return at(cursor - 1);
    case "right":
    case "ctrl+f":
      return at(cursor + 1);
    case "home":
    case "ctrl+a":
      return at(lineStart(all, cursor));
    case "end":
    case "ctrl+e":
      return at(lineEnd(all, cursor));
    case "up":
      return isMultiline ? at(inLineAbove(all, cursor)) : field;
    case "down":
      return isMultiline ? at(inLineBelow(all, cursor)) : field;
    case "alt+b":
    case "alt+left":
    case "ctrl+left":
      return at(wordStart(all, cursor));
    case "alt+f":
    case "alt+right":
    case "ctrl+right":
      return at(wordEnd(all, cursor));
    case "backspace":
      return without(Math.max(0, cursor - 1), cursor);
    case "delete":
    case "ctrl+d":
      return without(cursor, Math.min(all.length, cursor + 1));
    case "ctrl+w":
    case "alt+backspace":
      return without(wordStart(all, cursor), cursor);
    case "ctrl+u":
      return without(lineStart(all, cursor), cursor);
    case "ctrl+k":
      return without(cursor, lineEnd(all, cursor));
    case "enter":
    case "ctrl+j":
      return isMultiline ? insert(field, "\n", { isMultiline }) : field;
    default:
      return field;
  }
}

function lineStart(all: readonly string[], cursor: number): number {
  return all.lastIndexOf("\n", cursor - 1) + 1;
}

function lineEnd(all: readonly string[], cursor: number): number {
  const end = all.indexOf("\n", cursor);
  return end === -1 ? all.length : end;
}

function inLineAbove(all: readonly string[], cursor: number): number {
  const start = lineStart(all, cursor);
  if (start === 0) return cursor;
  const above = lineStart(all, start - 1);
  return Math.min(above + cursor - start, start - 1);
}

function inLineBelow(all: readonly string[], cursor: number): number {
  const end = lineEnd(all, cursor);
  if (end === all.length) return cursor;
  return Math.min(end + 1 + cursor - lineStart(all, cursor), lineEnd(all, end + 1));
}

function wordStart(all: readonly string[], cursor: number): number {
  let at = cursor;
  while (at > 0 && isGap(all[at - 1])) at--;
  while (at > 0 && !isGap(all[at - 1])) at--;
  return at;
}

function wordEnd(all: readonly string[], cursor: number): number {
  let at = cursor;
  while (at < all.length && isGap(all[at])) at++;
  while (at < all.length && !isGap(all[at])) at++;
  return at;
}

const isGap = (segment: string | undefined): boolean => segment !== undefined && /^\s$/.test(segment);
