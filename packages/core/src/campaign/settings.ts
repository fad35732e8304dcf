import type {
  BackPressure,
  Channel,
  DuplicateChoice,
  OpenConversation,
  Pace,
  Span,
  WeekHours,
} from "@headsup/contract";
import type { MessageTemplate } from "../answer/content.ts";

/** One rung of a ladder: where from, what, and how long it is given. */
export interface Rung {
  readonly channel: Channel;
  readonly sender: { readonly id: string; readonly address: string };
  readonly message: MessageTemplate;
  /** Without delivery for so long after it was accepted the next rung's turn comes, ms; null on the last. */
  readonly waitMs: number | null;
}

/**
 * What a campaign sends, when and to whom: a draft's values, frozen at launch but for its hours and expiry, and for what it
 * heeds of the inbox it feeds. Most campaigns are ladders of one rung.
 */
export interface CampaignSettings {
  readonly campaignId: string;
  /** The language of who names none. */
  readonly language: string;
  readonly rungs: readonly [Rung, ...Rung[]];
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
  /** The inbox its replies go to; null: its first sender's. */
  readonly inboxId: string | null;
  /** What was chosen at launch about people other campaigns wrote to; null: they are kept. */
  readonly duplicates: DuplicateChoice | null;
}

type SinceReplies = "openConversation" | "backPressure" | "skill" | "inboxId" | "duplicates";

/** Of a campaign launched before there were ladders: its one text. */
interface OneText {
  readonly channel: Channel;
  readonly sender: { readonly id: string; readonly address: string };
  readonly text: string;
  readonly replyLine?: string;
  readonly optOutText: string;
}

type Unchanged = Omit<CampaignSettings, SinceReplies | "rungs"> & Partial<Pick<CampaignSettings, SinceReplies>>;

/** Settings as they may stand in a store: of a campaign launched by an earlier release some are missing. */
export type StoredSettings = Unchanged & (Pick<CampaignSettings, "rungs"> | OneText);

/** Settings as stored, with what their release did not know as it was then. */
export function settingsFrom(stored: StoredSettings): CampaignSettings {
  const since = {
    openConversation: "send",
    backPressure: "off",
    skill: null,
    inboxId: null,
    duplicates: null,
  } as const;
  if ("rungs" in stored) return { ...since, ...stored };
  const { channel, sender, text, replyLine = "", optOutText, ...rest } = stored;
  const contents = [{ language: rest.language, content: { channel: "sms" as const, text, media: [] } }];
  return {
    ...since,
    ...rest,
    rungs: [{ channel, sender, message: { contents, replyLine, optOutText }, waitMs: null }],
  };
}

/** Which rung's turn it is; one beyond the last is none of this campaign's. */
export function rungOf({ rungs }: Pick<CampaignSettings, "rungs">, rung: number): Rung {
  return rungs[rung] ?? rungs[0];
}
