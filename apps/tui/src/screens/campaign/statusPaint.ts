import type { Paint, Theme } from "../../terminal/theme.ts";
import type { Cell } from "../../ui/grid.ts";

const good = new Set(["delivered", "read", "completed"]);
const bad = new Set(["failed", "undelivered", "stopped"]);
const plain = new Set(["accepted", "in flight", "in_flight", "ready", "in progress", "sent"]);

/** A cell's text in a colour, unless one stands on its row: that is one colour throughout. */
export const paintedIn =
  ({ isChosen }: { readonly isChosen: boolean }) =>
  (text: string, paint: Paint): Cell =>
    isChosen ? text : { text, paint };

/** The colour of where somebody stands, however it is written. */
export function statusPaint(status: string, theme: Theme): Paint {
  if (good.has(status)) return theme.good;
  if (bad.has(status)) return theme.bad;
  return plain.has(status) ? (text) => text : theme.attention;
}
