import { defaultInboxId } from "@headsup/contract";
import { openCatalogue, readDesk, readRecentContacts, readTalking } from "@headsup/storage/catalog";
import { sqliteD1 } from "@headsup/storage/sqlite";
import {
  type ApiAnswer,
  type ApiWorld,
  apiWorld,
  directoryFor,
  draftCampaign,
  expectStatus,
  importRows,
  launchCampaign,
  ourNumber,
  prepareAccount,
  recipientOf,
  tokensOf,
} from "@headsup/testkit";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const ada = "+12125550101";
const grace = "+12125550102";
const other = "+12025550188";

let world: ApiWorld;
let senderId: string;
beforeEach(async () => {
  world = await apiWorld();
  senderId = await prepareAccount(world);
});
afterEach(() => world.close());

const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  world.call("POST", path, { body, headers });
const refusal = ({ status, json }: ApiAnswer) => `${status} ${json.error.code}: ${json.error.message}`;
const sentTo = (address: string) => world.carrier.log({ kind: "create" }).filter(({ to }) => to === address).length;
const made = async (path: string, body: unknown) => expectStatus(await post(path, body), 201).json;
const counted = (query: string) => Number(world.rows(`select count(*) as n from ${query}`)[0]?.n);

/** A conversation as it lies in the catalogue, of a customer who waits. */
function talk(address: string, over: { status?: string; sender?: string } = {}): void {
  const { status = "open", sender = senderId } = over;
  world.database.exec(
    `insert or ignore into customer (id, about, variables, created_at) values ('cus_1', '', '{}', 0)`,
  );
  world.database
    .prepare(
      `insert into conversation (id, version, customer_id, channel, address, sender_id, status, inbox_id, topics, priority,
        waiting_since, fired, created_at, changed_at, last_at, last_from, last_text, said_version)
       values (?, 1, 'cus_1', 'sms', ?, ?, ?, ?, '[]', 1, 1, '[]', 0, 0, 0, 'customer', '', 1)`,
    )
    .run(`cnv_${address}${sender}`, address, sender, status, defaultInboxId);
}

describe("F3 what becomes of a campaign's replies", () => {
  test("F3 it is set with the draft, shown with the inbox it feeds, changed while it runs; what is said is frozen", async () => {
    await made("/v1/skills", { name: "billing" });
    const replies = {
      skill: "billing",
      lookBackMs: 2 * hour,
      lookBackRoutes: "all",
      openConversation: "hold",
      backPressure: "slow",
      replies: "encourage",
    };
    const id = await draftCampaign(world, replies);
    const inbox = { id: defaultInboxId, name: "Inbox" };
    const shown = (await world.call("GET", `/v1/campaigns/${id}`)).json;
    expect(shown).toMatchObject({ ...replies, kind: "campaign", inbox, pressure: null, duplicates: null });
    expect(shown.replyLine).toBe("Questions? Just reply to this message.");
    await importRows(world, id, [[ada, "Ada"]]);
    const preview = (await world.call("GET", `/v1/campaigns/${id}/preview`)).json;
    expect(preview.sample.text).toContain("\nQuestions? Just reply to this message.\nReply STOP");
    expect(preview.notes.map(({ code }: { code: string }) => code)).toContain("encouraged_but_nobody");
    await post(`/v1/campaigns/${id}/launch`, { consent: true });
    const patch = (body: unknown) => world.call("PATCH", `/v1/campaigns/${id}`, { body });
    const changed = {
      skill: null,
      lookBackMs: hour,
      lookBackRoutes: "opening",
      openConversation: "skip",
      backPressure: "off",
    };
    expect(expectStatus(await patch(changed), 200).json).toMatchObject(changed);
    expect(world.engine(id).describe().settings).toMatchObject({
      skill: null,
      openConversation: "skip",
      backPressure: "off",
    });
    expect(refusal(await patch({ replyLine: "Call us." }))).toMatch(/^409 campaign_not_draft: .*replyLine/);
    await world.pass(hour);
    // Over, and its replies may still come: they can go elsewhere, but nothing is sent any more.
    expectStatus(await patch({ skill: "billing", lookBackMs: 3 * hour }), 200);
    expect(refusal(await patch({ backPressure: "hold" }))).toMatch(/^409 conflict: .*completed/);
  });

  test("F3 a skill that is not there is refused with the way to make it", async () => {
    const named = { name: "Delay", sender: ourNumber, text: "Late.", skill: "billing" };
    const words = '404 not_found: There is no skill "billing". Create it with: headsup skill create billing';
    expect(refusal(await post("/v1/campaigns", named))).toBe(words);
    const id = await draftCampaign(world);
    expect(refusal(await world.call("PATCH", `/v1/campaigns/${id}`, { body: { skill: "billing" } }))).toBe(words);
  });

  test("A12 a row whose message is too long only with what it says about replies is a problem from the start", async () => {
    const text = `${"x".repeat(1_560)} {{ first_name }}`;
    const fits = await importRows(world, await draftCampaign(world, { text }), [[ada, "Ada"]]);
    expect(fits.problems).toEqual([]);
    const { problems } = await importRows(world, await draftCampaign(world, { text, replies: "encourage" }), [
      [ada, "Ada"],
    ]);
    expect(problems).toMatchObject([{ code: "MESSAGE_TOO_LONG" }]);
  });

  test("A12 replies are not discouraged without saying where to turn", async () => {
    const silent = { name: "Delay", sender: ourNumber, text: "Late.", replies: "discourage" };
    expect(refusal(await post("/v1/campaigns", silent))).toMatch(/^400 invalid_request: replyLine: /);
    const id = await draftCampaign(world, { replies: "discourage", replyLine: "Call +1 202 555 0100." });
    const patch = (body: unknown) => world.call("PATCH", `/v1/campaigns/${id}`, { body });
    expect(refusal(await patch({ replyLine: "" }))).toMatch(/^400 invalid_request: replyLine: /);
    expectStatus(await patch({ replies: "open", replyLine: "" }), 200);
  });
});

describe("F8 open conversations", () => {
  test("F8 only an open conversation with this very sender counts, and who is held is sent to once it is closed", async () => {
    talk(ada);
    talk(grace, { status: "closed" });
    talk("+12125550103", { sender: "snd_elsewhere" });
    const id = await launchCampaign(world, [ada, grace, "+12125550103"], { openConversation: "hold" });
    await world.pass(5 * minute);
    expect([sentTo(ada), sentTo(grace), sentTo("+12125550103")]).toEqual([0, 1, 1]);
    expect(await recipientOf(world, id, ada)).toMatchObject({ status: "held", code: "open_conversation", attempts: 0 });
    const { reasons } = (await world.call("GET", `/v1/campaigns/${id}/overview`)).json;
    expect(reasons[0]).toMatchObject({
      code: "open_conversation",
      meaning: expect.stringContaining("open conversation"),
    });
    world.database.exec("update conversation set status = 'closed'");
    await world.pass(10 * minute);
    expect(sentTo(ada)).toBe(1);
  });

  test("F8 a reply that waits in the journal counts as a conversation with the sender it went to", async () => {
    const said = { channel: "sms", address: ada, body: "When?", at: world.now(), isAnswered: false } as const;
    const inWords = {
      inbox: null,
      subject: null,
      quoted: null,
      media: [],
      thread: [],
      isAutomatic: false,
      answers: null,
    };
    const entry = { ...inWords, ...said };
    await world.services.journal.append({ ...entry, providerId: "SM1", to: ourNumber });
    await world.services.journal.append({ ...entry, providerId: "SM2", to: other, address: grace });
    await world.services.journal.append({ ...entry, providerId: "SM3", to: ourNumber, address: grace, body: "START" });
    const heeds = { openConversations: true, contactsSince: null, replies: false };
    const senders = [{ id: senderId, address: ourNumber, channel: "sms" as const }];
    const ask = { campaignId: "cmp_x", addresses: [ada, grace], senders };
    const known = await directoryFor(world.services).standings({ ...ask, heeds });
    expect(known).toMatchObject([{ address: ada, suppressed: null, isTalking: true, isContacted: false }]);
    const unasked = await directoryFor(world.services).standings({
      ...ask,
      heeds: { ...heeds, openConversations: false },
    });
    expect(unasked).toEqual([]);
  });

  test("F8 F9 A8 what a batch asks besides is answered by indexes: no scan of contacts or conversations", async () => {
    const queries: string[] = [];
    const d1 = sqliteD1(world.database);
    const prepare = (query: string) => {
      queries.push(query);
      return d1.prepare(query);
    };
    const catalogue = openCatalogue({ ...d1, prepare } as unknown as Parameters<typeof openCatalogue>[0]);
    await readTalking(catalogue, { addresses: [ada], senderIds: [senderId] });
    await readRecentContacts(catalogue, { addresses: [ada], campaignId: "cmp_x", since: 0 });
    await readDesk(catalogue, { senderId, skill: null, inboxId: null });
    const plans = queries.map((query) => world.rows(`explain query plan ${query}`).map(({ detail }) => String(detail)));
    expect(plans.map(([first]) => first)).toEqual([
      expect.stringContaining("(address=? AND sender_id=?)"),
      expect.stringContaining("last_contact USING PRIMARY KEY (address=?)"),
      expect.stringContaining("sender USING PRIMARY KEY"),
    ]);
    expect(plans[2]?.join()).toContain("conversation_waiting");
  });
});

describe("F9 back-pressure", () => {
  test("F9 a campaign is held while nobody of its inbox is on shift, tells so in the list, and goes on when somebody is", async () => {
    await made("/v1/skills", { name: "billing" });
    const agent = (await made("/v1/agents", { user: "me", skills: ["billing"] })).id;
    const id = await launchCampaign(world, [ada], { backPressure: "hold", skill: "billing" });
    await world.pass(5 * minute);
    expect(sentTo(ada)).toBe(0);
    const [listed] = (await world.call("GET", "/v1/campaigns")).json.items;
    expect(listed).toMatchObject({ id, pressure: { reason: "Nobody with the skill billing is on shift" } });
    await world.call("PATCH", `/v1/agents/${agent}`, { body: { status: "available" } });
    await world.pass(2 * minute);
    expect(sentTo(ada)).toBe(1);
    expect((await world.call("GET", `/v1/campaigns/${id}`)).json.pressure).toBeNull();
  });

  test("F9 the desk is its sender's inbox: who waits there, its limit, its members with the skill; the sender's skill by default", async () => {
    await made("/v1/skills", { name: "billing" });
    const billing = (await made("/v1/inboxes", { name: "Billing", waitingMax: 1 })).id;
    const desk = () => directoryFor(world.services).desk({ senderId, skill: null, inboxId: null });
    const agent = (await made("/v1/agents", { user: "me", inboxes: [billing] })).id;
    await world.call("PATCH", `/v1/agents/${agent}`, { body: { status: "available" } });
    talk(ada);
    expect(await desk()).toEqual({ inbox: "Inbox", skill: null, waiting: 1, waitingMax: null, agents: 0, onShift: 0 });
    world.database.exec(`update sender set inbox_id = '${billing}', skill = 'billing'`);
    expect(await desk()).toMatchObject({ inbox: "Billing", skill: "billing", waiting: 0, waitingMax: 1, agents: 0 });
    await world.call("PATCH", `/v1/agents/${agent}`, { body: { skills: ["billing"] } });
    expect(await desk()).toMatchObject({ agents: 1, onShift: 1 });
    await world.call("PATCH", `/v1/agents/${agent}`, { body: { status: "away" } });
    expect(await desk()).toMatchObject({ agents: 1, onShift: 0 });
  });
});

describe("A8 duplicates across campaigns", () => {
  const duplicatesOf = async (id: string, query = "") =>
    expectStatus(await world.call("GET", `/v1/campaigns/${id}/duplicates${query}`), 200).json;

  test("A8 who was written to lately and who still waits elsewhere is found before launch, by campaign and line", async () => {
    const first = await launchCampaign(world, [ada], { name: "First" });
    const waiting = await launchCampaign(world, [grace], {
      name: "Tonight",
      window: { open: "20:00", close: "21:00" },
    });
    await world.pass(minute);
    const id = await draftCampaign(world, { name: "Next" });
    await importRows(world, id, [
      [grace, "Grace"],
      [ada, "Ada"],
      ["+12125550109", "Bo"],
    ]);
    const found = await duplicatesOf(id);
    expect(found).toMatchObject({ checked: 3, people: 2, unasked: [], next: null });
    expect(found.items).toEqual([
      { address: grace, line: 2, campaign: { id: waiting, name: "Tonight" }, at: null },
      { address: ada, line: 3, campaign: { id: first, name: "First" }, at: expect.any(Number) },
    ]);
    await world.pass(day + hour);
    expect((await duplicatesOf(id, "?days=1")).items).toMatchObject([{ address: grace, at: expect.any(Number) }]);
  });

  test("A8 a campaign that cannot be asked is named, and keeps no other from being asked", async () => {
    const night = { window: { open: "20:00", close: "21:00" } };
    const down = await launchCampaign(world, [ada], night);
    const up = await launchCampaign(world, [ada], night);
    await world.pass(minute);
    const id = await draftCampaign(world);
    await importRows(world, id, [[ada, "Ada"]]);
    world.troubles.campaignsDown.add(down);
    expect(await duplicatesOf(id)).toMatchObject({ people: 1, items: [{ campaign: { id: up } }], unasked: [down] });
  });

  test("A8 people are asked about 500 at a time", async () => {
    const id = await draftCampaign(world);
    await importRows(
      world,
      id,
      Array.from({ length: 501 }, (_, i) => [`+1212555${1000 + i}`, "Ada"]),
    );
    const first = await duplicatesOf(id);
    expect(first).toMatchObject({ checked: 500, next: expect.stringMatching(/^rcp_/) });
    expect(await duplicatesOf(id, `?cursor=${first.next}`)).toMatchObject({ checked: 1, next: null });
  });

  test("A8 the choice made at launch is on record and holds when their turn comes", async () => {
    await launchCampaign(world, [ada], { name: "First" });
    await world.pass(minute);
    const id = await draftCampaign(world);
    await importRows(world, id, [
      [ada, "Ada"],
      [grace, "Grace"],
    ]);
    const duplicates = { choice: "skip", days: 3 };
    expectStatus(await post(`/v1/campaigns/${id}/launch`, { consent: true, duplicates }), 200);
    await world.pass(hour);
    expect([sentTo(ada), sentTo(grace)]).toEqual([1, 1]);
    expect(await recipientOf(world, id, ada)).toMatchObject({ status: "skipped", code: "recent_contact" });
    const campaign = (await world.call("GET", `/v1/campaigns/${id}`)).json;
    expect(campaign.duplicates).toEqual(duplicates);
    expect(campaign.history[0].reason).toContain("within 3 days is skipped");
    const [entry] = world.rows(`select detail from audit where action = 'campaign.launch' and target = '${id}'`);
    expect(JSON.parse(String(entry?.detail))).toEqual({ consent: true, duplicates });
  });

  test("A8 a choice made where nobody is left to launch, or the launch is refused, changes nothing", async () => {
    const id = await draftCampaign(world);
    await importRows(world, id, [[ada, "Ada"]]);
    const [duplicates, keep] = [{ choice: "skip", days: 3 }, { choice: "keep" }];
    const launch = (choice: object) => post(`/v1/campaigns/${id}/launch`, { consent: true, duplicates: choice });
    const onRecord = async () => (await world.call("GET", "/v1/campaigns")).json.items[0].duplicates;
    await launch(duplicates);
    expect(expectStatus(await launch(keep), 200).json.duplicates).toEqual(duplicates);
    expect(await onRecord()).toEqual(duplicates);
    await importRows(world, id, [[grace, "Grace"]], { name: "more.csv" });
    await post(`/v1/campaigns/${id}/stop`, {});
    expect([(await launch(keep)).status, await onRecord()]).toEqual([409, duplicates]);
  });
});

describe("A11 one person", () => {
  const message = { to: ada, sender: ourNumber, text: "Hi Ada, {{ we }} {% moved %} to {Main St}.", consent: true };
  const write = (over: Record<string, unknown> = {}, key?: string) =>
    post("/v1/messages", { ...message, ...over }, key === undefined ? {} : { "idempotency-key": key });

  test("A11 a message to one person arrives once, word for word, with how to stop; it is no campaign of the list", async () => {
    const { json: shown } = expectStatus(await write(), 201);
    expect(shown).toMatchObject({ kind: "single", name: "Message to +1212•••01", status: "in_progress" });
    await world.pass(hour);
    expect(world.carrier.log({ kind: "create" }).map(({ to, body }) => [to, body])).toEqual([
      [ada, `${message.text}\nReply STOP to opt out.`],
    ]);
    expect((await world.call("GET", "/v1/campaigns")).json.items).toEqual([]);
    expect((await world.call("GET", "/v1/figures")).json).toMatchObject({ campaigns: 0, sent: 1 });
    for (const kind of ["single", "all"])
      expect((await world.call("GET", `/v1/campaigns?kind=${kind}`)).json.items).toMatchObject([{ id: shown.id }]);
  });

  test("A11 an agent may write to one person, a viewer may not", async () => {
    const { agent, viewer } = await tokensOf(world);
    expect((await world.call("POST", "/v1/messages", { token: viewer, body: message })).status).toBe(403);
    expect((await world.call("POST", "/v1/messages", { token: agent, body: message })).status).toBe(201);
  });

  test("A11 at night it waits for their morning", async () => {
    await world.pass(12 * hour); // 22:00 in New York
    await write();
    await world.pass(8 * hour);
    expect(sentTo(ada)).toBe(0);
    await world.pass(3 * hour);
    expect(sentTo(ada)).toBe(1);
  });

  test("A11 what speaks against it is said, and nothing is stored", async () => {
    expect(refusal(await write({ to: "12" }))).toMatch(/^400 invalid_request: to: /);
    expect(refusal(await write({ to: "+870773111632" }))).toMatch(/^400 invalid_request: zone: /);
    expect(refusal(await write({ zone: "Mars/Base" }))).toMatch(/^400 invalid_request: zone: /);
    expect(refusal(await write({ text: "x".repeat(1_600) }))).toMatch(/^400 invalid_request: text: /);
    expect(refusal(await write({ sender: other }))).toMatch(/^404 not_found: /);
    expect(refusal(await write({ skill: "billing" }))).toMatch(/^404 not_found: There is no skill/);
    expect(refusal(await write({ consent: false }))).toMatch(/^400 consent_missing: /);
    await post("/v1/suppressions", { address: ada, reason: "asked by phone" });
    expect(refusal(await write())).toMatch(/^409 suppressed: /);
    expect(counted("campaign")).toBe(0);
    expect((await write({ to: "+870773111632", zone: "America/New_York" })).status).toBe(201);
  });

  test("A11 without the account's agreement nothing is written", async () => {
    world.database.exec("delete from agreement");
    expect(refusal(await write())).toMatch(/^409 agreement_missing: /);
    expect(counted("campaign")).toBe(0);
  });

  test("A11 repeated with its key it is one message, answered as it stands", async () => {
    const { json: first } = expectStatus(await write({}, "k1"), 201);
    await world.pass(hour);
    const { json: again } = expectStatus(await write({}, "k1"), 201);
    expect(again).toMatchObject({ id: first.id, status: "completed" });
    await world.pass(hour);
    expect([sentTo(ada), counted("campaign")]).toEqual([1, 1]);
    expect(refusal(await write({ text: "Other" }, "k1"))).toMatch(/^409 idempotency_key_reused: /);
  });

  test.each(["describe", "createList", "importChunk", "sealList", "preview", "launch"])(
    "A11 broken off before %s it is finished by the same request, and sent once",
    async (method) => {
      let broken = 0;
      world.troubles.beforeCall = (_id, called) => {
        if (called === method && broken++ === 0) throw new Error("Network connection lost.");
      };
      expect((await write({}, "k1")).status).toBeGreaterThanOrEqual(500);
      await world.pass(minute);
      expect(sentTo(ada)).toBe(0);
      const answers = await Promise.all([write({}, "k1"), write({}, "k1")]);
      expect(answers.map(({ status }) => status)).toEqual([201, 201]);
      await world.pass(hour);
      await world.cron();
      await world.pass(hour);
      expect([sentTo(ada), counted("campaign")]).toEqual([1, 1]);
    },
  );

  test("A11 broken off behind its launch it is finished by cron", async () => {
    world.troubles.beforeCall = (_id, called) => {
      if (called === "launch") throw new Error("Network connection lost.");
    };
    await write({}, "k1");
    world.troubles.beforeCall = () => {};
    await world.pass(5 * minute);
    await world.cron();
    await world.pass(minute);
    expect(sentTo(ada)).toBe(1);
  });

  test("A11 two requests at once with one key are one message", async () => {
    const answers = await Promise.all([write({}, "k1"), write({}, "k1")]);
    expect(new Set(answers.map(({ json }) => json.id)).size).toBe(1);
    await world.pass(hour);
    expect([sentTo(ada), counted("campaign")]).toEqual([1, 1]);
  });
});
