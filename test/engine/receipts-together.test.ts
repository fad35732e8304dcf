import { openOutreach } from "@headsup/storage/outreach";
import { sqliteStorage } from "@headsup/storage/sqlite";
import { launched, people, receipt, World } from "@headsup/testkit";
import { expect, test } from "vitest";

const id = "cmp_a";

/** Ten people texted at once, and how often their object's store committed since. */
async function texted() {
  const world = new World("2026-11-24T14:00:00Z");
  const sqlite = sqliteStorage();
  const store = { commits: 0, isFull: false };
  let depth = 0;
  const storage: typeof sqlite = {
    ...sqlite,
    transactionSync: (work) => {
      depth++;
      try {
        return sqlite.transactionSync(work);
      } finally {
        if (--depth === 0) store.commits++;
      }
    },
  };
  world.open(id, storage);
  const campaign = launched(world, id, people(10, "America/New_York"));
  world.behaviour = (_, nth) => ({ kind: "accepted", providerId: `SM${nth}` });
  await world.run(world.now + 60_000);
  const recipients = campaign.recipients({ limit: 50, cursor: null, order: "line", status: null, list: null }).items;
  expect(recipients.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => "accepted"));
  store.commits = 0;
  return { world, campaign, recipients, storage, store };
}

test("P10 receipts that come in at once are stored in one transaction, repeated ones and unknown ones among them", async () => {
  const { campaign, recipients, store } = await texted();
  const told = recipients.map(({ id: recipientId, providerId }) =>
    campaign.receiveSoon(recipientId, receipt("delivered", { providerId: providerId ?? "" })),
  );
  const again = campaign.receiveSoon(
    recipients[0]?.id ?? "",
    receipt("delivered", { providerId: recipients[0]?.providerId ?? "" }),
  );
  const nobodys = campaign.receiveSoon("rcp_00000000000000000000", receipt("delivered"));
  expect(await Promise.all(told)).toEqual(recipients.map(() => "stored"));
  expect([await again, await nobodys]).toEqual(["known", "unknown_recipient"]);
  expect(store.commits).toBe(1);
  expect(campaign.describe().counts).toMatchObject({ delivered: 10, accepted: 0 });
});

test("invariant 10: once a newer copy is at work, none of the receipts brought to the older one is acknowledged", async () => {
  const { campaign, recipients, storage } = await texted();
  const told = recipients.map(({ id: recipientId, providerId }) =>
    campaign.receiveSoon(recipientId, receipt("delivered", { providerId: providerId ?? "" })),
  );
  openOutreach(storage);
  expect((await Promise.allSettled(told)).map(({ status }) => status)).toEqual(recipients.map(() => "rejected"));
  expect(campaign.describe().counts).toMatchObject({ delivered: 0, accepted: 10 });
});
