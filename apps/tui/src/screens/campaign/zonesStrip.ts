/** When those who wait may be contacted: a line for each set of time zones, a cell for each hour from now. */
import type { CampaignDetail, Overview } from "@headsup/contract";
import { openingAt, rulesFor } from "@headsup/core/schedule/index";
import { count } from "../../terminal/text.ts";
import { clockTime, span } from "../../terminal/times.ts";
import { fit } from "../../ui/grid.ts";
import type { LinesFrame } from "./frame.ts";

type Zone = Overview["zones"][number];

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const never = Number.MAX_SAFE_INTEGER;

/** "America/Argentina/Buenos_Aires" → "Buenos Aires"; with others: "New York +3". */
export function cityOf(zones: readonly string[]): string {
  const [first = "nowhere known"] = zones;
  const city = (first.split("/").at(-1) ?? first).replaceAll("_", " ");
  return zones.length > 1 ? `${city} +${zones.length - 1}` : city;
}

/** Whether sending hours and delivery window are both open, for `cells` equal parts of a day from `from`, each at its middle. */
export function openCells(
  zones: readonly string[],
  { window, hours, zone }: Pick<CampaignDetail, "window" | "hours" | "zone">,
  { from, cells }: { from: number; cells: number },
): boolean[] {
  const rules = rulesFor({ zones, window, hours: hours && { zone, hours } });
  const open: boolean[] = [];
  let known = openingAt(rules, from);
  for (let cell = 0; cell < cells; cell++) {
    const at = from + ((cell + 0.5) * dayMs) / cells;
    const changesAt = known.open ? known.until : (known.opensAt ?? Number.POSITIVE_INFINITY);
    if (at >= changesAt) known = openingAt(rules, at);
    open.push(known.open);
  }
  return open;
}

const nameWidth = 17;
const clockWidth = 5;
const waitingWidth = 7;
const gap = "  ";
const besideCells = 1 + nameWidth + clockWidth + waitingWidth + 3 * gap.length + 2;
/** Room for "opens in 12 h 30 min". */
const tailWidth = 20;

const cellsIn = (columns: number): number => (columns - besideCells - tailWidth >= 48 ? 48 : 24);

/** The line above: what stands where, and how many hours from now. */
export function stripHeading({ columns, theme }: LinesFrame): string {
  const cells = cellsIn(columns);
  const marks = [0, 6, 12, 18].map((hours) => fit(hours === 0 ? "now" : `+${hours} h`, cells / 4)).join("");
  return theme.quiet(
    ` ${fit("Time zone", nameWidth)}${gap}${fit("there", clockWidth)}${gap}${fit("waiting", waitingWidth, "right")}${gap}${marks}`,
  );
}

export function stripLines(
  detail: Pick<CampaignDetail, "window" | "hours" | "zone">,
  zones: readonly Zone[],
  { rows, frame }: { rows: number; frame: LinesFrame },
): string[] {
  // Where one may be contacted now, then where that is so soonest.
  const sorted = zones.toSorted((a, b) =>
    a.isOpen === b.isOpen ? (a.isOpen ? 0 : (a.changesAt ?? never) - (b.changesAt ?? never)) : a.isOpen ? -1 : 1,
  );
  const shown = sorted.slice(0, zones.length > rows ? Math.max(0, rows - 1) : rows);
  const rest = sorted.slice(shown.length);
  const lines = shown.map((zone) => stripLine(detail, zone, frame));
  if (rest.length === 0) return lines;
  const waiting = rest.reduce((sum, zone) => sum + zone.waiting, 0);
  const open = rest.filter(({ isOpen }) => isOpen).length;
  return [
    ...lines,
    frame.theme.quiet(
      ` and ${count(rest.length, "more zone")}, ${open} of them open: ${count(waiting, "person", "people")} waiting`,
    ),
  ];
}

function stripLine(
  detail: Pick<CampaignDetail, "window" | "hours" | "zone">,
  { zones, waiting, isOpen, changesAt }: Zone,
  { columns, theme, now }: LinesFrame,
): string {
  const cells = cellsIn(columns);
  // From the beginning of the cell it is now: the picture moves once a cell, not every second.
  const from = now - (now % (dayMs / cells));
  const picture = openCells(zones, detail, { from, cells })
    .map((open) => (open ? "█" : "·"))
    .join("")
    .replace(/█+|·+/g, (run) => (run.startsWith("█") ? theme.good(run) : theme.quiet(run)));
  const there = zones[0] === undefined ? "?" : clockTime(now, zones[0]).slice(0, 5);
  return ` ${fit(cityOf(zones), nameWidth)}${gap}${theme.quiet(there)}${gap}${fit(waiting.toLocaleString("en"), waitingWidth, "right")}${gap}${picture}${gap}${changeWords({ isOpen, changesAt }, now, columns)}`;
}

function changeWords({ isOpen, changesAt }: Pick<Zone, "isOpen" | "changesAt">, now: number, columns: number): string {
  if (changesAt === null) return isOpen ? "always open" : "never opens";
  const left = coarse(Math.max(0, changesAt - now));
  if (columns < 90) return `${isOpen ? "shuts" : "opens"} ${left.replace(" min", "m").replace(/ /g, "")}`;
  return `${isOpen ? "shuts in" : "opens in"} ${left}`;
}

/** A span to the minute, so that the line changes once a minute. */
const coarse = (ms: number): string => (ms < 60_000 ? "1 min" : span(Math.floor(ms / 60_000) * 60_000));
