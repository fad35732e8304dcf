import type { Campaign, Counts, Sender, Token } from "@headsup/contract";
import { replyLineOf } from "@headsup/core/answer/compose";
import type { CampaignSettings } from "@headsup/core/campaign/settings";
import type { CampaignState } from "@headsup/engine";
import type { CampaignWithSender, SenderWithInbox, TokenRow } from "@headsup/storage/catalog";

/** From rows to what the API shows. */

export const emptyCounts: Counts = {
  total: 0,
  ready: 0,
  held: 0,
  inFlight: 0,
  unknown: 0,
  accepted: 0,
  delivered: 0,
  read: 0,
  undelivered: 0,
  failed: 0,
  skipped: 0,
  unconfirmed: 0,
  unreached: 0,
  decided: 0,
};

export const showCampaign = (row: CampaignWithSender): Campaign => ({
  id: row.id,
  name: row.name,
  description: row.description,
  channel: row.channel,
  sender: { id: row.senderId, address: row.senderAddress },
  language: row.language,
  answer: row.answerId,
  text: row.text,
  brand: row.brand,
  tags: row.tags,
  zone: row.zone,
  hours: row.hours,
  window: row.window,
  pace: row.pace,
  expiresAt: row.expiresAt,
  optOutText: row.optOutText,
  kind: row.kind,
  skill: row.skill,
  lookBackMs: row.lookBackMs,
  lookBackRoutes: row.lookBackRoutes,
  openConversation: row.openConversation,
  backPressure: row.backPressure,
  replies: row.replies,
  replyLine: replyLineOf(row),
  duplicates: row.duplicates,
  inbox: { id: row.inboxId, name: row.inboxName },
  pressure: row.pressure,
  status: row.status,
  statusReason: row.statusReason,
  counts: row.counts,
  responded: row.responded,
  optedOut: row.optedOut,
  nextWakeAt: row.nextWakeAt,
  createdAt: row.createdAt,
  createdBy: row.createdBy,
  launchedAt: row.launchedAt,
  launchedBy: row.launchedAt === null ? null : row.launchRequestedBy,
  completedAt: row.completedAt,
});

/** The campaign as its own object tells it; the catalogue supplies what the object does not hold. */
export function showDetail(row: CampaignWithSender, { settings, ...state }: CampaignState) {
  const frozen = settings && {
    text: settings.text,
    hours: settings.hours,
    expiresAt: settings.expiresAt,
    zone: settings.zone,
    skill: settings.skill,
    openConversation: settings.openConversation,
    backPressure: settings.backPressure,
    replyLine: settings.replyLine,
    duplicates: settings.duplicates,
  };
  return { ...showCampaign(row), ...frozen, ...state };
}

/** Whether a launch was asked for: from then on what is sent is frozen. */
export const isLaunched = ({ launchRequestedAt, status }: CampaignWithSender): boolean =>
  launchRequestedAt !== null || status !== "draft";

export const settingsOf = (row: CampaignWithSender): CampaignSettings => ({
  campaignId: row.id,
  channel: row.channel,
  sender: { id: row.senderId, address: row.senderAddress },
  language: row.language,
  text: row.text,
  replyLine: replyLineOf(row),
  optOutText: row.optOutText,
  zone: row.zone,
  hours: row.hours,
  window: row.window,
  pace: row.pace,
  expiresAt: row.expiresAt,
  openConversation: row.openConversation,
  backPressure: row.backPressure,
  skill: row.skill,
  duplicates: row.duplicates,
});

export const showSender = ({ polledAt: _, inboxId, inboxName, ...row }: SenderWithInbox): Sender => ({
  ...row,
  inbox: { id: inboxId, name: inboxName },
});

export const showToken = ({ hash: _, ...row }: TokenRow): Token => row;
