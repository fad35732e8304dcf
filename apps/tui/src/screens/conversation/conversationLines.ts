import type { Frame } from "../../app/screen.ts";
import { count, cutTo, hanging, visible, widthOf } from "../../terminal/text.ts";
import { chooserLines } from "../../ui/chooser.ts";
import { composerLines } from "./composerLines.ts";
import { coveringLines } from "./coveringLines.ts";
import { headLines } from "./headLines.ts";
import { type Layout, layoutOf } from "./layout.ts";
import { panelLines } from "./panelLines.ts";
import { type ConversationState, isThreadCovered } from "./state.ts";
import { threadLines } from "./threadLines.ts";

/** The whole screen, line by line. */
export function conversationLines(state: ConversationState, frame: Frame): string[] {
  const { rows } = frame;
  if (state.thread === null) return openingLines(state, frame);
  const layout = layoutOf(state, frame);
  const head = headLines(state, frame);
  const height = rows - head.length;
  if (state.chooser !== null) return [...head, ...choosingLines(state, frame, height)];
  const left = [...bodyLines(state, frame, layout), ...composerLines(state, frame, layout)];
  if (layout.panel === 0) return [...head, ...left.slice(0, height)];
  const right = panelLines(state, frame, layout.panel);
  return [...head, ...Array.from({ length: height }, (_, at) => beside(left[at] ?? "", right[at] ?? "", layout))];
}

/** What is chosen from, below the end of the thread it is chosen for. */
function choosingLines(state: ConversationState, frame: Frame, height: number): string[] {
  const { theme, columns } = frame;
  if (state.chooser === null || state.thread === null) return [];
  const options = chooserLines(state.chooser, { width: columns - 2, theme }).map((line) => ` ${line}`);
  const thread = threadLines(state.thread, null, { width: columns, theme, isUnfolded: state.isUnfolded });
  const room = Math.max(0, height - options.length - 1);
  return [...(room === 0 ? [] : thread.slice(-room)), "", ...options];
}

const beside = (left: string, right: string, { width }: Layout): string =>
  `${left}${" ".repeat(Math.max(0, width - widthOf(left)))}  ${right}`;

function openingLines({ trouble }: ConversationState, { theme, columns, isOffline }: Frame): string[] {
  if (trouble === null)
    return ["", isOffline ? " It is shown when the server is back." : " Looking at the conversation …"];
  return ["", ...hanging(theme.bad(` ✗ ${visible(trouble)}`), 3, columns - 1), "", theme.quiet(" Esc goes back.")];
}

/** What stands above the composer: the thread, or what was asked to be shown in its place. */
function bodyLines(state: ConversationState, frame: Frame, layout: Layout): string[] {
  const { theme } = frame;
  const { width, threadRows } = layout;
  const { thread, sending, up } = state;
  if (isThreadCovered(state, layout)) return fromTop(coveringLines(state, frame, width), state.top, layout, frame);
  if (thread === null) return [];
  const lines = threadLines(thread, sending, { width, theme, isUnfolded: state.isUnfolded });
  const end = Math.max(Math.min(threadRows, lines.length), lines.length - up);
  const shown = lines.slice(Math.max(0, end - threadRows), end);
  if (end < lines.length)
    shown[shown.length - 1] = theme.accent(cutTo(` ↓ ${count(lines.length - end + 1, "more line")}, newer`, width - 1));
  // A short thread stands right above the answer.
  return [...Array.from({ length: threadRows - shown.length }, () => ""), ...shown];
}

function fromTop(lines: readonly string[], top: number, { threadRows, width }: Layout, { theme }: Frame): string[] {
  const shown = Array.from({ length: threadRows }, (_, at) => lines[top + at] ?? "");
  const below = lines.length - top - threadRows;
  if (below > 0) shown[threadRows - 1] = theme.quiet(cutTo(` ↓ ${count(below + 1, "more line")}`, width - 1));
  return shown;
}
