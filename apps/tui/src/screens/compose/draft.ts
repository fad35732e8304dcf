/** What a person decides about a campaign before its launch, and what of it the server has to be told. */
import {
  BackPressure,
  type Campaign,
  type CampaignInput,
  type CampaignPatch,
  defaultPace,
  defaultWindow,
  LookBack,
  LookBackRoutes,
  limits,
  OpenConversation,
  Pace,
  Replies,
  type Sender,
  Span,
  WeekHours,
} from "@headsup/contract";
import { replyLineOf } from "@headsup/core/answer/compose";
import { z } from "zod";
import { DraftRung, fallbacksOf, firstRung, freshRung, rungFrom, saidOf } from "./ladder.ts";

const Drafted = z.object({
  name: z.string(),
  /** Whom it is sent by and what is said, rung by rung; at least one. */
  rungs: z.array(DraftRung).min(1),
  /** Whether replies are wanted. */
  replies: Replies.default("open"),
  /** What the message says of that, ahead of the opt-out text; empty: what is usual. */
  replyLine: z.string().default(""),
  optOutText: z.string(),
  language: z.string(),
  /** The campaign's own zone: that of its sending hours, and of every instant one types. */
  zone: z.string(),
  /** Null: any time. */
  hours: WeekHours.nullable(),
  window: Span,
  pace: Pace,
  /** When its lists start, epoch ms; null: at launch. */
  startAt: z.int().nullable(),
  /** When its lists end, whoever is left; null: when everybody is reached. */
  endAt: z.int().nullable(),
  expiresAt: z.int().nullable(),
  /** What it takes to answer its replies; null: what its sender's take. */
  skill: z.string().nullable().default(null),
  lookBackMs: LookBack.default(limits.lookBackMsMax),
  lookBackRoutes: LookBackRoutes.default("opening"),
  openConversation: OpenConversation.default("send"),
  backPressure: BackPressure.default("off"),
});

/** What was kept before there were ladders had one sender and one text. */
const OneText = z.looseObject({ sender: z.string().nullable(), text: z.string(), rungs: z.undefined().optional() });
export const Draft = z.preprocess((kept) => {
  const before = OneText.safeParse(kept);
  if (!before.success) return kept;
  const { sender, text, ...rest } = before.data;
  return { ...rest, rungs: [{ ...freshRung(null), sender, written: { text } }] };
}, Drafted);
export type Draft = z.infer<typeof Drafted>;

/** What becomes of replies, unless somebody decides otherwise. */
export const usualAnswering = {
  skill: null,
  lookBackMs: limits.lookBackMsMax,
  lookBackRoutes: "opening",
  openConversation: "send",
  backPressure: "off",
} as const satisfies Partial<Draft>;

/** A draft of which everything is known that can be. */
export const freshDraft = ({
  name,
  zone,
  sender,
}: Pick<Draft, "name" | "zone"> & { readonly sender: Pick<Sender, "id" | "channel"> | null }): Draft => ({
  name,
  rungs: [freshRung(sender)],
  replies: "open",
  replyLine: "",
  optOutText: "Reply STOP to opt out.",
  language: "en",
  zone,
  hours: null,
  window: defaultWindow,
  pace: defaultPace,
  startAt: null,
  endAt: null,
  expiresAt: null,
  ...usualAnswering,
});

/** "Notice of 24 Nov", or "Notice of 24 Nov (2)" where there is one. */
export function suggestedName(now: number, zone: string, taken: readonly string[]): string {
  const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: zone }).format(now);
  const name = `Notice of ${day}`;
  for (let n = 1; ; n++) {
    const numbered = n === 1 ? name : `${name} (${n})`;
    if (!taken.includes(numbered)) return numbered;
  }
}

interface Stored extends Campaign {
  readonly outreaches: readonly { readonly startAt: number | null; readonly endAt: number | null }[];
}

/** A draft as the server has it. */
export const draftOf = (campaign: Stored): Draft => ({
  name: campaign.name,
  rungs: [rungFrom(campaign, 0), ...campaign.fallbacks.map((fallback) => rungFrom(fallback, fallback.afterMs))],
  replies: campaign.replies,
  // The server tells the line as it is sent; the usual one is nobody's own.
  replyLine: campaign.replyLine === usualLine(campaign) ? "" : campaign.replyLine,
  optOutText: campaign.optOutText,
  language: campaign.language,
  zone: campaign.zone,
  hours: campaign.hours,
  window: campaign.window,
  pace: campaign.pace,
  startAt: campaign.outreaches[0]?.startAt ?? null,
  endAt: campaign.outreaches[0]?.endAt ?? null,
  expiresAt: campaign.expiresAt,
  skill: campaign.skill,
  lookBackMs: campaign.lookBackMs,
  lookBackRoutes: campaign.lookBackRoutes,
  openConversation: campaign.openConversation,
  backPressure: campaign.backPressure,
});

/** What a message says of replies where nothing else is written. */
export const usualLine = ({ replies }: Pick<Draft, "replies">): string => replyLineOf({ replies, replyLine: "" });

const instantOf = (at: number): string => new Date(at).toISOString();
const instantOrNull = (at: number | null): string | null => (at === null ? null : instantOf(at));

/** The request that makes it a draft on the server. */
export const creationOf = (draft: Draft): z.input<typeof CampaignInput> => ({
  name: draft.name.trim(),
  channel: firstRung(draft).channel,
  sender: firstRung(draft).sender ?? "",
  language: draft.language,
  ...saidOf(firstRung(draft)),
  fallbacks: fallbacksOf(draft),
  zone: draft.zone,
  window: draft.window,
  pace: draft.pace,
  optOutText: draft.optOutText.trim(),
  replies: draft.replies,
  replyLine: draft.replyLine.trim(),
  lookBackMs: draft.lookBackMs,
  lookBackRoutes: draft.lookBackRoutes,
  openConversation: draft.openConversation,
  backPressure: draft.backPressure,
  ...(draft.skill === null ? {} : { skill: draft.skill }),
  ...(draft.hours === null ? {} : { hours: draft.hours }),
  ...(draft.expiresAt === null ? {} : { expiresAt: instantOf(draft.expiresAt) }),
});

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

export const isSameDraft = (a: Draft, b: Draft): boolean => a === b || isSame(a, b);

/** The request that brings the server from one to the other; null where nothing of the campaign's own changed. */
export function changeOf(before: Draft, after: Draft): CampaignPatch | null {
  const changed = <K extends keyof Draft>(key: K): boolean => !isSame(before[key], after[key]);
  const [was, is] = [firstRung(before), firstRung(after)];
  const patch: CampaignPatch = {
    ...(changed("name") ? { name: after.name.trim() } : {}),
    ...(was.sender !== is.sender && is.sender !== null ? { sender: is.sender } : {}),
    ...(isSame(saidOf(was), saidOf(is)) ? {} : saidOf(is)),
    ...(isSame(fallbacksOf(before), fallbacksOf(after)) ? {} : { fallbacks: fallbacksOf(after) }),
    ...(changed("optOutText") ? { optOutText: after.optOutText.trim() } : {}),
    ...(changed("zone") ? { zone: after.zone } : {}),
    ...(changed("hours") ? { hours: after.hours } : {}),
    ...(changed("window") ? { window: after.window } : {}),
    ...(changed("pace") ? { pace: after.pace } : {}),
    ...(changed("replies") ? { replies: after.replies } : {}),
    ...(changed("replyLine") ? { replyLine: after.replyLine.trim() } : {}),
    ...(changed("skill") ? { skill: after.skill } : {}),
    ...(changed("lookBackMs") ? { lookBackMs: after.lookBackMs } : {}),
    ...(changed("lookBackRoutes") ? { lookBackRoutes: after.lookBackRoutes } : {}),
    ...(changed("openConversation") ? { openConversation: after.openConversation } : {}),
    ...(changed("backPressure") ? { backPressure: after.backPressure } : {}),
    ...(changed("expiresAt") ? { expiresAt: instantOrNull(after.expiresAt) } : {}),
  };
  return Object.keys(patch).length === 0 ? null : patch;
}

/** No draft on the server can be brought to another first channel: it is made anew there. */
export const isOtherCampaign = (before: Draft, after: Draft): boolean =>
  firstRung(before).channel !== firstRung(after).channel;

/** What is to be told of each list; null where its times did not change. */
export function timesChange(before: Draft, after: Draft): { startAt?: string | null; endAt?: string | null } | null {
  const times = {
    ...(before.startAt === after.startAt ? {} : { startAt: instantOrNull(after.startAt) }),
    ...(before.endAt === after.endAt ? {} : { endAt: instantOrNull(after.endAt) }),
  };
  return Object.keys(times).length === 0 ? null : times;
}

/** The times of a list that is opened now. */
export const listTimes = ({ startAt, endAt }: Draft): { startAt?: string; endAt?: string } => ({
  ...(startAt === null ? {} : { startAt: instantOf(startAt) }),
  ...(endAt === null ? {} : { endAt: instantOf(endAt) }),
});
