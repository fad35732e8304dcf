import { type Forecast, weekdays } from "@headsup/contract";
import type { Frame } from "../../app/screen.ts";
import { count, cutTo, hanging, visible } from "../../terminal/text.ts";
import { localTime, span } from "../../terminal/times.ts";
import { chooserLines } from "../../ui/chooser.ts";
import { fit } from "../../ui/grid.ts";
import { fieldLine, ruleLine } from "../../ui/kit.tsx";
import { columnsChart } from "../../ui/pictures.ts";
import { type AnsweringRow, answeringRows, answeringRowWords } from "./answering.ts";
import { daySpansWords, readDaySpans, spansOf } from "./hours.ts";
import { isUnsaved } from "./saving.ts";
import { readRow, rowWords, type ScheduleRow, scheduleRows } from "./schedule.ts";
import type { WizardState } from "./state.ts";

const titles: Readonly<Record<ScheduleRow, string>> = {
  start: "Start",
  end: "End",
  hours: "Hours",
  window: "Daytime",
  zone: "Time zone",
  expires: "Expires",
  pace: "Pace",
  replies: "Replies",
};

const meanings: Readonly<Record<ScheduleRow, string>> = {
  start: "tomorrow 9:00, mon 14:30, 2026-11-25 09:00, in 2 hours. Empty: at launch.",
  end: "Whoever is left then is not contacted. Empty: when everybody is reached.",
  hours: "When your team is there for the replies. ⏎ opens the week.",
  window: "When a person may be texted, by the clock where they are.",
  zone: "The clock your hours and dates are meant by. Each person's own is known.",
  expires: "From then on the message is useless, and nobody gets it late.",
  pace: "At most so many messages in any such span: 10 in 5 min, 60 per hour.",
  replies: "Who answers, and what it does when they are busy. It may all stay as it is.",
};

const answeringTitles: Readonly<Record<AnsweringRow, string>> = {
  skill: "Skill",
  lookBack: "Look-back",
  routes: "Takes",
  open: "If talking",
  pressure: "If full",
};

const answeringMeanings: Readonly<Record<AnsweringRow, string>> = {
  skill: "What an agent must know to be given its replies. ⏎ shows your skills.",
  lookBack: "Until then a reply counts for this campaign; afterwards it is an ordinary message.",
  routes: "Which replies within the look-back come to the skill.",
  open: "Of somebody who has an open conversation with this number.",
  pressure: "While more people wait in its inbox than its limit, or nobody is on shift.",
};

export function scheduleLines(state: WizardState, frame: Frame, height: number): string[] {
  const { theme, columns } = frame;
  const { chooser, day, answering } = state.schedule;
  if (chooser !== null) return chooserLines(chooser, { width: columns - 2, theme }).map((line) => ` ${line}`);
  const form =
    answering !== null
      ? answeringLines(answering, state, frame)
      : day === null
        ? rowLines(state, frame)
        : weekLines(state, frame);
  const room = height - form.length;
  // Where there is no room for both, what comes of it is worth more than its heading.
  return [...form, ...forecastLines(state, frame, room).slice(room === 1 ? 1 : 0)].slice(0, height);
}

function rowLines(state: WizardState, { theme, columns, now }: Frame): string[] {
  const { schedule, draft } = state;
  const width = columns - 16;
  const rows = scheduleRows.map((row) => {
    const isHere = row === schedule.focus;
    const title = fit(titles[row], 10);
    if (isHere && schedule.field !== null)
      return ` ${theme.accent(`❯ ${title}`)} ${fieldLine(schedule.field, { width, theme, isFocused: true })}`;
    const words = fit(visible(rowWords(row, draft, now)), width);
    return isHere ? ` ${theme.selected(`❯ ${title} ${words}`)}` : `   ${theme.quiet(title)} ${words}`;
  });
  return [...rows, underLine(state, { theme, columns, now })];
}

/** What is being typed means, or what the row is for. */
function underLine(
  { schedule, draft }: WizardState,
  { theme, columns, now }: Pick<Frame, "theme" | "columns" | "now">,
): string {
  const { field, focus, trouble, day } = schedule;
  if (field === null) return ` ${theme.quiet(cutTo(meanings[focus], columns - 2))}`;
  if (trouble !== null) return ` ${theme.bad(cutTo(`✗ ${visible(trouble)}`, columns - 2))}`;
  if (day === null && field.text.trim() === "") return ` ${theme.quiet(cutTo(meanings[focus], columns - 2))}`;
  const read = day === null ? readRow(focus, field.text, draft, now) : readDaySpans(field.text);
  if ("trouble" in read) return ` ${theme.quiet(cutTo(visible(read.trouble), columns - 2))}`;
  const words = "spans" in read ? daySpansWords(read.spans) : rowWords(focus, { ...draft, ...read }, now);
  return ` ${theme.good(cutTo(`= ${visible(words)}`, columns - 2))}`;
}

function answeringLines(here: AnsweringRow, { draft }: WizardState, { theme, columns }: Frame): string[] {
  const rows = answeringRows.map((row) => {
    const title = fit(answeringTitles[row], 10);
    const words = fit(visible(answeringRowWords(row, draft)), columns - 16);
    return row === here ? ` ${theme.selected(`❯ ${title} ${words}`)}` : `   ${theme.quiet(title)} ${words}`;
  });
  return [...rows, ` ${theme.quiet(cutTo(answeringMeanings[here], columns - 2))}`];
}

function weekLines(state: WizardState, frame: Frame): string[] {
  const { theme, columns } = frame;
  const { schedule, draft } = state;
  const week = spansOf(draft.hours);
  const rows = weekdays.map((day) => {
    const isHere = day === schedule.day;
    const title = fit(day[0]?.toUpperCase() + day.slice(1), 10);
    if (isHere && schedule.field !== null)
      return ` ${theme.accent(`❯ ${title}`)} ${fieldLine(schedule.field, { width: columns - 16, theme, isFocused: true })}`;
    const words = fit(daySpansWords(week[day]), columns - 16);
    return isHere ? ` ${theme.selected(`❯ ${title} ${words}`)}` : `   ${theme.quiet(title)} ${words}`;
  });
  const hint = `By the clock in ${draft.zone}. o: office hours, d: daytime, a: any time.`;
  const under = schedule.field === null ? ` ${theme.quiet(cutTo(hint, columns - 2))}` : underLine(state, frame);
  return [...rows, under];
}

const hourMs = 3_600_000;

function forecastLines(state: WizardState, { theme, columns }: Frame, height: number): string[] {
  const { schedule, draft, id, campaign } = state;
  const { forecast } = schedule;
  const people = campaign?.counts.total ?? 0;
  const head = (aside: string) => ruleLine({ title: " What will come of it", theme, columns, aside });
  if (id === null || people === 0)
    return [head(""), theme.quiet(" The forecast stands here as soon as there are people (step 2).")];
  if (forecast === null) return [head(""), theme.quiet(" Asking for the forecast …")];
  const aside = isUnsaved(state) ? "reckoning anew …" : "";
  const { finishAt, from, sends, unreachedTotal } = forecast;
  const finish =
    finishAt === null
      ? theme.bad(" Nobody would be contacted.")
      : ` ${theme.strong(`The last message goes ${localTime(finishAt, draft.zone)}`)}, in ${span(finishAt - from)}: ${count(sends, "message")}.`;
  const unreached =
    unreachedTotal === 0
      ? []
      : unreachedLines(forecast, columns, Math.max(1, Math.min(4, height - 5))).map(theme.attention);
  const room = height - 2 - unreached.length;
  const chart =
    room >= 3 && forecast.perHour.length > 1
      ? chartLines(forecast, draft.zone, { width: columns - 4, height: Math.min(room - 1, 8) })
      : [];
  return [
    head(aside),
    finish,
    ...chart.map((line, at) => (at < chart.length - 1 ? ` ${theme.accent(line)}` : ` ${theme.quiet(line)}`)),
    ...unreached,
  ];
}

/** Hours one column may stand for: days stay whole. */
const evenHours = [1, 2, 3, 4, 6, 12, 24, 48, 168];

/** Messages by the hour, and under them the clock. Where there are more hours than columns, several share one. */
export function chartLines(
  { perHour }: Pick<Forecast, "perHour">,
  zone: string,
  { width, height }: { width: number; height: number },
): string[] {
  const first = perHour[0]?.hour ?? 0;
  const last = perHour.at(-1)?.hour ?? 0;
  const hours = Math.round((last - first) / hourMs) + 1;
  const each = evenHours.find((size) => hours / size <= width) ?? Math.ceil(hours / width);
  const wide = Math.max(1, Math.min(3, Math.floor(width / Math.ceil(hours / each))));
  const values = new Array<number>(Math.ceil(hours / each)).fill(0);
  for (const { hour, sends } of perHour) {
    const at = Math.floor((hour - first) / hourMs / each);
    values[at] = (values[at] ?? 0) + sends;
  }
  const most = Math.max(...values);
  const chart = columnsChart(values, height - 1).map((line) => [...line].map((cell) => cell.repeat(wide)).join(""));
  const unit = each === 1 ? "an hour" : each === 24 ? "a day" : `in ${each} hours`;
  const caption = `up to ${most.toLocaleString("en")} ${unit}`;
  const total = values.length * wide;
  const format = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone,
    ...(hours > 144 ? { day: "numeric", month: "short" } : { weekday: "short", hour: "2-digit", minute: "2-digit" }),
  });
  const clock = (instant: number) => format.format(instant);
  const from = clock(first);
  const to = clock(last + hourMs);
  const between = total - from.length - to.length;
  const axis =
    between >= caption.length + 4
      ? from + caption.padStart(Math.floor((between + caption.length) / 2)).padEnd(between) + to
      : `${from} – ${to}, ${caption}`;
  return [...chart, cutTo(axis, width)];
}

/** Who will not be reached, by reason. */
function unreachedLines({ unreached, unreachedTotal }: Forecast, columns: number, max: number): string[] {
  const byReason = [...Map.groupBy(unreached, ({ reason }) => reason)].toSorted(([, a], [, b]) => b.length - a.length);
  const head = ` ! ${count(unreachedTotal, "person", "people")} will not be reached:`;
  const [only] = byReason;
  if (byReason.length === 1 && only !== undefined)
    return hanging(`${head} ${visible(only[0])}`, 3, columns - 2).slice(0, max);
  const lines = byReason.map(([reason, people]) => cutTo(`   ${people.length} × ${visible(reason)}`, columns - 1));
  return [head, ...lines].slice(0, max);
}
