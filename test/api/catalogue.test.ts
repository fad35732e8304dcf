import type { Counts, Suppression } from "@headsup/contract";
import * as catalog from "@headsup/storage/catalog";
import { type ApiWorld, apiWorld, draftCampaign, prepareAccount } from "@headsup/testkit";
import { afterEach, beforeEach, expect, test } from "vitest";

const ada = "+12125550101";
const grace = "+12125550102";

let world: ApiWorld;
let catalogue: catalog.Catalogue;
let senderId: string;
beforeEach(async () => {
  world = await apiWorld();
  catalogue = world.services.catalogue;
  senderId = await prepareAccount(world);
});
afterEach(() => world.close());

const together = (...statements: catalog.Statement[]) => catalogue.together(statements);
const minute = 60_000;
const counts = { total: 1 } as Counts;
const summary = (status: "in_progress" | "completed"): catalog.CampaignSummary => ({
  status,
  statusReason: null,
  counts,
  nextWakeAt: null,
  launchedAt: 1,
  completedAt: null,
  pressure: null,
});

test("J3 a campaign's summaries count in the order of their sequence, in whatever order and however often they arrive", async () => {
  const id = await draftCampaign(world);
  const project = (sequence: number, status: "in_progress" | "completed") =>
    together(...catalog.projectSummary(catalogue, id, sequence, summary(status)));
  const status = async () => (await catalog.findCampaign(catalogue, id))?.status;
  await project(5, "completed");
  await project(4, "in_progress");
  expect(await status()).toBe("completed");
  await project(5, "in_progress");
  expect(await status()).toBe("completed");
  await project(6, "in_progress");
  expect(await status()).toBe("in_progress");
  await together(...catalog.projectSummary(catalogue, "cmp_unknown", 9, summary("completed")));
  expect(world.rows("select count(*) as n from campaign")).toEqual([{ n: 1 }]);
});

test("P1 a summary writes one row, and what is in an index only when it changes", async () => {
  const id = await draftCampaign(world);
  const changes = () => Number(world.rows("select total_changes() as n")[0]?.n);
  const project = async (sequence: number, over: Partial<catalog.CampaignSummary>) => {
    const before = changes();
    const told = { ...summary("in_progress"), ...over };
    await together(...catalog.projectSummary(catalogue, id, sequence, told));
    return changes() - before;
  };
  const noon = Date.parse("2026-11-24T12:00:00Z");
  await project(1, { nextWakeAt: noon });
  expect(await project(2, { nextWakeAt: noon + 5 * minute })).toBe(1);
  expect(await project(3, { nextWakeAt: noon + 24 * 60 * minute })).toBe(2);
  const overdue = (before: number | null) => catalog.readOverdue(catalogue, { before, limit: 10 });
  expect(await overdue(noon + 23 * 60 * minute)).toEqual([]);
  expect(await overdue(noon + 25 * 60 * minute)).toEqual([id]);
  expect(await overdue(null)).toEqual([id]);
});

test("J3 the last contact of an address from a sender is the latest, in whatever order they are told", async () => {
  const contact = (campaignId: string, at: number, from = senderId) =>
    together(
      catalog.projectContacts(catalogue, {
        campaignId,
        senderId: from,
        contacts: [{ address: ada, recipientId: `rcp_${campaignId}`, at, claimedAt: at }],
      }),
    );
  const last = async () =>
    world.rows(`select campaign_id from last_contact where address = '${ada}' and sender_id = '${senderId}'`)[0]
      ?.campaign_id;
  await contact("b", 200);
  await contact("a", 100);
  expect(await last()).toBe("b");
  await contact("b", 200);
  expect(await last()).toBe("b");
  await contact("c", 300);
  await contact("other", 900, "snd_other");
  expect(await last()).toBe("c");
  expect(world.rows("select count(*) as n from last_contact")).toEqual([{ n: 2 }]);
});

test("F7 a suppression reaches as far as its scope, and START lifts what a reply said, up to then", async () => {
  const all: Suppression[] = [
    { address: ada, scope: "sender", scopeId: senderId, reason: "reply", createdAt: 10 },
    { address: ada, scope: "sender", scopeId: "snd_other", reason: "reply", createdAt: 10 },
    { address: ada, scope: "channel", scopeId: "email", reason: "reply", createdAt: 10 },
    { address: grace, scope: "topic", scopeId: "news", reason: "reply", createdAt: 10 },
  ];
  const standingOf = async (address: string, from = senderId) =>
    (await catalog.readStandings(catalogue, { addresses: [address], senderIds: [from] }))[0];
  await together(...all.map((row) => catalog.insertSuppression(catalogue, row)));
  const barred = { email: { suppressed: "reply" } };
  expect(await standingOf(ada)).toEqual({ address: ada, suppressed: "reply", barred });
  expect(await standingOf(ada, "snd_third")).toEqual({ address: ada, suppressed: null, barred });
  expect(await standingOf(grace)).toBeUndefined();

  const word = { address: ada, senderId, channel: "sms" as const };
  await together(catalog.liftSuppressions(catalogue, { ...word, until: 9 }));
  expect(await standingOf(ada)).toMatchObject({ suppressed: "reply" });
  await together(catalog.liftSuppressions(catalogue, { ...word, until: 10 }));
  expect(await standingOf(ada)).toMatchObject({ suppressed: null });
  expect(world.rows("select count(*) as n from suppression")).toEqual([{ n: 3 }]);

  await together(
    catalog.insertSuppression(catalogue, {
      address: grace,
      scope: "channel",
      scopeId: "sms",
      reason: "invalid:30005",
      createdAt: 1,
    }),
    catalog.rememberUnreachable(catalogue, { address: grace, channel: "sms", code: "30006", at: 1 }),
    catalog.rememberUnreachable(catalogue, { address: grace, channel: "whatsapp", code: "63024", at: 2 }),
    catalog.rememberUnreachable(catalogue, { address: grace, channel: "whatsapp", code: "63003", at: 3 }),
    catalog.liftSuppressions(catalogue, { ...word, address: grace, until: 99 }),
  );
  // A suppression stands before what the number is like; the first code of each stays.
  expect(await standingOf(grace)).toEqual({
    address: grace,
    suppressed: null,
    barred: { sms: { suppressed: "invalid:30005" }, whatsapp: { unreachable: "63024" } },
  });
});

test("F7 standings of a whole batch are read at once, those nothing is known of left out", async () => {
  const addresses = Array.from({ length: 1_000 }, (_, i) => `+1212556${String(i).padStart(4, "0")}`);
  await together(
    ...addresses
      .filter((_, i) => i % 3 === 0)
      .map((address) =>
        catalog.insertSuppression(catalogue, { address, scope: "global", scopeId: "", reason: "reply", createdAt: 1 }),
      ),
  );
  const standings = await catalog.readStandings(catalogue, { addresses, senderIds: [senderId] });
  expect(standings).toHaveLength(334);
  expect(await catalog.readStandings(catalogue, { addresses: [], senderIds: [senderId] })).toEqual([]);
});

test("F7 suppressions are paged whole, also where one address has several", async () => {
  for (const address of [ada, grace])
    for (const scopeId of ["a", "b", "c"])
      await together(
        catalog.insertSuppression(catalogue, { address, scope: "sender", scopeId, reason: "reply", createdAt: 1 }),
      );
  const seen: string[] = [];
  for (let cursor = ""; ; ) {
    const page = (await world.call("GET", `/v1/suppressions?limit=2${cursor}`)).json;
    for (const { address, scopeId } of page.items) seen.push(`${address} ${scopeId}`);
    if (page.next === null) break;
    cursor = `&cursor=${encodeURIComponent(page.next)}`;
  }
  expect(seen).toEqual([ada, grace].flatMap((address) => ["a", "b", "c"].map((scopeId) => `${address} ${scopeId}`)));
  const one = (await world.call("GET", "/v1/suppressions?address=(212)%20555-0101")).json;
  expect(one.items).toHaveLength(3);
});

test("J6 what goes together is stored together or not at all", async () => {
  const before = world.stored();
  const row = { address: ada, scope: "global" as const, scopeId: "", reason: "reply", createdAt: 1 };
  const twin = { id: "aud_1", at: 1, actor: "a", action: "b", target: "c", detail: {} };
  await expect(
    together(
      catalog.insertSuppression(catalogue, row),
      catalog.insertAudit(catalogue, twin),
      catalog.insertAudit(catalogue, twin),
    ),
  ).rejects.toThrow();
  expect(world.stored()).toEqual(before);
  await together();
});

test("H1 campaigns are paged newest first without gap or repetition", async () => {
  const ids: string[] = [];
  for (let i = 0; i < 7; i++) {
    await world.pass(1);
    ids.unshift(await draftCampaign(world));
  }
  const seen: string[] = [];
  for (let cursor = ""; ; ) {
    const page = (await world.call("GET", `/v1/campaigns?limit=3${cursor}`)).json;
    for (const { id } of page.items) seen.push(id);
    if (page.next === null) break;
    cursor = `&cursor=${page.next}`;
  }
  expect(seen).toEqual(ids);
});

test("invariant 2: whose message it is, is asked of every campaign that may have sent it, also one that waits again for a further list", async () => {
  const launchedAt = async (over: Partial<catalog.CampaignSummary> & { at: number }) => {
    const id = await draftCampaign(world);
    const { at, ...rest } = over;
    await together(catalog.requestLaunch(catalogue, { id, at, by: "ana" }));
    await together(...catalog.projectSummary(catalogue, id, 1, { ...summary("in_progress"), ...rest }));
    return id;
  };
  const draft = await draftCampaign(world);
  const mine = await launchedAt({ at: 1 });
  const running = await launchedAt({ at: 2 });
  const waiting = await launchedAt({ at: 3, status: "scheduled" });
  await launchedAt({ at: 4, status: "completed", completedAt: 99 });
  const completedSince = await launchedAt({ at: 5, status: "completed", completedAt: 100 });
  const asked = await catalog.readSiblings(catalogue, { senderId, campaignId: mine, since: 100, limit: 10 });
  expect(asked).toEqual([completedSince, waiting, running]);
  expect(asked).not.toContain(draft);
});
