import { type Random, randomOf } from "@headsup/testkit";
import type { Feature, ImportedList } from "./trace.ts";

/** What a seed's campaign is like, before anything happens to it. */
export interface ReplayPlan {
  readonly startsAt: number;
  readonly campaign: Readonly<Record<string, unknown>> & { readonly pace: { count: number; spanMs: number } };
  readonly first: ImportedList;
  /** Imported while it runs. */
  readonly further: ImportedList | null;
  readonly covers: readonly Feature[];
}

const minute = 60_000;
const hour = 60 * minute;
export const ourNumber = "+12125550100";

/**
 * Long after any real clock's time, so that no platform fires an alarm by itself; each begins the evening before, or on,
 * a day when American clocks change.
 */
const starts = ["2041-03-09T22:40:00Z", "2041-11-03T04:10:00Z", "2042-03-09T13:00:00Z", "2042-07-01T01:30:00Z"];
const severalZones = ["America/New_York", "America/Los_Angeles", "Asia/Kolkata", "Australia/Lord_Howe"];

export function planReplay(seed: string): ReplayPlan {
  const random = randomOf(`${seed}/plan`);
  const startsAt = Date.parse(random.pick(starts));
  const isZoned = random.chance(0.4);
  const hasEnd = random.chance(0.25);
  const zones = isZoned ? severalZones : ["America/New_York"];
  const count = random.between(9, 16);
  const first = listOf(random, { name: "first.csv", people: numbers(0, count), zones });
  const further = listOf(random, { name: "further.csv", people: [0, 1, ...numbers(count, 4)], zones });
  return {
    startsAt,
    campaign: {
      name: "Delay",
      sender: ourNumber,
      text: "Hi {{ first_name }}, your order is late.",
      zone: "America/New_York",
      window: isZoned ? { open: "08:00", close: "21:00" } : { open: "00:00", close: "24:00" },
      pace: { count: random.pick([4, 7, 10]), spanMs: random.pick([1, 5]) * minute },
    },
    first: hasEnd ? endingAt(first, startsAt + random.between(1, 20) * hour) : first,
    further: random.chance(0.5) ? further : null,
    covers: [
      ...(isZoned ? ["windows of several zones" as const] : []),
      ...(hasEnd ? ["list with an end" as const] : []),
    ],
  };
}

const numbers = (from: number, count: number): number[] => Array.from({ length: count }, (_, i) => from + i);

function listOf(
  random: Random,
  { name, people, zones }: { name: string; people: readonly number[]; zones: readonly string[] },
): ImportedList {
  const rows = people.map((i) => [`+1212555${2000 + i}`, `Zoë ${i}`, random.pick(zones)]);
  return {
    body: {
      name,
      fingerprint: String(people.length).padStart(64, name.startsWith("first") ? "1" : "2"),
      columns: [{ role: "address" }, { role: "variable", name: "first_name" }, { role: "zone" }],
    },
    rows: [...rows, ["no number", "Nobody", zones[0] ?? ""]],
  };
}

const endingAt = (list: ImportedList, at: number): ImportedList => ({
  ...list,
  body: { ...list.body, endAt: new Date(at).toISOString() },
});
