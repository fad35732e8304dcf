import { type Condition, limits, type RuleAction } from "@headsup/contract";
import fc from "fast-check";
import { expect, test } from "vitest";
import { conversationLimits } from "./limits.ts";
import { type ReadRule, type RuleEvent, type RuleFacts, runRules, tryRules } from "./rules.ts";
import type { AgentFacts, ConversationState, InboxFacts } from "./state.ts";

const now = Date.parse("2026-11-24T12:00:00Z");
const hour = 3_600_000;
const inbox = (name: string, answerWithinMs: number | null = null): InboxFacts => ({
  id: `inb_${name.toLowerCase()}`,
  name,
  hours: null,
  zone: "UTC",
  answerWithinMs,
});
const agent = (name: string, more: Partial<AgentFacts> = {}): AgentFacts => ({
  id: `agt_${name.toLowerCase()}`,
  name,
  status: "available",
  skills: [],
  inboxes: [],
  ...more,
});
const state: ConversationState = {
  status: "open",
  inboxId: "inb_support",
  skill: null,
  agentId: null,
  topics: [],
  priority: "normal",
  campaignId: null,
  waitingSince: now - hour,
  dueAt: null,
  flag: null,
};
const facts: RuleFacts = {
  now,
  message: { text: "I want a refund", subject: null, opens: true, isCampaignReply: false },
  channel: "sms",
  address: "+12125550123",
  sender: { id: "snd_1", address: "+18005550100" },
  campaign: null,
  isOptedOut: false,
  inboxes: [inbox("Support"), inbox("Billing", 4 * hour)],
  agents: [
    agent("Maya", { inboxes: ["inb_support"] }),
    agent("Noor", { skills: ["refunds"] }),
    agent("Ola", { status: "away" }),
  ],
};
const rule = (name: string, actions: readonly RuleAction[], more: Partial<ReadRule> = {}): ReadRule => ({
  id: `rul_${name}`,
  name,
  trigger: { on: "message_received" },
  when: { all: [] },
  actions,
  stop: false,
  ...more,
});
const add = (...topics: string[]): RuleAction => ({ do: "add_topics", topics });
const onTopic = (...topics: string[]): Partial<ReadRule> => ({ trigger: { on: "topic_added", topics } });
const received: readonly RuleEvent[] = [{ type: "message_received" }];
const run = (
  rules: readonly ReadRule[],
  {
    events = received,
    from = {},
    more = {},
  }: { events?: readonly RuleEvent[]; from?: Partial<ConversationState>; more?: Partial<RuleFacts> } = {},
) => tryRules(rules, { events, state: { ...state, ...from }, facts: { ...facts, ...more } });
const effects = (action: RuleAction, scene: Parameters<typeof run>[1] = {}) =>
  run([rule("A", [action])], scene).steps[0]?.effects;

test("F4 rules are asked in their order, and each sees what the ones before it did", () => {
  const outcome = run([
    rule("Sort", [{ do: "route", inbox: "Billing" }, add("refund")], {
      when: { field: "text", op: "contains", values: ["refund"] },
    }),
    rule("Raise", [{ do: "set_priority", priority: "high" }], { when: { field: "inbox", values: ["Billing"] } }),
    rule("Elsewhere", [{ do: "close" }], { when: { field: "inbox", values: ["Support"] } }),
  ]);
  expect(outcome.state).toEqual({
    ...state,
    inboxId: "inb_billing",
    dueAt: now + 3 * hour,
    topics: ["refund"],
    priority: "high",
  });
  expect(outcome.told).toEqual([
    "routed to Billing by the rule “Sort”",
    "topic refund added by the rule “Sort”",
    "priority set to high by the rule “Raise”",
  ]);
  expect(outcome.steps.map(({ name, matched }) => [name, matched])).toEqual([
    ["Sort", true],
    ["Raise", true],
    ["Elsewhere", false],
  ]);
  expect(outcome.steps[2]?.condition).toEqual({ says: "inbox is Support (it is Billing)", holds: false });
});

test("F4 trying rules decides as running them does; only the judging of conditions is added", () => {
  const rules = [rule("A", [add("x")]), rule("B", [{ do: "close" }], onTopic("x"))];
  const question = { events: received, state, facts };
  const { steps, ...tried } = tryRules(rules, question);
  expect(runRules(rules, question)).toEqual({
    ...tried,
    steps: steps.map((step) => ({ ...step, condition: null })),
  });
});

test("F4 a rule is asked for its own trigger alone, and a due time is one rule's", () => {
  const rules = [
    rule("Received", [add("a")]),
    rule("Soon", [add("b")], { trigger: { on: "due", withinMs: 30 * 60_000 } }),
    rule("Late", [add("c")], { trigger: { on: "due", withinMs: 0 } }),
    rule("Offline", [add("d")], { trigger: { on: "agent_offline" } }),
  ];
  const asked = (event: RuleEvent) =>
    run(rules, { events: [event] }).steps.map(({ name, event: what }) => [name, what]);
  expect(asked({ type: "message_received" })).toEqual([["Received", "message received"]]);
  expect(asked({ type: "due", rule: "rul_Soon" })).toEqual([["Soon", "due within 30 min"]]);
  expect(asked({ type: "due", rule: "rul_Late" })).toEqual([["Late", "overdue"]]);
  expect(asked({ type: "agent_offline" })).toEqual([["Offline", "its agent went offline"]]);
  expect(asked({ type: "campaign_reply" })).toEqual([]);
});

test("F4 stop ends the asking for its event, not for others", () => {
  const rules = [
    rule("First", [add("x")], { stop: true }),
    rule("Second", [{ do: "close" }]),
    rule("Created", [add("y")], { trigger: { on: "conversation_created" } }),
    rule("Topic", [add("z")], onTopic("x")),
  ];
  const { steps, state: after } = run(rules, { events: [...received, { type: "conversation_created" }] });
  expect(after).toMatchObject({ status: "open", topics: ["x", "y", "z"] });
  expect(steps.map(({ name, cut }) => [name, cut])).toEqual([
    ["First", null],
    ["Second", "not asked: the rule “First” stops here"],
    ["Created", null],
    ["Topic", null],
  ]);
  expect(
    run([rule("No", [], { stop: true, when: { field: "assigned", is: true } }), rule("Next", [add("x")])]).state.topics,
  ).toEqual(["x"]);
});

test("F4 a topic a rule adds brings up the rules that wait for it; one that is there already does not", () => {
  const rules = [rule("A", [add("x")]), rule("Any", [add("y")], onTopic()), rule("Other", [add("w")], onTopic("q"))];
  expect(run(rules).state.topics).toEqual(["x", "y"]);
  expect(run(rules, { from: { topics: ["x"] } }).state.topics).toEqual(["x"]);
});

test("F4 a rule that leads to itself is cut, and the loop is said", () => {
  const rules = [
    rule("Start", [add("x")]),
    rule("Round", [add("y")], onTopic("x", "z")),
    rule("Trip", [add("z")], onTopic("y")),
  ];
  const { steps, state: after } = run(rules);
  expect(after.topics).toEqual(["x", "y", "z"]);
  expect(steps.at(-1)).toEqual({
    rule: "rul_Round",
    name: "Round",
    event: "topic added: z",
    matched: false,
    cut: "not asked: it ran and led to this itself, so a loop was cut",
    condition: null,
    effects: [],
  });
});

test("F4 a rule runs once for two topics at once, without being called a loop", () => {
  const { steps } = run([rule("A", [add("x", "y")]), rule("Any", [{ do: "close" }], onTopic())]);
  expect(steps.map(({ name, cut }) => [name, cut])).toEqual([
    ["A", null],
    ["Any", null],
    ["Any", "not asked: it ran already, and a rule runs once for what happens at once"],
  ]);
});

test("F4 one broken rule changes nothing and stops nobody, not even half of it", () => {
  const broken = [
    rule("Condition", [add("a")], { when: { field: "moon", is: true } as unknown as Condition }),
    rule("Null", [add("b")], { when: null as unknown as Condition }),
    rule("Action", [add("c"), { do: "dance" } as unknown as RuleAction]),
    rule("Trigger", [add("d")], { trigger: null as unknown as ReadRule["trigger"] }),
  ];
  const { state: after, steps, told } = run([...broken, rule("Good", [add("x")])]);
  expect(after.topics).toEqual(["x"]);
  expect(told).toEqual(["topic x added by the rule “Good”"]);
  expect(steps.map(({ name, cut }) => [name, cut?.includes("it is broken and was left out") ?? false])).toEqual([
    ["Condition", true],
    ["Null", true],
    ["Action", true],
    ["Good", false],
  ]);
});

test("F3 routing takes the promise of the inbox it goes to, and leaves its agent only where they are a member", () => {
  const billing: RuleAction = { do: "route", inbox: "billing" };
  const routed = run([rule("A", [billing])], { from: { agentId: "agt_maya", dueAt: 1 } });
  expect(routed.state).toMatchObject({ inboxId: "inb_billing", agentId: null, dueAt: now + 3 * hour });
  expect(routed.told).toEqual(["routed to Billing by the rule “A”", "taken from Maya by the rule “A”"]);
  expect(run([rule("A", [billing])], { from: { agentId: "agt_noor" } }).state.agentId).toBe("agt_noor");
  expect(run([rule("A", [billing])], { from: { waitingSince: null } }).state.dueAt).toBeNull();
});

test("F3 work is given only to agents who are there and may do it; what is not done is said", () => {
  const to = (name: string): RuleAction => ({ do: "assign", agent: name });
  expect(run([rule("A", [to("maya")])]).state.agentId).toBe("agt_maya");
  expect(effects(to("Ola"))).toEqual(["Ola is away: not assigned"]);
  expect(effects(to("Pia"))).toEqual(["there is no agent “Pia” any more: not assigned"]);
  expect(effects(to("Maya"), { from: { inboxId: "inb_billing" } })).toEqual([
    "Maya is no member of Billing: not assigned",
  ]);
  expect(effects(to("Maya"), { from: { skill: "refunds" } })).toEqual(["Maya lacks the skill refunds: not assigned"]);
  expect(effects(to("Maya"), { from: { agentId: "agt_maya" } })).toEqual(["Maya has it already"]);
  expect(effects(to("Maya"), { from: { status: "closed" } })).toEqual(["it is closed: not assigned"]);
});

test("F3 a required skill takes the conversation from an agent who lacks it", () => {
  const require: RuleAction = { do: "require_skill", skill: "refunds" };
  expect(run([rule("A", [require])], { from: { agentId: "agt_maya" } }).state).toMatchObject({
    skill: "refunds",
    agentId: null,
  });
  expect(run([rule("A", [require])], { from: { agentId: "agt_noor" } }).state.agentId).toBe("agt_noor");
  expect(
    run([rule("A", [{ do: "require_skill", skill: null }])], { from: { skill: "refunds" } }).state.skill,
  ).toBeNull();
});

test("F4 closing leaves nobody waiting and nothing due; its agent of then is kept for when the customer comes back", () => {
  const { state: after } = run([rule("A", [{ do: "close" }])], { from: { agentId: "agt_maya", dueAt: now } });
  expect(after).toMatchObject({ status: "closed", agentId: "agt_maya", waitingSince: null, dueAt: null });
});

test("F4 what an action cannot do, or need not, changes nothing and tells the thread nothing", () => {
  const idle: [RuleAction, string][] = [
    [{ do: "route", inbox: "Gone" }, "there is no inbox “Gone” any more: not routed"],
    [{ do: "route", inbox: "Support" }, "it is in Support already"],
    [{ do: "unassign" }, "no agent has it: nobody to take it from"],
    [{ do: "require_skill", skill: null }, "no skill is required already"],
    [{ do: "set_priority", priority: "normal" }, "priority is normal already"],
    [{ do: "reply", atMostEveryMs: hour }, "it has neither an answer nor a text: not answered"],
  ];
  for (const [action, said] of idle) {
    const outcome = run([rule("A", [action])]);
    expect(outcome).toMatchObject({ state, told: [], replies: [], suppresses: false });
    expect(outcome.steps[0]?.effects).toEqual([said]);
  }
});

test("F4 a conversation takes no more topics than it has room for, and says which were left", () => {
  const topics = Array.from({ length: limits.topicsOfConversationMax - 1 }, (_, i) => `t${i}`);
  const outcome = run([rule("A", [add("t1", "x", "y")])], { from: { topics } });
  expect(outcome.state.topics).toEqual([...topics, "x"]);
  expect(outcome.steps[0]?.effects).toEqual(["topic x added", "it has 20 topics: topic y not added"]);
});

test("F4 who opted out, before or by a rule of the same run, is not answered by any rule", () => {
  const answer: RuleAction = { do: "reply", text: "We are on it.", atMostEveryMs: hour };
  expect(run([rule("A", [answer])]).replies).toEqual([
    { ruleId: "rul_A", ruleName: "A", answer: null, text: "We are on it.", atMostEveryMs: hour },
  ]);
  expect(run([rule("A", [answer])], { more: { isOptedOut: true } }).replies).toEqual([]);
  expect(effects(answer, { more: { sender: null } })).toEqual(["they wrote to no sender of ours: not answered"]);
  const suppressed = run([
    rule("Before", [answer]),
    rule("Stop", [{ do: "suppress" }]),
    rule("After", [answer], { when: { field: "opted_out", is: true } }),
  ]);
  expect(suppressed).toMatchObject({ replies: [], suppresses: true });
  expect(suppressed.steps.map((step) => step.effects)).toEqual([
    ["We are on it."].map((text) => `answers “${text}”`),
    ["suppressed", "the answer of the rule “Before” is not sent"],
    ["they opted out: not answered"],
  ]);
});

test("F4 a run ends within its bound, whatever rules add whatever topics, and each rule runs at most once", () => {
  const topic = fc.constantFrom(..."abcdefghijklmnopqrstuvwxyz");
  const topics = (minLength: number) => fc.uniqueArray(topic, { minLength, maxLength: 8 });
  const actions = fc.array(
    fc.oneof(
      topics(1).map((added) => add(...added)),
      fc.constantFrom<RuleAction>({ do: "close" }, { do: "assign", agent: "Maya" }, { do: "unassign" }),
    ),
    { minLength: 1, maxLength: 4 },
  );
  const condition: fc.Arbitrary<Condition> = fc.oneof(
    fc.constant({ all: [] }),
    topic.map((value) => ({ not: { field: "topic" as const, values: [value] } })),
  );
  const trigger = fc.oneof(
    fc.constant({ on: "message_received" as const }),
    topics(0).map((awaited) => ({ on: "topic_added" as const, topics: awaited })),
  );
  const rules = fc
    .array(fc.record({ trigger, when: condition, actions, stop: fc.boolean() }), { maxLength: 40 })
    .map((list) => list.map((more, i) => rule(`${i}`, more.actions, more)));
  const events = fc.array(
    fc.oneof(
      fc.constant<RuleEvent>({ type: "message_received" }),
      topic.map((name): RuleEvent => ({ type: "topic_added", topic: name })),
    ),
    { maxLength: conversationLimits.eventsMax * 2 },
  );
  fc.assert(
    fc.property(rules, events, (list, happened) => {
      const { steps, state: after } = run(list, { events: happened });
      expect(steps.length).toBeLessThanOrEqual(conversationLimits.eventsMax * list.length);
      const ran = steps.filter(({ matched }) => matched).map((step) => step.rule);
      expect(new Set(ran).size).toBe(ran.length);
      expect(after.topics.length).toBeLessThanOrEqual(limits.topicsOfConversationMax);
      expect(new Set(after.topics).size).toBe(after.topics.length);
    }),
  );
});
