import { expect, test } from "vitest";
import { campaignReasons, explainReason } from "./reasons.ts";

const ofProvider = (code: string) =>
  code === "30003" ? { meaning: "the handset is off", remedy: "Reach them another way." } : undefined;
const explain = (status: Parameters<typeof explainReason>[0]["status"], code: string) =>
  explainReason({ status, code }, ofProvider);

test("H3 reasons of all lists are added up, the most frequent first; whoever waits for no reason is left out", () => {
  const lists = [
    { ordinal: 1, closedAt: 5, closeReason: "expired" as const },
    { ordinal: 2, closedAt: null, closeReason: null },
  ];
  const counts = [
    { list: 1, status: "ready" as const, code: null, count: 3 },
    { list: 1, status: "ready" as const, code: "absent", count: 1 },
    { list: 2, status: "ready" as const, code: null, count: 9 },
    { list: 2, status: "ready" as const, code: "absent", count: 1 },
    { list: 1, status: "failed" as const, code: "30003", count: 4 },
    { list: 2, status: "failed" as const, code: "30003", count: 5 },
    { list: 2, status: "delivered" as const, code: null, count: 50 },
  ];
  expect(campaignReasons(counts, lists)).toEqual([
    { status: "failed", code: "30003", count: 9 },
    { status: "unreached", code: "expired", count: 4 },
    { status: "ready", code: "absent", count: 1 },
  ]);
});

test("H3 what is to be done goes by where somebody stands: the same code is tried again, or was the last word", () => {
  expect(explain("undelivered", "30003").remedy).toBe("Reach them another way.");
  expect(explain("held", "30003")).toEqual({
    meaning: "the handset is off",
    remedy: "Wait: it is tried again by itself.",
  });
  expect(explain("unknown", "timeout").remedy).toContain("is being asked");
  expect(explain("unconfirmed", "timeout").remedy).toContain("Nobody can say");
  expect(explain("ready", "absent").remedy).toContain("sent again");
  expect(explain("failed", "absent").remedy).toContain("admin");
});

test("H3 a code nobody knows is said to be unknown, and still there is something to do", () => {
  for (const code of ["99999", "toString", "__proto__"]) {
    const { meaning, remedy } = explain("failed", code);
    expect(meaning).toBe(`code ${code}, which is not in our table`);
    expect(remedy).toContain("look the code up");
  }
});
