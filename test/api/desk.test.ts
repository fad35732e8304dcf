import { type Agent, defaultInboxId, type Inbox, limits } from "@headsup/contract";
import {
  type ApiAnswer,
  type ApiRequest,
  type ApiWorld,
  apiWorld,
  draftCampaign,
  expectStatus,
  prepareAccount,
  tokensOf,
} from "@headsup/testkit";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

let world: ApiWorld;
let senderId: string;
beforeEach(async () => {
  world = await apiWorld();
  senderId = await prepareAccount(world);
});
afterEach(() => world.close());

async function make(path: string, body: unknown, rest: Omit<ApiRequest, "body"> = {}) {
  await world.pass(1); // ids sort by time
  return expectStatus(await world.call("POST", path, { ...rest, body }), 201).json;
}
const items = async (path: string) => expectStatus(await world.call("GET", path), 200).json.items;
const refusal = ({ status, json }: ApiAnswer) => `${status} ${json.error.code}: ${json.error.message}`;

/** A conversation as it lies in the catalogue; what is not said of it does not matter to the desk's figures. */
function insertConversation(over: { id: string; inbox: string; status?: string } & Record<string, unknown>) {
  const { id, inbox, status = "open", agent = null, waitingSince = null, dueAt = null } = over;
  world.database.exec(
    `insert or ignore into customer (id, about, variables, created_at) values ('cus_1', '', '{}', 0)`,
  );
  world.database
    .prepare(
      `insert into conversation (id, version, customer_id, channel, address, sender_id, status, inbox_id, agent_id, topics,
        priority, waiting_since, due_at, fired, created_at, changed_at, last_at, last_from, last_text, said_version)
       values (?, 1, 'cus_1', 'sms', ?, 'snd', ?, ?, ?, '[]', 1, ?, ?, '[]', 0, 0, 0, 'customer', '', 1)`,
    )
    .run(id, id, status, inbox, agent as string | null, waitingSince as number | null, dueAt as number | null);
}

describe("F1 inboxes", () => {
  test("F1 a deployment begins with one inbox, to which every sender's replies go; it is never deleted", async () => {
    const [first, ...others]: Inbox[] = await items("/v1/inboxes");
    expect(others).toEqual([]);
    expect(first).toMatchObject({ id: defaultInboxId, entryPoints: [{ id: senderId, address: "+12025550100" }] });
    expect(refusal(await world.call("DELETE", `/v1/inboxes/${defaultInboxId}`))).toMatch(/^409 in_use: /);
  });

  test("F1 an inbox tells who waits in it, since when, what is overdue, and how many are there to answer", async () => {
    const billing = (await make("/v1/inboxes", { name: "Billing" })).id;
    const now = world.now();
    const ana = (await make("/v1/agents", { user: "me", inboxes: ["billing"] })).id;
    await world.call("PATCH", `/v1/agents/${ana}`, { body: { status: "available" } });
    insertConversation({ id: "a", inbox: billing, waitingSince: now - 9, dueAt: now });
    insertConversation({ id: "b", inbox: billing, waitingSince: now - 5, dueAt: now + 60_000 });
    insertConversation({ id: "c", inbox: billing, waitingSince: now - 99, agent: ana });
    insertConversation({ id: "d", inbox: billing, waitingSince: now - 999, status: "closed", dueAt: 1 });
    insertConversation({ id: "e", inbox: defaultInboxId });
    const figures = (await items("/v1/inboxes")).map(({ open, waiting, waitingSince, overdue, onShift }: Inbox) => ({
      open,
      waiting,
      waitingSince,
      overdue,
      onShift,
    }));
    expect(figures).toEqual([
      { open: 1, waiting: 0, waitingSince: null, overdue: 0, onShift: 0 },
      { open: 3, waiting: 2, waitingSince: now - 9, overdue: 1, onShift: 1 },
    ]);
  });

  test("F1 all inboxes are told with as many queries as one", async () => {
    const statements = Object.getPrototypeOf(world.database.prepare("select 1"));
    const countQueries = async () => {
      const spy = vi.spyOn(statements, "all");
      await items("/v1/inboxes");
      const queries = spy.mock.calls.length;
      spy.mockRestore();
      return queries;
    };
    const one = await countQueries();
    expect(one).toBeGreaterThan(3);
    for (let i = 0; i < 5; i++) await make("/v1/inboxes", { name: `Inbox ${i}` });
    expect(await countQueries()).toBe(one);
  });

  test("F1 names are unique however written, also where two take one at once, and there is an end to inboxes", async () => {
    await make("/v1/inboxes", { name: "Billing" });
    const post = (name: string) => world.call("POST", "/v1/inboxes", { body: { name } });
    expect(refusal(await post("BILLING"))).toMatch(/^409 conflict: .*Billing/);
    const answers = await Promise.all([post("Sales"), post("Sales"), post("Sales")]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
    const sales = answers.find(({ status }) => status === 201)?.json.id;
    const renamed = await world.call("PATCH", `/v1/inboxes/${sales}`, { body: { name: "billing" } });
    expect(refusal(renamed)).toMatch(/^409 conflict/);
    expect((await world.call("PATCH", `/v1/inboxes/${sales}`, { body: { name: "SALES" } })).status).toBe(200);
    for (let i = 3; i < limits.inboxesMax; i++) await make("/v1/inboxes", { name: `n${i}` });
    expect(refusal(await post("one more"))).toMatch(/^409 limit_reached: There are 100 inboxes/);
  });

  test("F1 an inbox is changed in part, and null clears", async () => {
    const hours = { monday: [{ open: "08:00", close: "20:00" }] };
    const { id } = await make("/v1/inboxes", { name: "Billing", hours, answerWithinMs: 3_600_000, waitingMax: 5 });
    const change = { hours: null, waitingMax: null, zone: "Europe/Berlin" };
    const changed = expectStatus(await world.call("PATCH", `/v1/inboxes/${id}`, { body: change }), 200).json;
    expect(changed).toMatchObject({ ...change, name: "Billing", answerWithinMs: 3_600_000 });
    expect((await items("/v1/inboxes"))[1]).toEqual(changed);
    const nothing = await world.call("PATCH", `/v1/inboxes/${id}`, { body: {} });
    expect(refusal(nothing)).toMatch(/^400 invalid_request: There is nothing to change/);
  });

  test("F1 an inbox in use is not deleted, and what uses it is named", async () => {
    const { id } = await make("/v1/inboxes", { name: "Billing" });
    const remove = async () => refusal(await world.call("DELETE", `/v1/inboxes/${id}`));
    await world.call("PATCH", `/v1/senders/${senderId}`, { body: { inbox: "Billing" } });
    expect(await remove()).toMatch(/^409 in_use: The inbox Billing .* sender \+12025550100/);
    await world.call("PATCH", `/v1/senders/${senderId}`, { body: { inbox: defaultInboxId } });

    const agent = (await make("/v1/agents", { user: "me", name: "Ana", inboxes: [id] })).id;
    expect(await remove()).toMatch(/in_use: .* agent Ana/);
    await world.call("PATCH", `/v1/agents/${agent}`, { body: { inboxes: [] } });

    const trigger = { on: "message_received" };
    const route = { name: "To billing", trigger, actions: [{ do: "route", inbox: "Billing" }] };
    const routing = (await make("/v1/rules", route)).id;
    expect(await remove()).toMatch(/in_use: .* rule To billing/);
    await world.call("DELETE", `/v1/rules/${routing}`);

    const when = { any: [{ not: { field: "inbox", values: ["Billing"] } }, { field: "text", op: "is", values: [id] }] };
    const asking = (await make("/v1/rules", { name: "Asks", trigger, when, actions: [{ do: "close" }] })).id;
    expect(await remove()).toMatch(/in_use: .* rule Asks/);
    await world.call("PATCH", `/v1/rules/${asking}`, { body: { when: { all: [when.any[1]] } } });

    const boost = (await make("/v1/boosts", { when: { type: "inbox", inbox: "billing" }, size: "large" })).id;
    expect(await remove()).toMatch(/in_use: .* boost bst_/);
    await world.call("DELETE", `/v1/boosts/${boost}`);

    insertConversation({ id: "cnv_old", inbox: id, status: "closed" });
    expect(await remove()).toMatch(/in_use: .* conversation cnv_old/);
    world.database.exec("delete from conversation");
    expect((await world.call("DELETE", `/v1/inboxes/${id}`)).json.name).toBe("Billing");
    expect(await items("/v1/inboxes")).toHaveLength(1);
    expect(await remove()).toMatch(/^404 not_found/);
  });

  test("F1 an inbox that comes into use while it is being deleted stays, and no deletion is recorded", async () => {
    const { id } = await make("/v1/inboxes", { name: "Billing" });
    world.troubles.beforeBatch = (queries) => {
      if (queries.some((query) => query.startsWith('delete from "inbox"')))
        world.database.exec(`update sender set inbox_id = '${id}'`);
    };
    expect(refusal(await world.call("DELETE", `/v1/inboxes/${id}`))).toMatch(/^409 in_use/);
    expect(await items("/v1/inboxes")).toHaveLength(2);
    expect(world.rows("select 1 from audit where action = 'inbox.delete'")).toEqual([]);
  });
});

describe("F1 senders are entry points", () => {
  test("F1 a sender names its inbox, skill and topics; they are checked, shown and changed", async () => {
    await make("/v1/inboxes", { name: "Billing" });
    for (const name of ["late", "refunds"]) await make("/v1/topics", { name });
    await make("/v1/skills", { name: "billing" });
    const body = { address: "+12025550111", name: "Two", inbox: "billing", skill: "billing", topics: ["late", "late"] };
    const made = await make("/v1/senders", body);
    expect(made).toMatchObject({ inbox: { name: "Billing" }, skill: "billing", topics: ["late"] });
    const change = { inbox: defaultInboxId, skill: null, topics: ["refunds"], helpText: "Call us.", name: "Zwei" };
    const path = `/v1/senders/${made.id}`;
    const changed = expectStatus(await world.call("PATCH", path, { body: change }), 200).json;
    expect(changed).toEqual({ ...made, ...change, inbox: { id: defaultInboxId, name: "Inbox" } });
    expect((await items("/v1/senders")).find(({ id }: { id: string }) => id === made.id)).toEqual(changed);

    const wrong = { inbox: "Bilings", skill: "billing", topics: ["lte"] };
    const answer = await world.call("PATCH", path, { body: wrong });
    expect(refusal(answer)).toBe("400 invalid_request: inbox: there is no inbox “Bilings”. Did you mean Billing?");
    expect(answer.json.error.details).toEqual([
      { path: "inbox", message: "there is no inbox “Bilings”. Did you mean Billing?" },
      { path: "topics", message: "there is no topic “lte”. Did you mean late?" },
    ]);
  });

  test("F1 an inbox that is deleted while a sender comes to name it is refused like any that is not there", async () => {
    const [sender] = await items("/v1/senders");
    for (const [method, path, body] of [
      ["PATCH", `/v1/senders/${sender.id}`, {}],
      ["POST", "/v1/senders", { address: "+12025550111", name: "Two" }],
    ] as const) {
      const { id } = await make("/v1/inboxes", { name: "Billing" });
      world.troubles.beforeBatch = () => world.database.exec(`delete from inbox where id = '${id}'`);
      expect(refusal(await world.call(method, path, { body: { ...body, inbox: "Billing" } }))).toMatch(
        /^400 invalid_request: inbox: there is no inbox “Billing”/,
      );
      world.troubles.beforeBatch = () => {};
    }
    expect(await items("/v1/senders")).toEqual([sender]);
  });
});

describe.each([
  ["skill", "skills", limits.skillsMax],
  ["topic", "topics", limits.topicsMax],
] as const)("F1 %ss", (kind, plural, max) => {
  test(`F1 ${plural} are made once, listed by name and deleted, and there is an end to them`, async () => {
    await make(`/v1/${plural}`, { name: "refunds", description: "Money back" });
    await make(`/v1/${plural}`, { name: "late" });
    expect((await items(`/v1/${plural}`)).map(({ name }: { name: string }) => name)).toEqual(["late", "refunds"]);
    const post = (name: string) => world.call("POST", `/v1/${plural}`, { body: { name } });
    expect(refusal(await post("late"))).toBe(`409 conflict: There is a ${kind} late already.`);
    expect((await world.call("DELETE", `/v1/${plural}/late`)).status).toBe(200);
    expect(refusal(await world.call("DELETE", `/v1/${plural}/late`))).toMatch(/^404 not_found/);
    const insert = world.database.prepare(`insert into ${kind} values (?, '', 0)`);
    for (let i = 1; i < max; i++) insert.run(`n${i}`);
    expect(refusal(await post("late"))).toMatch(/^409 limit_reached/);
  });

  test(`F1 a ${kind} in use is not deleted, by whatever uses it`, async () => {
    for (const name of ["all", "text"]) await make(`/v1/${plural}`, { name });
    const remove = async () => refusal(await world.call("DELETE", `/v1/${plural}/all`));
    const sender = (value: string | null) =>
      world.call("PATCH", `/v1/senders/${senderId}`, {
        body: kind === "skill" ? { skill: value } : { topics: value === null ? [] : [value] },
      });
    await sender("all");
    expect(await remove()).toMatch(/in_use: .* sender \+12025550100/);
    await sender(null);

    const trigger = { on: "message_received" };
    const action = (name: string) =>
      kind === "skill" ? { do: "require_skill", skill: name } : { do: "add_topics", topics: ["text", name] };
    for (const rule of [
      { name: "Does", trigger, actions: [action("all")] },
      {
        name: "Asks",
        trigger,
        when: { all: [{ not: { field: kind, values: ["text", "all"] } }] },
        actions: [{ do: "close" }],
      },
      ...(kind === "topic"
        ? [{ name: "Waits", trigger: { on: "topic_added", topics: ["all"] }, actions: [{ do: "close" }] }]
        : []),
    ]) {
      const { id } = await make("/v1/rules", rule);
      expect(await remove()).toMatch(new RegExp(`in_use: .* rule ${rule.name}`));
      await world.call("DELETE", `/v1/rules/${id}`);
    }
    const boost = (await make("/v1/boosts", { when: { type: kind, [kind]: "all" }, size: "small" })).id;
    expect(await remove()).toMatch(/in_use: .* boost/);
    await world.call("DELETE", `/v1/boosts/${boost}`);
    if (kind === "skill") {
      const agent = (await make("/v1/agents", { user: "me", name: "Ana", skills: ["all"] })).id;
      expect(await remove()).toMatch(/in_use: .* agent Ana/);
      await world.call("PATCH", `/v1/agents/${agent}`, { body: { skills: [] } });
      const campaign = await draftCampaign(world, { skill: "all" });
      expect(await remove()).toMatch(/in_use: .* campaign Delay/);
      world.database.exec(`update campaign set status = 'completed' where id = '${campaign}'`);
    }
    // Words of a rule's own, and words that rules are written with, are nobody's labels.
    const words = { all: [{ field: "text", op: "contains", values: ["all"] }] };
    await make("/v1/rules", { name: "Words", trigger, when: words, actions: [{ do: "close" }] });
    for (const name of ["all", "text"]) expect((await world.call("DELETE", `/v1/${plural}/${name}`)).status).toBe(200);
  });
});

describe("F1 agents", () => {
  test("F1 anyone who may answer makes themselves an agent, once; a manager makes others", async () => {
    const tokens = await tokensOf(world);
    const mine = await make("/v1/agents", { user: "me" }, { token: tokens.agent });
    expect(mine).toMatchObject({
      name: "the agent",
      status: "offline",
      capacity: 8,
      skills: [],
      inboxes: [],
      holding: 0,
    });
    const again = await world.call("POST", "/v1/agents", { token: tokens.agent, body: { user: "me", name: "Bo" } });
    expect(refusal(again)).toMatch(/^409 conflict: This user is an agent already: the agent/);
    const [manager, viewer, revoked] = ["manager", "viewer", "admin"].map((role) => {
      const [row] = world.rows(`select id from token where role = '${role}' order by revoked_at desc, id limit 1`);
      return String(row?.id);
    });
    const enlist = async (user: unknown, token?: string) =>
      world.call("POST", "/v1/agents", { body: { user }, ...(token && { token }) });
    expect(refusal(await enlist(manager, tokens.agent))).toMatch(/^403 forbidden/);
    expect((await enlist(manager, tokens.manager)).status).toBe(201);
    expect(refusal(await enlist(viewer))).toMatch(/^400 invalid_request: user: .*role viewer/);
    expect(refusal(await enlist(revoked))).toMatch(/^400 invalid_request: user: .*revoked/);
    expect(refusal(await enlist("tok_00000000000000000000000000"))).toMatch(/^400 invalid_request: user: /);
    expect((await enlist("me")).json).toMatchObject({ user: "bootstrap", name: "bootstrap admin" });
  });

  test("F1 an agent sets their own status and nothing else; a manager everything", async () => {
    const tokens = await tokensOf(world);
    const me = (method: string, body?: unknown) =>
      world.call(method, "/v1/agents/me", { token: tokens.agent, ...(body === undefined ? {} : { body }) });
    expect(refusal(await me("GET"))).toBe(
      "409 no_agent: You are no agent yet. Become one with: headsup agent create --me",
    );
    const { id } = await make("/v1/agents", { user: "me" }, { token: tokens.agent });
    expect((await me("PATCH", { status: "available" })).json.status).toBe("available");
    expect(refusal(await me("PATCH", { status: "away", capacity: 99 }))).toMatch(/^403 forbidden/);
    expect((await me("GET")).json).toMatchObject({ id, status: "available", capacity: 8 });
    const other = (await make("/v1/agents", { user: "me", name: "Boss" })).id;
    const onOther = await world.call("PATCH", `/v1/agents/${other}`, { token: tokens.agent, body: { status: "away" } });
    expect(refusal(onOther)).toMatch(/^403 forbidden/);
    await make("/v1/skills", { name: "billing" });
    const change = { capacity: 2, skills: ["billing", "billing"], inboxes: ["inbox"], name: "Ana" };
    const path = `/v1/agents/${id}`;
    const changed = expectStatus(await world.call("PATCH", path, { token: tokens.manager, body: change }), 200).json;
    expect(changed).toMatchObject({ capacity: 2, skills: ["billing"], inboxes: [defaultInboxId], name: "Ana" });
    expect((await world.call("GET", path)).json).toEqual(changed);
    expect(refusal(await world.call("PATCH", path, { body: { name: "boss" } }))).toMatch(/^409 conflict/);
    expect(refusal(await world.call("PATCH", path, { body: { skills: ["biling"] } }))).toMatch(
      /Did you mean billing\?/,
    );
  });

  test("F1 an agent who holds conversations, or whom a rule names, is not deleted; what they held once does not count", async () => {
    const { id } = await make("/v1/agents", { user: "me", name: "Ana" });
    insertConversation({ id: "cnv_a", inbox: defaultInboxId, agent: id });
    insertConversation({ id: "cnv_b", inbox: defaultInboxId, agent: id });
    const [ana]: Agent[] = await items("/v1/agents");
    expect(ana?.holding).toBe(2);
    const remove = async () => refusal(await world.call("DELETE", `/v1/agents/${id}`));
    expect(await remove()).toMatch(/^409 in_use: The agent Ana .* conversation cnv_/);
    world.database.exec("update conversation set status = 'closed', agent_id = null");
    const actions = [{ do: "assign", agent: "ana" }];
    const rule = (await make("/v1/rules", { name: "To Ana", trigger: { on: "message_received" }, actions })).id;
    expect(await remove()).toMatch(/in_use: .* rule To Ana/);
    await world.call("DELETE", `/v1/rules/${rule}`);
    expect((await world.call("DELETE", `/v1/agents/${id}`)).status).toBe(200);
    expect(await items("/v1/agents")).toEqual([]);
  });

  test("F1 an agent who goes offline hands on what they hold", async () => {
    const { id } = await make("/v1/agents", { user: "me" });
    insertConversation({ id: "cnv_00000000000000000000000001", inbox: defaultInboxId, agent: id, waitingSince: 1 });
    const answer = await world.call("PATCH", "/v1/agents/me", { body: { status: "offline" } });
    expect(answer.json).toMatchObject({ status: "offline", holding: 0 });
    expect(world.rows("select agent_id from conversation")).toEqual([{ agent_id: null }]);
  });
});

test("F5 boosts are stored, told and deleted; what they name is there", async () => {
  await make("/v1/inboxes", { name: "Billing" });
  await make("/v1/topics", { name: "late" });
  const inbox = await make("/v1/boosts", { when: { type: "inbox", inbox: "billing" }, size: "large" });
  expect(inbox.when.inbox).toMatch(/^inb_/);
  const topic = await make("/v1/boosts", { when: { type: "topic", topic: "late" }, size: "small" });
  expect(await items("/v1/boosts")).toEqual([inbox, topic]);
  const wrong = await world.call("POST", "/v1/boosts", {
    body: { when: { type: "skill", skill: "x" }, size: "small" },
  });
  expect(refusal(wrong)).toBe(
    "400 invalid_request: when.skill: there is no skill “x”. Create it with: headsup skill create x",
  );
  expect((await world.call("DELETE", `/v1/boosts/${inbox.id}`)).json).toEqual(inbox);
  expect(await items("/v1/boosts")).toEqual([topic]);
  for (let i = 1; i < limits.boostsMax; i++) await make("/v1/boosts", { when: { type: "overdue" }, size: "small" });
  const more = await world.call("POST", "/v1/boosts", { body: { when: { type: "overdue" }, size: "small" } });
  expect(refusal(more)).toMatch(/^409 limit_reached/);
});

test("J6 what makes something of the desk is done once for each Idempotency-Key", async () => {
  for (const [path, body] of [
    ["/v1/inboxes", { name: "Billing" }],
    ["/v1/skills", { name: "billing" }],
    ["/v1/topics", { name: "late" }],
    ["/v1/agents", { user: "me" }],
    ["/v1/rules", { name: "Close", trigger: { on: "message_received" }, actions: [{ do: "close" }] }],
    ["/v1/boosts", { when: { type: "overdue" }, size: "small" }],
  ] as const) {
    const post = () => world.call("POST", path, { body, headers: { "idempotency-key": path } });
    const answers = await Promise.all([post(), post()]);
    answers.push(await post());
    expect(
      answers.map(({ status }) => status),
      path,
    ).toEqual([201, 201, 201]);
    expect(new Set(answers.map(({ text }) => text)).size, path).toBe(1);
  }
  expect(world.rows("select count(*) as n from rule union all select count(*) from inbox")).toEqual([
    { n: 1 },
    { n: 2 },
  ]);
});
