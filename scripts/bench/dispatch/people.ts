/** Somebody of a run: both sides are given the same. */
export interface Person {
  readonly address: string;
  readonly zone: string;
  readonly name: string;
}

/** Area codes of four zones, all inside their hours at {@link startsAt}. */
const areas = [
  ["212", "America/New_York"],
  ["312", "America/Chicago"],
  ["303", "America/Denver"],
  ["213", "America/Los_Angeles"],
] as const;

/** One in the afternoon in New York, ten in the morning in Los Angeles. */
export const startsAt = Date.parse("2026-11-24T18:00:00Z");

/** What everybody gets, but for their name. */
export const text = "Hi {{ first_name }}, your order is late.";

/** People nobody of another run is among. */
export const peopleFrom = (first: number, count: number): Person[] =>
  Array.from({ length: count }, (_, i) => {
    const nth = first + i;
    const [area, zone] = areas[nth % areas.length] ?? areas[0];
    return { address: `+1${area}${5_550_000 + nth}`, zone, name: `Ada${nth}` };
  });
