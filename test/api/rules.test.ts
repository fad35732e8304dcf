import { limits, type Rule } from "@headsup/contract";
import {
  type ApiAnswer,
  type ApiWorld,
  apiWorld,
  draftCampaign,
  expectStatus,
  ourNumber,
  prepareAccount,
} from "@headsup/testkit";
import { afterEach, beforeEach, expect, test } from "vitest";

let world: ApiWorld;
let senderId: string;
beforeEach(async () => {
  world = await apiWorld();
  senderId = await prepareAccount(world);
});
afterEach(() => world.close());

const trigger = { on: "message_received" };
const actions = [{ do: "close" }];
async function addRule(name: string, over: Record<string, unknown> = {}): Promise<Rule> {
  await world.pass(1); // ids sort by time
  const body = { name, trigger, actions, ...over };
  return expectStatus(await world.call("POST", "/v1/rules", { body }), 201).json;
}
const readRules = async (): Promise<Rule[]> => expectStatus(await world.call("GET", "/v1/rules"), 200).json.items;
const order = async () => {
  const rules = await readRules();
  expect(rules.map(({ position }) => position)).toEqual(rules.map((_, i) => i + 1));
  return rules.map(({ name }) => name).join("");
};
const refusal = ({ status, json }: ApiAnswer) => `${status} ${json.error.code}: ${json.error.message}`;
const make = async (path: string, body: unknown) => expectStatus(await world.call("POST", path, { body }), 201).json;

test("F2 rules keep their order without a gap, wherever one is put in, moved to or taken out", async () => {
  const a = await addRule("a");
  await addRule("b");
  const c = await addRule("c");
  expect(await order()).toBe("abc");
  const first = await addRule("x", { position: 1 });
  expect(first.position).toBe(1);
  expect(await order()).toBe("xabc");
  expect((await addRule("y", { position: 3 })).position).toBe(3);
  expect((await addRule("z", { position: limits.rulesMax })).position).toBe(6);
  expect(await order()).toBe("xaybcz");
  const move = async (id: string, position: number) => {
    const moved = expectStatus(await world.call("PATCH", `/v1/rules/${id}`, { body: { position } }), 200).json;
    expect((await readRules()).find((rule) => rule.id === id)).toEqual(moved);
    return order();
  };
  expect(await move(a.id, 5)).toBe("xybcaz");
  expect(await move(c.id, 1)).toBe("cxybaz");
  expect(await move(c.id, 1)).toBe("cxybaz");
  expect(await move(c.id, limits.rulesMax)).toBe("xybazc");
  await world.call("DELETE", `/v1/rules/${first.id}`);
  expect(await order()).toBe("ybazc");
});

test("F2 rules added at once all keep a place of their own", async () => {
  const bodies = [..."abcdefgh"].map((name, i) => ({ name, trigger, actions, ...(i % 2 ? { position: 1 } : {}) }));
  await Promise.all(bodies.map((body) => world.call("POST", "/v1/rules", { body })));
  expect([...(await order())].sort().join("")).toBe("abcdefgh");
});

test("F4 a number that sends on several channels is meant on all of them; its sender's id on one", async () => {
  const { id: whatsapp } = await make("/v1/senders", { channel: "whatsapp", address: ourNumber, name: "Acme" });
  const sendersOf = ({ when }: Rule) => JSON.stringify(when);
  const byNumber = await addRule("a", { when: { all: [{ field: "sender", values: ["(202) 555-0100"] }] } });
  expect(sendersOf(byNumber)).toContain(ourNumber);
  const byId = await addRule("b", { when: { all: [{ field: "sender", values: [whatsapp] }] } });
  expect(sendersOf(byId)).toContain(whatsapp);
});

test("F2 what a rule names is kept by its id: renaming changes no rule", async () => {
  const inbox = (await make("/v1/inboxes", { name: "Billing" })).id;
  const agent = (await make("/v1/agents", { user: "me", name: "Ana" })).id;
  const answer = (await make("/v1/answers", { name: "Thanks", text: "Thank you." })).id;
  const campaign = await draftCampaign(world);
  await make("/v1/topics", { name: "late" });
  await make("/v1/skills", { name: "billing" });
  const when = {
    all: [
      {
        any: [
          { field: "inbox", values: ["billing", inbox] },
          { field: "sender", values: ["(202) 555-0100", senderId] },
        ],
      },
      {
        not: {
          all: [
            { field: "campaign", values: [campaign] },
            { field: "text", op: "is", values: ["Billing"] },
          ],
        },
      },
      { field: "topic", values: ["late"] },
      { field: "skill", values: ["billing"] },
      { field: "campaign_tag", values: ["Billing"] },
    ],
  };
  const all = [
    { do: "route", inbox: "BILLING" },
    { do: "assign", agent: "ana" },
    { do: "add_topics", topics: ["late"] },
    { do: "require_skill", skill: "billing" },
    { do: "require_skill", skill: null },
    { do: "reply", answer, atMostEveryMs: 60_000 },
  ];
  const rule = await addRule("All", { trigger: { on: "topic_added", topics: ["late"] }, when, actions: all });
  expect(rule.when).toEqual({
    all: [
      {
        any: [
          { field: "inbox", values: [inbox, inbox] },
          { field: "sender", values: [senderId, senderId] },
        ],
      },
      ...when.all.slice(1),
    ],
  });
  expect(rule.actions).toEqual([{ do: "route", inbox }, { do: "assign", agent }, ...all.slice(2)]);
  expect(await readRules()).toEqual([rule]);
});

test("F2 what a rule names and is not there is told with its place, all of it, and what may have been meant", async () => {
  await make("/v1/inboxes", { name: "Billing" });
  await make("/v1/topics", { name: "late" });
  const nothing = "00000000000000000000000000";
  const body = {
    name: "Wrong",
    trigger: { on: "topic_added", topics: ["lat"] },
    when: {
      all: [
        { field: "channel", values: ["sms"] },
        { field: "inbox", values: ["Inbox", "Bilings"] },
        {
          not: {
            any: [
              { field: "campaign", values: [`cmp_${nothing}`] },
              { field: "sender", values: ["+12025550199"] },
            ],
          },
        },
      ],
    },
    actions: [
      { do: "route", inbox: "Nowhere" },
      { do: "assign", agent: "Nobody" },
      { do: "add_topics", topics: ["late", "new"] },
      { do: "require_skill", skill: "x" },
      { do: "reply", answer: `ans_${nothing}` },
    ],
  };
  const answer = await world.call("POST", "/v1/rules", { body });
  const told = answer.json.error.details.map(({ path, message }: Record<string, string>) => `${path}: ${message}`);
  expect(told).toEqual([
    "trigger.topics: there is no topic “lat”. Did you mean late?",
    "when.all[1].values: there is no inbox “Bilings”. Did you mean Billing?",
    `when.all[2].not.any[0].values: there is no campaign “cmp_${nothing}”.`,
    "when.all[2].not.any[1].values: there is no sender “+12025550199”. Did you mean +12025550100?",
    "actions[0].inbox: there is no inbox “Nowhere”.",
    "actions[1].agent: there is no agent “Nobody”.",
    "actions[2].topics: there is no topic “new”. Create it with: headsup topic create new",
    "actions[3].skill: there is no skill “x”. Create it with: headsup skill create x",
    `actions[4].answer: there is no answer “ans_${nothing}”.`,
  ]);
  expect(refusal(answer)).toBe(`400 invalid_request: ${told[0]}`);
  const { id } = await addRule("Right");
  const patched = await world.call("PATCH", `/v1/rules/${id}`, { body: { actions: [{ do: "route", inbox: "Bill" }] } });
  expect(refusal(patched)).toMatch(/^400 invalid_request: actions\[0\]\.inbox: there is no inbox “Bill”/);
  expect(await readRules()).toHaveLength(1);
});

test("F2 a rule that cannot be is refused: too deep, too large, a reply that says nothing or two things", async () => {
  const leaf = { field: "opens", is: true };
  let deep: unknown = leaf;
  for (let i = 0; i < limits.conditionDepthMax; i++) deep = { not: deep };
  const answer = (await make("/v1/answers", { name: "Thanks", text: "Thank you." })).id;
  for (const wrong of [
    { when: deep },
    { when: { all: Array(limits.conditionsMax).fill(leaf) } },
    { actions: [{ do: "reply" }] },
    { actions: [{ do: "reply", answer, text: "Thanks." }] },
  ]) {
    const added = await world.call("POST", "/v1/rules", { body: { name: "a", trigger, actions, ...wrong } });
    expect(refusal(added), JSON.stringify(wrong)).toMatch(/^400 invalid_request/);
  }
  const { id } = await addRule("a");
  const changed = await world.call("PATCH", `/v1/rules/${id}`, { body: { actions: [{ do: "reply" }] } });
  expect(refusal(changed)).toMatch(/^400 invalid_request/);
});

test("F2 a rule says what is odd about it, among the others and at its place", async () => {
  const stop = await addRule("Everything", { stop: true });
  expect(stop.warnings).toEqual([]);
  const after = await addRule("Never", { actions: [{ do: "set_priority", priority: "high" }] });
  expect(after.warnings).not.toEqual([]);
  expect((await readRules()).map(({ warnings }) => warnings)).toEqual([[], after.warnings]);
  const moved = await world.call("PATCH", `/v1/rules/${after.id}`, { body: { position: 1 } });
  expect(moved.json.warnings).toEqual([]);
  expect((await readRules()).find(({ id }) => id === after.id)?.warnings).toEqual([]);
});

test("F2 a rule is changed in part, and there is an end to rules", async () => {
  const rule = await addRule("a", { when: { all: [{ field: "sender", values: [ourNumber] }] } });
  const changed = await world.call("PATCH", `/v1/rules/${rule.id}`, { body: { enabled: false, name: "b" } });
  expect(changed.json).toMatchObject({ name: "b", enabled: false, position: 1, when: rule.when, trigger, actions });
  for (let i = 1; i < limits.rulesMax; i++)
    world.database.exec(`insert into rule select 'r${i}', ${i + 1}, name, enabled, rule_trigger, condition, actions, stop, 0
      from rule where id = '${rule.id}'`);
  const more = await world.call("POST", "/v1/rules", { body: { name: "c", trigger, actions } });
  expect(refusal(more)).toMatch(/^409 limit_reached/);
});
