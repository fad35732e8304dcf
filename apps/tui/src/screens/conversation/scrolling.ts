/** Moving about in the thread, or in what was asked to be shown in its place. */
import type { Context } from "../../app/screen.ts";
import { plainTheme } from "../../terminal/theme.ts";
import { coveringLines } from "./coveringLines.ts";
import { layoutOf } from "./layout.ts";
import { type ConversationState, isThreadCovered } from "./state.ts";
import { threadLines } from "./threadLines.ts";

/** Lines of the thread as it is drawn. */
function threadLength({ thread, sending, isUnfolded }: ConversationState, width: number): number {
  return thread === null ? 0 : threadLines(thread, sending, { width, theme: plainTheme, isUnfolded }).length;
}

/** The state after a `scroll.…` command. */
export function scrolled(state: ConversationState, command: string, context: Context): ConversationState {
  const layout = layoutOf(state, context);
  const { threadRows, width } = layout;
  const frame = { ...context, theme: plainTheme, isOffline: false };
  const page = Math.max(1, threadRows - 2);
  const by: Readonly<Record<string, number>> = {
    "scroll.up": -1,
    "scroll.down": 1,
    "scroll.pageUp": -page,
    "scroll.pageDown": page,
    "scroll.first": Number.NEGATIVE_INFINITY,
    "scroll.last": Number.POSITIVE_INFINITY,
  };
  const down = by[command] ?? 0;
  if (isThreadCovered(state, layout)) {
    const most = Math.max(0, coveringLines(state, frame, width).length - threadRows);
    return { ...state, top: clamped(state.top + down, most) };
  }
  const most = Math.max(0, threadLength(state, width) - threadRows);
  return { ...state, up: clamped(state.up - down, most) };
}

const clamped = (to: number, most: number): number => Math.max(0, Math.min(most, to));

/** Whoever reads further up keeps the lines before them when more is said below. */
export function keptInPlace(before: ConversationState, after: ConversationState, context: Context): ConversationState {
  if (before.up === 0) return after;
  const { width } = layoutOf(after, context);
  const grown = threadLength(after, width) - threadLength(before, width);
  return { ...after, up: Math.max(0, before.up + grown) };
}
