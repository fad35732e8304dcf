/** What lies over a screen: help, the palette, a question. Each takes the keys until it is gone. */
import { edited } from "../ui/field.ts";
import { hasWords, wordsOf } from "../ui/filter.ts";
import { cursorAt, firstRow, movedBy } from "../ui/list.ts";
import { type Binding, bindingOf, listBindings } from "./bindings.ts";
import type { Press } from "./keys.ts";
import type { Overlay } from "./model.ts";
import type { ScreenEvent } from "./screen.ts";

export interface OverlayOutcome {
  readonly overlay: Overlay | null;
  /** What was chosen, for whoever opened it. */
  readonly chosen?: Extract<ScreenEvent, { id: string }>;
}

/** Rows a palette shows at most. */
export const paletteRows = 10;

export function overlayPressed(
  overlay: Overlay,
  press: Press,
  bindings: readonly Binding[],
  rows: number,
): OverlayOutcome {
  switch (overlay.type) {
    case "help":
      return helpPressed(overlay, press, bindings, rows);
    case "palette":
      return palettePressed(overlay, press, bindings);
    case "confirm":
      return confirmPressed(overlay, press);
    case "prompt":
      return promptPressed(overlay, press);
  }
}

const isLeave = ({ name }: Press): boolean => name === "esc" || name === "ctrl+g";

function helpPressed(
  overlay: Overlay & { type: "help" },
  press: Press,
  bindings: readonly Binding[],
  rows: number,
): OverlayOutcome {
  if (isLeave(press) || ["q", "?", "enter", "f1"].includes(press.name)) return { overlay: null };
  const move = bindingOf(listBindings, press, { isTyping: false })?.id;
  if (move === undefined) return { overlay };
  const height = helpRows(rows);
  const last = Math.max(0, helpLines(bindings).length - height);
  const to = movedBy(move, { index: overlay.top, top: overlay.top }, { count: last + 1, height });
  return { overlay: { ...overlay, top: to?.index ?? overlay.top } };
}

/** Rows of help that fit. */
export const helpRows = (rows: number): number => Math.max(3, rows - 6);

export type HelpLine = { readonly heading: string } | { readonly keys: readonly string[]; readonly label: string };

/** The bindings as help shows them, under their headings in the order they first come. */
export function helpLines(bindings: readonly Binding[]): HelpLine[] {
  const groups = Map.groupBy(
    bindings.filter(({ keys }) => keys.length > 0),
    ({ group }) => group,
  );
  return [...groups].flatMap(([heading, group]) => [{ heading }, ...group.map(({ keys, label }) => ({ keys, label }))]);
}

function palettePressed(
  overlay: Overlay & { type: "palette" },
  press: Press,
  bindings: readonly Binding[],
): OverlayOutcome {
  if (isLeave(press)) return { overlay: null };
  const found = paletteMatches(bindings, overlay.field.text);
  const extent = { count: found.length, height: paletteRows };
  if (press.name === "enter") {
    const picked = found[overlay.cursor.index];
    return picked === undefined ? { overlay } : { overlay: null, chosen: { type: "command", id: picked.id } };
  }
  const step = { down: 1, "ctrl+n": 1, tab: 1, up: -1, "ctrl+p": -1, "shift+tab": -1 }[press.name];
  if (step !== undefined)
    return { overlay: { ...overlay, cursor: cursorAt(overlay.cursor, overlay.cursor.index + step, extent) } };
  const field = edited(overlay.field, press);
  return { overlay: { ...overlay, field, cursor: field.text === overlay.field.text ? overlay.cursor : firstRow } };
}

/** Commands whose label holds every word typed, those that begin with it first. Moving about is no command. */
export function paletteMatches(bindings: readonly Binding[], typed: string): readonly Binding[] {
  const words = wordsOf(typed);
  const known = new Set<string>();
  const commands = bindings.filter(({ id, group, label }) => {
    const isFound = id !== "app.palette" && group !== "Move" && hasWords(label, words);
    const isNew = !known.has(id);
    known.add(id);
    return isFound && isNew;
  });
  const rank = ({ label }: Binding) => (label.toLowerCase().startsWith(words[0] ?? "") ? 0 : 1);
  return commands.toSorted((a, b) => rank(a) - rank(b));
}

function confirmPressed(overlay: Overlay & { type: "confirm" }, press: Press): OverlayOutcome {
  const yes: OverlayOutcome = { overlay: null, chosen: { type: "command", id: overlay.ask.id } };
  if (press.name === "y") return yes;
  if (isLeave(press) || press.name === "n" || press.name === "q") return { overlay: null };
  if (press.name === "enter") return overlay.isYes ? yes : { overlay: null };
  const isToggle = ["left", "right", "tab", "shift+tab", "h", "l"].includes(press.name);
  return { overlay: isToggle ? { ...overlay, isYes: !overlay.isYes } : overlay };
}

function promptPressed(overlay: Overlay & { type: "prompt" }, press: Press): OverlayOutcome {
  const { ask } = overlay;
  if (isLeave(press)) return { overlay: null };
  if (press.name === "enter") return { overlay: null, chosen: { type: "answer", id: ask.id, text: ask.field.text } };
  const field = edited(ask.field, press);
  return { overlay: { ...overlay, ask: { ...ask, field } } };
}
