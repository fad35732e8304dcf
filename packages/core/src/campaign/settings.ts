import type { Channel, Pace, Span, WeekHours } from "@headsup/contract";

/** What a campaign sends and when: a draft's values, frozen at launch but for hours and expiry. */
export interface CampaignSettings {
  readonly campaignId: string;
  readonly channel: Channel;
  readonly sender: { readonly id: string; readonly address: string };
  readonly language: string;
  readonly text: string;
  readonly optOutText: string;
  /** The zone of `hours`; never a recipient's. */
  readonly zone: string;
  readonly hours: WeekHours | null;
  readonly window: Span;
  readonly pace: Pace;
  readonly expiresAt: number | null;
}
