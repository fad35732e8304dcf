/**
 * Keys and what they do, as data: the footer, the help and the palette are made of the same table that decides what a
 * key does, so none of them can lie.
 */
import type { Press } from "./keys.ts";

export interface Binding {
  /** What the screen is told: "pause". */
  readonly id: string;
  /** Names of keys, the one to show first. Empty: by the palette only. */
  readonly keys: readonly string[];
  /** "Pause the campaign" */
  readonly label: string;
  /** The word beside the key in the footer; absent: not in the footer. */
  readonly short?: string;
  /** Heading in the help: "Move", "Campaign". */
  readonly group: string;
}

/** The binding a press means. Someone who types into a field means the letters, not commands. */
export function bindingOf(
  bindings: readonly Binding[],
  press: Press,
  { isTyping }: { isTyping: boolean },
): Binding | undefined {
  if (isTyping && press.text !== null) return undefined;
  return bindings.find(({ keys }) => keys.includes(press.name));
}

/**
 * The bindings with the keys that lead to them now: of two with the same key the first has it, and letters are written
 * while somebody types.
 */
export function reachable(bindings: readonly Binding[], { isTyping }: { isTyping: boolean }): readonly Binding[] {
  const taken = new Set<string>();
  return bindings.map((binding) => {
    const keys = binding.keys.filter((key) => !taken.has(key) && !(isTyping && writes(key)));
    for (const key of keys) taken.add(key);
    return keys.length === binding.keys.length ? binding : { ...binding, keys };
  });
}

const writes = (key: string): boolean => key === "space" || key.length === 1;

const shown: Readonly<Record<string, string>> = {
  up: "↑",
  down: "↓",
  left: "←",
  right: "→",
  enter: "⏎",
  pageup: "PgUp",
  pagedown: "PgDn",
  space: "Space",
  esc: "Esc",
  tab: "Tab",
  "shift+tab": "⇧Tab",
  home: "Home",
  end: "End",
  delete: "Del",
  f1: "F1",
};

/** "ctrl+d" as "^d", "alt+1" as "Alt+1", "up" as "↑". */
export const keyWord = (key: string): string => shown[key] ?? key.replace(/^ctrl\+/, "^").replace(/^alt\+/, "Alt+");

/** What every list understands, from vi and from the arrow keys. The ids are those of {@link movesOf}. */
export const listBindings: readonly Binding[] = [
  { id: "list.down", keys: ["j", "down"], label: "Down", group: "Move" },
  { id: "list.up", keys: ["k", "up"], label: "Up", group: "Move" },
  { id: "list.halfDown", keys: ["ctrl+d", "pagedown"], label: "Half a page down", group: "Move" },
  { id: "list.halfUp", keys: ["ctrl+u", "pageup"], label: "Half a page up", group: "Move" },
  { id: "list.first", keys: ["g", "home"], label: "To the first", group: "Move" },
  { id: "list.last", keys: ["G", "end"], label: "To the last", group: "Move" },
];
