import { defaultInboxId } from "@headsup/contract";
import {
  type ApiWorld,
  apiWorld,
  deskIn,
  draftCampaign,
  expectStatus,
  importRows,
  launchCampaign,
  ourNumber,
  prepareAccount,
  texting,
  tokensOf,
  toldIn,
} from "@headsup/testkit";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

const minute = 60_000;
const day = 24 * 60 * minute;
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

const { get, post, patch, all, threadWith } = deskIn(() => world);
const withAda = () => threadWith(ada);
/** A thread as a reader sees it: who and what. */
const _told = (thread: { messages: { direction: string; author: { kind: string }; text: string | null }[] }) =>
  thread.messages.map(({ direction, author, text }) => `${direction} ${author.kind}: ${text}`);

describe("F2 a conversation", () => {
  test("F2 is created by a reply, never by what we send; what was sent stands at its top, rendered", async () => {
    const id = await launchCampaign(world, [ada, grace], { name: "Delays" });
    await world.pass(minute);
    expect(await all()).toEqual([]);
    await texts(ada, "When will it come?");
    await world.pass(1);
    const thread = await withAda();
    expect(await all()).toHaveLength(1);
    expect(toldIn(thread)).toEqual([
      "out campaign: Hi Ada, your order is late.\nReply STOP to opt out.",
      "in customer: When will it come?",
    ]);
    expect(thread.conversation).toMatchObject({
      status: "open",
      campaign: { id, name: "Delays" },
      inbox: { id: defaultInboxId },
      agent: null,
      waitingSince: world.now() - 1,
      customer: { name: "Ada" },
    });
  });

  test("F2 goes on with what they write later, is opened again once closed, and is one for each sender", async () => {
    await texts(ada, "Hello");
    await world.pass(minute);
    await texts(ada, "Anybody?");
    const { conversation } = await withAda();
    await patch(`/v1/conversations/${conversation.id}`, { status: "closed" });
    expect(await all()).toEqual([]);
    await world.pass(minute);
    await texts(ada, "Still there?");
    expect((await withAda()).conversation).toMatchObject({ id: conversation.id, status: "open" });
    await post("/v1/senders", { address: "+12025550111", name: "Second" });
    await texts(ada, "And here?", { To: "+12025550111" });
    const [one, other] = await all();
    expect(new Set([one.id, other.id]).size).toBe(2);
    expect(one.customer.id).toBe(other.customer.id);
  });

  test("F3 a reply within the look-back goes to the campaign's skill, a later one to the sender's", async () => {
    await post("/v1/skills", { name: "renewals" });
    await post("/v1/skills", { name: "general" });
    const [sender] = (await get("/v1/senders")).items;
    await patch(`/v1/senders/${sender.id}`, { skill: "general" });
    await launchCampaign(world, [ada, grace], { skill: "renewals", lookBackMs: 60 * minute });
    await world.pass(minute);
    await texts(ada, "yes please");
    expect((await withAda()).conversation.skill).toBe("renewals");
    await world.pass(61 * minute);
    await texts(grace, "who is this?");
    const [latest] = await all();
    expect([latest.address, latest.skill, latest.campaign]).toEqual([grace, "general", null]);
  });

  test.each([
    ["opening", "general"],
    ["all", "renewals"],
  ])("F3 look-back routes %s: a reply into an open conversation is at the skill %s", async (lookBackRoutes, skill) => {
    await post("/v1/skills", { name: "renewals" });
    await post("/v1/skills", { name: "general" });
    const [sender] = (await get("/v1/senders")).items;
    await patch(`/v1/senders/${sender.id}`, { skill: "general" });
    await texts(ada, "I have a question");
    await world.pass(minute);
    await launchCampaign(world, [ada], { skill: "renewals", lookBackRoutes });
    await world.pass(minute);
    await texts(ada, "about your message");
    expect((await withAda()).conversation.skill).toBe(skill);
  });

  test("F11 begins with its sender's topics, in the inbox its sender leads to", async () => {
    await post("/v1/topics", { name: "parcels" });
    await post("/v1/inboxes", { name: "Deliveries" });
    const [sender] = (await get("/v1/senders")).items;
    await patch(`/v1/senders/${sender.id}`, { inbox: "Deliveries", topics: ["parcels"] });
    await texts(ada, "Hello");
    expect((await withAda()).conversation).toMatchObject({ inbox: { name: "Deliveries" }, topics: ["parcels"] });
  });

  test("F2 who answers before the catalogue heard of the contact is in the right conversation all the same", async () => {
    await post("/v1/skills", { name: "renewals" });
    const id = await launchCampaign(world, [ada], { skill: "renewals" });
    let wrote: Promise<unknown> | null = null;
    let isStored = false;
    world.troubles.beforeBatch = (queries) => {
      if (isStored || !queries.some((query) => query.includes('"last_contact"'))) return;
      wrote ??= texts(ada, "quick!").then(() => {
        isStored = true;
      });
      throw new Error("D1_ERROR: Network connection lost.");
    };
    await world.pass(2 * minute);
    await wrote;
    const thread = await withAda();
    expect(thread.conversation).toMatchObject({ campaign: { id }, skill: "renewals" });
    expect(toldIn(thread)[0]).toContain("out campaign: Hi Ada");
  });
});

describe("F7 who said stop", () => {
  test.each(["STOP", "HELP", "START"])(
    "F7 %s alone makes nobody work: it is kept, and no conversation opens",
    async (word) => {
      if (word === "START") await texts(ada, "STOP");
      await world.pass(1);
      await texts(ada, word);
      expect(await all()).toEqual([]);
      expect((await withAda()).messages.at(-1)).toMatchObject({ kind: word.toLowerCase() });
    },
  );

  test("F7 a message from an opted-out person reaches an agent, who reads that they cannot answer", async () => {
    await texts(ada, "STOP");
    await world.pass(minute);
    await texts(ada, "But where is my parcel?");
    const thread = await withAda();
    expect(thread.conversation).toMatchObject({ status: "open", flag: expect.stringContaining("opted out") });
    expect(thread.suppressed).toContain("STOP");
    const { version, id } = thread.conversation;
    const refused = await world.call("POST", `/v1/conversations/${id}/replies`, {
      body: { text: "Soon", seen: version },
    });
    expect([refused.status, refused.json.error.code]).toEqual([409, "suppressed"]);
    expect(world.carrier.log({ kind: "create" })).toEqual([]);
  });

  test.each(["I can't stop laughing", "when does the bus stop at Main St?", "Don't cancel my appointment"])(
    "F7 %j silences nobody and reaches an agent",
    async (body) => {
      await texts(ada, body);
      expect(world.rows("select * from suppression")).toEqual([]);
      expect(await all("&view=waiting")).toHaveLength(1);
    },
  );

  test("F7 what may have been a stop suppresses at once and is flagged for an agent", async () => {
    await texts(ada, "stop already you clowns");
    expect(world.rows("select reason from suppression")).toEqual([{ reason: "reply" }]);
    expect((await withAda()).conversation).toMatchObject({
      status: "open",
      flag: expect.stringContaining("wish to stop"),
    });
  });

  test("F7 an answer begun before they said stop is not sent after it, whatever its writer says", async () => {
    await texts(ada, "Hello");
    const { conversation } = await withAda();
    await texts(ada, "STOP");
    const answer = await world.call("POST", `/v1/conversations/${conversation.id}/replies`, {
      body: { text: "On its way", seen: conversation.version, anyway: true },
    });
    expect(answer.json.error.code).toBe("suppressed");
    expect(world.carrier.log({ kind: "create" })).toEqual([]);
  });
});

test("5 F7 a stop stored between an answer and its handing over holds it back, and the thread says so", async () => {
  await texts(ada, "Hello");
  const { conversation } = await withAda();
  world.troubles.beforeBatch = (queries) => {
    if (!queries.some((query) => query.startsWith('update "message" set "at"'))) return;
    world.troubles.beforeBatch = () => {};
    world.database.exec(`insert into suppression values ('${ada}', 'global', '', 'reply', ${world.now()})`);
  };
  await post(`/v1/conversations/${conversation.id}/replies`, { text: "On its way", seen: conversation.version }, 200);
  expect((await withAda()).messages.at(-1)).toMatchObject({
    status: "failed",
    meaning: expect.stringContaining("opted out"),
  });
  expect(world.carrier.log({ kind: "create" })).toEqual([]);
});

describe("F6 answering", () => {
  const reply = async (text: string, over: Record<string, unknown> = {}, token?: string) => {
    const { conversation } = await withAda();
    return world.call("POST", `/v1/conversations/${conversation.id}/replies`, {
      ...(token === undefined ? {} : { token }),
      body: { text, seen: conversation.version, ...over },
    });
  };

  test("F6 an answer goes out by the same carrier and shows what became of it", async () => {
    await texts(ada, "Hello");
    const thread = expectStatus(await reply("How can we help?"), 200).json;
    expect(thread.messages.at(-1)).toMatchObject({ direction: "out", status: "accepted", text: "How can we help?" });
    expect(thread.conversation.waitingSince).toBeNull();
    await world.pass(minute);
    expect((await withAda()).messages.at(-1)).toMatchObject({ status: "delivered" });
    expect(world.carrier.log({ kind: "create" })).toMatchObject([{ to: ada, from: ourNumber }]);
  });

  test("F6 the same request, repeated with its key, is sent once", async () => {
    await texts(ada, "Hello");
    const { conversation } = await withAda();
    const once = () =>
      world.call("POST", `/v1/conversations/${conversation.id}/replies`, {
        headers: { "idempotency-key": "k1" },
        body: { text: "Hi", seen: conversation.version },
      });
    expect((await Promise.all([once(), once(), once()])).map(({ status }) => status)).toEqual([200, 200, 200]);
    await once();
    expect(world.carrier.log({ kind: "create" })).toHaveLength(1);
  });

  test("F6 nobody answers unaware: what was said since they looked refuses an answer until they say anyway", async () => {
    await texts(ada, "Hello");
    const { conversation } = await withAda();
    const { agent } = await tokensOf(world);
    expectStatus(await reply("We are on it.", {}, agent), 200);
    const late = await reply("How can we help?", { seen: conversation.version });
    expect([late.status, late.json.error.code]).toEqual([409, "conversation_moved"]);
    expect(world.carrier.log({ kind: "create" })).toHaveLength(1);
    expectStatus(await reply("And I as well.", { seen: conversation.version, anyway: true }), 200);
    expect(world.carrier.log({ kind: "create" })).toHaveLength(2);
  });

  test("F6 two answers at the same moment, each seen alone: one is sent, the other's writer is told", async () => {
    await texts(ada, "Hello");
    const { conversation } = await withAda();
    const both = await Promise.all(["one", "two"].map((text) => reply(text, { seen: conversation.version })));
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(world.carrier.log({ kind: "create" })).toHaveLength(1);
  });

  test("F6 what the customer wrote since one looked is not closed unread", async () => {
    await texts(ada, "Hello");
    const { conversation } = await withAda();
    await texts(ada, "One more thing");
    const path = `/v1/conversations/${conversation.id}`;
    const unread = await world.call("PATCH", path, { body: { status: "closed", seen: conversation.version } });
    expect([unread.status, unread.json.error.code]).toEqual([409, "conversation_moved"]);
    await patch(path, { status: "closed", seen: (await withAda()).conversation.version });
  });

  test("F6 a change of hands does not stand in the way of an answer", async () => {
    await texts(ada, "Hello");
    const { conversation } = await withAda();
    await post("/v1/topics", { name: "parcels" });
    await patch(`/v1/conversations/${conversation.id}`, { topics: ["parcels"], priority: "high" });
    expectStatus(await reply("Hi", { seen: conversation.version }), 200);
  });

  test("F6 a colleague's draft is seen by the others, and gone once sent", async () => {
    await texts(ada, "Hello");
    const { conversation } = await withAda();
    const { agent } = await tokensOf(world);
    const path = `/v1/conversations/${conversation.id}`;
    expectStatus(await world.call("PUT", `${path}/draft`, { token: agent, body: { text: "We are lo" } }), 200);
    expect((await get(path)).drafts).toMatchObject([{ author: "the agent", text: "We are lo", isMine: false }]);
    expect((await get(path, agent)).drafts).toMatchObject([{ isMine: true }]);
    expectStatus(await reply("We are looking.", {}, agent), 200);
    expect((await get(path)).drafts).toEqual([]);
  });

  test("1 an answer whose sending broke off is looked up, never sent again blindly", async () => {
    world.carrier.configure({ faults: { acceptThenDrop: { probability: 1, count: 1 } }, callbackStatuses: [] });
    await texts(ada, "Hello");
    const thread = expectStatus(await reply("How can we help?"), 200).json;
    expect(thread.messages.at(-1)).toMatchObject({ status: "unknown" });
    await world.pass(3 * minute);
    await world.cron();
    expect(["accepted", "delivered"]).toContain((await withAda()).messages.at(-1).status);
    expect(world.carrier.log({ kind: "create" })).toHaveLength(1);
  });

  test("1 an answer that never arrived has failed after two looks, and can be sent anew", async () => {
    world.carrier.configure({ faults: { drop: { probability: 1, count: 1 } } });
    await texts(ada, "Hello");
    await reply("How can we help?");
    await world.pass(3 * minute);
    await world.cron();
    expect((await withAda()).messages.at(-1)).toMatchObject({ status: "unknown" });
    await world.pass(15 * minute);
    await world.cron();
    expect((await withAda()).messages.at(-1)).toMatchObject({
      status: "failed",
      meaning: expect.stringContaining("send it again"),
    });
  });

  test("1 an answer stored by a host that died before it was handed over goes out with the next minute, once", async () => {
    await texts(ada, "Hello");
    let hasDied = false;
    world.troubles.beforeBatch = (queries) => {
      if (hasDied || !queries.some((query) => query.startsWith('update "message" set "at"'))) return;
      hasDied = true;
      throw new Error("D1_ERROR: Network connection lost.");
    };
    expect((await reply("How can we help?")).status).toBe(503);
    expect(hasDied).toBe(true);
    await world.pass(1_000);
    await world.cron();
    await world.cron();
    expect(world.carrier.log({ kind: "create" })).toHaveLength(1);
    expect((await withAda()).messages.at(-1)).toMatchObject({ status: "accepted" });
  });

  test("F6 an answer that fails says why; one the carrier knows as opted out suppresses", async () => {
    const [left] = ["+15005550004"]; // the carrier refuses: 21610
    await texts(left ?? "", "Hello");
    const [conversation] = await all();
    await world.call("POST", `/v1/conversations/${conversation.id}/replies`, {
      body: { text: "Hi", seen: conversation.version },
    });
    const thread = await get(`/v1/conversations/${conversation.id}`);
    expect(thread.messages.at(-1)).toMatchObject({ status: "failed", code: "21610" });
    expect(thread.suppressed).toContain("carrier");
  });
});

describe("F6 customers", () => {
  test("F6 the panel shows who they are, what was sent to them, and that they opted out", async () => {
    const id = await launchCampaign(world, [ada], { name: "Delays" });
    await world.pass(minute);
    await texts(ada, "STOP");
    const { conversation } = await withAda();
    const panel = await get(`/v1/customers/${conversation.customer.id}`);
    expect(panel).toMatchObject({
      customer: { name: "Ada", addresses: [{ address: ada }] },
      outreach: [{ campaign: { id, name: "Delays" }, status: "delivered" }],
      suppressions: [{ reason: "reply" }],
    });
    await patch(`/v1/customers/${conversation.customer.id}`, { name: "Ada L.", about: "Prefers mornings." });
    expect((await get("/v1/customers?search=ada")).items).toMatchObject([
      { name: "Ada L.", about: "Prefers mornings." },
    ]);
  });
});

test("F6 conversations are listed by view, filtered, searched and paged without losing one", async () => {
  const people = Array.from({ length: 12 }, (_, i) => `+12125550${130 + i}`);
  for (const person of people) {
    await texts(person, `I am ${person}`);
    await world.pass(1_000);
  }
  const seen: string[] = [];
  for (let cursor: string | null = ""; cursor !== null; ) {
    const page: { items: { address: string }[]; next: string | null } = await get(
      `/v1/conversations?view=waiting&limit=5${cursor === "" ? "" : `&cursor=${cursor}`}`,
    );
    seen.push(...page.items.map(({ address }) => address));
    cursor = page.next;
  }
  expect(seen).toEqual(people);
  expect((await all("&search=0135")).map(({ address }: { address: string }) => address)).toEqual(["+12125550135"]);
  expect((await get("/v1/conversations?view=mine")).counts).toEqual({ waiting: 12, mine: 0, open: 12, overdue: 0 });
});

test("F2 a draft that was never launched and a reply of a month ago have nothing to do with each other", async () => {
  const id = await draftCampaign(world);
  await importRows(world, id, [[ada, "Ada"]]);
  await world.pass(30 * day);
  await texts(ada, "Hello");
  expect((await withAda()).conversation.campaign).toBeNull();
});
