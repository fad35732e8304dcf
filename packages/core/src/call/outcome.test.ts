import { expect, test } from "vitest";
import { callOutcome } from "./outcome.ts";

test.each([
  ["completed", "human", "message", "delivered", null, null],
  ["completed", "human", "greeting", "delivered", "hung_up", null],
  ["completed", "machine", "voicemail", "delivered", "voicemail", null],
  ["completed", "machine", "nothing", "undelivered", "voicemail_cut", "unreachable"],
  ["completed", "fax", "nothing", "undelivered", "fax", "fall_back"],
  ["completed", "human", "nothing", "undelivered", "unheard", "unreachable"],
  ["completed", null, "nothing", "undelivered", "unheard", "unreachable"],
  ["busy", null, "nothing", "undelivered", "busy", "retry"],
  ["no_answer", null, "nothing", "undelivered", "no_answer", "unreachable"],
  ["failed", null, "nothing", "failed", "call_failed", "fall_back"],
  ["canceled", null, "nothing", "failed", "call_canceled", "failed"],
] as const)("E5 %s, answered by %s, %s said: %s %s", (end, answeredBy, reach, status, code, failure) =>
  expect(callOutcome(end, { answeredBy, reach })).toEqual({ status, code, failure }),
);
