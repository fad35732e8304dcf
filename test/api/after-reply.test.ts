import { type ApiWorld, apiWorld, launchCampaign, ourNumber, prepareAccount } from "@headsup/testkit";
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
