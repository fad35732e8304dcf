import fc from "fast-check";
import { expect, test } from "vitest";
import {
  absentCode,
  type Outcome,
  type Receipt,
  type Standing,
  settleAbsent,
  settleLook,
  settleOutcome,
  settleReceipt,
} from "./settle.ts";

const fresh: Standing = { status: "ready", attempt: 0, providerId: null, code: null, rung: 0, trail: null };
const accepted: Standing = { ...fresh, status: "accepted", attempt: 1, providerId: "SM1" };
const at = { claimedAt: 1_000, now: 2_000, waitMs: null };
const seed = 20261122;

const receipt = (status: Receipt["status"], over: Partial<Receipt> = {}): Receipt => ({
  attempt: 1,
  providerId: "SM1",
  status,
  code: null,
  failure: null,
  ...over,
});
const failing = (code: string, failure: Receipt["failure"]) => receipt("undelivered", { code, failure });

/** Takes receipts in, in order, and keeps what a row keeps. */
const after = (from: Standing, receipts: readonly Receipt[]): Standing =>
  receipts.reduce<Standing>((standing, next) => {
    const change = settleReceipt(standing, next, { now: 5_000, waitMs: null });
    if (change === null) return standing;
    const { status, attempt, providerId, code, rung, trail } = change;
    return { status, attempt, providerId, code, rung, trail };
  }, from);

const stories: Record<string, Receipt[]> = {
  delivered: [receipt("accepted"), receipt("sent"), receipt("delivered")],
  read: [receipt("accepted"), receipt("sent"), receipt("delivered"), receipt("read")],
  "failed for good": [receipt("accepted"), receipt("sent"), failing("30006", "wrong_channel")],
  "failed for now": [receipt("accepted"), receipt("sent"), failing("30003", "unreachable")],
  "failed for now, delivered after all": [receipt("sent"), failing("30003", "unreachable"), receipt("delivered")],
  "failed in two words": [receipt("accepted"), receipt("failed"), receipt("undelivered")],
};

test.each(Object.entries(stories))("A6 any order and repetition of receipts ends in the same state: %s", (_, story) => {
  const expected = after(accepted, story);
  const disorder = fc
    .array(fc.constantFrom(...story), { maxLength: 6 })
    .chain((repeated) => fc.shuffledSubarray([...story, ...repeated], { minLength: story.length + repeated.length }));
  const from = fc.constantFrom<Standing>(
    accepted,
    { ...accepted, status: "unknown", providerId: null, code: "timeout" },
    { ...accepted, status: "ready", providerId: null, code: absentCode },
  );
  fc.assert(
    fc.property(from, disorder, (start, receipts) => {
      const { status, attempt } = after(start, receipts);
      expect({ status, attempt }).toEqual({ status: expected.status, attempt: expected.attempt });
    }),
    { seed, numRuns: 200 },
  );
});

test("A6 receipts of two attempts mixed in any way never lose a delivery", () => {
  const second: Standing = { ...accepted, attempt: 2, providerId: "SM2" };
  const mixed = [
    failing("30003", "unreachable"),
    receipt("delivered"),
    receipt("sent", { attempt: 2, providerId: "SM2" }),
    receipt("undelivered", { attempt: 2, providerId: "SM2", code: "30003", failure: "unreachable" }),
  ];
  fc.assert(
    fc.property(fc.shuffledSubarray([...mixed, ...mixed], { minLength: mixed.length * 2 }), (receipts) => {
      expect(after(second, receipts).status).toBe("delivered");
    }),
    { seed },
  );
});

test("A6 whether a receipt or the answer of its attempt comes first makes no difference", () => {
  const answers: Outcome[] = [
    { kind: "accepted", providerId: "SM1" },
    { kind: "unknown", reason: "timeout" },
  ];
  for (const answer of answers)
    for (const told of [
      receipt("accepted"),
      receipt("delivered"),
      failing("30003", "unreachable"),
      failing("30006", "wrong_channel"),
    ]) {
      const answered = settleOutcome(fresh, 1, answer, at);
      const answerFirst = settleReceipt(answered, told, at) ?? answered;
      const told_ = settleReceipt(fresh, told, at);
      const receiptFirst = settleOutcome(told_ ?? fresh, 1, answer, at);
      expect(receiptFirst.status).toBe(answerFirst.status);
      expect(receiptFirst.attempt).toBe(1);
    }
});

test("A6 what each outcome makes of somebody waiting", () => {
  expect(settleOutcome(fresh, 1, { kind: "accepted", providerId: "SM1" }, at)).toMatchObject({
    status: "accepted",
    attempt: 1,
    providerId: "SM1",
    next: null,
  });
  expect(settleOutcome(fresh, 1, { kind: "unknown", reason: "timeout" }, at)).toMatchObject({
    status: "unknown",
    attempt: 1,
    next: { type: "look", dueAt: 121_000 },
  });
  for (const kind of ["rate_limited", "released"] as const)
    expect(settleOutcome(fresh, 1, { kind, retryAfterMs: null, reason: "" } as Outcome, at)).toMatchObject({
      ...fresh,
      next: { type: "queue" },
    });
  expect(settleOutcome(fresh, 1, { kind: "refused", code: "30002", failure: "halt" }, at)).toMatchObject({
    ...fresh,
    next: { type: "queue" },
    halt: { code: "30002" },
  });
});

test.each([
  ["retry", [15, 60, null]],
  ["unreachable", [15, null]],
  ["fall_back", [null]],
  ["failed", [null]],
] as const)("A6 the %s class is bounded", (failure, waits) => {
  for (const [i, waitMin] of waits.entries()) {
    const from: Standing = { ...fresh, attempt: i };
    const change = settleOutcome(from, i + 1, { kind: "refused", code: "x", failure }, at);
    expect(change).toMatchObject({
      attempt: i + 1,
      status: waitMin === null ? "failed" : "held",
      next: waitMin === null ? null : { type: "retry", dueAt: 2_000 + waitMin * 60_000 },
    });
  }
});

test("A6 nobody a receipt has settled meanwhile goes back to the queue, whatever becomes of the later attempt", () => {
  const outcomes: Outcome[] = [
    { kind: "rate_limited", retryAfterMs: null },
    { kind: "released", reason: "paused" },
    { kind: "refused", code: "30002", failure: "halt" },
  ];
  for (const status of ["held", "accepted", "delivered", "read", "undelivered", "unconfirmed"] as const)
    for (const outcome of outcomes)
      expect(settleOutcome({ ...accepted, status }, 2, outcome, at)).toMatchObject({ status, next: null });
});

test("A6 who was reached on an earlier rung while a later one was on its way stays reached, whatever receipts of that come before its answer", () => {
  const next: Standing = {
    ...accepted,
    status: "ready",
    providerId: null,
    rung: 1,
    trail: [{ rung: 0, attempt: 1, status: "awaiting", code: "no_delivery", providerId: "SM1", at: 1_500 }],
  };
  const waits = { ...at, waitMs: 60_000 };
  for (const status of ["delivered", "read"] as const) {
    const reached = settleReceipt(next, receipt(status), waits) ?? next;
    expect(reached.status).toBe(status);
    for (const told of [receipt("accepted"), receipt("sent"), failing("30006", "wrong_channel")]) {
      const change = settleReceipt(reached, { ...told, attempt: 2, providerId: "SM2" }, waits);
      expect(change, "their message, and nothing follows").toMatchObject({
        status,
        attempt: 2,
        providerId: "SM2",
        rung: 1,
        next: null,
      });
    }
  }
});

test("A6 a dispatch proven absent is made anew, but not for ever", () => {
  const lost: Standing = { ...fresh, status: "unknown", attempt: 1, code: "timeout" };
  expect(settleAbsent(lost, at)).toMatchObject({ status: "ready", code: absentCode, next: { type: "queue" } });
  expect(settleAbsent({ ...lost, attempt: 20 }, at)).toMatchObject({ status: "failed", next: null });
});

const message = (providerId: string, body: string) => ({ providerId, body, createdAt: 1_500 });
const claim = { body: "Hi Zoë, it is late.", claimedAt: 1_000 };

test("A6 one message with these words and nobody else's: found; the ends and the accents' form do not matter", () => {
  const found = message("SM1", "  Hi Zoe\u0308, it is late.\n");
  expect(settleLook(claim, [found, message("SM2", "other")], { look: 1, rivals: 0 })).toEqual({
    type: "found",
    providerId: "SM1",
  });
});

test("A6 none, twice: absent; several, or one that may be a rival's: at the second look it is ambiguous", () => {
  const one = message("SM1", claim.body);
  expect(settleLook(claim, [], { look: 1, rivals: 0 })).toEqual({ type: "look_again", dueAt: 901_000 });
  expect(settleLook(claim, [], { look: 2, rivals: 1 })).toEqual({ type: "absent" });
  expect(settleLook(claim, [one], { look: 1, rivals: 1 })).toEqual({ type: "look_again", dueAt: 901_000 });
  expect(settleLook(claim, [one], { look: 2, rivals: 1 })).toEqual({ type: "ambiguous" });
  expect(settleLook(claim, [one, message("SM2", claim.body)], { look: 2, rivals: 0 })).toEqual({ type: "ambiguous" });
});
