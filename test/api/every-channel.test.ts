import { type ApiWorld, apiWorld, expectStatus, ourNumber, prepareAccount, tokensOf } from "@headsup/testkit";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

/** Conversations on whatever channel somebody writes by. */

const ada = "+12125550101";
const hour = 60 * 60_000;

let world: ApiWorld;
let agent: string;

beforeEach(async () => {
  world = await apiWorld();
  await prepareAccount(world);
  ({ agent } = await tokensOf(world));
  const body = { channel: "whatsapp", address: ourNumber, name: "Service" };
  expectStatus(await world.call("POST", "/v1/senders", { body }), 201);
});
afterEach(() => world.close());

async function write(channel: "sms" | "whatsapp", body: string): Promise<void> {
  const on = channel === "whatsapp" ? "whatsapp:" : "";
  world.carrier.text({ from: on + ada, to: on + ourNumber, body });
  await world.carrier.idle();
  await world.pass(1_000);
}
const conversations = async () =>
  expectStatus(await world.call("GET", "/v1/conversations", { token: agent }), 200).json.items;
const threadOf = async (id: string) =>
  expectStatus(await world.call("GET", `/v1/conversations/${id}`, { token: agent }), 200).json;
const answer = (id: string, text: string) =>
  world.call("POST", `/v1/conversations/${id}/replies`, { token: agent, body: { text, seen: 99 } });

describe("E2 by WhatsApp and by text", () => {
  test("F2 one number is one person: two threads, each answered on its own channel", async () => {
    await write("sms", "Hello by text");
    await write("whatsapp", "Hello by WhatsApp");
    const all = await conversations();
    expect(all.map(({ channel }: { channel: string }) => channel).sort()).toEqual(["sms", "whatsapp"]);
    expect(new Set(all.map(({ customer }: { customer: { id: string } }) => customer.id)).size).toBe(1);
    for (const { id, channel } of all) expectStatus(await answer(id, `Hello on ${channel}`), 200);
    await world.pass(1_000);
    const sent = world.carrier.log({ kind: "create" }).map(({ to, body }) => [to, body]);
    expect(sent.sort()).toEqual([
      [ada, "Hello on sms"],
      [`whatsapp:${ada}`, "Hello on whatsapp"],
    ]);
  });

  test("E2 a day after they wrote WhatsApp takes no more of what an agent writes: it is refused ahead, and says when", async () => {
    await write("whatsapp", "Hello?");
    const [{ id }] = await conversations();
    const { answering, now } = await threadOf(id);
    expect(answering.refused).toBeNull();
    expect(answering.until).toBeGreaterThan(now + 23 * hour);
    await world.pass(25 * hour);
    const refused = await answer(id, "Sorry for the wait");
    expect([refused.status, refused.json.error.code]).toEqual([409, "not_answerable"]);
    expect(refused.json.error.message).toMatch(/that ended at 2026-11-25 \d\d:\d\d UTC/);
    expect((await threadOf(id)).answering).toEqual({ refused: refused.json.error.message, until: answering.until });
    expect(world.carrier.log({ kind: "create" })).toEqual([]);
    await write("whatsapp", "Are you there?");
    expectStatus(await answer(id, "Here"), 200);
  });

  test("F7 STOP by text stops texts, STOP by WhatsApp what comes by WhatsApp", async () => {
    await write("whatsapp", "stop");
    const [suppressed] = world.rows("select s.channel from suppression x join sender s on s.id = x.scope_id");
    expect(suppressed).toEqual({ channel: "whatsapp" });
    await write("sms", "Hello");
    const [{ id }] = await conversations();
    expect((await threadOf(id)).suppressed).toBeNull();
  });
});
