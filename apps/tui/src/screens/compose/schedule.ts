/** Step 3: when it runs, how fast, and what comes of that: the forecast is asked for anew after every change. */
import { defaultPace, defaultWindow, type Forecast, isTimeZone, type Weekday, weekdays } from "@headsup/contract";
import { type Binding, listBindings } from "../../app/bindings.ts";
import type { Context } from "../../app/screen.ts";
import { CommandError } from "../../failure.ts";
import { formatHours } from "../../options/hours.ts";
import { readMoment, writtenMoment } from "../../options/moment.ts";
import { parsePace } from "../../options/pace.ts";
import { readLooseSpan } from "../../options/window.ts";
import { timeZones } from "../../options/zone.ts";
import { answeringWords } from "../../show/answering.ts";
import { laterForecast } from "../../show/forecast.ts";
import { paceWords } from "../../show/words.ts";
import { localTime, span } from "../../terminal/times.ts";
import {
  type Chooser,
  chooserBindings,
  chooserMoved,
  chooserOf,
  chooserTyped,
  chosenOption,
} from "../../ui/chooser.ts";
import { edited, type Field, fieldOf, insert } from "../../ui/field.ts";
import { type AnsweringRow, answered, answeringChooser, answeringRows, usualOf } from "./answering.ts";
import { type Draft, usualAnswering } from "./draft.ts";
import { copied, hoursOf, presets, readDaySpans, spansOf, writtenSpans } from "./hours.ts";
import type { AnyEvent, WizardState, WizardStep } from "./state.ts";
import { withDraft } from "./state.ts";

export const scheduleRows = ["start", "end", "hours", "window", "zone", "expires", "pace", "replies"] as const;
export type ScheduleRow = (typeof scheduleRows)[number];

export interface ScheduleState {
  readonly focus: ScheduleRow;
  /** What is typed for the focused row, or for the day of the week one stands on. */
  readonly field: Field | null;
  readonly trouble: string | null;
  /** The day one stands on, while the hours are edited. */
  readonly day: Weekday | null;
  /** What of the replies one stands on, while that is looked at. */
  readonly answering: AnsweringRow | null;
  readonly chooser: Chooser | null;
  readonly forecast: Forecast | null;
}

export const emptySchedule: ScheduleState = {
  focus: "start",
  field: null,
  trouble: null,
  day: null,
  answering: null,
  chooser: null,
  forecast: null,
};

const at = (state: WizardState, change: Partial<ScheduleState>): WizardState => ({
  ...state,
  schedule: { ...state.schedule, ...change },
});

export const isTypingSchedule = ({ schedule: { field, chooser } }: WizardState): boolean =>
  field !== null || chooser !== null;

/** What cannot work, in words. */
export function scheduleMissing({ draft }: Pick<WizardState, "draft">, now: number): string[] {
  const { startAt, endAt, expiresAt } = draft;
  return [
    ...(startAt !== null && startAt < now ? ["a start that is not past"] : []),
    ...(endAt !== null && endAt <= Math.max(now, startAt ?? 0) ? ["an end after the start"] : []),
    ...(expiresAt !== null && expiresAt <= now ? ["an expiry that is not past"] : []),
    ...(draft.hours !== null && Object.values(draft.hours).every((spans) => spans.length === 0)
      ? ["a day that is open"]
      : []),
  ];
}

/** What a row says. */
export function rowWords(row: ScheduleRow, draft: Draft, now: number): string {
  const { zone } = draft;
  const until = (instant: number) => (instant > now ? ` (in ${span(instant - now)})` : " (that is past)");
  switch (row) {
    case "start":
      return draft.startAt === null ? "at launch" : localTime(draft.startAt, zone) + until(draft.startAt);
    case "end":
      return draft.endAt === null ? "when everybody is reached" : localTime(draft.endAt, zone) + until(draft.endAt);
    case "hours":
      return draft.hours === null ? "any time" : formatHours(draft.hours) || "never: every day is closed";
    case "window":
      return `${draft.window.open}–${draft.window.close}, by each person's own clock`;
    case "zone":
      return `${zone}: it is ${localTime(now, zone)} there`;
    case "expires":
      return draft.expiresAt === null
        ? "never"
        : `${localTime(draft.expiresAt, zone)}${until(draft.expiresAt)}: nobody is texted after that`;
    case "pace":
      return paceWords(draft.pace);
    case "replies":
      return answeringWords(draft);
  }
}

const group = "Schedule";

export function scheduleBindings({ schedule }: WizardState): readonly Binding[] {
  const { chooser, field, day, answering } = schedule;
  if (chooser !== null) return chooserBindings;
  if (field !== null)
    return [
      { id: "schedule.done", keys: ["enter", "tab", "ctrl+n"], label: "Keep it", short: "keep it", group },
      { id: "schedule.leave", keys: ["esc"], label: "Leave it as it was", short: "leave", group },
    ];
  const edit = { id: "schedule.edit", keys: ["enter", "l", "right"], label: "Change it", short: "change", group };
  if (day !== null)
    return [
      edit,
      { id: "day.closed", keys: ["x", "delete"], label: "Close this day", short: "closed", group },
      { id: "day.copy", keys: ["c"], label: "The same on all days", short: "copy to all", group },
      { id: "day.workdays", keys: ["w"], label: "The same Monday to Friday", short: "to Mon–Fri", group },
      { id: "preset.any", keys: ["a"], label: "Any time", short: "any", group },
      { id: "preset.office", keys: ["o"], label: "Office hours: Mon–Fri 9–17", short: "office", group },
      { id: "preset.daytime", keys: ["d"], label: "Daytime: every day 8–20", short: "daytime", group },
      { id: "day.leave", keys: ["esc", "h", "left", "ctrl+n"], label: "Done with the hours", short: "done", group },
      ...listBindings,
    ];
  if (answering !== null)
    return [
      edit,
      { id: "answering.reset", keys: ["x", "delete"], label: "Back to what is usual", short: "usual", group },
      {
        id: "answering.leave",
        keys: ["esc", "h", "left", "ctrl+n"],
        label: "Done with the replies",
        short: "done",
        group,
      },
      ...listBindings,
    ];
  return [
    edit,
    { id: "schedule.reset", keys: ["x", "delete"], label: "Back to what is usual", short: "usual", group },
    ...listBindings.map((each) => (each.id === "list.down" ? { ...each, keys: [...each.keys, "tab"] } : each)),
  ];
}

export function updateSchedule(state: WizardState, event: AnyEvent, context: Context): WizardStep | undefined {
  const { schedule } = state;
  const { chooser, field } = schedule;
  switch (event.type) {
    case "command":
      return chooser === null ? commanded(state, event.id, context) : choosing(state, chooser, event.id);
    case "press":
    case "paste": {
      const typed = event.type === "press" ? event.press : event.text;
      if (chooser !== null) return { state: at(state, { chooser: chooserTyped(chooser, typed) }) };
      if (field === null) return { state };
      const next = typeof typed === "string" ? insert(field, typed) : edited(field, typed);
      return { state: at(state, { field: next, trouble: null }) };
    }
    case "forecast":
      return { state: forecasted(state, event.forecast) };
    default:
      return undefined;
  }
}

export const forecasted = (state: WizardState, told: Forecast): WizardState =>
  at(state, { forecast: laterForecast(state.schedule.forecast, told) });

const usual = (row: ScheduleRow): Partial<Draft> =>
  ({
    start: { startAt: null },
    end: { endAt: null },
    hours: { hours: null },
    window: { window: defaultWindow },
    zone: {},
    expires: { expiresAt: null },
    pace: { pace: defaultPace },
    replies: usualAnswering,
  })[row];

function commanded(state: WizardState, id: string, context: Context): WizardStep | undefined {
  const { focus, day, answering } = state.schedule;
  switch (id) {
    case "schedule.edit":
      if (answering !== null) return { state: at(state, { chooser: answeringChooser(answering, state) }) };
      return day === null ? { state: opened(state, focus) } : { state: at(state, { field: dayField(state, day) }) };
    case "schedule.done":
      return { state: kept(state, context) };
    case "schedule.leave":
      return { state: at(state, { field: null, trouble: null }) };
    case "schedule.reset":
      return { state: withDraft(state, usual(focus)) };
    case "day.leave":
      return { state: at(state, { day: null }) };
    case "answering.leave":
      return { state: at(state, { answering: null }) };
    case "answering.reset":
      return { state: answering === null ? state : withDraft(state, usualOf(answering)) };
    case "day.closed":
      return { state: withWeek(state, (week, on) => ({ ...week, [on]: [] })) };
    case "day.copy":
      return { state: withWeek(state, (week, on) => copied(week, on, "all")) };
    case "day.workdays":
      return { state: withWeek(state, (week, on) => copied(week, on, "workdays")) };
    case "preset.any":
    case "preset.office":
    case "preset.daytime": {
      const preset = presets[id.slice("preset.".length) as keyof typeof presets];
      return { state: withDraft(state, { hours: hoursOf(preset) }) };
    }
    default: {
      const by = {
        "list.down": 1,
        "list.up": -1,
        "list.halfDown": 3,
        "list.halfUp": -3,
        "list.first": -99,
        "list.last": 99,
      }[id];
      if (by === undefined) return undefined;
      if (answering !== null) return { state: at(state, { answering: stepIn(answeringRows, answering, by) }) };
      if (day !== null) return { state: at(state, { day: stepIn(weekdays, day, by) }) };
      return { state: at(state, { focus: stepIn(scheduleRows, focus, by) }) };
    }
  }
}

const stepIn = <T>(all: readonly T[], from: T, by: number): T =>
  all[Math.max(0, Math.min(all.length - 1, all.indexOf(from) + by))] ?? from;

const withWeek = (
  state: WizardState,
  change: (week: ReturnType<typeof spansOf>, day: Weekday) => ReturnType<typeof spansOf>,
): WizardState => {
  const { day } = state.schedule;
  return day === null ? state : withDraft(state, { hours: hoursOf(change(spansOf(state.draft.hours), day)) });
};

const dayField = ({ draft }: WizardState, day: Weekday): Field => fieldOf(writtenSpans(spansOf(draft.hours)[day]));

/** The editor of a row. */
function opened(state: WizardState, row: ScheduleRow): WizardState {
  const { draft } = state;
  const moment = (instant: number | null) => fieldOf(instant === null ? "" : writtenMoment(instant, draft.zone));
  switch (row) {
    case "start":
      return at(state, { field: moment(draft.startAt) });
    case "end":
      return at(state, { field: moment(draft.endAt) });
    case "expires":
      return at(state, { field: moment(draft.expiresAt) });
    case "window":
      return at(state, { field: fieldOf(writtenSpans([draft.window])) });
    case "pace":
      return at(state, { field: fieldOf(writtenPace(draft.pace)) });
    case "hours":
      return at(state, { day: "monday" });
    case "zone":
      return at(state, { chooser: zoneChooser(draft.zone) });
    case "replies":
      return at(state, { answering: "skill" });
  }
}

function writtenPace({ count, spanMs }: Draft["pace"]): string {
  const [unit, size] =
    spanMs % 3_600_000 === 0 ? ["h", 3_600_000] : spanMs % 60_000 === 0 ? ["min", 60_000] : ["s", 1_000];
  return `${count} in ${spanMs / Number(size)} ${unit}`;
}

const zoneChooser = (zone: string): Chooser =>
  chooserOf({
    about: "zone",
    title: "The campaign's time zone: a city near you",
    options: timeZones().map((name) => ({ id: name, label: name })),
    chosen: zone,
  });

/** What was typed, understood; with what is wrong with it where it is not. */
function kept(state: WizardState, { now }: Pick<Context, "now">): WizardState {
  const { field, focus, day } = state.schedule;
  if (field === null) return state;
  const read = day === null ? readRow(focus, field.text, state.draft, now) : readDay(state, day, field.text);
  if ("trouble" in read) return at(state, { trouble: read.trouble });
  return withDraft(at(state, { field: null, trouble: null }), read);
}

function readDay({ draft }: WizardState, day: Weekday, text: string): Partial<Draft> | { readonly trouble: string } {
  const read = readDaySpans(text);
  if ("trouble" in read) return read;
  return { hours: hoursOf({ ...spansOf(draft.hours), [day]: read.spans }) };
}

const noMoment = /^(|now|at launch|never|none|no|-)$/i;

/** What a row's text means, or what is wrong with it. */
export function readRow(
  row: ScheduleRow,
  text: string,
  { zone }: Pick<Draft, "zone">,
  now: number,
): Partial<Draft> | { readonly trouble: string } {
  switch (row) {
    case "start":
    case "end":
    case "expires": {
      const key = { start: "startAt", end: "endAt", expires: "expiresAt" }[row];
      if (noMoment.test(text.trim())) return { [key]: null };
      const instant = readMoment(text, { now, zone });
      if (instant === null) return { trouble: "Write it as tomorrow 9:00, mon 14:30, or 2026-11-25 09:00." };
      if (instant <= now) return { trouble: `${localTime(instant, zone)} is past.` };
      return { [key]: instant };
    }
    case "window": {
      const window = readLooseSpan(text);
      return window === null ? { trouble: "Write it as 08:00-21:00." } : { window };
    }
    case "pace":
      try {
        return { pace: parsePace(text) };
      } catch (error) {
        if (!(error instanceof CommandError)) throw error;
        return { trouble: `${error.message.replace(/^--pace /, "")} Write it as 10 in 5 min.` };
      }
    case "zone":
      return isTimeZone(text.trim()) ? { zone: text.trim() } : { trouble: "That is no time zone." };
    case "hours":
    case "replies":
      return {};
  }
}

function choosing(state: WizardState, chooser: Chooser, id: string): WizardStep | undefined {
  if (id === "choose.leave") return { state: at(state, { chooser: null }) };
  if (id !== "choose.take") return { state: at(state, { chooser: chooserMoved(chooser, id) }) };
  const option = chosenOption(chooser);
  if (option === undefined) return { state };
  const { answering } = state.schedule;
  const change = answering === null ? { zone: option.id } : answered(answering, option.id);
  return { state: withDraft(at(state, { chooser: null }), change) };
}
