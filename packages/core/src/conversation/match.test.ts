import fc from "fast-check";
import { expect, test } from "vitest";
import { defaultBoosts, type MatchBoost, matchOrder, scoreOf, type Waiting } from "./match.ts";

const now = Date.parse("2026-11-24T12:00:00Z");
const minute = 60_000;
const waiting = (id: string, more: Partial<Waiting> = {}): Waiting => ({
  id,
  inboxId: "inb_1",
  inboxName: "Support",
  skill: null,
  topics: [],
  channel: "sms",
  priority: "normal",
  waitingSince: now - minute,
  dueAt: null,
  ...more,
});
const order = (conversations: readonly Waiting[], boosts: readonly MatchBoost[] = defaultBoosts) =>
  matchOrder(conversations, boosts, { now }).map(({ conversation }) => conversation.id);

test("F5 each part of a score says why, and they add up", () => {
  const late = waiting("a", { priority: "high", waitingSince: now - 23 * minute, dueAt: now - 3 * minute });
  expect(scoreOf(late, defaultBoosts, { now })).toEqual({
    score: 14,
    parts: [
      { why: "priority high", points: 5 },
      { why: "waiting longer than 10 min (23 min): Small", points: 1 },
      { why: "due within 30 min (overdue): Medium", points: 3 },
      { why: "overdue (by 3 min): Large", points: 5 },
    ],
  });
  expect(scoreOf(waiting("b"), defaultBoosts, { now })).toEqual({ score: 0, parts: [] });
});

test("F5 boosts go by inbox (id or name), topic, skill and channel, and sum", () => {
  const boosts: MatchBoost[] = [
    { when: { type: "inbox", inbox: "support" }, size: "small" },
    { when: { type: "inbox", inbox: "inb_1" }, size: "small" },
    { when: { type: "inbox", inbox: "Billing" }, size: "very_large" },
    { when: { type: "topic", topic: "refund" }, size: "medium" },
    { when: { type: "skill", skill: "billing" }, size: "large" },
    { when: { type: "channel", channel: "sms" }, size: "very_large" },
  ];
  const match = scoreOf(waiting("a", { topics: ["x", "refund"], skill: "billing" }), boosts, { now });
  expect(match.parts.map(({ points }) => points)).toEqual([1, 1, 3, 5, 10]);
  expect(match.score).toBe(20);
});

test("F5 a wait counts once it is longer than the boost says; due counts up to the very minute", () => {
  const score = (more: Partial<Waiting>) => scoreOf(waiting("a", more), defaultBoosts, { now }).score;
  expect(score({ waitingSince: now - 10 * minute })).toBe(0);
  expect(score({ waitingSince: now - 10 * minute - 1 })).toBe(1);
  expect(score({ dueAt: now + 30 * minute + 1 })).toBe(0);
  expect(score({ dueAt: now + 30 * minute })).toBe(3);
  expect(score({ dueAt: now })).toBe(8);
});

test("F5 the most points go first, then what is due first, then who waited longest, then the older conversation", () => {
  expect(
    order([
      waiting("low", { priority: "low", dueAt: now + 40 * minute }),
      waiting("d"),
      waiting("c"),
      waiting("longer", { waitingSince: now - 2 * minute }),
      waiting("dueLater", { dueAt: now + 50 * minute }),
      waiting("dueSooner", { dueAt: now + 40 * minute, waitingSince: now }),
      waiting("overdue", { dueAt: now - 1 }),
      waiting("urgent", { priority: "urgent" }),
    ]),
  ).toEqual(["urgent", "overdue", "dueSooner", "dueLater", "longer", "c", "d", "low"]);
});

test("F5 the order is total: whatever order they come in, each goes after the same others", () => {
  const instant = fc.option(
    fc.integer({ min: now - 60 * minute, max: now + 60 * minute }).map((t) => t - (t % minute)),
  );
  const conversation = fc.record({
    waitingSince: instant,
    dueAt: instant,
    priority: fc.constantFrom("low", "normal", "high", "urgent" as const),
    topics: fc.subarray(["refund", "late"]),
  }) as fc.Arbitrary<Partial<Waiting>>;
  const boosts: MatchBoost[] = [...defaultBoosts, { when: { type: "topic", topic: "refund" }, size: "large" }];
  const scene = fc
    .array(conversation, { maxLength: 30 })
    .map((list) => list.map((more, i) => waiting(`cnv_${i}`, more)))
    .chain((list) =>
      fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length }), fc.shuffledSubarray(list)),
    );
  fc.assert(
    fc.property(scene, ([list, shuffled, some]) => {
      const ids = order(list, boosts);
      expect(order(shuffled, boosts)).toEqual(ids);
      // Who is given out does not move those who stay.
      const kept = new Set(some.map(({ id }) => id));
      expect(order(some, boosts)).toEqual(ids.filter((id) => kept.has(id)));
      const scores = matchOrder(list, boosts, { now }).map(({ match }) => match.score);
      expect(scores).toEqual(scores.toSorted((a, b) => b - a));
    }),
  );
});
