import { expect, test } from "vitest";
import { pressureOf, underPressure } from "./pressure.ts";
import { previewNotes } from "./previewNotes.ts";

const desk = { inbox: "Billing", skill: "billing" as string | null, waiting: 0, waitingMax: 50, agents: 2, onShift: 1 };
const plain = {
  channel: "sms" as const,
  text: "Your order is late.",
  replies: "open" as const,
  replyLine: "",
  backPressure: "off" as const,
  desk,
};
const codes = (over: Partial<Parameters<typeof previewNotes>[0]>) =>
  previewNotes({ ...plain, ...over }).map(({ code }) => code);

test("A12 a message that says nothing about replies is remarked on; how to stop is no word about replies", () => {
  // A template is as it was approved, and a call says what may be pressed.
  expect([codes({ channel: "whatsapp" }), codes({ channel: "voice" })]).toEqual([[], []]);
  expect(codes({})).toEqual(["replies_unsaid"]);
  expect(codes({ text: "Your order is late. Reply STOP to opt out." })).toEqual(["replies_unsaid"]);
  expect(codes({ text: "Your order is late. Reply to this message with questions." })).toEqual([]);
  expect(codes({ text: "Your order is late.\nPlease do not reply, call us." })).toEqual([]);
  expect(codes({ replyLine: "Call +1 202 555 0100." })).toEqual([]);
  expect(codes({ replies: "encourage" })).toEqual([]);
});

test("A12 a text that says the opposite of what was chosen is remarked on", () => {
  const replyLine = "Call +1 202 555 0100.";
  expect(codes({ replies: "discourage", replyLine, text: "Late. Just reply!" })).toEqual([
    "discouraged_but_text_invites",
  ]);
  expect(codes({ replies: "discourage", replyLine, text: "Late. Don’t reply here." })).toEqual([]);
  expect(codes({ replies: "encourage", text: "Late. This number is not monitored." })).toEqual([
    "encouraged_but_text_forbids",
  ]);
});

test("A12 replies that nobody could answer are remarked on once", () => {
  const nobody = { ...desk, agents: 0, onShift: 0 };
  expect(codes({ replies: "encourage", desk: nobody })).toEqual(["encouraged_but_nobody"]);
  expect(codes({ replyLine: "Call us.", desk: nobody })).toEqual(["skill_without_agent"]);
  expect(codes({ replyLine: "Call us.", desk: { ...nobody, skill: null } })).toEqual([]);
});

test("F9 what launching now would come to is said", () => {
  const over = { ...desk, waiting: 51 };
  expect(codes({ replyLine: "Call us.", backPressure: "hold", desk: over })).toEqual(["pressed_now"]);
  expect(codes({ replyLine: "Call us.", backPressure: "slow", desk: { ...over, waitingMax: null } })).toEqual([
    "inbox_without_limit",
  ]);
});

test("F9 an inbox presses above its limit, not at it, and without anybody on shift", () => {
  expect(pressureOf({ ...desk, waiting: 50 })).toBeNull();
  expect(pressureOf({ ...desk, waiting: 51 })).toBe("Billing has 51 waiting, its limit is 50");
  expect(pressureOf({ ...desk, waiting: 9_999, waitingMax: null })).toBeNull();
  expect(pressureOf({ ...desk, onShift: 0 })).toBe("Nobody with the skill billing is on shift");
  expect(pressureOf({ ...desk, skill: null, onShift: 0 })).toBe("Nobody of Billing is on shift");
});

test("F9 a slowed pace is a quarter, and never nothing", () => {
  const set = { phase: "running" as const, taken: [], notBefore: 0, cohorts: [], closingMarginMs: 0, batchMax: 60 };
  const slowed = (count: number) => underPressure({ ...set, pace: { count, spanMs: 1_000 } }, "slow").pace.count;
  expect([40, 10, 4, 3, 1].map(slowed)).toEqual([10, 2, 1, 1, 1]);
});
