import { createHmac } from "node:crypto";
import type { OutreachStatus } from "@headsup/contract";
import * as catalog from "@headsup/storage/catalog";
import {
  type ApiAnswer,
  type ApiWorld,
  apiWorld,
  draftCampaign,
  expectStatus,
  importRows,
  launchCampaign,
  prepareAccount,
} from "@headsup/testkit";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

/** A receiver as a team would write one: it checks what it gets by Standard Webhooks 1.0, by itself. */
class Receiver {
  readonly got: { id: string; type: string; url: string; body: Record<string, unknown> }[] = [];
  readonly secrets = new Map<string, string>();
  answer: (url: string) => Response = () => new Response();

  readonly fetch: typeof fetch = async (input, init) => {
    const request = new Request(input, init);
    const answer = this.answer(request.url);
    if (!answer.ok) return answer;
    const text = await request.text();
    const [id, timestamp, signature] = ["webhook-id", "webhook-timestamp", "webhook-signature"].map((name) =>
      String(request.headers.get(name)),
    );
    const secret = Buffer.from(this.secrets.get(request.url)?.replace(/^whsec_/, "") ?? "", "base64");
    const right = createHmac("sha256", secret).update(`${id}.${timestamp}.${text}`).digest("base64");
    if (signature !== `v1,${right}`) return new Response(null, { status: 401 });
    if (Math.abs(Number(timestamp) * 1_000 - world.now()) > 300_000) return new Response(null, { status: 400 });
    const body = JSON.parse(text);
    this.got.push({ id: String(id), type: body.type, url: request.url, body });
    return answer;
  };

  get types(): string[] {
    return this.got.map(({ type }) => type.replace("campaign.", ""));
  }
}

let world: ApiWorld;
let receiver: Receiver;
const url = "https://team.test/hook";
beforeEach(async () => {
  receiver = new Receiver();
  world = await apiWorld({ receiver: (input, init) => receiver.fetch(input, init) });
  await prepareAccount(world);
});
afterEach(() => world.close());

async function addWebhook(to = url): Promise<string> {
  const { id, secret } = expectStatus(await world.call("POST", "/v1/webhooks", { body: { url: to } }), 201).json;
  receiver.secrets.set(to, secret);
  return id;
}
const refusal = ({ status, json }: ApiAnswer) => `${status} ${json.error.code}: ${json.error.message}`;
const webhookOf = async (id: string) =>
  (await world.call("GET", "/v1/webhooks")).json.items.find((item: { id: string }) => item.id === id);
/** Lets minutes pass as the host does: its cron is fired in each. */
async function minutes(count: number) {
  for (let i = 0; i < count; i++) {
    await world.pass(60_000);
    await world.cron();
  }
}
const project = (campaignId: string, sequence: number, status: OutreachStatus) => {
  const { catalogue } = world.services;
  const summary = {
    status,
    statusReason: null,
    counts: { total: 3, decided: 1 },
    nextWakeAt: null,
    launchedAt: 1,
    completedAt: null,
    pressure: null,
  } as unknown as catalog.CampaignSummary;
  return catalogue.together([
    ...catalog.noticesOf(catalogue, { campaignId, sequence, summary, at: world.now() }),
    ...catalog.projectSummary(catalogue, campaignId, sequence, summary),
  ]);
};

describe("G6 webhooks", () => {
  test("G6 a test notice is sent at once, signed with the secret that was shown once", async () => {
    const id = await addWebhook();
    const answer = expectStatus(await world.call("POST", `/v1/webhooks/${id}/test`), 200).json;
    expect(answer).toMatchObject({ pending: 0, lastOutcome: "it answered 200", lastAt: world.now() });
    expect(receiver.got).toMatchObject([{ type: "webhook.test", body: { data: { webhook: id } } }]);
    expect(await webhookOf(id)).toEqual(answer);
    expect(answer.secret).toBeUndefined();
    expect(receiver.secrets.get(url)).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  });

  test("G6 a receiver that does not know the secret refuses; it is said, and the notice waits", async () => {
    const id = await addWebhook();
    receiver.secrets.set(url, "whsec_c29tZXRoaW5nIGVsc2U=");
    const answer = (await world.call("POST", `/v1/webhooks/${id}/test`)).json;
    expect(answer).toMatchObject({ pending: 1, lastOutcome: "it answered 401; tried again later" });
    expect(receiver.got).toEqual([]);
  });

  test("G6 a secret is shown once: the request repeated with its key is told so", async () => {
    const headers = { "idempotency-key": "one" };
    const post = () => world.call("POST", "/v1/webhooks", { body: { url }, headers });
    expect((await post()).json.secret).toMatch(/^whsec_/);
    expect(refusal(await post())).toMatch(/^409 conflict: .*shown that once/);
    expect((await world.call("GET", "/v1/webhooks")).json.items).toHaveLength(1);
  });

  test("G6 notices travel encrypted, or stay on this machine", async () => {
    for (const wrong of ["http://team.test/hook", "http://127.0.0.1.team.test/", "https://ana:secret@team.test/"])
      expect(refusal(await world.call("POST", "/v1/webhooks", { body: { url: wrong } }))).toMatch(/^400 .*url: /);
    for (const right of ["http://localhost:9999/x", "http://127.0.0.1:9999/", "https://team.test/?a=b"])
      expect((await world.call("POST", "/v1/webhooks", { body: { url: right } })).status).toBe(201);
  });

  test("G6 a webhook that is deleted is told nothing more", async () => {
    const id = await addWebhook();
    receiver.answer = () => new Response(null, { status: 500 });
    await world.call("POST", `/v1/webhooks/${id}/test`);
    expect((await world.call("DELETE", `/v1/webhooks/${id}`)).json.pending).toBe(1);
    expect(world.rows("select * from notice")).toEqual([]);
    expect(refusal(await world.call("POST", `/v1/webhooks/${id}/test`))).toMatch(/^404 not_found/);
  });
});

describe("G6 a team is told of its campaigns", () => {
  test("G6 each move of a campaign is told once, in order, from launch to end", async () => {
    await addWebhook();
    const id = await draftCampaign(world, { description: "For Ada", pace: { count: 1, spanMs: 60_000 } });
    const people = ["+12125550101", "+12125550102"].map((address) => [address, "Ada"]);
    await importRows(world, id, people, { startAt: "2026-11-24T15:10:00Z" });
    await world.call("POST", `/v1/campaigns/${id}/launch`, { body: { consent: true } });
    await minutes(2);
    await world.call("POST", `/v1/campaigns/${id}/pause`);
    await minutes(2);
    await world.call("POST", `/v1/campaigns/${id}/resume`);
    await minutes(20);
    expect(receiver.types).toEqual(["scheduled", "paused", "resumed", "started", "completed"]);
    expect(receiver.got[0]?.body).toEqual({
      type: "campaign.scheduled",
      timestamp: "2026-11-24T15:00:00.000Z",
      data: {
        campaign: id,
        name: "Delay",
        description: "For Ada",
        status: "scheduled",
        previousStatus: "draft",
        channel: "sms",
        sender: "+12025550100",
        inbox: "Inbox",
        skill: null,
        recipients: { total: 2, decided: 0 },
        nextAt: "2026-11-24T15:10:00.000Z",
      },
    });
    expect(receiver.got.at(-1)?.body.data).toMatchObject({
      status: "completed",
      previousStatus: "in_progress",
      recipients: { total: 2, decided: 2 },
    });
    expect(world.rows("select * from notice")).toEqual([]);
  });

  test("G6 neither people nor what they are told is in a notice", async () => {
    await addWebhook();
    await launchCampaign(world, ["+12125550101"], { text: "Hi {{ first_name }}, your parcel is late." });
    await minutes(3);
    expect(receiver.got.length).toBeGreaterThan(0);
    expect(JSON.stringify(receiver.got)).not.toMatch(/2125550101|Ada|parcel/);
  });

  test("G6 a summary told twice or late makes one notice for each webhook, and one that changes nothing none", async () => {
    const others = [await addWebhook(), await addWebhook("https://other.test/")];
    const id = await draftCampaign(world);
    await project(id, 3, "in_progress");
    await project(id, 3, "in_progress");
    await project(id, 2, "scheduled");
    await project(id, 4, "in_progress");
    expect(world.rows("select count(*) as n from notice")).toEqual([{ n: 2 }]);
    await project(id, 5, "paused");
    await project(id, 6, "scheduled");
    await minutes(1);
    expect(receiver.got.filter((got) => got.url === url).map(({ type }) => type)).toEqual([
      "campaign.started",
      "campaign.paused",
      "campaign.resumed",
    ]);
    expect(receiver.got).toHaveLength(3 * others.length);
    expect(new Set(receiver.got.map((got) => got.id)).size).toBe(receiver.got.length);
  });

  test("G6 one person's message is no campaign to tell of", async () => {
    await addWebhook();
    const id = await draftCampaign(world);
    world.database.exec("update campaign set kind = 'single'");
    await project(id, 1, "in_progress");
    expect(world.rows("select * from notice")).toEqual([]);
  });

  test("G6 a receiver that was down is told later, once, with the same id, and keeps no other waiting", async () => {
    const down = await addWebhook();
    await addWebhook("https://other.test/");
    const tried: string[] = [];
    receiver.answer = (to) => {
      tried.push(to);
      return new Response(null, { status: to === url ? 503 : 204 });
    };
    const id = await draftCampaign(world);
    await project(id, 1, "in_progress");
    await project(id, 2, "completed");
    const ids = world.rows(`select id from notice where webhook_id = '${down}' order by id`);
    await minutes(4);
    expect(receiver.types).toEqual(["started", "completed"]);
    expect(await webhookOf(down)).toMatchObject({ pending: 2, lastOutcome: "it answered 503; tried again later" });
    expect(world.logs.filter(({ event }) => event === "notice.failed").length).toBeGreaterThan(2);
    receiver.answer = () => new Response();
    await minutes(40);
    const late = receiver.got.filter((got) => got.url === url);
    expect(late.map((got) => ({ id: got.id })).sort((a, b) => a.id.localeCompare(b.id))).toEqual(ids);
    expect(await webhookOf(down)).toMatchObject({ pending: 0, lastOutcome: "it answered 200" });
  });

  test("G6 what cannot be told is given up after a day and a half, and logged", async () => {
    const id = await addWebhook();
    let tries = 0;
    receiver.answer = () => {
      tries++;
      throw new TypeError("fetch failed");
    };
    await project(await draftCampaign(world), 1, "in_progress");
    for (let hour = 0; hour < 36; hour++) {
      await minutes(5);
      await world.pass(55 * 60_000);
    }
    expect(tries).toBe(8);
    expect(await webhookOf(id)).toMatchObject({
      pending: 0,
      lastOutcome: "it was not reached (fetch failed); given up",
    });
    expect(world.logs.filter(({ event }) => event === "notice.given_up")).toHaveLength(1);
  });

  test("G6 two runs at once try a notice once; whoever dies over one leaves it to the next", async () => {
    await addWebhook();
    await project(await draftCampaign(world), 1, "in_progress");
    await Promise.all([world.cron(), world.cron()]);
    expect(receiver.types).toEqual(["started"]);

    await project(await draftCampaign(world), 1, "in_progress");
    receiver.answer = () => {
      world.troubles.isCatalogueDown = true;
      return new Response();
    };
    await world.cron();
    world.troubles.isCatalogueDown = false;
    receiver.answer = () => new Response();
    expect(receiver.types).toEqual(["started", "started"]);
    await minutes(2);
    expect(receiver.types).toEqual(["started", "started", "started"]);
    expect(receiver.got[2]?.id).toBe(receiver.got[1]?.id);
    await minutes(2);
    expect(receiver.got).toHaveLength(3);
  });

  test("G6 a redirection is not followed: what is signed for one address is carried to no other", async () => {
    const id = await addWebhook();
    receiver.answer = () => new Response(null, { status: 302, headers: { location: "https://elsewhere.test/" } });
    const { lastOutcome } = (await world.call("POST", `/v1/webhooks/${id}/test`)).json;
    expect(lastOutcome).toBe("it answered 302; tried again later");
  });
});
