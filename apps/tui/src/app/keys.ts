/**
 * What a person pressed, one key at a time. A terminal hands over bytes as they come: a burst of `jjj`, or `j` and Enter,
 * arrives as one string, and each key in it counts.
 */
import type { Key } from "ink";
import { graphemesOf } from "../terminal/text.ts";

export interface Press {
  /** "j", "G", "?", "enter", "esc", "up", "ctrl+d", "shift+tab", "alt+b". A space is "space". */
  readonly name: string;
  /** What it would write into a field; null for a key that writes nothing. */
  readonly text: string | null;
}

const named = [
  ["upArrow", "up"],
  ["downArrow", "down"],
  ["leftArrow", "left"],
  ["rightArrow", "right"],
  ["pageUp", "pageup"],
  ["pageDown", "pagedown"],
  ["home", "home"],
  ["end", "end"],
  ["return", "enter"],
  ["escape", "esc"],
  ["tab", "tab"],
  ["backspace", "backspace"],
  ["delete", "delete"],
] as const satisfies readonly (readonly [keyof Key, string])[];

/** The presses in one input event of Ink's. */
export function pressesOf(input: string, key: Key): Press[] {
  const special = named.find(([flag]) => key[flag]);
  if (special !== undefined) {
    const shift = key.shift && special[1] === "tab" ? "shift+" : "";
    const modifier = key.ctrl ? "ctrl+" : key.meta && special[1] !== "esc" ? "alt+" : "";
    return [{ name: `${modifier}${shift}${special[1]}`, text: null }];
  }
  if (key.ctrl) return [{ name: `ctrl+${input}`, text: null }];
  // Ink tells function keys without their names, and every one of them may as well be the one for help.
  if (input === "") return [{ name: "f1", text: null }];
  if (key.meta) return [...input].map((letter) => ({ name: `alt+${letter}`, text: null }));
  return graphemesOf(input).map(pressOf);
}

const controls: Readonly<Record<string, string>> = {
  "\r": "enter",
  // Enter is a carriage return; this is ctrl+j, which breaks a line where there are several.
  "\n": "ctrl+j",
  "\r\n": "enter",
  "\t": "tab",
  "\x1b": "esc",
  "\x7f": "backspace",
  "\b": "backspace",
};

function pressOf(segment: string): Press {
  const control = controls[segment];
  if (control !== undefined) return { name: control, text: null };
  const code = segment.codePointAt(0) ?? 0;
  if (code < 0x20) return { name: `ctrl+${String.fromCharCode(code + 0x60)}`, text: null };
  return { name: segment === " " ? "space" : segment, text: segment };
}
