/** How many rows each part of the screen gets. */
import type { Context } from "../../app/screen.ts";
import { type InboxState, isNarrowed } from "./state.ts";

type Room = Pick<Context, "rows">;

/** Whether a line says what the list is narrowed to, or lets one type what to look for. */
export const hasNarrowingLine = ({ narrowing, isSearching }: Pick<InboxState, "narrowing" | "isSearching">): boolean =>
  isSearching || isNarrowed(narrowing);

/** Lines about the conversation one stands on, under its rule; none where there is little room. */
export const detailRows = ({ rows }: Room): number => (rows >= 30 ? 6 : rows >= 16 ? 3 : 0);

/** Rows of the list: above it tabs and heading, below it the detail with its rule, and what is going out. */
export function listRows(state: Pick<InboxState, "narrowing" | "isSearching">, room: Room): number {
  const detail = detailRows(room);
  const around = 2 + (hasNarrowingLine(state) ? 1 : 0) + (detail === 0 ? 0 : detail + 1) + 1;
  return Math.max(2, room.rows - around);
}
