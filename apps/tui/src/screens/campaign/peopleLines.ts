import type { Recipient } from "@headsup/contract";
import { addressOn } from "@headsup/core/contact/address";
import { channelWords } from "../../show/channels.ts";
import { cutTo, visible, widthOf } from "../../terminal/text.ts";
import type { Theme } from "../../terminal/theme.ts";
import { clockTime, ownZone, shortTime } from "../../terminal/times.ts";
import { type Cell, type GridColumn, grid } from "../../ui/grid.ts";
import { fieldLine } from "../../ui/kit.tsx";
import type { LinesFrame } from "./frame.ts";
import { isNarrowed, loadedOf, shownPeople, standing, statusChoices } from "./people.ts";
import type { CampaignState } from "./state.ts";
import { paintedIn, statusPaint } from "./statusPaint.ts";
import { cityOf } from "./zonesStrip.ts";

/** By which rung they are written to: of a ladder only. */
const columnsOf = (isLadder: boolean): readonly GridColumn[] => [
  { title: "  Address", width: 15, grow: 1 },
  ...(isLadder ? [{ title: "By", width: 10 }] : []),
  { title: "Zone", width: 12, grow: 1, givesWay: 2 },
  { title: "Status", width: 11 },
  { title: "Since", width: 8 },
  { title: "Code", width: 7 },
  { title: "Their row", width: 9, grow: 5, givesWay: 1 },
];

const variablesShown = 3;
const searchWidth = 24;

/** Exactly `height` + 2 lines: the filter, the heading, the people. */
export function peopleLines(state: CampaignState, { height, frame }: { height: number; frame: LinesFrame }): string[] {
  const { people } = state;
  const { theme, columns, now } = frame;
  const isLadder = (state.detail?.fallbacks.length ?? 0) > 0;
  const { heading, row } = grid(columnsOf(isLadder), columns - 1);
  const shown = shownPeople(people, height);
  const rows = shown.map((recipient, at) => {
    const isChosen = people.cursor.top + at === people.cursor.index;
    const line = row(cellsOf(recipient, { isChosen, isLadder, theme, now }));
    return isChosen ? theme.selected(line) : line;
  });
  return [filterLine(state, frame), theme.quiet(heading), ...(rows.length === 0 ? [emptyLine(state)] : rows)];
}

/** Which people these are: the choice of statuses, or the reason, or what is searched for. */
function filterLine(state: CampaignState, { theme, columns }: LinesFrame): string {
  const { query, isSearching, field, loading } = state.people;
  const loaded = loadedOf(state.people);
  const more = loading === "first" || loading === "further" ? "…" : state.people.next === null ? "" : "+";
  const aside =
    loading === null
      ? ""
      : `${loaded === 0 ? 0 : state.people.cursor.index + 1} of ${loaded.toLocaleString("en")}${more}`;
  const search =
    !isSearching && query.search !== "" ? `${theme.accent("/")} ${cutTo(visible(query.search), searchWidth)}  ` : "";
  const room = Math.max(0, columns - aside.length - 4 - widthOf(search));
  const left = isSearching
    ? `${theme.accent("/")} ${fieldLine(field, { width: room - 2, theme, isFocused: true })}`
    : cutTo(filterWords(state, theme, room), room);
  const line = ` ${search}${left}`;
  const gap = " ".repeat(Math.max(2, columns - widthOf(line) - widthOf(aside) - 1));
  return `${line}${gap}${theme.quiet(aside)}`;
}

function filterWords(state: CampaignState, theme: Theme, room: number): string {
  const { query } = state.people;
  if (query.reason !== null)
    return `${standing(query.reason.status)} ${query.reason.code}: ${visible(query.reason.meaning)}`;
  const words = statusChoices(state).map(({ status, word, count }) => {
    const text = `${word} ${count.toLocaleString("en")}`;
    return { text, isChosen: status === query.status };
  });
  return choiceStrip(words, room)
    .map(({ text, isChosen }) => (isChosen ? theme.selected(` ${text} `) : theme.quiet(` ${text} `)))
    .join("");
}

interface Choice {
  readonly text: string;
  readonly isChosen: boolean;
}

/** As many choices as stand side by side, the one that holds among them; "‹" and "›" where there are others. */
function choiceStrip(choices: readonly Choice[], room: number): readonly Choice[] {
  const widthOfAll = (some: readonly Choice[]) => some.reduce((sum, { text }) => sum + text.length + 2, 0);
  if (widthOfAll(choices) <= room) return choices;
  const chosen = choices.findIndex(({ isChosen }) => isChosen);
  let from = 0;
  while (from < chosen && widthOfAll(choices.slice(from, chosen + 1)) > room - 6) from++;
  let to = chosen + 1;
  while (to < choices.length && widthOfAll(choices.slice(from, to + 1)) <= room - 6) to++;
  const mark = (text: string, isThere: boolean) => (isThere ? [{ text, isChosen: false }] : []);
  return [...mark("‹", from > 0), ...choices.slice(from, to), ...mark("›", to < choices.length)];
}

function cellsOf(
  recipient: Recipient,
  { isChosen, isLadder, theme, now }: { isChosen: boolean; isLadder: boolean; theme: Theme; now: number },
): Cell[] {
  const { address, channel, rung, zones, status, code, at, variables } = recipient;
  const painted = paintedIn({ isChosen });
  const values = Object.values(variables).slice(0, variablesShown).join(", ");
  return [
    `${isChosen ? "❯" : " "} ${channel === null ? address : (addressOn(recipient, channel) ?? address)}`,
    ...(isLadder ? [painted(channel === null ? "" : `${rung + 1} ${channelWords[channel]}`, theme.quiet)] : []),
    painted(cityOf(zones), theme.quiet),
    painted(standing(status), statusPaint(status, theme)),
    at === null ? "" : sinceWords(at, now),
    code ?? "",
    painted(values, theme.quiet),
  ];
}

const dayMs = 24 * 3_600_000;

/** "14:03:07", or the day where it is longer ago. */
function sinceWords(at: number, now: number): string {
  return now - at < dayMs ? clockTime(at, ownZone()).slice(0, 8) : shortTime(at, ownZone()).slice(0, 6);
}

function emptyLine({ people, stream }: CampaignState): string {
  const { loading, query } = people;
  if (loading === "first") return "  Looking them up …";
  if (loading === null)
    return stream.link === "lost"
      ? "  They are read when the server is back."
      : "  They could not be read. R tries again.";
  return isNarrowed(query) ? "  Nobody fits. Esc shows everybody again." : "  There is nobody in this campaign yet.";
}
