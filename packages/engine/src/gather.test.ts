import { expect, test } from "vitest";
import { Gathering } from "./gather.ts";

/** A gathering whose moment is over when the test says so. */
function gathering(isBad: (work: number) => boolean = () => false) {
  const goes: number[][] = [];
  const { promise, resolve } = Promise.withResolvers<void>();
  const together = new Gathering<number, string>({
    doAll: (works) => {
      goes.push([...works]);
      if (works.some(isBad)) throw new Error("bad");
      return works.map((work) => `done ${work}`);
    },
    soon: () => promise,
  });
  return { together, goes, over: resolve };
}

test("P10 what comes in within a moment is done in one go, and each hears of their own", async () => {
  const { together, goes, over } = gathering();
  const told = Promise.all([1, 2, 3].map((work) => together.bring(work)));
  expect(goes).toEqual([]);
  over();
  expect(await told).toEqual(["done 1", "done 2", "done 3"]);
  expect(await together.bring(4)).toBe("done 4");
  expect(goes).toEqual([[1, 2, 3], [4]]);
});

test("invariant 11: what is wrong with one is told to that one alone; the others are done by themselves", async () => {
  const { together, goes, over } = gathering((work) => work === 2);
  const told = Promise.allSettled([1, 2, 3].map((work) => together.bring(work)));
  over();
  expect((await told).map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  expect(goes).toEqual([[1, 2, 3], [1], [2], [3]]);
});
