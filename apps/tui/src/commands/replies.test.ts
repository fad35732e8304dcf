/** What becomes of a campaign's replies, and of people others write to, by commands (A10, A12, F9, J3). */
import { draftCampaign, importRows, launchCampaign } from "@headsup/testkit";
import { expect, test } from "vitest";
import { serverAndShell } from "./testServer.ts";

const ada = "+12125550101";
const bob = "+12125550102";
const create = ["campaign", "create", "--name", "Delay", "--sender", "+12025550100", "--text", "Hi"];

test("J3 a campaign is made, changed and shown with what becomes of its replies", async () => {
  const { type, read } = await serverAndShell();
  await type("skill", "create", "billing");
  const { result: made } = await type(
    ...create,
    ...["--skill", "billing", "--look-back", "7d", "--look-back-routes", "all", "--open-conversation", "hold"],
    ...["--back-pressure", "slow", "--replies", "encourage", "--reply-line", "Reply here."],
  );
  expect(made).toMatchObject({
    skill: "billing",
    lookBackMs: 604_800_000,
    lookBackRoutes: "all",
    openConversation: "hold",
    backPressure: "slow",
    replies: "encourage",
    replyLine: "Reply here.",
  });
  const said = await read("campaign", "show", "Delay");
  expect(said).toMatch(
    /replies to +.*; answered by agents with billing; they count for 7 d; waits for open conversations/,
  );
  expect(said).toMatch(/about them +Reply here\./);
  const { result: edited } = await type("campaign", "edit", "Delay", "--skill", "none", "--open-conversation", "skip");
  expect(edited).toMatchObject({ skill: null, openConversation: "skip", lookBackMs: 604_800_000 });
  expect(await read("campaign", "edit", "Delay", "--look-back", "2h")).toBe('Changed "Delay": lookBackMs.\n');
});

test.each([
  ["a look-back that is none", 2, /--look-back "long" is no length of time/, [...create, "--look-back", "long"]],
  ["a look-back that is too short", 1, /lookBackMs/, [...create, "--look-back", "5m"]],
  ["a choice that is none", 2, /skip, hold, send/, [...create, "--open-conversation", "wait"]],
  ["a skill nobody made", 1, /skill/, [...create, "--skill", "billing"]],
  ["days alone", 2, /--duplicates skip or keep/, ["campaign", "launch", "Delay", "--duplicate-days", "3", "--consent"]],
  ["duplicates of nothing", 1, /no campaign/, ["campaign", "duplicates", "Delay"]],
])("J3 of replies %s: exit code %i, and what to do", async (_, code, message, args) => {
  const { type } = await serverAndShell();
  const { code: given, trouble } = await type(...args);
  expect([given, trouble.message + (trouble.hint ?? "")]).toEqual([code, expect.stringMatching(message)]);
});

test("A10 people other campaigns wrote to are found before a launch, and left out if one says so", async () => {
  const { world, type, read } = await serverAndShell();
  await launchCampaign(world, [ada], { name: "July" });
  await world.pass(60_000);
  const id = await draftCampaign(world, { name: "August" });
  await importRows(world, id, [
    [ada, "Ada"],
    [bob, "Bob"],
  ]);
  const { result: found } = await type("campaign", "duplicates", "August");
  expect(found).toEqual({
    checked: 2,
    people: 1,
    items: [{ address: ada, line: 2, campaign: { id: expect.any(String), name: "July" }, at: expect.any(Number) }],
    unasked: [],
  });
  const said = await read("campaign", "duplicates", "August", "--days", "30");
  expect(said).toMatch(
    /2 {2}\+12125550101 {2}July [\s\S]*2 people looked up: 1 of them in other campaigns of the last 30 days\./,
  );
  const launched = await type(
    ...["campaign", "launch", "August", "--duplicates", "skip", "--duplicate-days", "30", "--consent", "--yes"],
  );
  expect(await read("campaign", "show", "August")).toMatch(/duplicates +left out if .* within 30 days\n/);
  expect(launched.result).toMatchObject({ duplicates: { choice: "skip", days: 30 } });
  await world.pass(10 * 60_000);
  const { result: people } = await type("recipients", "list", "August");
  expect(people.map(({ status }: { status: string }) => status)).toEqual(["skipped", "delivered"]);
});

test("A12 before a launch is said what is worth a second look: nobody is told whether to reply, no agent has the skill", async () => {
  const { world, shell, type, read } = await serverAndShell();
  await type("skill", "create", "billing");
  const id = await draftCampaign(world, { name: "Delay", skill: "billing" });
  await importRows(world, id, [[ada, "Ada"]]);
  await read("campaign", "launch", "Delay", "--consent", "--yes");
  expect(shell.said.err).toMatch(/^! .*billing/m);
});

test("A10 where a campaign cannot be asked, that is said; where nobody is found, that too", async () => {
  const { world, type, read } = await serverAndShell();
  const july = await launchCampaign(world, ["+14155550101"], { name: "July" }); // before eight there: it waits
  await world.pass(60_000);
  const id = await draftCampaign(world, { name: "August" });
  await importRows(world, id, [[bob, "Bob"]]);
  expect(await read("campaign", "duplicates", "August")).toBe(
    "1 person looked up: none is in another campaign of the last 7 days.\n",
  );
  world.troubles.campaignsDown.add(july);
  expect((await type("campaign", "duplicates", "August")).result.unasked).toEqual([july]);
  expect(await read("campaign", "duplicates", "August")).toMatch(
    /as far as is known\.\n! 1 campaign could not be asked/,
  );
});
