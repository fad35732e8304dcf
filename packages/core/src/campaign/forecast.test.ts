import { expect, test } from "vitest";
import { rulesFor } from "../schedule/index.ts";
import { type ForecastCohort, type ForecastInput, forecast } from "./forecast.ts";

const nine = Date.parse("2026-11-24T09:00:00-05:00");
const closing = Date.parse("2026-11-24T21:00:00-05:00");

const cohort = (count: number, over: Partial<ForecastCohort> = {}): ForecastCohort => ({
  list: 1,
  rung: 0,
  zone: 1,
  notBefore: 0,
  rules: rulesFor({ zones: ["America/New_York"], window: { open: "08:00", close: "21:00" }, hours: null }),
  listStartAt: 0,
  endAt: null,
  entries: Array.from({ length: count }, (_, line) => ({ id: `p${line}`, line })).values(),
  ...over,
});

function play(over: Partial<ForecastInput> & Pick<ForecastInput, "cohorts">) {
  const batches: { at: number; settledAt: number; people: number }[] = [];
  const end = forecast({
    now: nine,
    roundTripMs: 100,
    pace: { count: 10, spanMs: 300_000 },
    taken: [],
    notBefore: 0,
    closingMarginMs: 15_000,
    checkAgeMsMax: 5_000,
    batchMax: 60,
    batchSpanMs: 2_000,
    onBatch: ({ at, settledAt, claims }) =>
      batches.push({ at: at - nine, settledAt: settledAt - nine, people: claims.length }),
    ...over,
  });
  return { end, batches };
}

test("A7 six requests at once: ten take two round trips, and the next ten T after the last answer", () => {
  const { end, batches } = play({ cohorts: [cohort(13)] });
  expect(batches).toEqual([
    { at: 0, settledAt: 200, people: 10 },
    { at: 300_200, settledAt: 300_300, people: 3 },
  ]);
  expect(end).toMatchObject({ finishAt: nine + 300_300, isTruncated: false, left: [] });
});

test("A7 tokens already out, a wait the provider asked for, and a start to come are waited for", () => {
  expect(play({ cohorts: [cohort(1)], taken: [{ count: 10, stampedAt: nine - 60_000 }] }).batches[0]?.at).toBe(240_000);
  expect(play({ cohorts: [cohort(1)], notBefore: nine + 7_000 }).batches[0]?.at).toBe(7_000);
  expect(play({ cohorts: [cohort(1, { listStartAt: nine + 9_000 })] }).batches[0]?.at).toBe(9_000);
});

test("A7 who waits for a lane until closing comes near goes the next day", () => {
  const { batches } = play({ now: closing - 15_050, cohorts: [cohort(10)] });
  expect(batches.map(({ people }) => people)).toEqual([6, 4]);
});

test("A7 who waits for a lane longer than a check lasts goes with the next batch", () => {
  const { batches } = play({ roundTripMs: 3_000, pace: { count: 60, spanMs: 300_000 }, cohorts: [cohort(60)] });
  expect(batches[0]).toEqual({ at: 0, settledAt: 6_000, people: 12 });
  expect(batches.reduce((sum, { people }) => sum + people, 0)).toBe(60);
});

test("A7 whoever is not reached before the end is left, in line order", () => {
  const { end } = play({ cohorts: [cohort(25, { endAt: nine + 60_000 })] });
  expect(end.left.flatMap(({ entries }) => [...{ [Symbol.iterator]: () => entries }].map(({ line }) => line))).toEqual(
    Array.from({ length: 15 }, (_, i) => i + 10),
  );
});
