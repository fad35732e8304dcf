import { parseAttemptId } from "@headsup/contract";
import { allRecipients, launched, people, receipt, World } from "@headsup/testkit";
import { expect, test } from "vitest";

/** What the catalogue is told of receipts that come in while nothing else is to be done. */

const id = "cmp_a";
const minute = 60_000;
const zone = "America/New_York";

const deliveredAsTold = (world: World): number | undefined => world.projections.at(-1)?.summary.counts.delivered;

test("A4 a receipt amid a step keeps no later one from being told to the catalogue in time", async () => {
  const world = new World("2026-11-24T14:00:00Z");
  world.roundTripMs = 120;
  const campaign = launched(world, id, people(20, zone));
  const deliver = (attemptId: string, nth: number) => {
    const { recipientId } = parseAttemptId(attemptId) ?? { recipientId: "" };
    campaign.receive(recipientId, receipt("delivered", { providerId: `SM${nth}` }));
  };
  const waiting: (() => void)[] = [];
  world.behaviour = ({ attemptId }, nth) => {
    // Those of the first batch come while the answers of the second and last one are awaited, its own in a minute's time.
    if (nth <= 10) waiting.push(() => deliver(attemptId, nth));
    else world.at(world.now + minute, () => deliver(attemptId, nth));
    if (nth === 11) for (const bring of waiting) bring();
    return { kind: "accepted", providerId: `SM${nth}` };
  };
  await world.run(world.now + 10 * minute);
  expect(campaign.describe().counts.delivered).toBe(20);
  expect(deliveredAsTold(world)).toBe(20);
});

test("A4 a receipt that comes while the catalogue is told of the last step is told in time", async () => {
  const world = new World("2026-11-24T14:00:00Z");
  world.roundTripMs = 120;
  const campaign = launched(world, id, people(1, zone));
  const { projections } = world;
  let isBrought = false;
  projections.push = (...told) => {
    const [row] = allRecipients(campaign);
    if (!isBrought && row?.status === "accepted") {
      isBrought = true;
      campaign.receive(row.id, receipt("delivered", { providerId: row.providerId ?? "" }));
    }
    return Array.prototype.push.apply(projections, told);
  };
  await world.run(world.now + 5 * minute);
  expect(campaign.describe().counts.delivered).toBe(1);
  expect(deliveredAsTold(world)).toBe(1);
});
