/** Messages by the hour: what was sent as solid columns, what is to come as dotted ones, hours below. */
import type { Theme } from "../../terminal/theme.ts";
import { clockTime, ownZone, shortTime } from "../../terminal/times.ts";
import { fit } from "../../ui/grid.ts";
import { levels } from "../../ui/pictures.ts";

interface HourOfSends {
  /** Epoch ms. */
  readonly hour: number;
  readonly sends: number;
}

export interface ChartOptions {
  readonly past: readonly HourOfSends[];
  readonly future: readonly HourOfSends[];
  readonly now: number;
  readonly columns: number;
  /** Rows of the columns; the hours come below. */
  readonly height: number;
  readonly theme: Theme;
}

interface Bar {
  readonly hour: number;
  readonly sent: number;
  readonly coming: number;
}

const hourMs = 3_600_000;
const axisWidth = 7;
const barWidthMax = 8;
const dotted = [" ", "⣀", "⣤", "⣶", "⣿"];

export interface SendsChart {
  /** From the top down, the hours last; none where nothing was or will be sent. */
  readonly lines: readonly string[];
  /** What one column stands for: "hour", "6 hours", "day". */
  readonly unit: string;
}

export function sendsChart({ past, future, now, columns, height, theme }: ChartOptions): SendsChart {
  const room = Math.max(10, columns - axisWidth - 1);
  const { bars, barMs } = barsOf(past, future, { now, room });
  const unit = unitWords(barMs / hourMs);
  const highest = Math.max(0, ...bars.map(({ sent, coming }) => sent + coming));
  if (highest === 0 || height < 1) return { lines: [], unit };
  const width = Math.max(1, Math.min(barWidthMax, Math.floor(room / bars.length)));
  const filled = width >= 3 ? width - 1 : width;
  const rows = Array.from({ length: height }, (_, fromTop) => {
    const label = fromTop === 0 ? highest.toLocaleString("en") : fromTop === height - 1 ? "0" : "";
    const cells = bars
      .map((bar) => {
        const cell = cellOf(bar, { highest, height, below: height - 1 - fromTop });
        return `${cell.repeat(filled)}${" ".repeat(width - filled)}`;
      })
      .join("")
      .replace(/[⣀-⣿]+/g, theme.quiet)
      .replace(/[▁-█]+/g, theme.accent);
    return `${theme.quiet(`${fit(label, axisWidth - 2, "right")} ┤`)}${cells}`;
  });
  const hours = hourLabels(bars, { width, barMs, now });
  return { lines: [...rows, theme.quiet(`${" ".repeat(axisWidth)}${hours}`)], unit };
}

/** Hours one column may stand for. */
const barHours = [1, 2, 3, 6, 12, 24, 48, 96, 168, 336, 672, 1344, 2688, 5376];

const unitWords = (hours: number): string =>
  hours === 1 ? "hour" : hours === 24 ? "day" : hours > 24 ? `${hours / 24} days` : `${hours} hours`;

/** Everything from the first message to the last: a column for each hour, for several where there are too many. */
function barsOf(
  past: readonly HourOfSends[],
  future: readonly HourOfSends[],
  { now, room }: { now: number; room: number },
) {
  const thisHour = now - (now % hourMs);
  // What comes is seen from now on, the wait before it included.
  const known = [...past, ...future].map(({ hour }) => hour).concat(future.length === 0 ? [] : thisHour);
  if (known.length === 0) return { bars: [], barMs: hourMs };
  const first = known.reduce((a, b) => Math.min(a, b));
  const hours = (known.reduce((a, b) => Math.max(a, b)) - first) / hourMs + 1;
  const barMs = hourMs * (barHours.find((each) => Math.ceil(hours / each) <= room) ?? Math.ceil(hours / room));
  const bars = Array.from({ length: Math.ceil((hours * hourMs) / barMs) }, (_, at) => ({
    hour: first + at * barMs,
    sent: 0,
    coming: 0,
  }));
  const barAt = (hour: number) => bars[Math.floor((hour - first) / barMs)];
  for (const { hour, sends } of past) {
    const bar = barAt(hour);
    if (bar !== undefined) bar.sent += sends;
  }
  for (const { hour, sends } of future) {
    const bar = barAt(hour);
    if (bar !== undefined) bar.coming += sends;
  }
  return { bars, barMs };
}

function cellOf(
  { sent, coming }: Bar,
  { highest, height, below }: { highest: number; height: number; below: number },
): string {
  const eighths = (value: number): number => (value <= 0 ? 0 : Math.max(1, Math.round((value / highest) * height * 8)));
  const done = Math.min(8, eighths(sent) - below * 8);
  if (done > 0) return levels[done] ?? " ";
  const all = Math.min(8, eighths(sent + coming) - below * 8);
  return all <= 0 || coming === 0 ? " " : (dotted[Math.max(1, Math.round(all / 2))] ?? " ");
}

/** "09:00   12:00  now  18:00": as many as have room; first that it is now, then where days begin, then the hours. */
function hourLabels(
  bars: readonly Bar[],
  { width, barMs, now }: { width: number; barMs: number; now: number },
): string {
  const zone = ownZone();
  const step = [1, 2, 3, 6, 12, 24].find((each) => each * width >= 8) ?? 24;
  const labels = bars.map(({ hour }, at) => {
    const time = clockTime(hour, zone).slice(0, 5);
    const isDay = barMs >= 24 * hourMs || time.startsWith("00:");
    const isNow = hour <= now && now < hour + barMs;
    const text = isNow ? "now" : isDay ? shortTime(hour, zone).slice(0, 6) : time;
    const rank = isNow ? 0 : isDay && barMs < 24 * hourMs ? 1 : at % step === 0 ? 2 : 3;
    return { place: at * width, text, rank };
  });
  const line = Array.from({ length: bars.length * width + labelWidth }, () => " ");
  for (const { place, text } of labels.filter(({ rank }) => rank < 3).toSorted((a, b) => a.rank - b.rank)) {
    const around = line.slice(Math.max(0, place - 1), place + text.length + 1);
    if (around.every((character) => character === " ")) line.splice(place, text.length, ...text);
  }
  return line.join("").trimEnd();
}

const labelWidth = 6;
