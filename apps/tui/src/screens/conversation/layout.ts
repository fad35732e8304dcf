/** How the screen is divided: lines about the conversation, the thread, what one writes; the customer beside it where there is room. */
import type { Context } from "../../app/screen.ts";
import { hanging, visible } from "../../terminal/text.ts";
import { wrapped } from "../../ui/textArea.ts";
import { type ConversationState, canWrite, fieldOfKind, refusalOf, saidAfter } from "./state.ts";

type Room = Pick<Context, "columns" | "rows">;

const besideFrom = 110;

export interface Layout {
  /** Columns of the customer's panel beside the thread; 0: none. */
  readonly panel: number;
  /** Columns of the thread and of what is written. */
  readonly width: number;
  /** Columns of the text one writes. */
  readonly textWidth: number;
  readonly textRows: number;
  /** Lines between thread and text: what was said meanwhile, what a colleague writes. */
  readonly notices: number;
  readonly threadRows: number;
}

/** Lines about the conversation: a third says why this one was given, where there is room for it. */
export const headRowsOf = ({ why }: Pick<ConversationState, "why">, { rows }: Pick<Room, "rows">): number =>
  why !== null && rows >= 18 ? 3 : 2;

export function layoutOf(state: ConversationState, { columns, rows }: Room): Layout {
  const panel = columns >= besideFrom ? Math.min(48, Math.floor(columns / 3)) : 0;
  const width = columns - (panel === 0 ? 0 : panel + 2);
  const textWidth = Math.max(10, width - 4);
  const most = Math.max(1, Math.min(10, Math.floor(rows / 3)));
  const least = Math.min(most, rows >= 18 ? 2 : 1);
  const refusal = state.thread === null || canWrite(state) ? null : refusalOf(state.thread);
  const written =
    refusal === null ? wrapped(fieldOfKind(state), textWidth).rows.length : refusalLines(refusal, state, width).length;
  const textRows = Math.max(least, Math.min(most, written));
  const windowed = windowOf(state) === null ? 0 : 1;
  const notices = (newsOf(state).length > 0 ? 1 : 0) + (colleaguesDrafts(state).length > 0 ? 1 : 0) + windowed;
  const threadRows = Math.max(1, rows - headRowsOf(state, { rows }) - notices - 1 - textRows);
  return { panel, width, textWidth, textRows, notices, threadRows };
}

/** Why nothing can be answered, whole. */
export function refusalLines(
  refusal: string,
  { isWriting }: Pick<ConversationState, "isWriting">,
  width: number,
): string[] {
  const why = visible(refusal).replace(/\.$/, "");
  const parted = /^\p{Lu}/u.test(why) ? ". " : ": ";
  return hanging(`✗ No answer can be sent${parted}${why}. ${isWriting ? "^t" : "N"} writes a note.`, 2, width - 3);
}

/** What was said since one began to write this answer. */
export const newsOf = ({ thread, begunAfter }: Pick<ConversationState, "thread" | "begunAfter">) =>
  thread === null || begunAfter === undefined ? [] : saidAfter(thread, begunAfter);

/** Until when what one writes can go, where that ends. */
export const windowOf = ({ thread, kind }: Pick<ConversationState, "thread" | "kind">): number | null =>
  thread === null || kind === "note" || thread.answering.refused !== null ? null : thread.answering.until;

export const colleaguesDrafts = ({ thread }: Pick<ConversationState, "thread">) =>
  thread === null ? [] : thread.drafts.filter(({ isMine, text }) => !isMine && text.trim() !== "");
