import { type Campaign, type Counts, type Sender, senderTypes, type Token } from "@headsup/contract";
import { replyLineOf } from "@headsup/core/answer/compose";
import { wordsOf } from "@headsup/core/answer/words";
import type { CampaignSettings } from "@headsup/core/campaign/settings";
import type { CampaignState } from "@headsup/engine";
import type { CampaignWithSender, SenderWithInbox, TokenRow } from "@headsup/storage/catalog";

/** From rows to what the API shows. */

export const emptyCounts: Counts = {
  total: 0,
  ready: 0,
  held: 0,
  awaiting: 0,
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
  contents: row.contents,
  fallbacks: row.fallbacks,
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
  // A summary of an earlier release tells nothing of what it did not know.
  counts: { ...emptyCounts, ...row.counts },
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
  const own = settings?.rungs[0].message.contents[0]?.content;
  const frozen = settings &&
    own && {
      text: wordsOf(own),
      contents: [...settings.rungs[0].message.contents],
      hours: settings.hours,
      expiresAt: settings.expiresAt,
      zone: settings.zone,
      skill: settings.skill,
      openConversation: settings.openConversation,
      backPressure: settings.backPressure,
      replyLine: settings.rungs[0].message.replyLine,
      duplicates: settings.duplicates,
    };
  return { ...showCampaign(row), ...frozen, ...state };
}

/** Whether a launch was asked for: from then on what is sent is frozen. */
export const isLaunched = ({ launchRequestedAt, status }: CampaignWithSender): boolean =>
  launchRequestedAt !== null || status !== "draft";

/** The ladder: each rung is given the time that the next one waits for. */
function rungsOf(row: CampaignWithSender): CampaignSettings["rungs"] {
  const lines = { replyLine: replyLineOf(row), optOutText: row.optOutText };
  const waitOf = (nth: number) => row.fallbacks[nth]?.afterMs ?? null;
  const sender = { id: row.senderId, address: row.senderAddress };
  return [
    { channel: row.channel, sender, message: { contents: row.contents, ...lines }, waitMs: waitOf(0) },
    ...row.fallbacks.map(({ channel, sender: from, contents }, nth) => ({
      channel,
      sender: from,
      message: { contents, ...lines },
      waitMs: waitOf(nth + 1),
    })),
  ];
}

export const settingsOf = (row: CampaignWithSender): CampaignSettings => ({
  campaignId: row.id,
  language: row.language,
  rungs: rungsOf(row),
  zone: row.zone,
  hours: row.hours,
  window: row.window,
  pace: row.pace,
  expiresAt: row.expiresAt,
  openConversation: row.openConversation,
  backPressure: row.backPressure,
  skill: row.skill,
  inboxId: row.ownInboxId,
  duplicates: row.duplicates,
});

export const showSender = ({ polledAt: _, inboxId, inboxName, perSecond, ...row }: SenderWithInbox): Sender => ({
  ...row,
  perSecond: perSecond ?? senderTypes[row.type].perSecond,
  inbox: { id: inboxId, name: inboxName },
});

export const showToken = ({ hash: _, ...row }: TokenRow): Token => row;
