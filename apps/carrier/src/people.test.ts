import { expect, test } from "vitest";
import { type Behaviour, behaviours } from "./behaviours.ts";
import { behaviourOf, type Population, reactionTo } from "./people.ts";
import { randomFor } from "./random.ts";

const population = (changes: Partial<Population> = {}): Population => ({
  seed: "one",
  mix: "lively",
  people: {},
  ...changes,
});
const addresses = Array.from({ length: 2_000 }, (_, i) => `+1202555${String(i).padStart(4, "0")}`);
const town = (of: Population) => addresses.map((address) => behaviourOf(of, address));

test("the same seed makes the same people, another seed others", () => {
  expect(town(population())).toEqual(town(population()));
  expect(town(population())).not.toEqual(town(population({ seed: "two" })));
});

test("a mix is met roughly, and calm people all receive", () => {
  const share = (behaviour: Behaviour, of: Population) =>
    town(of).filter((each) => each === behaviour).length / addresses.length;
  expect(share(behaviours.delivers, population({ mix: "calm" }))).toBe(1);
  expect(share(behaviours.delivers, population())).toBeCloseTo(0.68, 1);
  expect(share(behaviours.stops, population({ mix: { stops: 1, delivers: 1 } }))).toBeCloseTo(0.5, 1);
});

test("J4 of a lively list 12 to 18 % write something that is no STOP, in more than ten ways", () => {
  const quiet: readonly Behaviour[] = [behaviours.stops, behaviours["stops-awkwardly"], behaviours["comes-back"]];
  const writers = town(population()).filter((each) => each.texts.length > 0 && !quiet.includes(each));
  expect(writers.length / addresses.length).toBeGreaterThan(0.12);
  expect(writers.length / addresses.length).toBeLessThan(0.18);
  expect(new Set(writers).size).toBeGreaterThan(10);
});

test("an explicit person comes before the mix, on every channel", () => {
  const people = population({ people: { "+12025550101": "filtered" } });
  expect(behaviourOf(people, "+12025550101")).toBe(behaviours.filtered);
  expect(behaviourOf(people, "whatsapp:+12025550101")).toBe(behaviours.filtered);
});

test("test numbers do what they say", () => {
  expect(behaviourOf(population(), "+15005550009").refusal).toBe(21614);
  expect(behaviourOf(population(), "+15005553007")).toMatchObject({ ends: "undelivered", errorCode: 30007 });
});

test("a reaction depends on nothing but behaviour and chance, and runs forward in time", () => {
  const heard = { body: "hello", notice: "hello", nth: 0, said: [] };
  const react = (seed: string) =>
    reactionTo(
      { to: "+12025550101", heard },
      { behaviour: behaviours["stops-awkwardly"], seed, random: randomFor(seed) },
    );
  expect(react("a")).toEqual(react("a"));
  const events = react("a");
  expect(events.map(({ kind }) => kind)).toEqual(["status", "status", "text"]);
  const times = events.map(({ afterMs }) => afterMs);
  expect(times).toEqual([...times].sort((a, b) => a - b));
});
