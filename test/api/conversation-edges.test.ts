import { defaultInboxId } from "@headsup/contract";
import { type ApiWorld, apiWorld, deskIn, launchCampaign, prepareAccount, texting } from "@headsup/testkit";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

/** Conversations where several things come together: time, colleagues, crashes, what comes late. */

const minute = 60_000;
const hour = 60 * minute;
const ada = "+12125550101";

let world: ApiWorld;
let texts: ReturnType<typeof texting>;
beforeEach(async () => {
  world = await apiWorld();
  texts = texting(world);
  await prepareAccount(world);
});
afterEach(() => world.close());

const { get, post, patch, threadWith, rule, agentCalled } = deskIn(() => world);
const withAda = () => threadWith(ada);
const lines = (thread: { messages: { direction: string; text: string | null }[] }) =>
  thread.messages.map(({ direction, text }) => `${direction}: ${text}`);
const sent = () => world.carrier.log({ kind: "create" });

describe("F4 rules for what time or colleagues bring about", () => {
  test("F4 a rule for what is overdue answers the customer", async () => {
    await patch(`/v1/inboxes/${defaultInboxId}`, { answerWithinMs: 10 * minute });
    await rule({
      trigger: { on: "due", withinMs: 0 },
      actions: [{ do: "reply", text: "Sorry, this takes us longer." }],
    });
    await texts(ada, "Hello");
    await world.pass(11 * minute);
    await world.cron();
    await world.cron();
    expect(sent()).toMatchObject([{ to: ada }]);
    expect((await withAda()).conversation.waitingSince).not.toBeNull();
  });

  test("F4 a rule for what is overdue knows the campaign and the sender it came by", async () => {
    const campaign = await launchCampaign(world, [ada]);
    await world.pass(minute);
    await patch(`/v1/inboxes/${defaultInboxId}`, { answerWithinMs: 10 * minute });
    await rule({
      trigger: { on: "due", withinMs: 0 },
      when: { field: "campaign", values: [campaign] },
      actions: [{ do: "set_priority", priority: "urgent" }],
    });
    await texts(ada, "Hello");
    await world.pass(11 * minute);
    await world.cron();
    expect((await withAda()).conversation.priority).toBe("urgent");
  });

  test("F4 a rule for an agent who goes offline answers the customer, and may suppress", async () => {
    await rule({
      trigger: { on: "agent_offline" },
      actions: [{ do: "reply", text: "A colleague will take over." }],
    });
    await texts(ada, "Hello");
    const maya = await agentCalled("Maya");
    await post("/v1/next", undefined, 200, maya.secret);
    await patch("/v1/agents/me", { status: "offline" }, maya.secret);
    await world.cron();
    expect(sent()).toMatchObject([{ to: ada }]);
  });

  test("F4 a suppression by a rule for an agent who goes offline is one", async () => {
    await rule({ trigger: { on: "agent_offline" }, actions: [{ do: "suppress" }] });
    await texts(ada, "Hello");
    const maya = await agentCalled("Maya");
    await post("/v1/next", undefined, 200, maya.secret);
    await patch("/v1/agents/me", { status: "offline" }, maya.secret);
    expect(world.rows("select reason, scope from suppression")).toEqual([{ reason: "rule", scope: "sender" }]);
  });

  test("F4 routed elsewhere when overdue, it is due by that inbox's promise, and its rules run for it then", async () => {
    await patch(`/v1/inboxes/${defaultInboxId}`, { answerWithinMs: 10 * minute });
    await post("/v1/inboxes", { name: "Escalated", answerWithinMs: 30 * minute });
    await rule({
      name: "Escalate",
      trigger: { on: "due", withinMs: 0 },
      when: { field: "inbox", values: ["Inbox"] },
      actions: [{ do: "route", inbox: "Escalated" }],
    });
    await rule({
      name: "Too late",
      trigger: { on: "due", withinMs: 0 },
      when: { field: "inbox", values: ["Escalated"] },
      actions: [{ do: "set_priority", priority: "urgent" }],
    });
    await texts(ada, "Hello");
    await world.pass(11 * minute);
    await world.cron();
    expect((await withAda()).conversation).toMatchObject({ inbox: { name: "Escalated" }, priority: "normal" });
    await world.pass(20 * minute);
    await world.cron();
    expect((await withAda()).conversation.priority).toBe("urgent");
  });

  test("11 however many are overdue already, one that comes due gets its rule", async () => {
    await patch(`/v1/inboxes/${defaultInboxId}`, { answerWithinMs: 10 * minute });
    await rule({ trigger: { on: "due", withinMs: 0 }, actions: [{ do: "set_priority", priority: "urgent" }] });
    for (let i = 0; i < 500; i++) await texts(`+1212556${1_000 + i}`, "Hello");
    await world.pass(11 * minute);
    await world.cron();
    await texts(ada, "Hello");
    await world.pass(11 * minute);
    await world.cron();
    expect((await withAda()).conversation.priority).toBe("urgent");
  }, 60_000);
});

describe("F3 whose it is, and since when they wait", () => {
  test("F2 opened again by hand, it is due by its inbox's promise", async () => {
    await patch(`/v1/inboxes/${defaultInboxId}`, { answerWithinMs: 10 * minute });
    await texts(ada, "Hello");
    const { conversation } = await withAda();
    await patch(`/v1/conversations/${conversation.id}`, { status: "closed" });
    await patch(`/v1/conversations/${conversation.id}`, { status: "open" });
    expect((await withAda()).conversation).toMatchObject({
      waitingSince: conversation.waitingSince,
      dueAt: conversation.dueAt,
    });
  });

  test("F6 who answers a closed conversation has it, not who had it before", async () => {
    await texts(ada, "Hello");
    const maya = await agentCalled("Maya");
    const ben = await agentCalled("Ben");
    await post("/v1/next", undefined, 200, maya.secret);
    const { conversation } = await withAda();
    await patch(`/v1/conversations/${conversation.id}`, { status: "closed" }, maya.secret);
    await patch("/v1/agents/me", { status: "offline" }, maya.secret);
    const { version } = (await withAda()).conversation;
    await post(`/v1/conversations/${conversation.id}/replies`, { text: "One more", seen: version }, 200, ben.secret);
    expect((await withAda()).conversation).toMatchObject({ status: "open", agent: { name: "Ben" } });
  });

  test("F3 opened again in an inbox its agent is no member of, it waits for somebody who is", async () => {
    await post("/v1/inboxes", { name: "Billing" });
    await agentCalled("Maya", { inboxes: ["Billing"] });
    await texts(ada, "Hello");
    const { conversation } = await withAda();
    await patch(`/v1/conversations/${conversation.id}`, { inbox: "Billing", agent: "Maya" });
    await patch(`/v1/conversations/${conversation.id}`, { status: "closed" });
    await texts(ada, "Hello again");
    expect((await withAda()).conversation).toMatchObject({ inbox: { name: "Inbox" }, agent: null });
  });

  test("F7 who comes back by START is no longer marked as one who cannot be written to", async () => {
    await texts(ada, "STOP");
    await world.pass(minute);
    await texts(ada, "But where is my parcel?");
    await world.pass(minute);
    await texts(ada, "START");
    const { conversation, suppressed } = await withAda();
    expect([conversation.status, conversation.flag, suppressed]).toEqual(["open", null, null]);
  });
});

test("B1 F4 a rule answers with what its answer says in their own language", async () => {
  const variants = [
    { language: "en", content: { channel: "sms", text: "Thanks, {{ first_name }}." } },
    { language: "fr", content: { channel: "sms", text: "Merci, {{ first_name }}." } },
  ];
  const { id: answer } = await post("/v1/answers", { name: "Thanks", variants });
  await rule({ actions: [{ do: "reply", answer }] });
  await texts(ada, "Bonjour");
  const { conversation } = await withAda();
  expect(sent()).toEqual([]);
  world.database.exec(
    `update customer set variables = '{"first_name":"Ada","language":"fr-CA"}' where id = '${conversation.customer.id}'`,
  );
  await texts(ada, "Allo?");
  expect(lines(await withAda())).toContain("out: Merci, Ada.");
});

describe("F4 what comes late", () => {
  test("F4 messages of days ago that come at once are answered by itself once", async () => {
    await rule({ actions: [{ do: "reply", text: "We got your message.", atMostEveryMs: hour }] });
    const [sender] = (await get("/v1/senders")).items;
    world.troubles.isCatalogueDown = true;
    await texts(ada, "one");
    await world.pass(2 * hour);
    await texts(ada, "two");
    world.troubles.isCatalogueDown = false;
    await world.cron();
    await world.cron();
    expect(sender).toBeDefined();
    expect(sent()).toHaveLength(1);
  });

  test("F7 the thread does not tell of an answer that nobody was given", async () => {
    world.troubles.isCatalogueDown = true;
    expect((await texts(ada, "Help!")).text).not.toContain("<Message>");
    world.troubles.isCatalogueDown = false;
    await world.cron();
    expect(lines(await withAda())).toEqual(["in: Help!"]);
  });
});

describe("F4 trying rules", () => {
  test("F4 a 'yes' from somebody who never stopped is tried as the ordinary reply it is", async () => {
    await rule({
      when: { field: "text", op: "is", values: ["yes"] },
      actions: [{ do: "set_priority", priority: "high" }],
    });
    const trial = await post("/v1/rules/try", { text: "Yes", from: ada }, 200);
    await texts(ada, "Yes");
    expect((await withAda()).conversation.priority).toBe("high");
    expect(trial).toMatchObject({ kind: "none", outcome: { priority: "high", status: "open" } });
  });

  test("F4 a machine's answer is tried as what it is: no rule is asked", async () => {
    await rule({ actions: [{ do: "set_priority", priority: "high" }] });
    const text = "This is an automated message. Do not reply.";
    const trial = await post("/v1/rules/try", { text, from: ada }, 200);
    await texts(ada, text);
    expect(trial.steps).toEqual([]);
    expect((await withAda()).conversation.status).toBe(trial.outcome.status);
  });
});

describe("F3 a reply before the catalogue heard of the contact", () => {
  /** Ada writes while the catalogue is being told of the contact, and is stored before it is. */
  async function writesEarly(body: string): Promise<void> {
    let wrote: "no" | "writing" | "yes" = "no";
    world.troubles.beforeBatch = (queries) => {
      if (wrote === "yes" || !queries.some((query) => query.includes('"last_contact"'))) return;
      if (wrote === "no") {
        wrote = "writing";
        void texts(ada, body).then(() => {
          wrote = "yes";
        });
      }
      throw new Error("D1_ERROR: Network connection lost.");
    };
    await world.pass(10 * minute);
    expect(wrote).toBe("yes");
  }

  test.each([
    ["opening", "general"],
    ["all", "renewals"],
  ])("F3 look-back routes %s: into a conversation under way it is at the skill %s", async (lookBackRoutes, skill) => {
    await post("/v1/skills", { name: "renewals" });
    await post("/v1/skills", { name: "general" });
    const [sender] = (await get("/v1/senders")).items;
    await patch(`/v1/senders/${sender.id}`, { skill: "general" });
    await texts(ada, "I have a question");
    await world.pass(minute);
    const id = await launchCampaign(world, [ada], { skill: "renewals", lookBackRoutes });
    await writesEarly("quick!");
    expect((await withAda()).conversation).toMatchObject({ campaign: { id }, skill });
  });

  test.each([
    ["renewals", null],
    [undefined, "Maya"],
  ])(
    "F3 that opens a conversation goes to the campaign's skill, %s, and only an agent who lacks it lets go",
    async (skill, name) => {
      await post("/v1/skills", { name: "renewals" });
      const id = await launchCampaign(world, [ada], { skill });
      await rule({ actions: [{ do: "assign", agent: (await agentCalled("Maya")).id }] });
      await writesEarly("quick!");
      const { campaign, skill: required, agent } = (await withAda()).conversation;
      expect([campaign.id, required, agent?.name ?? null]).toEqual([id, skill ?? null, name]);
    },
  );
});

describe("F6 the same request with its key, at the same moment", () => {
  /** Holds the first `count` such requests before their transaction until all of them are there. */
  function meeting(count: number): void {
    const { catalogue } = world.services;
    const { together } = catalogue;
    const waiting: (() => void)[] = [];
    Object.assign(catalogue, {
      together: async (statements: Parameters<typeof together>[0]) => {
        const isKeyed = statements.some((statement) => statement.toSQL().sql.startsWith('insert into "idempotency"'));
        if (isKeyed && waiting.length < count)
          await new Promise<void>((resolve) => {
            waiting.push(resolve);
            if (waiting.length === count) for (const go of waiting) go();
          });
        return together(statements);
      },
    });
  }

  test.each(["notes", "replies"])("F6 %s: it is done once, and whoever was slower is answered alike", async (path) => {
    await texts(ada, "Hello");
    const { conversation } = await withAda();
    const body = path === "notes" ? { text: "Call back" } : { text: "Hi", seen: conversation.version };
    meeting(3);
    const once = () =>
      world.call("POST", `/v1/conversations/${conversation.id}/${path}`, { headers: { "idempotency-key": "k" }, body });
    const answers = await Promise.all([once(), once(), once()]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(lines(await withAda())).toHaveLength(2);
    expect(sent()).toHaveLength(path === "notes" ? 0 : 1);
  });
});

test.each(["conversations", "customers"])("F6 %s are searched by as many words as one may ask with", async (what) => {
  const words = `Where is my parcel, I 100% wait for it since Tuesday and nobody tells me anything`;
  await texts(ada, words);
  await patch(`/v1/customers/${(await withAda()).conversation.customer.id}`, { name: words });
  for (const asked of [words, "100% WAIT", "_"]) {
    const { items } = await get(`/v1/${what}?search=${encodeURIComponent(asked)}`);
    expect(items).toHaveLength(asked === "_" ? 0 : 1);
  }
});

describe("1 an answer on its way", () => {
  const answers = async (text: string) => {
    const { conversation } = await withAda();
    const body = { text, seen: conversation.version };
    return world.call("POST", `/v1/conversations/${conversation.id}/replies`, { body });
  };
  const latest = async () => (await withAda()).messages.at(-1);

  test("1 that could not be checked has not left, and goes out with the next minute", async () => {
    await texts(ada, "Hello");
    world.troubles.isJournalDown = true;
    expect((await answers("Hi")).status).toBe(503);
    world.troubles.isJournalDown = false;
    await world.pass(1_000);
    await world.cron();
    expect(sent()).toHaveLength(1);
    expect(await latest()).toMatchObject({ status: "accepted" });
  });

  test("1 that had to wait to be handed over is looked for twice all the same before it has failed", async () => {
    await texts(ada, "Hello");
    let hasDied = false;
    world.troubles.beforeBatch = (queries) => {
      if (hasDied || !queries.some((query) => query.startsWith('update "message" set'))) return;
      hasDied = true;
      throw new Error("D1_ERROR: Network connection lost.");
    };
    await answers("Hi");
    await world.pass(20 * minute);
    world.carrier.configure({ faults: { drop: { probability: 1, count: 1 } } });
    await world.cron();
    expect(await latest()).toMatchObject({ status: "unknown" });
    await world.pass(3 * minute);
    await world.cron();
    expect(await latest()).toMatchObject({ status: "unknown" });
    await world.pass(13 * minute);
    await world.cron();
    expect(await latest()).toMatchObject({ status: "failed", code: "absent" });
  });
});
