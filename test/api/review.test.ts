import {
  type ApiWorld,
  apiWorld,
  draftCampaign,
  expectStatus,
  importRows,
  ourNumber,
  prepareAccount,
} from "@headsup/testkit";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

/** What is looked at before a launch: the exact message of each person, what it costs, what the content check finds. */

const ada = "+12125550101";

let world: ApiWorld;
beforeEach(async () => {
  world = await apiWorld();
  await prepareAccount(world);
});
afterEach(() => world.close());

const get = async (path: string) => expectStatus(await world.call("GET", path), 200).json;

async function tokenOf(role: string): Promise<string> {
  const made = await world.call("POST", "/v1/tokens", { body: { name: role, role } });
  return expectStatus(made, 201).json.secret;
}

async function whatsappSender(): Promise<string> {
  const body = { channel: "whatsapp", address: "+12125550199", name: "Acme WhatsApp" };
  return expectStatus(await world.call("POST", "/v1/senders", { body }), 201).json.id;
}

const template = {
  channel: "whatsapp",
  contentSid: `HX${"a".repeat(32)}`,
  body: "Hi {{1}}, your order is late. Reply STOP to opt out.",
  variables: { 1: "{{ first_name }}" },
};

describe("B6 the exact preview", () => {
  test("B6 each person's message on every rung, to the letter, with its size and what it costs", async () => {
    const sender = await whatsappSender();
    const id = await draftCampaign(world, {
      text: "Hi {{ first_name }}, your order is late – sorry.",
      fallbacks: [{ channel: "whatsapp", sender, content: template, afterMs: 3_600_000 }],
    });
    await importRows(world, id, [[ada, "Ada"]]);
    const preview = await get(`/v1/campaigns/${id}/recipients/${encodeURIComponent(ada)}/message`);
    expect(preview.rungs).toMatchObject([
      {
        channel: "sms",
        address: ada,
        text: "Hi Ada, your order is late – sorry.\nReply STOP to opt out.",
        encoding: "UCS-2",
        costly: ["–"],
        units: 1,
        variables: [{ name: "first_name", value: "Ada" }],
        problem: null,
      },
      { channel: "whatsapp", address: ada, text: "Hi Ada, your order is late. Reply STOP to opt out.", units: 1 },
    ]);
    expect(preview.rungs[0].cost.micro).toBeGreaterThan(0);
    const { estimate, recipients } = await get(`/v1/campaigns/${id}/preview`);
    expect(estimate).toMatchObject({ people: 1, perPerson: preview.rungs[0].cost, total: preview.rungs[0].cost });
    expect(recipients).toBe(1);
  });

  test("B6 somebody who is not on it is not found", async () => {
    const id = await draftCampaign(world);
    const answer = await world.call("GET", `/v1/campaigns/${id}/recipients/${encodeURIComponent(ada)}/message`);
    expect(answer.status).toBe(404);
  });
});

describe("B7 the content check", () => {
  const shortened = { text: "Your parcel waits: https://bit.ly/3xYz. Acme" };

  async function drafted(over: Record<string, unknown>): Promise<string> {
    const id = await draftCampaign(world, over);
    await importRows(world, id, [[ada, "Ada"]]);
    return id;
  }
  const launch = (id: string, body: Record<string, unknown> = {}, token?: string) =>
    world.call("POST", `/v1/campaigns/${id}/launch`, {
      body: { consent: true, ...body },
      ...(token === undefined ? {} : { token }),
    });

  test("B7 a plain notice is launched, and nothing worse than a note is found of it", async () => {
    const id = await drafted({ text: "Hi {{ first_name }}, your order is late. Acme" });
    const { findings } = await get(`/v1/campaigns/${id}/preview`);
    expect(findings.filter(({ severity }: { severity: string }) => severity !== "note")).toEqual([]);
    expectStatus(await launch(id), 200);
  });

  test("B7 what is blocked is told in the preview, and refused at the launch with what to do", async () => {
    const id = await drafted(shortened);
    const { findings } = await get(`/v1/campaigns/${id}/preview`);
    expect(findings[0]).toMatchObject({ severity: "blocking", rung: 0, channel: "sms" });
    const refused = expectStatus(await launch(id), 409).json.error;
    expect(refused).toMatchObject({ code: "content_blocked", message: expect.stringContaining("--override") });
    expect((await get(`/v1/campaigns/${id}`)).status).toBe("draft");
  });

  test("B7 an admin's override takes a reason and is on record; a manager's is refused", async () => {
    const id = await drafted(shortened);
    const override = { reason: "The carrier's own tracking link." };
    expectStatus(await launch(id, { override }, await tokenOf("manager")), 403);
    expectStatus(await launch(id, { override }), 200);
    const { items } = await get("/v1/audit");
    const entry = items.find(({ action }: { action: string }) => action === "campaign.launch");
    expect(entry.detail.override).toMatchObject({ reason: override.reason, codes: [expect.any(String)] });
  });

  test("B7 every rung is looked at: a template that does not say how to stop blocks the ladder it is on", async () => {
    const sender = await whatsappSender();
    const mute = { ...template, body: "Hi {{1}}, your order is late." };
    const id = await drafted({
      text: "Hi {{ first_name }}, your order is late. Acme",
      fallbacks: [{ channel: "whatsapp", sender, content: mute, afterMs: 3_600_000 }],
    });
    const { findings } = await get(`/v1/campaigns/${id}/preview`);
    expect(findings[0]).toMatchObject({ severity: "blocking", rung: 1, channel: "whatsapp" });
    expectStatus(await launch(id), 409);
  });
});

describe("E3 ladders are written down once and checked", () => {
  test("E3 a rung that is there twice, or says something for another channel, is refused", async () => {
    const sender = await whatsappSender();
    const rung = { channel: "whatsapp", sender, content: template };
    const base = { name: "x", sender: ourNumber, text: "Late." };
    const create = (fallbacks: unknown[]) => world.call("POST", "/v1/campaigns", { body: { ...base, fallbacks } });
    expect((await create([rung, rung])).json.error.message).toContain("twice");
    expect((await create([{ ...rung, content: { channel: "sms", text: "Late." } }])).json.error.message).toContain(
      "written for sms",
    );
    expect((await create([{ ...rung, content: undefined, text: "Late." }])).json.error.message).toContain("contentSid");
    expectStatus(await create([rung]), 201);
  });

  test("E3 once people are on it the channels stay; what they say may still change", async () => {
    const sender = await whatsappSender();
    const id = await draftCampaign(world, { fallbacks: [{ channel: "whatsapp", sender, content: template }] });
    await importRows(world, id, [[ada, "Ada"]]);
    const patch = (fallbacks: unknown[]) => world.call("PATCH", `/v1/campaigns/${id}`, { body: { fallbacks } });
    expectStatus(await patch([]), 409);
    const changed = { channel: "whatsapp", sender, content: template, afterMs: 120_000 };
    expect(expectStatus(await patch([changed]), 200).json.fallbacks).toMatchObject([{ afterMs: 120_000 }]);
  });
});

test("B7 words changed while the launch was under way are not launched unlooked at", async () => {
  const id = await draftCampaign(world, { text: "Hi {{ first_name }}, your order is late. Acme" });
  await importRows(world, id, [[ada, "Ada"]]);
  let isChanged = false;
  world.troubles.beforeBatch = (queries) => {
    if (isChanged || !queries.some((query) => query.includes("launch_requested_at"))) return;
    isChanged = true;
    const contents = JSON.stringify([
      { language: "en", content: { channel: "sms", text: "Win big: https://bit.ly/3xYz", media: [] } },
    ]);
    world.database.prepare("update campaign set contents = ? where id = ?").run(contents, id);
  };
  const refused = await world.call("POST", `/v1/campaigns/${id}/launch`, { body: { consent: true } });
  expect(expectStatus(refused, 409).json.error.message).toContain("changed while it was being launched");
  expect(isChanged).toBe(true);
  expect((await get(`/v1/campaigns/${id}`)).status).toBe("draft");
});
