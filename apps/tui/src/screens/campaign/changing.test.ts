import type { CampaignDetail, Forecast } from "@headsup/contract";
import { expect, test } from "vitest";
import { CommandError, exitCodes } from "../../failure.ts";
import { plainTheme } from "../../terminal/theme.ts";
import { campaignBindings } from "./bindings.ts";
import { bodyRows } from "./rows.ts";
import { settingsLines } from "./settingsLines.ts";
import { context, detailOf, drive, now } from "./testCampaign.ts";

const noCounts = detailOf().counts;
const listOf = (over: Record<string, unknown> = {}) =>
  ({
    id: "lst_1",
    name: "people.csv",
    status: "in_progress",
    sealed: true,
    rows: 65,
    problems: 5,
    startAt: now - 60_000,
    endAt: null,
    ...over,
    counts: { ...noCounts, total: 60, ready: 40, ...(over.counts as object) },
  }) as unknown as CampaignDetail["outreaches"][number];

const onSettings = (over: Parameters<typeof detailOf>[0] = {}, at = context) =>
  drive(at)
    .tell({ type: "detail", detail: detailOf({ outreaches: [listOf()], ...over }) })
    .does("tab.settings");
type Screen = ReturnType<typeof onSettings>;

const linesOf = (screen: Screen, columns = context.columns) =>
  settingsLines(screen.state(), { columns, theme: plainTheme });
const stoodOn = (screen: Screen) => linesOf(screen).find((line) => line.startsWith("❯")) ?? "";

/** Moves down to the row that begins with this. */
function standOn(screen: Screen, label: string): Screen {
  screen.does("list.first");
  for (let n = 0; n < 30 && !stoodOn(screen).slice(1).trim().startsWith(label); n++) screen.does("list.down");
  expect(stoodOn(screen)).toContain(label);
  return screen;
}

/** Answers the question that is open. */
function answer(screen: Screen, text: string): Screen {
  const id = screen.last().prompt?.id ?? expect.fail("nothing is asked");
  return screen.tell({ type: "answer", id, text });
}

const isOffered = (screen: Screen) =>
  campaignBindings(screen.state()).some(({ id, short }) => id === "change" && short !== undefined);

test.each([
  ["Name", "Delays", " Late ", { name: "Late" }],
  ["About", "", "Why they are texted", { description: "Why they are texted" }],
  ["Tags", "a, b", "b,  c d ,", { tags: ["b", "c d"] }],
  ["Tags", "a, b", "none", { tags: [] }],
  ["Hours", "mon-fri 09:00-17:00", "none", { hours: null }],
  ["Hours", "mon-fri 09:00-17:00", "sat 10-14", { hours: { saturday: [{ open: "10:00", close: "14:00" }] } }],
  ["Zone", "America/New_York", "london", { zone: "Europe/London" }],
  ["Expires", "2026-11-30 12:00", "tomorrow 9:00", { expiresAt: "2026-11-25T14:00:00.000Z" }],
  ["Expires", "2026-11-30 12:00", "none", { expiresAt: null }],
  ["ends", "none", "in 2 hours", { endAt: "2026-11-24T17:00:00.000Z" }],
])("A1 %s stands in the field as %j; %j is understood", (label, before, typed, change) => {
  const screen = onSettings({
    tags: ["a", "b"],
    hours: Object.fromEntries(
      ["monday", "tuesday", "wednesday", "thursday", "friday"].map((day) => [day, [{ open: "09:00", close: "17:00" }]]),
    ),
    expiresAt: Date.parse("2026-11-30T12:00:00-05:00"),
  });
  standOn(screen, label).does("change");
  expect(screen.last().prompt?.field.text).toBe(before);
  expect(answer(screen, typed).asked("change")).toMatchObject([{ change, text: typed }]);
  expect(Object.keys(screen.asked("change")[0]?.change ?? {})).toHaveLength(1);
});

test.each([
  ["Name", "  ", "needs a name"],
  ["Hours", "mon-frog 9-17", '"frog" is not a weekday'],
  ["Zone", "Pacific", "“Pacific” is no time zone"],
  ["Expires", "soon", "“soon” is no moment"],
  ["Expires", "2026-11-24 09:00", "Tue 24 Nov 2026 09:00 EST is past"],
])("A1 %s as %j is asked for again, with what is wrong and what was typed", (label, typed, trouble) => {
  const screen = answer(standOn(onSettings(), label).does("change"), typed);
  expect(screen.last()).toMatchObject({
    prompt: { trouble: expect.stringContaining(trouble), field: { text: typed } },
  });
  expect(screen.asked("change")).toEqual([]);
});

test("A1 an answer that changes nothing asks the server for nothing", () => {
  const screen = answer(standOn(onSettings(), "Hours").does("change"), " none ");
  expect(screen.last()).toEqual({ state: screen.state() });
});

test("A1 what the server refuses is asked for again, in its words; where none came, trying again is offered", () => {
  const screen = answer(standOn(onSettings(), "Hours").does("change"), "mon 01:00-02:00");
  const [ask] = screen.asked("change");
  const error = new CommandError({ code: "never_open", message: "People in America/Denver could never be contacted." });
  screen.tell({ type: "failed", ask, error });
  expect(screen.last().prompt).toMatchObject({ trouble: error.message, field: { text: "mon 01:00-02:00" } });
  const gone = new CommandError({ code: "unreachable", message: "Nothing answers." }, exitCodes.unreachable);
  screen.tell({ type: "failed", ask, error: gone });
  expect(screen.last().prompt?.trouble).toContain("Enter tries again");
  expect(answer(screen, "mon 01:00-02:00").asked("change")).toMatchObject([{ text: "mon 01:00-02:00" }]);
});

test("A1 what was frozen by the launch says so, and how to have it otherwise", () => {
  for (const label of ["Text", "Opt-out", "Sender", "Pace", "Window", "Language"]) {
    const screen = standOn(onSettings(), label);
    expect([label, isOffered(screen)]).toEqual([label, false]);
    expect(screen.does("change").last()).toMatchObject({ note: { text: expect.stringContaining("clone it") } });
    expect(screen.last().prompt).toBeUndefined();
  }
});

test("A1 a campaign that is over is still renamed, described and tagged, and nothing else", () => {
  for (const status of ["completed", "stopped"] as const) {
    const list = listOf({ status });
    const open = (label: string) =>
      standOn(onSettings({ status, outreaches: [list] }), label)
        .does("change")
        .last();
    for (const label of ["Name", "About", "Tags"]) expect(open(label).prompt).toBeDefined();
    for (const label of ["Hours", "Zone", "Expires", "starts", "ends"]) {
      expect([label, open(label).prompt]).toEqual([label, undefined]);
      expect(open(label).note?.text).toMatch(/nothing more is sent|This list is closed/);
    }
  }
});

test.each([
  ["scheduled", {}, true],
  ["missed", {}, true],
  ["draft", {}, true],
  ["in_progress", {}, false],
  ["paused", { ready: 60 }, true],
  ["paused", { ready: 59 }, false],
])("A1 a list that is %s, %j: its start can be changed: %s; its end can", (status, counts, isOpen) => {
  const screen = onSettings({ outreaches: [listOf({ status, counts })] });
  expect(isOffered(standOn(screen, "starts"))).toBe(isOpen);
  expect(isOffered(standOn(screen, "ends"))).toBe(true);
});

test("A1 a list's start is its own, and none means now where it was launched, at launch where not", () => {
  const lists = [listOf(), listOf({ id: "lst_2", status: "draft", name: "more.csv", startAt: null })];
  const screen = standOn(onSettings({ outreaches: lists }), "starts").does("list.down", "list.down", "change");
  expect(screen.last().prompt).toMatchObject({
    title: "The start of more.csv",
    hint: expect.stringMatching(/^none: at launch/),
  });
  expect(answer(screen, "fri 9:00").asked("change")).toMatchObject([{ setting: { key: "startAt", list: "lst_2" } }]);
});

const forecast = (over: Partial<Forecast>): Forecast => ({
  from: now,
  roundTripMs: 300,
  finishAt: now + 3_600_000,
  sends: 4,
  perHour: [],
  unreachedTotal: 0,
  unreached: [],
  truncated: null,
  ...over,
});

test.each([
  [{}, "in_progress", "good", "Changed: now the last goes 24 Nov 11:00 EST."],
  [
    { unreachedTotal: 3 },
    "in_progress",
    "attention",
    "Changed: now the last goes 24 Nov 11:00 EST, 3 will not be reached.",
  ],
  [{ finishAt: null, unreachedTotal: 1_200 }, "in_progress", "attention", "Changed: 1,200 will not be reached."],
  [{}, "paused", "good", "Changed: resumed now, the last goes 24 Nov 11:00 EST."],
] as const)("A1 what comes of a change is said: %j, %s", (over, status, tone, text) => {
  const screen = onSettings({ status });
  const hours = { tuesday: [{ open: "09:00", close: "17:00" }] };
  const detail = detailOf({ status, hours });
  screen.tell({ type: "changed", setting: { key: "hours" }, detail, forecast: forecast(over) });
  expect(screen.last()).toMatchObject({ note: { tone, text }, state: { detail, forecast: over } });
  expect(screen.asked("forecast")).toEqual([]);
});

test("A1 without a forecast the change is said, and one is asked for", () => {
  const screen = onSettings().tell({ type: "forecast", forecast: forecast({}) });
  screen.tell({
    type: "changed",
    setting: { key: "zone" },
    detail: detailOf({ zone: "Europe/Paris" }),
    forecast: null,
  });
  expect(screen.last().note).toEqual({ tone: "good", text: "The zone changed." });
  expect(screen.asked("forecast")).toHaveLength(1);
});

test("the row one stands on is in sight, whichever way one came and however low the screen is", () => {
  const history = Array.from({ length: 30 }, (_, at) => ({
    at: now + at,
    actor: "Ana",
    action: "pause",
    reason: null,
  }));
  for (const rows of [8, 13, 21, 37]) {
    const at = { ...context, rows };
    const screen = onSettings({ history, description: "Long. ".repeat(60) }, at);
    const shown = () => {
      const { top } = screen.state().settings;
      const lines = linesOf(screen);
      const height = bodyRows(screen.state(), at);
      return lines.slice(top, top + height - (top + height < lines.length ? 1 : 0));
    };
    for (const move of [...Array(60).fill("list.down"), ...Array(60).fill("list.up")]) {
      screen.does(move);
      expect(shown().some((line) => line.startsWith("❯"))).toBe(true);
    }
    expect(screen.state().settings).toEqual({ index: 0, top: 0 });
    screen.does("list.last");
    expect(shown().at(-1)).toContain("Ana");
  }
});

test("a text longer than the screen is read line by line before the next row is stood on", () => {
  const text = Array.from({ length: 300 }, (_, at) => `word${at}`).join(" ");
  const screen = standOn(onSettings({ text }), "Text");
  const seen = new Set<string>();
  while (stoodOn(screen).includes("Text")) {
    const { top } = screen.state().settings;
    for (const line of linesOf(screen).slice(top, top + bodyRows(screen.state(), context) - 1)) seen.add(line);
    screen.does("list.down");
  }
  for (let n = 0; n < 300; n++)
    expect([...seen].some((line) => line.includes(`word${n} `) || line.trimEnd().endsWith(`word${n}`))).toBe(true);
});
