import { visible, widthOf } from "../../terminal/text.ts";
import { clockTime, ownZone, shortTime } from "../../terminal/times.ts";
import { grid } from "../../ui/grid.ts";
import { fieldLine, ruleLine } from "../../ui/kit.tsx";
import type { LinesFrame } from "./frame.ts";
import type { CampaignState, LiveEvent, StreamState } from "./state.ts";
import { paintedIn, statusPaint } from "./statusPaint.ts";
import { newBelow, shownEvents } from "./stream.ts";

const columnsOf = [
  { title: "  When", width: 14 },
  { title: "Who", width: 12 },
  { title: "What", width: 12 },
  { title: "Why", width: 12, grow: 1 },
];

/** The live tail: a heading, then exactly as many events as fit. */
export function eventLines(state: CampaignState, { height, frame }: { height: number; frame: LinesFrame }): string[] {
  const { stream } = state;
  const shown = shownEvents(stream);
  const { top, index } = stream.cursor;
  const rows = shown.slice(top, top + height).map((event, at) => {
    // While it follows nobody stands on a row: it would run away.
    const isChosen = !stream.isFollowing && top + at === index;
    return eventLine(event, { isChosen, state, frame });
  });
  const heading = headingLine(stream, { height, shown: shown.length, frame });
  return [heading, ...(rows.length === 0 ? [emptyLine(stream)] : rows)];
}

/** The last events, without a cursor. */
export const recentLines = (state: CampaignState, { rows, frame }: { rows: number; frame: LinesFrame }): string[] =>
  state.stream.events.length === 0
    ? [emptyLine(state.stream)]
    : state.stream.events.slice(-rows).map((event) => eventLine(event, { isChosen: false, state, frame }));

function eventLine(
  { at, address, status, detail, recipient }: LiveEvent,
  { isChosen, state, frame }: { isChosen: boolean; state: CampaignState; frame: LinesFrame },
): string {
  const { theme, columns, now } = frame;
  const painted = paintedIn({ isChosen });
  const [code = ""] = detail.split("  ");
  const reason =
    recipient === null ? undefined : state.overview?.reasons.find((each) => each.code === code && code !== "");
  const words = reason === undefined ? detail : `${detail}  ${reason.meaning}`;
  const line = grid(columnsOf, columns - 1).row([
    `${isChosen ? "❯" : " "} ${whenWords(at, now)}`,
    recipient === null ? painted(address, theme.strong) : address,
    painted(status, statusPaint(status, theme)),
    painted(words, theme.quiet),
  ]);
  return isChosen ? theme.selected(line) : line;
}

const dayMs = 24 * 3_600_000;

/** "14:03:07", or "24 Nov 14:03" where it is longer ago. */
const whenWords = (at: number, now: number): string =>
  now - at < dayMs ? clockTime(at, ownZone()).slice(0, 8) : shortTime(at, ownZone()).slice(0, 12);

function headingLine(
  stream: StreamState,
  { height, shown, frame: { theme, columns } }: { height: number; shown: number; frame: LinesFrame },
): string {
  const below = newBelow(stream, height);
  const aside = stream.isFollowing
    ? `${{ connecting: "connecting …", live: "live", lost: "reconnecting …" }[stream.link]}, ${shown.toLocaleString("en")} kept`
    : below > 0
      ? `${below.toLocaleString("en")} new below, G follows again`
      : "G follows again";
  if (!stream.isFiltering && stream.filter.text === "")
    return ruleLine({ title: "Live events", theme, columns, aside });
  const field = fieldLine(stream.filter, { width: columns - aside.length - 6, theme, isFocused: stream.isFiltering });
  const left = ` ${theme.accent("/")} ${field}`;
  const gap = " ".repeat(Math.max(2, columns - widthOf(left) - widthOf(aside) - 1));
  return `${left}${gap}${theme.quiet(aside)}`;
}

function emptyLine({ filter, link, count }: StreamState): string {
  if (filter.text !== "" && count > 0) return `  No event has "${visible(filter.text)}". Esc shows all again.`;
  if (link === "connecting") return "  Connecting to the live tail …";
  return "  Nothing lately. What becomes of each message shows here as it happens.";
}
