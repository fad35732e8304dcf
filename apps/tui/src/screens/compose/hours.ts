/** Sending hours, a weekday at a time: the editor's own reducer. */
import { limits, type Span, type Weekday, type WeekHours, weekdays } from "@headsup/contract";
import { readLooseSpan } from "../../options/window.ts";

export type WeekSpans = Readonly<Record<Weekday, readonly Span[]>>;

const allDay: readonly Span[] = [{ open: "00:00", close: "24:00" }];
const every = (spans: readonly Span[]): WeekSpans =>
  Object.fromEntries(weekdays.map((day) => [day, spans])) as unknown as WeekSpans;
const workdays: readonly Weekday[] = weekdays.slice(0, 5);

/** Every weekday with its spans; no hours at all means any time. */
export const spansOf = (hours: WeekHours | null): WeekSpans =>
  hours === null
    ? every(allDay)
    : (Object.fromEntries(weekdays.map((day) => [day, hours[day] ?? []])) as unknown as WeekSpans);

const isAllDay = (spans: readonly Span[]): boolean =>
  spans.length === 1 && spans[0]?.open === "00:00" && (spans[0].close === "24:00" || spans[0].close === "00:00");

/** As the server takes them: null for any time, closed days left out. */
export function hoursOf(week: WeekSpans): WeekHours | null {
  if (weekdays.every((day) => isAllDay(week[day]))) return null;
  return Object.fromEntries(
    weekdays.flatMap((day) => (week[day].length === 0 ? [] : [[day, [...week[day]]]])),
  ) as WeekHours;
}

export const presets: Readonly<Record<"any" | "office" | "daytime", WeekSpans>> = {
  any: every(allDay),
  office: {
    ...every([]),
    ...Object.fromEntries(workdays.map((day) => [day, [{ open: "09:00", close: "17:00" }]])),
  },
  daytime: every([{ open: "08:00", close: "20:00" }]),
};

/** A day's spans onto the others. */
export const copied = (week: WeekSpans, from: Weekday, to: "all" | "workdays"): WeekSpans => ({
  ...week,
  ...Object.fromEntries((to === "all" ? weekdays : workdays).map((day) => [day, week[day === from ? day : from]])),
});

/** "09:00–12:00, 13:00–17:00", "all day", "Closed" */
export const daySpansWords = (spans: readonly Span[]): string =>
  spans.length === 0 ? "Closed" : isAllDay(spans) ? "all day" : writtenSpans(spans).replaceAll("-", "–");

/** As `readDaySpans` takes them, for their field. */
export const writtenSpans = (spans: readonly Span[]): string =>
  spans.map(({ open, close }) => `${open}-${close}`).join(", ");

/** What a person wrote for a day, or what is wrong with it. "9-17" is 09:00 to 17:00. */
export function readDaySpans(written: string): { readonly spans: readonly Span[] } | { readonly trouble: string } {
  const text = written.trim().toLowerCase();
  if (text === "" || text === "closed") return { spans: [] };
  if (text === "all day" || text === "any" || text === "open") return { spans: allDay };
  const parts = text.split(/[,;]/).map((part) => part.trim());
  if (parts.length > limits.spansPerDayMax) return { trouble: `A day has at most ${limits.spansPerDayMax} spans.` };
  const spans = parts.map((part) => readLooseSpan(part));
  const bad = parts[spans.indexOf(null)];
  if (bad !== undefined) return { trouble: `“${bad}” is no span of the day. Write 09:00-17:00, or closed.` };
  return { spans: spans.filter((span) => span !== null) };
}
