import {
  type ApiWorld,
  apiWorld,
  expectStatus,
  launchCampaign,
  ourNumber,
  prepareAccount,
  texting,
} from "@headsup/testkit";
import { afterEach, beforeEach, expect, test } from "vitest";
import { receiveInbound } from "../../packages/api/src/inbound.ts";
import { inWords } from "../../packages/core/src/reply/inbound.ts";

const ada = "+12125550101";

let world: ApiWorld;
beforeEach(async () => {
  world = await apiWorld();
  await prepareAccount(world);
});
afterEach(() => world.close());

/** Whether something is left to do when it was acknowledged: that costs the catalogue round trips of its own. */
async function leavesSomething(providerId: string): Promise<boolean> {
  const said = { providerId, from: ada, to: ourNumber, body: "When?", sentAt: null, isAnswered: false };
  const message = { ...inWords, channel: "sms" as const, ...said };
  return (await receiveInbound(world.services, message)).conversationId !== null;
}

test("F1 the first answer to a campaign leaves its text to be asked for; a further message leaves nothing", async () => {
  await launchCampaign(world, [ada]);
  await world.pass(1_000);
  expect(await leavesSomething("SM1")).toBe(true);
  expect(await leavesSomething("SM2")).toBe(false);
  await launchCampaign(world, [ada], { name: "Another" });
  await world.pass(1_000);
  expect(await leavesSomething("SM3"), "another campaign's text").toBe(true);
});

test("F1 a message that answers nothing leaves nothing", async () => {
  expect(await leavesSomething("SM1")).toBe(false);
});

test("P10 the first answer to a campaign takes six round trips to the catalogue at most, a further message five", async () => {
  await launchCampaign(world, [ada]);
  await world.pass(1_000);
  const text = texting(world);
  const took = async (body: string) => {
    const before = world.troubles.asked;
    expectStatus(await text(ada, body), 200);
    await world.pass(1_000); // what is left to do after the answer, too
    return world.troubles.asked - before;
  };
  expect(await took("When will it be there?")).toBeLessThanOrEqual(6);
  expect(world.rows("select body from message where direction = 'out'")).toEqual([
    { body: expect.stringContaining("your order is late") },
  ]);
  expect(await took("And if it is not?")).toBeLessThanOrEqual(5);
});
