import type {
  BackPressure,
  Channel,
  DuplicateChoice,
  OpenConversation,
  Pace,
  Span,
  WeekHours,
} from "@headsup/contract";

/**
 * What a campaign sends, when and to whom: a draft's values, frozen at launch but for its hours and expiry, and for what it
 * heeds of the inbox it feeds.
 */
export interface CampaignSettings {
  readonly campaignId: string;
  readonly channel: Channel;
  readonly sender: { readonly id: string; readonly address: string };
  readonly language: string;
  readonly text: string;
  /** Says whether to reply, ahead of the opt-out text; empty: nothing is added. */
  readonly replyLine: string;
  readonly optOutText: string;
  /** The zone of `hours`; never a recipient's. */
  readonly zone: string;
  readonly hours: WeekHours | null;
  readonly window: Span;
  readonly pace: Pace;
  readonly expiresAt: number | null;
  readonly openConversation: OpenConversation;
  readonly backPressure: BackPressure;
  /** What it takes to answer its replies; null: what its sender's take. */
  readonly skill: string | null;
  /** What was chosen at launch about people other campaigns wrote to; null: they are kept. */
  readonly duplicates: DuplicateChoice | null;
}

type SinceReplies = "replyLine" | "openConversation" | "backPressure" | "skill" | "duplicates";

/** Settings as they may stand in a store: of a campaign launched before replies were answered some are missing. */
export type StoredSettings = Omit<CampaignSettings, SinceReplies> & Partial<Pick<CampaignSettings, SinceReplies>>;

/** Settings as stored, with what their release did not know as it was then. */
export const settingsFrom = (stored: StoredSettings): CampaignSettings => ({
  replyLine: "",
  openConversation: "send",
  backPressure: "off",
  skill: null,
  duplicates: null,
  ...stored,
});
