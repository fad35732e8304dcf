import { describe, expect, test } from "vitest";
import { type Arrival, type ArrivalFacts, arrive } from "./arrive.ts";
import type { AgentFacts, ConversationState, InboxFacts } from "./state.ts";

const minute = 60_000;
const now = Date.parse("2026-11-24T15:00:00Z");
const inbox: InboxFacts = { id: "inb_1", name: "Service", hours: null, zone: "UTC", answerWithinMs: 60 * minute };
const maya: AgentFacts = { id: "agt_1", name: "Maya", status: "available", skills: ["billing"], inboxes: [] };
const sender = { id: "snd_1", address: "+12025550100", inboxId: "inb_1", skill: "general", topics: ["parcels"] };
const campaign = {
  id: "cmp_1",
  name: "Renewals",
  tags: [],
  skill: "billing",
  inboxId: null,
  routes: "opening",
} as const;

const facts = (over: Partial<ArrivalFacts> = {}): ArrivalFacts => ({
  now,
  channel: "sms",
  address: "+12125550101",
  isOptedOut: false,
  inboxes: [inbox],
  agents: [maya],
  sender,
  campaign: null,
  rules: [],
  agentMayKeep: false,
  ...over,
});
const says = (over: Partial<Arrival> = {}): Arrival => ({
  at: now,
  text: "Hello",
  subject: null,
  meaning: { kind: "none", certainty: "exact" },
  isUnattended: false,
  ...over,
});
const open: ConversationState = {
  status: "open",
  inboxId: "inb_1",
  skill: "general",
  agentId: null,
  topics: ["parcels"],
  priority: "high",
  campaignId: null,
  waitingSince: now - 5 * minute,
  dueAt: now + 55 * minute,
  flag: null,
};
const closed: ConversationState = { ...open, status: "closed", waitingSince: null, dueAt: null, agentId: "agt_1" };

describe("E5 who asks for an inbox", () => {
  const billing: InboxFacts = { ...inbox, id: "inb_2", name: "Billing" };
  const asking = (named: string, over: Partial<ArrivalFacts> = {}) =>
    arrive(null, says({ inbox: named }), facts({ inboxes: [inbox, billing], ...over }));

  test.each(["Billing", "inb_2"])("E5 by %s goes there, whatever its sender's replies do, and is told so", (named) =>
    expect(asking(named)).toMatchObject({ state: { inboxId: "inb_2" }, told: ["asked for Billing"] }),
  );

  test("E5 by a name that is no longer one goes where it would have gone", () =>
    expect(asking("Sales")).toMatchObject({ state: { inboxId: "inb_1" }, told: [] }));

  test("E5 while an agent has them who is not of it: the agent lets go, one who is keeps them", () => {
    const held: ConversationState = { ...open, agentId: "agt_1" };
    const askAmid = (inboxes: string[]) =>
      arrive(held, says({ inbox: "Billing" }), {
        ...facts({ inboxes: [inbox, billing] }),
        agents: [{ ...maya, skills: ["general"], inboxes }],
      }).state;
    expect(askAmid(["inb_1"])).toMatchObject({ inboxId: "inb_2", agentId: null });
    expect(askAmid([])).toMatchObject({ inboxId: "inb_2", agentId: "agt_1" });
  });
});

describe("a first message", () => {
  test("F3 goes where its sender's replies go, and is due as its inbox promises", () => {
    expect(arrive(null, says(), facts())).toMatchObject({
      opens: true,
      state: {
        status: "open",
        inboxId: "inb_1",
        skill: "general",
        topics: ["parcels"],
        waitingSince: now,
        dueAt: now + 60 * minute,
      },
    });
  });

  test("F3 that answers a campaign goes to the campaign's skill; a campaign without one leaves the sender's", () => {
    expect(arrive(null, says(), facts({ campaign })).state).toMatchObject({ skill: "billing", campaignId: "cmp_1" });
    expect(arrive(null, says(), facts({ campaign: { ...campaign, skill: null } })).state.skill).toBe("general");
  });
});

describe("what makes no work", () => {
  test.each([
    ["an exact STOP", says({ meaning: { kind: "stop", certainty: "exact" } })],
    ["HELP", says({ meaning: { kind: "help", certainty: "exact" } })],
    ["a machine's answer", says({ isUnattended: true })],
  ])("F7 %s opens nothing, asks no rule, and leaves who waits waiting", (_, arrival) => {
    const rules = [
      {
        id: "rul_1",
        name: "All",
        trigger: { on: "message_received" as const },
        when: { all: [] },
        actions: [{ do: "close" as const }],
        stop: false,
      },
    ];
    expect(arrive(null, arrival, facts({ rules }))).toMatchObject({
      opens: false,
      state: { status: "closed", waitingSince: null },
      steps: [],
    });
    expect(arrive(open, arrival, facts({ rules })).state).toEqual(open);
  });

  test("F7 a likely stop does make work: a person is to look, and nothing is answered by itself", () => {
    const rules = [
      {
        id: "rul_1",
        name: "Hi",
        trigger: { on: "message_received" as const },
        when: { all: [] },
        actions: [{ do: "reply" as const, text: "Hi", atMostEveryMs: minute }],
        stop: false,
      },
    ];
    const arrived = arrive(null, says({ meaning: { kind: "stop", certainty: "likely" } }), facts({ rules }));
    expect(arrived).toMatchObject({
      opens: true,
      replies: [],
      state: { status: "open", flag: expect.stringContaining("stop") },
    });
    expect(arrive(null, says(), facts({ rules })).replies).toHaveLength(1);
  });
});

describe("a further message", () => {
  test("F3 does not move who waits back in line, nor the conversation elsewhere", () => {
    expect(arrive(open, says(), facts({ campaign })).state).toMatchObject({
      waitingSince: open.waitingSince,
      dueAt: open.dueAt,
      skill: "general",
      priority: "high",
      campaignId: "cmp_1",
    });
  });

  test("F3 goes to the campaign's skill where it wants every reply, and leaves an agent who lacks it", () => {
    const held = { ...open, agentId: "agt_1" };
    const all = { ...campaign, inboxId: null, routes: "all" } as const;
    const known = arrive(held, says(), facts({ campaign: all }));
    expect(known.state).toMatchObject({ skill: "billing", agentId: "agt_1" });
    const lacking = arrive(held, says(), facts({ campaign: { ...all, skill: "law" } }));
    expect(lacking.state).toMatchObject({ skill: "law", agentId: null });
    expect(lacking.told.join()).toContain("Maya has not got the skill law");
  });

  test("F3 to an agent who is offline waits for somebody else; one who is only away keeps it", () => {
    const held = { ...open, agentId: "agt_1" };
    const of = (status: AgentFacts["status"]) =>
      arrive(held, says(), facts({ agents: [{ ...maya, status }] })).state.agentId;
    expect([of("available"), of("away"), of("offline")]).toEqual(["agt_1", "agt_1", null]);
  });
});

describe("a message after it was closed", () => {
  test("F2 opens it anew: with its sender's inbox and skill, its topics kept, its priority not", () => {
    const before = { ...closed, skill: "billing", inboxId: "inb_2", topics: ["refund"] };
    expect(arrive(before, says(), facts())).toMatchObject({
      opens: true,
      state: {
        status: "open",
        inboxId: "inb_1",
        skill: "general",
        topics: ["parcels", "refund"],
        priority: "normal",
        waitingSince: now,
      },
    });
  });

  test("F3 goes back to its agent only if they are there, and it takes the same skill", () => {
    const agentOf = (over: Partial<ArrivalFacts>) => arrive(closed, says(), facts(over)).state.agentId;
    expect(agentOf({ agentMayKeep: true })).toBe("agt_1");
    expect(agentOf({ agentMayKeep: false })).toBeNull();
    expect(agentOf({ agentMayKeep: true, campaign })).toBeNull();
  });
});
