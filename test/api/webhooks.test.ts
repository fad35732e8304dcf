import { defaultInboxId } from "@headsup/contract";
import {
  type ApiWorld,
  apiWorld,
  expectStatus,
  type Hook,
  launchCampaign,
  ourNumber,
  postHook,
  prepareAccount,
  publicUrl,
  recipientOf,
  twilioSignature,
} from "@headsup/testkit";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

const minute = 60_000;
const ada = "+12125550101";
const grace = "+12125550102";

let world: ApiWorld;
beforeEach(async () => {
  world = await apiWorld();
  await prepareAccount(world);
});
afterEach(() => world.close());

const hook = (path: string, params: Record<string, string>, how: Hook = {}) => postHook(world, path, params, how);
let nth = 0;
const says = (body: string, over: Record<string, string> = {}) =>
  hook("/hooks/twilio/inbound", { MessageSid: `SM${++nth}`, From: ada, To: ourNumber, Body: body, ...over });
const suppressions = (address = ada) =>
  world.rows(`select scope, scope_id as scopeId, reason from suppression where address = '${address}'`);
const inbound = () =>
  world.rows("select id as provider_id, body, kind from message where direction = 'in' order by at, id");

async function sentTo(address: string) {
  const id = await launchCampaign(world, [address], { name: "Sent" });
  await world.pass(1_000);
  const recipient = await recipientOf(world, id, address);
  const path = `/hooks/twilio/status/${id}/att_${recipient.id.slice(4)}_1`;
  return {
    id,
    recipient,
    path,
    params: (status: string, code?: string) => paramsOf(recipient.providerId, status, code),
  };
}
const paramsOf = (sid: string, status: string, code?: string): Record<string, string> => ({
  MessageSid: sid,
  MessageStatus: status,
  ...(code === undefined ? {} : { ErrorCode: code }),
});

describe("F1 status callbacks", () => {
  beforeEach(() => world.carrier.configure({ callbackStatuses: [] }));

  test("F1 the signature is checked over the address and the raw body; without it nothing is stored", async () => {
    const { path, params } = await sentTo(ada);
    const right = params("delivered");
    const before = world.stored();
    const refused: [string, Hook][] = [
      ["no signature", { signed: "" }],
      ["another token", { signed: twilioSignature(publicUrl + path, right, "another") }],
      ["another address", { signed: twilioSignature(`https://evil.test${path}`, right) }],
      ["another campaign's path", { signed: twilioSignature(publicUrl + path.replace("_1", "_2"), right) }],
      ["a changed body", { body: new URLSearchParams(params("undelivered", "21610")).toString() }],
      ["a field added", { body: `${new URLSearchParams(right)}&X=1` }],
      ["a field twice", { body: `${new URLSearchParams(right)}&MessageStatus=failed` }],
      ["rubbish", { signed: "ü=+/" }],
      ["JSON", { body: JSON.stringify(right), headers: { "content-type": "application/json" } }],
    ];
    for (const [what, how] of refused) {
      const answer = await hook(path, right, how);
      expect([answer.status, answer.json.error.code], what).toEqual([403, "bad_signature"]);
    }
    expect(world.stored()).toEqual(before);
    const withPort = twilioSignature(`https://headsup.test:443${path}`, right);
    expect((await hook(path, right, { signed: withPort })).status).toBe(204);
    expect((await hook(`${path}?a=1&b=%20`, right)).status).toBe(204);
    expect((await hook(`${path}?a=1`, right, { signed: twilioSignature(publicUrl + path, right) })).status).toBe(403);
  });

  test("F1 callbacks repeated and in any order end alike", async () => {
    const { id, path, params, recipient } = await sentTo(ada);
    for (const status of ["delivered", "queued", "sent", "delivered", "sending", "accepted", "sent"])
      expect((await hook(path, params(status))).status).toBe(204);
    const { status, at } = await recipientOf(world, id, ada);
    expect(status).toBe("delivered");
    const before = world.stored();
    await world.pass(1);
    await hook(path, params("delivered"));
    expect(world.stored()).toEqual(before);
    expect(await recipientOf(world, id, ada)).toMatchObject({ at, providerId: recipient.providerId });
  });

  test("F1 a callback that names no attempt of ours is answered 404 and stores nothing, whatever it says", async () => {
    const { path, id } = await sentTo(ada);
    const before = world.stored();
    for (const wrong of [
      path.replace(/_1$/, "_7"),
      path.replace(/att_.+$/, "att_00000000000000000000_1"),
      path.replace(/att_.+$/, "nonsense"),
      path.replace(id, "cmp_nonsense"),
      path.replace(/_1$/, "_%00"),
    ])
      for (const [status, code] of [["delivered"], ["undelivered", "21610"], ["undelivered", "30006"]]) {
        const answer = await hook(wrong, paramsOf("SM1", status ?? "", code));
        expect([answer.status, answer.json.error.code], wrong).toEqual([404, "not_found"]);
      }
    expect(world.stored()).toEqual(before);
  });

  test("F1 a callback that makes no sense is refused for good", async () => {
    const { path } = await sentTo(ada);
    for (const params of [
      {},
      { MessageSid: "SM1" },
      { MessageStatus: "sent" },
      paramsOf("SM1", "sideways"),
      paramsOf("SM1", "__proto__"),
      paramsOf("SM1", "constructor"),
    ]) {
      const answer = await hook(path, params as Record<string, string>);
      expect([answer.status, answer.json.error.code]).toEqual([400, "invalid_request"]);
    }
    const big = await hook(path, { MessageSid: "SM1", MessageStatus: "x".repeat(70_000) });
    expect([big.status, big.json.error.code]).toEqual([413, "body_too_large"]);
  });

  test("F7 what a failure teaches of an address is remembered: 21610, 30005 suppress it, 30006 is not textable", async () => {
    for (const [i, code] of ["21610", "30005", "30006", "30003"].entries()) {
      const address = `+1212555011${i}`;
      const { path, params } = await sentTo(address);
      expect((await hook(path, params("undelivered", code))).status).toBe(204);
      expect((await hook(path, params("undelivered", code))).status).toBe(204);
    }
    const sender = (await world.call("GET", "/v1/senders")).json.items[0].id;
    expect(suppressions("+12125550110")).toEqual([{ scope: "sender", scopeId: sender, reason: "provider_opt_out" }]);
    expect(suppressions("+12125550111")).toEqual([{ scope: "channel", scopeId: "sms", reason: "invalid:30005" }]);
    expect(world.rows("select address, code from address_fact")).toEqual([{ address: "+12125550112", code: "30006" }]);
    expect(world.rows("select address from suppression").length).toBe(2);
  });

  test("F1 10 a lesson that cannot be stored is not acknowledged; the callback's repetition teaches it", async () => {
    const { path, params } = await sentTo(ada);
    world.troubles.isCatalogueDown = true;
    expect((await hook(path, params("undelivered", "30005"))).status).toBe(503);
    world.troubles.isCatalogueDown = false;
    expect((await hook(path, params("undelivered", "30005"))).status).toBe(204);
    expect(suppressions()).toHaveLength(1);
  });
});

describe("F1 F7 inbound messages", () => {
  test("F1 a message is stored once, however often and at once it is delivered, and answered once", async () => {
    const first = await says("Stop. Thank you", { MessageSid: "SMa" });
    expect(first.text).toContain("<Message>You will get no more messages");
    const before = world.stored();
    const again = await Promise.all([1, 2, 3].map(() => says("Stop. Thank you", { MessageSid: "SMa" })));
    expect(again.map(({ text }) => text)).toEqual(Array(3).fill(expect.stringContaining("<Response></Response>")));
    expect(world.stored()).toEqual(before);
    await Promise.all([1, 2, 3].map(() => says("Hello", { MessageSid: "SMb" })));
    expect(inbound()).toHaveLength(2);
  });

  test.each([
    ["STOP", "stop", false],
    ["stop ", "stop", false],
    ["Stop. Thank you", "stop", true],
    ["ARRÊT", "stop", true],
    ["please opt out", "stop", true],
    ["HELP", "help", false],
    ["help?", "help", true],
    ["yes", "none", false],
    ["Who is this?", "none", false],
    ["", "none", false],
    ["<b>&\0 \u2028 'hi'", "none", false],
  ])("F7 %j is understood as %s; we answer it ourselves: %s", async (body, kind, isAnswered) => {
    const answer = await says(body);
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-type")).toContain("text/xml");
    expect(answer.text.includes("<Message>")).toBe(isAnswered);
    expect(inbound()).toEqual([expect.objectContaining({ kind, body })]);
    expect(suppressions()).toHaveLength(kind === "stop" ? 1 : 0);
  });

  test("F7 what the provider says it answered (OptOutType) is not answered again", async () => {
    expect((await says("help?", { OptOutType: "HELP" })).text).not.toContain("<Message>");
    expect((await says("Stop. Thank you", { OptOutType: "STOP" })).text).not.toContain("<Message>");
    expect(suppressions()).toHaveLength(1);
  });

  test("F7 START brings back who said stop; not a number that is invalid, nor whom an agent suppressed", async () => {
    await says("STOP");
    await world.pass(1);
    await says("yes");
    expect(suppressions()).toEqual([]);
    await world.call("POST", "/v1/suppressions", { body: { address: ada, reason: "asked by phone" } });
    world.database.exec(`insert into suppression values ('${ada}', 'channel', 'sms', 'invalid:30005', 0)`);
    await world.pass(1);
    const answer = await says("Start!");
    expect(answer.text).not.toContain("<Message>");
    expect(suppressions()).toHaveLength(2);
  });

  test("F7 an agent's suppression stands even where the person had said stop before", async () => {
    await world.close();
    world = await apiWorld({ stopScope: "global" });
    await prepareAccount(world);
    await says("STOP");
    await world.call("POST", "/v1/suppressions", { body: { address: ada, reason: "lawyer's letter" } });
    await world.pass(1);
    await says("START");
    expect(suppressions()).toEqual([{ scope: "global", scopeId: "", reason: "lawyer's letter" }]);
    const reserved = await world.call("POST", "/v1/suppressions", { body: { address: grace, reason: "reply" } });
    expect(reserved.json.error.code).toBe("invalid_request");
  });

  test("F7 5 who says stop while a campaign runs is not in its next batch, and shown as opted out", async () => {
    const people = Array.from({ length: 20 }, (_, i) => `+121255501${10 + i}`);
    const id = await launchCampaign(world, people);
    await world.pass(1_000);
    expect(world.carrier.log({ kind: "create" })).toHaveLength(10);
    const last = people[15] ?? "";
    await says("Stop. Thank you", { From: last });
    await world.pass(10 * minute);
    const got = world.carrier.log({ kind: "create" }).map(({ to }) => to);
    expect(got).toHaveLength(19);
    expect(got).not.toContain(last);
    expect(await recipientOf(world, id, last)).toMatchObject({ status: "skipped", code: "opted_out", attempts: 0 });
  });

  test("F7 STOP reaches one sender, or with STOP_SCOPE global everything we send", async () => {
    const second = "+12025550111";
    await world.call("POST", "/v1/senders", { body: { address: second, name: "Second" } });
    await says("STOP");
    expect(suppressions()).toMatchObject([{ scope: "sender" }]);
    const other = await launchCampaign(world, [ada], { sender: second });
    await world.pass(minute);
    expect(await recipientOf(world, other, ada)).toMatchObject({ attempts: 1 });
    await world.close();
    world = await apiWorld({ stopScope: "global" });
    await prepareAccount(world);
    await says("STOP");
    expect(suppressions()).toEqual([{ scope: "global", scopeId: "", reason: "reply" }]);
    await world.pass(1);
    await says("START");
    expect(suppressions()).toEqual([]);
  });

  test("F1 a message to a number we do not know is kept, and its stop counts everywhere", async () => {
    expect((await says("STOP", { To: "+12025550199" })).status).toBe(200);
    expect(suppressions()).toMatchObject([{ scope: "global" }]);
  });

  test("F1 a message without sender, receiver or id is refused", async () => {
    for (const missing of ["MessageSid", "From", "To"])
      expect((await says("hi", { [missing]: "" })).json.error.code).toBe("invalid_request");
  });
});

describe("H2 who wrote back", () => {
  const counted = async (id: string) => {
    const { responded, optedOut } = (await world.call("GET", `/v1/campaigns/${id}`)).json;
    const listed = (await world.call("GET", "/v1/campaigns")).json.items.find((each: { id: string }) => each.id === id);
    expect([listed.responded, listed.optedOut]).toEqual([responded, optedOut]);
    return [responded, optedOut];
  };
  let id = "";
  beforeEach(async () => {
    id = await launchCampaign(world, [ada, grace]);
    await world.pass(minute);
  });

  test("H2 each person counts once, whatever and however often they write; a first stop counts as stop also after replies", async () => {
    expect(await counted(id)).toEqual([0, 0]);
    await says("When will it come?");
    await world.pass(1);
    await says("Hello?");
    expect(await counted(id)).toEqual([1, 0]);
    await says("STOP");
    await world.pass(1);
    await says("STOP");
    await says("thanks", { From: grace });
    expect(await counted(id)).toEqual([2, 1]);
  });

  test("H2 a message delivered again, also at the same moment, counts once", async () => {
    const same = { MessageSid: "SMsame" };
    await Promise.all([says("STOP", same), says("STOP", same), says("STOP", same)]);
    await says("STOP", same);
    expect(await counted(id)).toEqual([1, 1]);
    expect(inbound()).toHaveLength(1);
  });

  test("H2 messages of one person at the same moment count them once", async () => {
    await Promise.all(["no", "STOP", "stop please", "why"].map((body) => says(body)));
    expect(await counted(id)).toEqual([1, 1]);
  });

  test("H2 a stop that a start takes back, before or after it is stored, was a reply and a stop", async () => {
    await says("STOP");
    await world.pass(minute);
    await says("START");
    expect(await counted(id)).toEqual([1, 1]);
    world.troubles.isCatalogueDown = true;
    await says("STOP", { From: grace });
    world.troubles.isCatalogueDown = false;
    await world.pass(minute);
    await says("START", { From: grace });
    expect(await counted(id)).toEqual([2, 1]);
    await world.cron();
    expect(await counted(id)).toEqual([2, 2]);
    expect([suppressions(ada), suppressions(grace)]).toEqual([[], []]);
  });

  test("H2 a reply counts for the campaign that wrote last, and a stranger's for none", async () => {
    await says("thanks");
    const next = await launchCampaign(world, [ada], { name: "Next" });
    await world.pass(minute);
    await says("thanks again");
    await says("who are you?", { From: "+12125550199" });
    expect([await counted(id), await counted(next)]).toEqual([
      [1, 0],
      [1, 0],
    ]);
  });

  test("H2 who answers before the catalogue heard of the contact is counted when it does, once, and nobody else", async () => {
    const [quick, slow, stranger] = ["+12125550151", "+12125550152", "+12125550153"];
    const next = await launchCampaign(world, [quick, slow], { name: "Next" });
    const [sender] = world.rows("select id from sender");
    let n = 0;
    const wrote = (from: string, kind: string, at: number) =>
      world.database.exec(`
        insert or ignore into customer (id, about, variables, created_at) values ('cus_${from}', '', '{}', 0);
        insert or ignore into conversation (id, version, customer_id, channel, address, sender_id, status, inbox_id, topics,
          priority, fired, created_at, changed_at, last_at, last_from, last_text, said_version)
          values ('cnv_${from}', 1, 'cus_${from}', 'sms', '${from}', '${sender?.id}', 'open', '${defaultInboxId}', '[]',
          1, '[]', ${at}, ${at}, ${at}, 'customer', 'x', 1);
        insert into message (id, conversation_id, at, direction, author_kind, author, body, kind, certainty)
          values ('SMq${n++}', 'cnv_${from}', ${at}, 'in', 'customer', '${from}', 'x', '${kind}', 'exact');
      `);
    world.troubles.beforeBatch = (queries) => {
      if (!queries.some((query) => query.includes('"last_contact"'))) return;
      world.troubles.beforeBatch = () => {};
      wrote(quick, "none", world.now());
      wrote(quick, "stop", world.now());
      wrote(quick, "stop", world.now());
      wrote(slow, "none", world.now() - minute); // not about this
      wrote(stranger, "none", world.now());
    };
    await world.pass(minute);
    expect(await counted(next)).toEqual([1, 1]);
    const of = (from: string) =>
      world.rows(`select distinct campaign_id as id from message where author = '${from}' and direction = 'in'`);
    expect([quick, slow, stranger].map(of)).toEqual([[{ id: next }], [{ id: null }], [{ id: null }]]);
    await says("STOP", { From: quick });
    await says("thanks", { From: slow });
    expect([await counted(id), await counted(next)]).toEqual([
      [0, 0],
      [2, 1],
    ]);
  });

  test("H2 a message that could not be stored counts nothing until it is", async () => {
    world.database.exec("create trigger full before insert on message begin select raise(abort, 'full'); end");
    await says("STOP");
    expect(await counted(id)).toEqual([0, 0]);
    world.database.exec("drop trigger full");
    await world.cron();
    expect(await counted(id)).toEqual([1, 1]);
  });
});

describe("10 while the catalogue does not answer", () => {
  const journal = () => world.stored().journal?.entry ?? [];

  test("10 an inbound message is journalled and acknowledged, and then stored exactly once", async () => {
    world.troubles.isCatalogueDown = true;
    expect((await says("Who is this?", { MessageSid: "SMa" })).status).toBe(200);
    expect((await says("Who is this?", { MessageSid: "SMa" })).status).toBe(200);
    expect(journal()).toHaveLength(1);
    await world.cron();
    expect(journal()).toHaveLength(1);
    world.troubles.isCatalogueDown = false;
    await world.cron();
    await world.cron();
    expect([journal(), inbound()]).toEqual([[], [{ provider_id: "SMa", body: "Who is this?", kind: "none" }]]);
    await says("Who is this?", { MessageSid: "SMa" });
    expect(inbound()).toHaveLength(1);
  });

  test("10 with neither catalogue nor journal nothing is acknowledged: the provider calls again", async () => {
    world.troubles.isCatalogueDown = true;
    world.troubles.isJournalDown = true;
    const answer = await says("STOP", { MessageSid: "SMa" });
    expect([answer.status, answer.json.error.code]).toEqual([503, "unavailable"]);
    world.troubles.isCatalogueDown = false;
    expect((await says("STOP", { MessageSid: "SMa" })).status).toBe(200);
    expect(suppressions()).toHaveLength(1);
  });

  test("5 nobody whose stop is only in the journal is contacted; without the journal nobody is", async () => {
    world.troubles.isCatalogueDown = true;
    await says("please stop texting me");
    world.troubles.isCatalogueDown = false;
    const id = await launchCampaign(world, [ada, grace]);
    world.troubles.isJournalDown = true;
    await world.pass(2_000);
    expect(world.carrier.log({ kind: "create" })).toEqual([]);
    world.troubles.isJournalDown = false;
    await world.pass(minute);
    expect(world.carrier.log({ kind: "create" }).map(({ to }) => to)).toEqual([grace]);
    expect(await recipientOf(world, id, ada)).toMatchObject({ status: "skipped", code: "opted_out" });
  });

  test.each([
    [["STOP", "START"], true],
    [["START", "STOP"], false],
    [["STOP", "START", "Stop. Thank you"], false],
    [["stop", "hello", "yes"], true],
    [["HELP", "START"], true],
  ])("F7 %j in the journal: may be contacted before and after it is drained: %s", async (words, mayContact) => {
    world.troubles.isCatalogueDown = true;
    for (const word of words) {
      await world.pass(10_000);
      await says(word);
    }
    world.troubles.isCatalogueDown = false;
    await launchCampaign(world, [ada]);
    await world.pass(minute);
    expect(world.carrier.log({ kind: "create" }).length).toBe(mayContact ? 1 : 0);
    await world.cron();
    expect(suppressions()).toHaveLength(mayContact ? 0 : 1);
    expect(inbound()).toHaveLength(words.length);
  });

  test("F7 words of one instant in the journal count in the order they came", async () => {
    world.troubles.isCatalogueDown = true;
    await says("STOP", { MessageSid: "SMz" });
    await says("START", { MessageSid: "SMa" });
    world.troubles.isCatalogueDown = false;
    await launchCampaign(world, [ada]);
    await world.pass(minute);
    expect(world.carrier.log({ kind: "create" })).toHaveLength(1);
    await world.cron();
    expect(suppressions()).toEqual([]);
  });

  test("F7 a START that reaches the catalogue before the journalled STOP it takes back still takes it back", async () => {
    world.troubles.isCatalogueDown = true;
    await says("STOP");
    world.troubles.isCatalogueDown = false;
    await world.pass(minute);
    await says("START");
    await world.cron();
    expect(suppressions()).toEqual([]);
    expect(inbound()).toHaveLength(2);
  });

  test("F7 a STOP that reaches the catalogue before the journalled START it overrules still counts", async () => {
    await says("STOP");
    world.troubles.isCatalogueDown = true;
    await world.pass(minute);
    await says("START");
    world.troubles.isCatalogueDown = false;
    await world.pass(minute);
    await says("STOP");
    await world.cron();
    expect(suppressions()).toHaveLength(1);
  });

  test("11 an entry that cannot be stored keeps no other from being", async () => {
    world.troubles.isCatalogueDown = true;
    await says("bad", { MessageSid: "SMbad" });
    await world.pass(1);
    await says("STOP", { From: grace });
    world.troubles.isCatalogueDown = false;
    world.database.exec(
      "create trigger bad before insert on message when new.id = 'SMbad' begin select raise(abort, 'no'); end",
    );
    await world.cron();
    expect(suppressions(grace)).toHaveLength(1);
    expect(journal()).toHaveLength(1);
  });
});

test("F1 what the carrier itself posts is taken: statuses end delivered, replies are stored with their campaign", async () => {
  world.carrier.configure({ people: { [ada]: "stops-awkwardly", [grace]: "comes-back" } });
  const id = await launchCampaign(world, [ada, grace]);
  await world.pass(3 * 60 * minute);
  expect((await world.call("GET", `/v1/campaigns/${id}`)).json.counts).toMatchObject({ delivered: 2 });
  expect(world.rows("select campaign_id, kind from message where direction = 'in' order by at")).toEqual([
    { campaign_id: id, kind: "stop" },
    { campaign_id: id, kind: "stop" },
    { campaign_id: id, kind: "start" },
  ]);
  expect([suppressions(ada).length, suppressions(grace).length]).toEqual([1, 0]);
  const why = expectStatus(await world.call("GET", `/v1/campaigns/${id}/recipients/${ada}/why`), 200).json;
  expect(why.events.map(({ what }: { what: string }) => what)).toEqual([
    "attempt 1: delivered",
    'replied "STOP PLEASE", understood as STOP',
  ]);
  const hooks = world.carrier.log({ limit: 500 }).filter(({ kind }) => kind === "callback" || kind === "webhook");
  expect(new Set(hooks.map(({ answer }) => answer))).toEqual(new Set([204, 200]));
});
