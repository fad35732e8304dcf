import { expect, test } from "vitest";
import { twinFinder } from "./twins.ts";

test("A8 every number's first line is known, however many there are", () => {
  const lineOf = twinFinder();
  const numberOf = (i: number) => `+${i % 2 === 0 ? 1 : 44}${2_000_000_000 + i * 7}`;
  for (let i = 0; i < 20_000; i++) expect(lineOf(numberOf(i), i + 2)).toBeUndefined();
  for (let i = 0; i < 20_000; i += 97) expect(lineOf(numberOf(i), 99)).toBe(i + 2);
});

test("C4 E4 a hundred thousand email addresses, each known again and none taken for another or for a number", () => {
  const firstLineOf = twinFinder();
  const addresses = Array.from({ length: 100_000 }, (_, i) => `person.${i}@example${i % 7}.com`);
  expect(firstLineOf("+12125550101", 1)).toBeUndefined();
  expect(addresses.filter((address, i) => firstLineOf(address, i + 2) !== undefined)).toEqual([]);
  expect(addresses.filter((address, i) => firstLineOf(address, 0) !== i + 2)).toEqual([]);
});
