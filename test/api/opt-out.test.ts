import { type ApiWorld, apiWorld, launchCampaign, prepareAccount, texting } from "@headsup/testkit";
import { afterEach, beforeEach, expect, test } from "vitest";

/** Forty ways of saying stop, as people do. */
const spellings = [
  "STOP",
  "stop",
  "Stop",
  " sToP ",
  "stop.",
  "STOP!!!",
  "“stop”",
  "s t o p",
  "S.T.O.P",
  "stoppp",
  "ｓｔｏｐ",
  "st0p",
  "🛑 stop",
  "stop 🙏",
  "🛑",
  "Stop. Thank you",
  "stop please",
  "please stop",
  "Hi, stop, thanks",
  "STOP STOP STOP",
  "stop all",
  "STOPALL",
  "stop texting me",
  "Please stop sending me messages",
  "i said stop",
  "UNSUBSCRIBE",
  "unsubscribe me pls",
  "opt out please",
  "OPT OUT",
  "opt-out",
  "OptOut",
  "ARRÊT",
  "arret",
  "Arrêtez",
  "CANCEL",
  "End",
  "quit",
  "REVOKE",
  "remove me from your list",
  "do not text me",
];

let world: ApiWorld;
beforeEach(async () => {
  world = await apiWorld();
  await prepareAccount(world);
});
afterEach(() => world.close());

const addressOf = (i: number) => `+12125550${String(100 + i)}`;

test("F7 stop in forty spellings suppresses before the next check: none of them is written to again", async () => {
  expect(new Set(spellings).size).toBe(40);
  const texts = texting(world);
  await Promise.all(spellings.map((body, i) => texts(addressOf(i), body)));
  const stillLetIn = spellings.filter(
    (_, i) => world.rows(`select 1 from suppression where address = '${addressOf(i)}'`).length === 0,
  );
  expect(stillLetIn).toEqual([]);
  const [first, other] = [addressOf(0), addressOf(90)];
  await launchCampaign(world, [other]);
  await world.pass(60_000);
  expect(world.carrier.log({ kind: "create" }).map(({ to }) => to)).toEqual([other]);
  await texts(first, "START");
  expect(world.rows(`select 1 from suppression where address = '${first}'`)).toEqual([]);
});

test("F7 forty people who stop while a campaign to them waits its turn are skipped, each with the reason", async () => {
  const people = spellings.map((_, i) => addressOf(i));
  // A night's wait: nobody has been written to when they say it.
  await world.close();
  world = await apiWorld({ startsAt: "2026-11-24T08:00:00Z" });
  await prepareAccount(world);
  const campaign = await launchCampaign(world, people);
  const texts = texting(world);
  await Promise.all(spellings.map((body, i) => texts(addressOf(i), body)));
  await world.pass(24 * 60 * 60_000);
  expect(world.carrier.log({ kind: "create" })).toEqual([]);
  const { counts } = (await world.call("GET", `/v1/campaigns/${campaign}`)).json;
  expect(counts).toMatchObject({ skipped: 40, decided: 40 });
});
