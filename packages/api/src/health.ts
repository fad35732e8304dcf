import { senderTypes } from "@headsup/contract";
import { reasonOf } from "@headsup/core/reason";
import { type Health, healthSpanMs, judgeSender, type SenderFigures } from "@headsup/core/sender/health";
import {
  type CampaignWithSender,
  findSender,
  findSenderFlag,
  flagSender,
  insertAudit,
  type NoticeBody,
  readActiveSenders,
  readCampaignsUnderWay,
  readFlagged,
  readSenderFigures,
  type SenderRow,
  senderNotices,
} from "@headsup/storage/catalog";
import { refuse } from "./middleware/errors.ts";
import type { Services } from "./services.ts";

/** Senders are judged by how they fare; whoever is flagged sends nothing until an admin has looked. */

export const perSecondOf = ({ perSecond, type }: Pick<SenderRow, "perSecond" | "type">): number =>
  perSecond ?? senderTypes[type].perSecond;

/** How a sender fares in the span that counts: the last day, or since it was cleared. */
export async function healthOf(
  { catalogue, now }: Pick<Services, "catalogue" | "now">,
  row: SenderRow,
): Promise<{ since: number; figures: SenderFigures; health: Health; flagged: { at: number; reason: string } | null }> {
  const flag = await findSenderFlag(catalogue, row.id);
  const since = Math.max(now() - healthSpanMs, flag?.since ?? 0);
  const perSecond = perSecondOf(row);
  const figures = await readSenderFigures(catalogue, { senderId: row.id, since, perSecond, spanMs: healthSpanMs });
  return { since, figures, health: judgeSender(figures), flagged: flaggedIn(flag) };
}

export const flaggedIn = (flag: { flaggedAt: number | null; reason: string | null } | undefined) =>
  flag?.flaggedAt == null ? null : { at: flag.flaggedAt, reason: flag.reason ?? "" };

/** A notice about a sender, as posted. */
export const senderNotice = (
  type: "sender.flagged" | "sender.cleared",
  { address, name }: Pick<SenderRow, "address" | "name">,
  { reason, at }: { reason: string; at: number },
): string => {
  const body: NoticeBody = { type, timestamp: new Date(at).toISOString(), data: { sender: address, name, reason } };
  return JSON.stringify(body);
};

/** Judges every sender something was sent from, and pauses what goes out from those that are flagged. Answers how many were flagged. */
export async function judgeSenders(services: Services): Promise<number> {
  const { catalogue, now } = services;
  let flagged = 0;
  for (const id of await readActiveSenders(catalogue, now() - healthSpanMs)) {
    const row = await findSender(catalogue, id);
    if (row !== undefined && (await judge(services, row))) flagged++;
  }
  // Also what was resumed or launched since: a flagged sender sends nothing.
  for (const { senderId, reason } of await readFlagged(catalogue)) await pauseAll(services, senderId, reason ?? "");
  return flagged;
}

async function judge(services: Services, row: SenderRow): Promise<boolean> {
  const { catalogue } = services;
  const { health, figures, flagged } = await healthOf(services, row);
  if (flagged !== null || health.verdict !== "flagged") return false;
  const at = services.now();
  const reason = health.findings
    .filter(({ level }) => level === "flag")
    .map(({ message }) => message)
    .join("; ");
  await catalogue.together([
    flagSender(catalogue, { senderId: row.id, at, reason, figures }),
    insertAudit(catalogue, {
      id: services.newId("audit"),
      at,
      actor: "headsup",
      action: "sender.flag",
      target: row.id,
      detail: { reason, figures },
    }),
    senderNotices(catalogue, { senderId: row.id, at, body: senderNotice("sender.flagged", row, { reason, at }) }),
  ]);
  services.log("warn", "sender.flagged", { senderId: row.id, reason });
  return true;
}

/** Pauses every campaign that sends from there. One that does not answer is asked again next minute. */
async function pauseAll(services: Services, senderId: string, reason: string): Promise<void> {
  const row = await findSender(services.catalogue, senderId);
  const why = `Its sender ${row?.address ?? senderId} is flagged: ${reason}. An admin looks at it and clears it; then resume.`;
  for (const id of await readCampaignsUnderWay(services.catalogue, senderId)) {
    try {
      await services.campaign(id).command("pause", { actor: "headsup", reason: why });
    } catch (error) {
      services.log("warn", "flagged.not_paused", { campaignId: id, senderId, error: reasonOf(error) });
    }
  }
}

/** Nothing is launched, on whatever rung, from a sender that is flagged. */
export async function refuseFlagged(services: Services, row: Rungs): Promise<void> {
  const flagged = await flaggedOf(services, row);
  if (flagged !== null) refuse(flagged.code, flagged.message);
}

type Rungs = Pick<CampaignWithSender, "senderId" | "fallbacks">;

/** The first of its senders that is flagged, in words; null: none is. */
export async function flaggedOf(
  { catalogue }: Services,
  { senderId, fallbacks }: Rungs,
): Promise<{ code: "sender_flagged"; message: string } | null> {
  const ids = new Set([senderId, ...fallbacks.map(({ sender }) => sender.id)]);
  const flag = (await readFlagged(catalogue)).find((each) => ids.has(each.senderId));
  if (flag === undefined) return null;
  const name = (await findSender(catalogue, flag.senderId))?.address ?? flag.senderId;
  return {
    code: "sender_flagged",
    message: `${name} is flagged: ${flag.reason}. An admin looks into it and clears it: headsup sender clear ${name} --reason "…"`,
  };
}
