import { type Condition, limits, type RuleAction, type RuleTrigger } from "@headsup/contract";
import { expect, test } from "vitest";
import { checkRule, ruleWarnings, type WarnedRule } from "./ruleWarnings.ts";

const route: RuleAction = { do: "route", inbox: "Billing" };
const say = (text: string): RuleAction => ({ do: "reply", text, atMostEveryMs: 3_600_000 });
const add = (...topics: string[]): RuleAction => ({ do: "add_topics", topics });
const topicAdded = (...topics: string[]): RuleTrigger => ({ on: "topic_added", topics });
const text = (...values: string[]): Condition => ({ field: "text", op: "contains", values });
const rule = (name: string, more: Partial<WarnedRule> = {}): WarnedRule => ({
  id: `rul_${name}`,
  name,
  trigger: { on: "message_received" },
  when: { all: [] },
  actions: [route],
  stop: false,
  enabled: true,
  ...more,
});
const warnings = (...rules: WarnedRule[]) => Object.fromEntries(ruleWarnings(rules));
const alone = (more: Partial<WarnedRule>) => warnings(rule("A", more)).rul_A;
const nested = (depth: number): Condition => (depth === 1 ? text("x") : { not: nested(depth - 1) });

test("F4 conditions nest as deep as the limit, and no deeper", () => {
  expect(checkRule(rule("A", { when: nested(limits.conditionDepthMax) })).ok).toBe(true);
  const refused = checkRule(rule("A", { when: nested(limits.conditionDepthMax + 1) }));
  expect(refused).toMatchObject({ ok: false, error: { code: "invalid_request", details: [{ path: "when" }] } });
});

test("F4 conditions are counted with their groups", () => {
  const many = (leaves: number): Condition => ({ all: Array.from({ length: leaves }, () => text("x")) });
  expect(checkRule(rule("A", { when: many(limits.conditionsMax - 1) })).ok).toBe(true);
  const refused = checkRule(rule("A", { when: many(limits.conditionsMax) }));
  expect(!refused.ok && refused.error.message).toContain("61 conditions");
});

test("F4 a reply has an answer or a text, and the error names its place", () => {
  const check = (reply: Partial<Extract<RuleAction, { do: "reply" }>>) =>
    checkRule(rule("A", { actions: [route, { do: "reply", atMostEveryMs: 3_600_000, ...reply }] }));
  expect(check({ text: "Hello" }).ok).toBe(true);
  expect(check({ answer: "ans_1" }).ok).toBe(true);
  const [neither, both] = [check({}), check({ text: "Hello", answer: "ans_1" })];
  expect(!neither.ok && neither.error.message).toBe(
    "The reply in actions[1] has neither an answer nor a text. Give it one of them.",
  );
  expect(!both.ok && both.error).toMatchObject({
    message: expect.stringContaining("both"),
    details: [{ path: "actions.1" }],
  });
});

test("F4 a rule behind one that always holds and stops is told that it is never asked", () => {
  const first = rule("First", { stop: true });
  expect(warnings(first, rule("A")).rul_A).toEqual([
    "It is never asked: the rule “First” before it always holds and stops there.",
  ]);
  expect(warnings({ ...first, when: { any: [text("x"), { not: text("!!!") }] } }, rule("A")).rul_A).toHaveLength(1);
  for (const reached of [
    { ...first, enabled: false },
    { ...first, stop: false },
    { ...first, when: text("refund") },
    { ...first, trigger: { on: "conversation_created" } as const },
  ]) {
    expect(warnings(reached, rule("A")).rul_A).toEqual([]);
  }
  expect(warnings(rule("A"), first).rul_A).toEqual([]);
});

test.each<[string, Condition[]]>([
  [
    "“inbox is Billing” and “inbox is Support”",
    [
      { field: "inbox", values: ["Billing"] },
      { field: "inbox", values: ["Support"] },
    ],
  ],
  [
    "“text is “yes”” and “text is “no””",
    [
      { field: "text", op: "is", values: ["yes"] },
      { field: "text", op: "is", values: ["no"] },
    ],
  ],
  [
    "“an agent has it” and “no agent has it”",
    [{ field: "assigned", is: true }, { all: [{ field: "assigned", is: false }] }],
  ],
])("F4 contradictory conditions are seen: %s", (said, all) => {
  expect(alone({ when: { all } })).toEqual([`It can never run: ${said} cannot both hold.`]);
});

test.each<[string, Condition[]]>([
  [
    "one value in common",
    [
      { field: "skill", values: ["a", "b"] },
      { field: "skill", values: ["b", "c"] },
    ],
  ],
  [
    "an id and a name",
    [
      { field: "inbox", values: ["inb_1"] },
      { field: "inbox", values: ["Support"] },
    ],
  ],
  [
    "the same words, written otherwise",
    [
      { field: "text", op: "is", values: ["Yes!"] },
      { field: "text", op: "is", values: ["yes"] },
    ],
  ],
  [
    "topics, of which there are several",
    [
      { field: "topic", values: ["a"] },
      { field: "topic", values: ["b"] },
    ],
  ],
  ["alternatives", [{ any: [{ field: "skill", values: ["a"] }, text("x")] }, { field: "skill", values: ["b"] }]],
])("F4 what can hold together is no contradiction: %s", (_, all) => {
  expect(alone({ when: { all } })).toEqual([]);
});

test("F4 a value without words, and a text where there is no message, are told", () => {
  expect(alone({ when: text("refund", "!!!") })).toEqual([
    "No message is ever found by “!!!”: there are no words in it.",
  ]);
  expect(alone({ when: text("!!!") })).toContain("It can never run: its conditions never hold.");
  const noMessage = "It asks for the words of a message, and there is none when this happens: that never holds.";
  expect(alone({ trigger: { on: "due", withinMs: 0 }, when: { any: [text("x"), text("y")] } })).toEqual([noMessage]);
  expect(alone({ trigger: { on: "agent_offline" }, when: { not: text("x") } })).toEqual([noMessage]);
  expect(alone({ trigger: topicAdded(), when: text("x") })?.[0]).toContain("where a colleague adds the topic");
  expect(alone({ trigger: topicAdded(), when: { field: "opted_out", is: true } })).toEqual([]);
});

test("F4 one message that two rules answer, for two events it can be, is told at the later one", () => {
  const received = rule("Received", { actions: [say("We got it.")] });
  const created = rule("Created", { trigger: { on: "conversation_created" }, actions: [say("Hello!")] });
  expect(warnings(received, created)).toEqual({
    rul_Received: [],
    rul_Created: [
      "One message may be answered twice: by this rule and by the rule “Received”, as it can be what both wait for.",
    ],
  });
  const later = { ...received, when: { field: "opens", is: false } as const };
  expect(warnings(later, created).rul_Created).toEqual([]);
  expect(warnings({ ...received, enabled: false }, created).rul_Created).toEqual([]);
  expect(warnings(received, { ...created, actions: [route] }).rul_Created).toEqual([]);
});

test("F4 closing with assigning, suppressing with replying, are told", () => {
  expect(alone({ actions: [{ do: "close" }, { do: "assign", agent: "Maya" }] })?.[0]).toContain(
    "a closed one is given to nobody",
  );
  expect(alone({ actions: [{ do: "suppress" }, say("Bye")] })?.[0]).toContain("not answered");
});

test("F4 rules that wait for each other's topics are told, both of them; a chain is not", () => {
  const a = rule("A", { trigger: topicAdded("x"), actions: [add("y")] });
  const b = rule("B", { trigger: topicAdded("y"), actions: [add("x")] });
  expect(warnings(a, b)).toEqual({
    rul_A: ["It and the rule “B” add topics that the other waits for: each runs once, and the loop ends there."],
    rul_B: ["It and the rule “A” add topics that the other waits for: each runs once, and the loop ends there."],
  });
  expect(warnings(a, { ...b, actions: [add("z")] })).toEqual({ rul_A: [], rul_B: [] });
});
