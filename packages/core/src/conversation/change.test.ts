import { expect, test } from "vitest";
import { answered, change, closed } from "./change.ts";
import type { AgentFacts, ConversationState, InboxFacts } from "./state.ts";

const now = Date.parse("2026-11-24T15:00:00Z");
const maya: AgentFacts = { id: "agt_1", name: "Maya", status: "available", skills: [], inboxes: ["inb_1"] };
const noor: AgentFacts = { ...maya, id: "agt_2", name: "Noor", inboxes: [] };
const billing: InboxFacts = { id: "inb_2", name: "Billing", hours: null, zone: "UTC", answerWithinMs: 60_000 };
const held: ConversationState = {
  status: "open",
  inboxId: "inb_1",
  skill: null,
  agentId: "agt_1",
  topics: [],
  priority: "normal",
  campaignId: null,
  waitingSince: now,
  dueAt: null,
  flag: "look",
};
const by = { agents: [maya, noor], inboxes: [{ ...billing, id: "inb_1" }], by: "Ana", lastWordAt: now };

test("F6 an answer ends the waiting, and gives what nobody has to who answers", () => {
  expect(answered({ ...held, agentId: null }, "agt_2")).toMatchObject({ waitingSince: null, agentId: "agt_2" });
  expect(answered(held, "agt_2").agentId).toBe("agt_1");
});

test("F6 moved where its agent is no member, it waits for somebody who is; its due time is that inbox's", () => {
  const moved = change(held, { inbox: billing }, by);
  expect(moved.state).toMatchObject({ inboxId: "inb_2", agentId: null, dueAt: now + 60_000 });
  expect(moved.told.join("; ")).toBe(
    "moved to Billing by Ana; Maya cannot answer it there: it waits for somebody who can",
  );
  expect(change({ ...held, agentId: "agt_2" }, { inbox: billing }, by).state.agentId).toBe("agt_2");
});

test("F6 a person may give it to somebody whatever the rules of membership say", () => {
  expect(change(held, { inbox: billing, agent: maya }, by).state.agentId).toBe("agt_1");
});

test("F6 given back after it was answered, it waits since the customer's last word; if that was ours, for nobody", () => {
  const replied = { ...held, waitingSince: null };
  expect(change(replied, { agent: null }, by).state).toMatchObject({
    agentId: null,
    waitingSince: now,
    dueAt: now + 60_000,
  });
  expect(change(replied, { agent: null }, { ...by, lastWordAt: null }).state.waitingSince).toBeNull();
});

test("F6 closed, nobody waits and the flag is gone; opened by hand, it waits again if they had the last word", () => {
  const shut = change(held, { status: "closed" }, by);
  expect(shut.state).toEqual(closed(held));
  expect(shut.state).toMatchObject({ waitingSince: null, flag: null, agentId: "agt_1" });
  expect(change(shut.state, { status: "open" }, by).state).toMatchObject({
    status: "open",
    waitingSince: now,
    dueAt: now + 60_000,
  });
});

test("F6 a change of nothing changes nothing and tells nothing", () => {
  const same = change(held, { inbox: { ...billing, id: "inb_1" }, agent: maya, topics: [], priority: "normal" }, by);
  expect(same).toEqual({ state: held, told: [] });
  expect(same.state).toBe(held);
});

test("F6 topics added and taken away are both told", () => {
  const changed = change({ ...held, topics: ["a", "b"] }, { topics: ["b", "c"] }, by);
  expect(changed.state.topics).toEqual(["b", "c"]);
  expect(changed.told).toEqual(["topic c added by Ana", "topic a taken away by Ana"]);
});
