import { reasonOf } from "@headsup/core/reason";
import {
  findCampaign,
  forgetDrafts,
  forgetFigures,
  forgetIdempotency,
  insertAudit,
  markPolled,
  readHalfLaunched,
  readOverdue,
  readSenders,
  readTurn,
  type SenderRow,
  withdrawLaunch,
} from "@headsup/storage/catalog";
import { afterInbound } from "./conversations/after.ts";
import { fireDue } from "./conversations/due.ts";
import { sweepMessages } from "./conversations/outgoing.ts";
import { judgeSenders } from "./health.ts";
import { receiveInbound, storeInbound } from "./inbound.ts";
import { deliverNotices } from "./notices.ts";
import type { Services } from "./services.ts";
import { settingsOf } from "./shape.ts";

/** What every minute does. Each part stands alone: one that fails is logged and never keeps the others. */

const overdueMs = 2 * 60_000;
const halfLaunchedMs = 60_000;
const perRunMax = 200;
const hourMs = 60 * 60_000;
/** Long after its last message a campaign may still hear of it: a receipt, a failure that calls for another try. */
const restlessMs = 30 * 24 * hourMs;
/** Longer than what is looked back on for what is usual. */
const figuresKeptMs = 14 * 24 * hourMs;
const keptMs = 7 * 24 * hourMs;
const journalPerRunMax = 500;
/** Entries that may fail before a run gives up: one bad entry keeps no other, and a catalogue that is down is not besieged. */
const journalFailuresMax = 20;
/** Inbound messages are asked for at the provider this often per sender, and this much further back than last time. */
const pollEveryMs = 5 * 60_000;
const pollOverlapMs = 10 * 60_000;

/** @param wake which campaigns: those whose wake is overdue, or — at start, when the clock may have changed — all */
export async function everyMinute(services: Services, wake: "overdue" | "all" = "overdue"): Promise<void> {
  await part(services, "cron.journal", () => drainJournal(services));
  await part(services, "cron.launches", () => driveLaunches(services));
  await part(services, "cron.wake", () => wakeCampaigns(services, wake));
  await part(services, "cron.poll", () => pollInbound(services, pollEveryMs));
  await part(services, "cron.replies", () => sweepMessages(services));
  await part(services, "cron.due", () => fireDue(services));
  await part(services, "cron.health", () => judgeSenders(services));
  await part(services, "cron.notices", () => deliverNotices(services));
  await part(services, "cron.forget", () => forgetOld(services));
}

/**
 * What a host does that was down, before it wakes anybody: it asks the provider what people said meanwhile, whenever that
 * was asked last. A stop sent to a host that was down is known before anything is sent.
 */
export const catchUp = (services: Services): Promise<void> =>
  part(services, "cron.catch_up", () => pollInbound(services, 0));

async function part({ log }: Services, name: string, run: () => Promise<number>): Promise<void> {
  try {
    const count = await run();
    if (count > 0) log("info", name, { count });
  } catch (error) {
    log("error", name, { error: reasonOf(error) });
  }
}

/** Journalled inbound messages go to the catalogue; only then are they forgotten. */
async function drainJournal(services: Services): Promise<number> {
  let stored = 0;
  let failures = 0;
  for (const entry of await services.journal.read(journalPerRunMax)) {
    try {
      const { conversationId } = await storeInbound(services, entry);
      await services.journal.remove([entry.providerId]);
      if (conversationId !== null) await afterInbound(services, conversationId);
      stored++;
    } catch (error) {
      services.log("error", "journal.stuck", { providerId: entry.providerId, error: reasonOf(error) });
      if (++failures === journalFailuresMax) break;
    }
  }
  return stored;
}

/** Launches whose object never heard of them, or never reported. */
async function driveLaunches(services: Services): Promise<number> {
  const rows = await readHalfLaunched(services.catalogue, {
    before: services.now() - halfLaunchedMs,
    limit: perRunMax,
  });
  for (const { id } of rows) await part(services, `cron.launch ${id}`, () => driveLaunch(services, id));
  return rows.length;
}

/** Asks the object again: launching is idempotent. One that refuses leaves the campaign a draft, as in the route. */
async function driveLaunch(services: Services, id: string): Promise<number> {
  const { catalogue } = services;
  const row = await findCampaign(catalogue, id);
  if (row === undefined || row.launchRequestedAt === null) return 0;
  const campaign = services.campaign(id);
  const actor = row.launchRequestedBy ?? "headsup";
  const launched = await campaign.launch(settingsOf(row), { actor, at: services.now() });
  if (launched.ok) {
    await campaign.wake();
    return 1;
  }
  const { code } = launched.error;
  services.log("warn", "launch.refused", { campaignId: id, code });
  await catalogue.together([
    withdrawLaunch(catalogue, { id, at: row.launchRequestedAt }),
    insertAudit(catalogue, {
      id: services.newId("audit"),
      at: services.now(),
      actor: "headsup",
      action: "campaign.launch.refused",
      target: id,
      detail: { code },
    }),
  ]);
  return 0;
}

async function wakeCampaigns(services: Services, wake: "overdue" | "all"): Promise<number> {
  const now = services.now();
  const before = wake === "all" ? null : now - overdueMs;
  const ids = new Set([
    ...(await readOverdue(services.catalogue, { before, limit: perRunMax })),
    ...(await readTurn(services.catalogue, { now, since: now - restlessMs, limit: perRunMax })),
  ]);
  for (const id of ids)
    await part(services, `cron.wake ${id}`, async () =>
      services
        .campaign(id)
        .wake()
        .then(() => 0),
    );
  return ids.size;
}

/** Webhooks may be lost for good; the provider's own list is not. What is known already changes nothing. */
async function pollInbound(services: Services, everyMs: number): Promise<number> {
  for (const sender of await readSenders(services.catalogue))
    await part(services, `cron.poll ${sender.id}`, () => pollSender(services, sender, everyMs));
  return 0;
}

async function pollSender(
  services: Services,
  { id, channel, address, polledAt, createdAt }: SenderRow,
  everyMs: number,
): Promise<number> {
  const { catalogue } = services;
  const now = services.now();
  const since = polledAt ?? createdAt;
  if (now - since < everyMs) return 0;
  const received = await services.channels[channel].received({ to: address, since: since - pollOverlapMs });
  if (!received.ok) throw new Error(received.error.reason); // asked again next time, from the same mark
  for (const message of received.value) {
    // Nobody is on the line for an answer.
    const { conversationId } = await receiveInbound(services, { ...message, isAnswered: true });
    if (conversationId !== null) await afterInbound(services, conversationId);
  }
  await catalogue.together([markPolled(catalogue, { id, at: now })]);
  return received.value.length;
}

/** Idempotency keys and what somebody began to write are kept for a week; looked through in the first minute of each hour. */
async function forgetOld({ catalogue, now }: Services): Promise<number> {
  if (now() % hourMs >= 60_000) return 0;
  const before = now() - keptMs;
  await catalogue.together([
    forgetIdempotency(catalogue, { before }),
    forgetDrafts(catalogue, { before }),
    forgetFigures(catalogue, now() - figuresKeptMs),
  ]);
  return 0;
}
