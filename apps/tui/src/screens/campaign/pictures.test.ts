import { expect, test } from "vitest";
import { widthOf } from "../../terminal/text.ts";
import { plainTheme } from "../../terminal/theme.ts";
import { nextWords } from "./nextWords.ts";
import { countdown, overviewLines, shares } from "./overviewLines.ts";
import { overviewRows } from "./rows.ts";
import { sendsChart } from "./sendsChart.ts";
import { context, detailOf, drive, now, overviewOf } from "./testCampaign.ts";
import { openCells, stripLines } from "./zonesStrip.ts";

const frame = { columns: 80, theme: plainTheme, now };
const hourMs = 3_600_000;

test("a share of the bar is never hidden, however small, and all of them fill it", () => {
  expect(shares([999_999, 1, 0, 0], 78)).toEqual([77, 1, 0, 0]);
  expect(shares([0, 0, 0, 0], 78)).toEqual([0, 0, 0, 78]);
  expect(shares([1, 1, 1, 1], 78).reduce((sum, each) => sum + each, 0)).toBe(78);
});

test("a countdown is a clock's: it says 0:01 until the moment is there", () => {
  expect([134_000, 59_001, 1, 0, 3_734_000].map(countdown)).toEqual(["2:14", "1:00", "0:01", "0:00", "1:02:14"]);
});

test("a cell of the strip is open where sending hours and delivery window both are", () => {
  const hours = { tuesday: [{ open: "09:00", close: "12:00" }] };
  // Tuesday 15:00 UTC is 10:00 in New York and 07:00 in Los Angeles, whose window opens at 08:00.
  const cells = openCells(
    ["America/Los_Angeles"],
    { window: { open: "08:00", close: "21:00" }, hours, zone: "America/New_York" },
    { from: now, cells: 24 },
  );
  expect(cells.slice(0, 4)).toEqual([false, true, false, false]);
  expect(cells.filter(Boolean)).toHaveLength(1);
});

test("the strip names the places that are open first, as many as have room, and counts the others", () => {
  const zones = ["America/New_York", "America/Chicago", "America/Denver"].map((zone, at) => ({
    zones: [zone],
    waiting: 10 - at,
    isOpen: at > 0,
    changesAt: now + hourMs,
  }));
  const lines = stripLines(detailOf(), zones, { rows: 2, frame });
  expect(lines).toHaveLength(2);
  expect(lines[0]).toContain("Chicago");
  expect(lines[1]).toContain("and 2 more zones, 1 of them open: 18 people waiting");
});

test("a picture that is drawn a second later has the same lines but for those that count", () => {
  const screen = drive().tell({ type: "detail", detail: detailOf({ counts: { total: 8, ready: 4, delivered: 4 } }) });
  screen.tell({ type: "overview", overview: overviewOf({ perHour: [{ hour: now, sends: 4 }] }) });
  const draw = (at: number) =>
    overviewLines(screen.state(), { rows: overviewRows(screen.state(), context), frame: { ...frame, now: at } });
  const [before, after] = [draw(now), draw(now + 1_000)];
  expect(after.filter((line, at) => line !== before[at]).map((line) => /next slot in \S+/.exec(line)?.[0])).toEqual([
    "next slot in 2:13",
    undefined,
  ]);
});

test("the overview fits its rows and columns, from 80×24 to 200×60, whatever there is to show", () => {
  const reasons = Array.from({ length: 9 }, (_, at) => ({
    status: "failed" as const,
    code: `3000${at}`,
    count: at,
    meaning: "the handset is off or out of reach, and has been for longer than anybody can remember",
    remedy: "Reach them another way, or try again another day, or write a letter, which takes a while to get there.",
  }));
  const zones = Array.from({ length: 30 }, () => overviewOf().zones[0]!);
  for (const [columns, rows] of [
    [80, 21],
    [120, 37],
    [200, 57],
  ] as const)
    for (const overview of [null, overviewOf(), overviewOf({ reasons, zones }), overviewOf({ zones: [] })]) {
      const screen = drive({ now, columns, rows }).tell({
        type: "detail",
        detail: detailOf({ counts: { total: 1_234_567, ready: 1_000_000, delivered: 234_567, unknown: 12_345 } }),
      });
      if (overview !== null) screen.tell({ type: "overview", overview });
      const state = screen.state();
      const lines = overviewLines(state, {
        rows: overviewRows(state, { columns, rows }),
        frame: { ...frame, columns },
      });
      expect(lines.length, `${columns}×${rows}`).toBeLessThanOrEqual(rows - 1);
      expect(lines.filter((line) => widthOf(line) > columns)).toEqual([]);
    }
});

test("the chart goes on from what was sent to what will be, in another texture, and names the hour it is", () => {
  const chart = sendsChart({
    past: [{ hour: now - 2 * hourMs, sends: 8 }],
    future: [{ hour: now + hourMs, sends: 4 }],
    now,
    columns: 80,
    height: 2,
    theme: plainTheme,
  });
  expect(chart.unit).toBe("hour");
  expect(chart.lines[1]).toMatch(/┤█+ +⣿+ *$/);
  expect(chart.lines[2]).toContain("now");
});

test("a campaign of weeks fits the chart: a column then stands for more than an hour, and nothing is left out", () => {
  const perHour = Array.from({ length: 24 * 60 }, (_, at) => ({ hour: now + at * hourMs, sends: 1 }));
  const chart = sendsChart({ past: [], future: perHour, now, columns: 80, height: 1, theme: plainTheme });
  expect(chart.unit).toBe("day");
  expect(Math.max(...chart.lines.map(widthOf))).toBeLessThanOrEqual(80);
  expect(chart.lines[0]).toContain("24 ┤");
});

test("what happens next is said in words, for every way a campaign can stand", () => {
  const say = (over: Parameters<typeof detailOf>[0], overview = overviewOf()) =>
    nextWords({ detail: detailOf(over), overview, forecast: null, now });
  expect(say({ counts: { inFlight: 3, ready: 5 } })).toBe("Sending: 3 requests in flight.");
  expect(say({ counts: { ready: 4 } })).toBe("4 people can be contacted now; all slots are taken.");
  const shut = { zones: ["America/New_York"], waiting: 4, isOpen: false, changesAt: now + 2 * hourMs };
  expect(say({ counts: { ready: 4 } }, overviewOf({ zones: [shut] }))).toBe(
    "Out of hours everywhere. New York opens first, in 2 h.",
  );
  expect(say({ counts: { unknown: 2 } })).toContain("2 outcomes unknown");
  expect(say({ counts: { accepted: 2 } })).toBe("Everybody was sent to. Waiting for delivery reports.");
  expect(say({ status: "paused", counts: { ready: 4 } })).toContain("4 people wait until someone resumes it");
  expect(say({ status: "stopped", counts: { unreached: 1 } })).toBe("Stopped for good. 1 person was not contacted.");
});
