import { defaultInboxId } from "@headsup/contract";
import { type ApiWorld, apiWorld, deskIn, expectStatus, prepareAccount, texting, toldIn } from "@headsup/testkit";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

const minute = 60_000;
const ada = "+12125550101";
const grace = "+12125550102";

let world: ApiWorld;
let texts: ReturnType<typeof texting>;
beforeEach(async () => {
  world = await apiWorld();
  texts = texting(world);
  await prepareAccount(world);
});
afterEach(() => world.close());

const { get, post, patch, all, threadWith, rule, agentCalled, next } = deskIn(() => world);
const withAda = () => threadWith(ada);
/** A thread as a reader sees it: who and what. */
const _told = (thread: { messages: { direction: string; author: { kind: string }; text: string | null }[] }) =>
  thread.messages.map(({ direction, author, text }) => `${direction} ${author.kind}: ${text}`);

describe("F5 people match", () => {
  test("F5 fifty agents ask at once for a thousand conversations: each is given once, and in the order of people match", async () => {
    await post("/v1/skills", { name: "billing" });
    await post("/v1/boosts", { when: { type: "waiting", longerThanMs: 10 * minute }, size: "large" });
    const people = Array.from({ length: 1_000 }, (_, i) => `+1212556${String(1_000 + i)}`);
    for (const [i, person] of people.entries()) {
      await texts(person, "Hello");
      if (i % 10 === 9) await world.pass(1_000);
    }
    world.database.exec(`update conversation set priority = 2 where address like '%7'`);
    const agents: Awaited<ReturnType<typeof agentCalled>>[] = [];
    for (let i = 0; i < 50; i++) agents.push(await agentCalled(`Agent ${i}`, { capacity: 50 }));
    const firstFifty = async (): Promise<string[]> =>
      (await get("/v1/match", agents[0]?.secret)).items
        .slice(0, 50)
        .map(({ conversation }: { conversation: { id: string } }) => conversation.id);
    const given: string[] = [];
    for (let round = 0; round < 20; round++) {
      const due = await firstFifty();
      const answers = await Promise.all(agents.map(({ secret }) => next(secret)));
      const ids = answers.map(({ conversation }) => conversation.id);
      expect(new Set(ids), `round ${round}`).toEqual(new Set(due));
      given.push(...ids);
    }
    expect(given).toHaveLength(1_000);
    expect(new Set(given).size).toBe(1_000);
    expect(await next(agents[0]?.secret ?? "")).toMatchObject({ conversation: null });
  }, 120_000);

  test("F5 nobody is given what they have no skill for, beyond their capacity, or while they are away", async () => {
    await post("/v1/skills", { name: "billing" });
    const [sender] = (await get("/v1/senders")).items;
    await patch(`/v1/senders/${sender.id}`, { skill: "billing" });
    await texts(ada, "My bill?");
    await texts(grace, "Mine too?");
    const novice = await agentCalled("Novice");
    const biller = await agentCalled("Biller", { skills: ["billing"], capacity: 1 });
    expect(await next(novice.secret)).toMatchObject({
      conversation: null,
      reason: expect.stringContaining("Nobody waits"),
    });
    await patch("/v1/agents/me", { status: "away" }, biller.secret);
    expect(await next(biller.secret)).toMatchObject({ conversation: null, reason: expect.stringContaining("away") });
    await patch("/v1/agents/me", { status: "available" }, biller.secret);
    const first = await next(biller.secret);
    expect(first).toMatchObject({ conversation: { address: ada, agent: { name: "Biller" } }, waiting: 1 });
    expect(await next(biller.secret)).toMatchObject({ conversation: null, reason: expect.stringContaining("1 of 1") });
  });

  test("F3 what an agent holds waits again when they go offline, and is theirs again if they are back when it reopens", async () => {
    await texts(ada, "Hello");
    const maya = await agentCalled("Maya");
    const { conversation } = await next(maya.secret);
    await patch("/v1/agents/me", { status: "offline" }, maya.secret);
    expect((await withAda()).conversation).toMatchObject({ agent: null, waitingSince: conversation.waitingSince });
    await patch("/v1/agents/me", { status: "available" }, maya.secret);
    await next(maya.secret);
    await patch(`/v1/conversations/${conversation.id}`, { status: "closed" }, maya.secret);
    await texts(ada, "One more thing");
    expect((await withAda()).conversation).toMatchObject({ status: "open", agent: { name: "Maya" } });
  });
});

test("F3 who leaves the team lets go of what they hold, and is forgotten by what they closed", async () => {
  await texts(ada, "Hello");
  await texts(grace, "Hello");
  const token = await post("/v1/tokens", { name: "Maya", role: "agent" });
  const agent = await post("/v1/agents", { user: token.id });
  await patch(`/v1/agents/${agent.id}`, { status: "available" });
  for (const conversation of await all()) await patch(`/v1/conversations/${conversation.id}`, { agent: "Maya" });
  const [closed] = await all();
  await patch(`/v1/conversations/${closed.id}`, { status: "closed" });
  expectStatus(await world.call("DELETE", `/v1/tokens/${token.id}`), 200);
  expect(await all()).toMatchObject([{ agent: null }]);
  expectStatus(await world.call("DELETE", `/v1/agents/${agent.id}`), 200);
  expect((await get(`/v1/conversations/${closed.id}`)).conversation.agent).toBeNull();
});

describe("F4 rules at work", () => {
  test("F4 a message is routed, sorted and answered by the rules that match, in their order, and the thread says which", async () => {
    await post("/v1/inboxes", { name: "Billing" });
    await post("/v1/topics", { name: "refund" });
    await rule({
      name: "Refunds",
      when: { field: "text", op: "contains", values: ["refund"] },
      actions: [
        { do: "route", inbox: "Billing" },
        { do: "add_topics", topics: ["refund"] },
        { do: "set_priority", priority: "high" },
      ],
    });
    await texts(ada, "I want a REFUND!");
    const thread = await withAda();
    expect(thread.conversation).toMatchObject({ inbox: { name: "Billing" }, topics: ["refund"], priority: "high" });
    expect(
      toldIn(thread)
        .filter((line) => line.startsWith("event"))
        .join("\n"),
    ).toContain("“Refunds”");
  });

  test("F4 an automatic answer goes once in its span, never to a machine, never to who opted out", async () => {
    await rule({
      name: "Receipt",
      actions: [{ do: "reply", text: "We got your message.", atMostEveryMs: 60 * minute }],
    });
    const sent = () => world.carrier.log({ kind: "create" }).map(({ to }) => to);
    await texts(ada, "Hello");
    await texts(ada, "Hello?");
    await world.pass(minute);
    expect(sent()).toEqual([ada]);
    await texts(
      grace,
      "I'm driving with Do Not Disturb While Driving turned on. I'll see your message when I get where I'm going.",
    );
    await texts("+12125550103", "STOP");
    await world.pass(minute);
    await texts("+12125550103", "but what about my parcel?");
    await world.pass(minute);
    expect(sent()).toEqual([ada]);
    await world.pass(60 * minute);
    await texts(ada, "Hello again");
    await world.pass(minute);
    expect(sent()).toEqual([ada, ada]);
  });

  test("F4 two messages at the same moment are answered by itself once", async () => {
    await rule({ name: "Receipt", actions: [{ do: "reply", text: "We got your message." }] });
    await Promise.all([texts(ada, "one"), texts(ada, "two"), texts(ada, "three")]);
    await world.pass(minute);
    expect(world.carrier.log({ kind: "create" })).toHaveLength(1);
  });

  test("F4 a rule for what comes due runs once for each time it is due", async () => {
    await patch(`/v1/inboxes/${defaultInboxId}`, { answerWithinMs: 60 * minute });
    await rule({
      name: "Soon",
      trigger: { on: "due", withinMs: 10 * minute },
      actions: [{ do: "set_priority", priority: "urgent" }],
    });
    await texts(ada, "Hello");
    await world.pass(45 * minute);
    await world.cron();
    expect((await withAda()).conversation.priority).toBe("normal");
    await world.pass(6 * minute);
    await world.cron();
    const { conversation } = await withAda();
    expect(conversation.priority).toBe("urgent");
    await patch(`/v1/conversations/${conversation.id}`, { priority: "low" });
    await world.cron();
    expect((await withAda()).conversation.priority).toBe("low");
  });

  test("F4 trying a message shows what would match and why, and changes nothing", async () => {
    await post("/v1/inboxes", { name: "Billing" });
    await rule({
      name: "Refunds",
      when: { field: "text", op: "words", values: ["refund"] },
      actions: [{ do: "route", inbox: "Billing" }],
      stop: true,
    });
    await rule({ name: "Everything", actions: [{ do: "set_priority", priority: "low" }] });
    const before = world.stored();
    const trial = await post("/v1/rules/try", { text: "Refund, please", from: ada }, 200);
    expect(trial.steps).toMatchObject([
      { name: "Refunds", matched: true, condition: { holds: true } },
      { name: "Everything", matched: false, cut: expect.any(String) },
    ]);
    expect(trial.outcome).toMatchObject({ inbox: "Billing", priority: "normal", status: "open" });
    expect(world.stored()).toEqual(before);
    await texts(ada, "Refund, please");
    const { conversation } = await withAda();
    const again = await post("/v1/rules/try", { conversation: conversation.id }, 200);
    expect(again.outcome).toMatchObject({ inbox: "Billing" });
  });

  test("11 a rule whose inbox is gone from under it stops no message", async () => {
    await rule({ name: "Broken", actions: [{ do: "set_priority", priority: "high" }] });
    world.database.exec(`update rule set actions = '[{"do":"route","inbox":"inb_gone"},{"do":"dance"}]'`);
    expect((await texts(ada, "Hello")).status).toBe(200);
    expect(await all("&view=waiting")).toHaveLength(1);
  });
});
