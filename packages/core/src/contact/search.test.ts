import { expect, test } from "vitest";
import { searchOf } from "./search.ts";

test.each([
  ["555", "555"],
  [" +1 (212) 555-0101 ", "+12125550101"],
  ["212.555/01", "21255501"],
  ["212\u2013555", "212555"],
  ["212 555 Ada", null],
  ["+", null],
  ["%", null],
  ["1+2", null],
])("J2 %j is searched for in addresses as %j", (typed, address) => {
  expect(searchOf(typed).address).toBe(address);
});

test("J2 letters beyond ASCII are found in either case", () => {
  expect(searchOf("émile ZOLA").texts).toEqual(["émile ZOLA", "émile zola", "ÉMILE ZOLA", "Émile Zola"]);
  expect(searchOf("e\u0301mile").texts).toContain("\u00c9mile");
  expect(searchOf("ada").texts).toEqual(["ada", "ADA", "Ada"]);
});
