import { findCampaign, markPolled, readHalfLaunched, readOverdue, readSenders } from "@headsup/storage/catalog";
import { receiveInbound, storeInbound } from "./inbound.ts";
import type { Services } from "./services.ts";
import { settingsOf } from "./shape.ts";

/** What every minute does. Each part stands alone: one that fails is logged and never keeps the others. */

const overdueMs = 2 * 60_000;
const halfLaunchedMs = 60_000;
const perRunMax = 200;
const journalPerRunMax = 500;
/** Inbound messages are asked for at the provider this often per sender, and this much further back than last time. */
const pollEveryMs = 5 * 60_000;
const pollOverlapMs = 10 * 60_000;

/** @param wake which campaigns: those whose wake is overdue, or — at start, when the clock may have changed — all */
export async function everyMinute(services: Services, wake: "overdue" | "all" = "overdue"): Promise<void> {
  await part(services, "cron.journal", () => drainJournal(services));
  await part(services, "cron.launches", () => driveLaunches(services));
  await part(services, "cron.wake", () => wakeCampaigns(services, wake));
  await part(services, "cron.poll", () => pollInbound(services));
}

async function part({ log }: Services, name: string, run: () => Promise<number>): Promise<void> {
  try {
    const count = await run();
    if (count > 0) log("info", name, { count });
  } catch (error) {
    log("error", name, { error: String(error) });
  }
}

/** Journalled inbound messages go to the catalogue; only then are they forgotten. */
export async function drainJournal(services: Services): Promise<number> {
  const entries = await services.journal.read(journalPerRunMax);
  for (const entry of entries) {
    await storeInbound(services, entry);
    await services.journal.remove([entry.providerId]);
  }
  return entries.length;
}

/** A launch whose object never heard of it, or never reported: asked again; launching is idempotent. */
async function driveLaunches(services: Services): Promise<number> {
  const rows = await readHalfLaunched(services.catalogue, {
    before: services.now() - halfLaunchedMs,
    limit: perRunMax,
  });
  for (const { id, launchRequestedBy } of rows) {
    const row = await findCampaign(services.catalogue, id);
    if (row === undefined) continue;
    const launched = await services
      .campaign(id)
      .launch(settingsOf(row), { actor: launchRequestedBy ?? "headsup", at: services.now() });
    if (launched.ok) await services.campaign(id).wake();
    else services.log("warn", "launch.refused", { campaignId: id, code: launched.error.code });
  }
  return rows.length;
}

async function wakeCampaigns(services: Services, wake: "overdue" | "all"): Promise<number> {
  const before = wake === "all" ? null : services.now() - overdueMs;
  const ids = await readOverdue(services.catalogue, { before, limit: perRunMax });
  for (const id of ids)
    await part(services, `cron.wake ${id}`, async () =>
      services
        .campaign(id)
        .wake()
        .then(() => 0),
    );
  return ids.length;
}

/** Webhooks may be lost for good; the provider's own list is not. What is known already changes nothing. */
async function pollInbound(services: Services): Promise<number> {
  const now = services.now();
  let count = 0;
  for (const sender of await readSenders(services.catalogue)) {
    const since = sender.polledAt ?? sender.createdAt;
    if (now - since < pollEveryMs) continue;
    const received = await services.channel.received({ to: sender.address, since: since - pollOverlapMs });
    if (!received.ok) continue; // asked again next time, from the same mark
    for (const message of received.value) await receiveInbound(services, message);
    await services.catalogue.together([markPolled(services.catalogue, { id: sender.id, at: now })]);
    count += received.value.length;
  }
  return count;
}
