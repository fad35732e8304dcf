import { z } from "zod";
import { Channel } from "./channels.ts";
import { Content } from "./content.ts";
import { AnswerId, CampaignId, ListId, SenderId } from "./ids.ts";
import { limits } from "./limits.ts";
import { Estimate, RungFinding } from "./previews.ts";
import { defaultPace, defaultWindow, Instant, Pace, Span, TimeZone, WeekHours } from "./schedule.ts";
import { Text } from "./text.ts";

/** A BCP 47 tag, kept short: "en", "en-US", "fr-CA". */
export const Language = z
  .string()
  .regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}$/, 'Use a language tag such as "en" or "fr-CA".');

/**
 * Where an outreach stands. Completed is derived (nobody left undecided); Stopped is final; Missed is a scheduled
 * start that passed by more than its grace while nothing ran, and waits for a person.
 */
export const OutreachStatus = z.enum(["draft", "scheduled", "missed", "in_progress", "paused", "completed", "stopped"]);
export type OutreachStatus = z.infer<typeof OutreachStatus>;

const name = Text.trim().min(1).max(limits.nameCharactersMax);

/** How long after a message a reply still counts for its campaign, ms: 60 minutes to 30 days. */
export const LookBack = z.int().min(limits.lookBackMsMin).max(limits.lookBackMsMax);

/**
 * Which replies within the look-back go to the campaign's skill: `opening` those that open a conversation, while one under way
 * stays with whoever has it; `all` every one.
 */
export const LookBackRoutes = z.enum(["opening", "all"]);
export type LookBackRoutes = z.infer<typeof LookBackRoutes>;

/** What an outreach does with somebody who has an open conversation with its sender: skip them, wait until it is closed, or send. */
export const OpenConversation = z.enum(["skip", "hold", "send"]);
export type OpenConversation = z.infer<typeof OpenConversation>;

/** What it does while the inbox it feeds is over its limit or nobody with its skill is on shift. `slow`: a quarter of its pace. */
export const BackPressure = z.enum(["off", "slow", "hold"]);
export type BackPressure = z.infer<typeof BackPressure>;

/** Whether the message asks for replies. `replyLine` says so in it, or says where to turn instead. */
export const Replies = z.enum(["open", "encourage", "discourage"]);
export type Replies = z.infer<typeof Replies>;

/** What is said, in one language. */
export const Localised = z.object({ language: Language, content: Content });
export type Localised = z.infer<typeof Localised>;

/** How long a rung of a ladder waits for delivery before the next one's turn, ms. */
export const RungWait = z.int().min(limits.rungWaitMsMin).max(limits.rungWaitMsMax);

/** What is said on one rung: a stored answer in all its languages, or content for this campaign alone. */
const said = {
  /** Either a stored answer … */
  answer: AnswerId.optional(),
  /** … or text, where the channel takes text alone … */
  text: Text.min(1).max(limits.templateCharactersMax).optional(),
  /** … or content of the rung's channel. */
  content: Content.optional(),
};

/** A further rung: who is not reached on the one before is contacted here. */
export const FallbackInput = z.strictObject({
  channel: Channel,
  /** A sender's id, or its address. */
  sender: Text.min(1).max(255),
  ...said,
  /** Also without delivery on the rung before for so long; a failure that will not pass makes it at once. */
  afterMs: RungWait.default(60 * 60_000),
});
export type FallbackInput = z.infer<typeof FallbackInput>;

const fallbacks = z.array(FallbackInput).max(limits.rungsMax - 1);

const skill = z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, "Name a skill as it was created, such as billing.");
const replyLine = Text.trim().max(160);

/** What a person may set on a draft. */
export const CampaignInput = z.strictObject({
  name,
  description: Text.trim().max(limits.descriptionCharactersMax).default(""),
  channel: Channel.default("sms"),
  /** A sender's id, or its address ("+16005550100", "notices@example.com"). */
  sender: Text.min(1).max(255),
  language: Language.default("en"),
  ...said,
  /** Where it goes on for who is not reached: WhatsApp first, then a text, … */
  fallbacks: fallbacks.default([]),
  brand: Text.trim().max(limits.nameCharactersMax).default(""),
  tags: z.array(Text.trim().min(1).max(64)).max(limits.tagsMax).default([]),
  /** The campaign's zone: that of its sending hours. Never a fallback for a recipient. */
  zone: TimeZone.default("UTC"),
  /** When the outreach may run, in `zone`. Absent: always. */
  hours: WeekHours.optional(),
  /** When a recipient may be contacted, in *their* zone. */
  window: Span.default(defaultWindow),
  pace: Pace.default(defaultPace),
  /** After this instant the message is useless: whoever is left is skipped, not contacted late. */
  expiresAt: Instant.optional(),
  /** Appended to the first message unless it already says how to stop. */
  optOutText: Text.trim().min(1).max(160).default("Reply STOP to opt out."),
  /** What it takes to answer its replies; absent: what its sender's take. */
  skill: skill.optional(),
  /** The inbox its replies go to, by id or name; absent: its sender's. */
  inbox: Text.min(1).max(limits.nameCharactersMax).optional(),
  lookBackMs: LookBack.default(limits.lookBackMsMax),
  lookBackRoutes: LookBackRoutes.default("opening"),
  openConversation: OpenConversation.default("send"),
  backPressure: BackPressure.default("off"),
  replies: Replies.default("open"),
  /** Appended to the message ahead of the opt-out text. */
  replyLine: replyLine.default(""),
});
export type CampaignInput = z.infer<typeof CampaignInput>;

const isSaidOnce = ({ answer, text, content }: { answer?: unknown; text?: unknown; content?: unknown }) =>
  [answer, text, content].filter((each) => each !== undefined).length === 1;

export const CampaignCreate = CampaignInput.refine(isSaidOnce, {
  message: "Give one of `answer` (a stored answer's id), `text` and `content`.",
  path: ["text"],
}).refine(({ fallbacks }) => fallbacks.every(isSaidOnce), {
  message: "Give for each fallback one of `answer` (a stored answer's id), `text` and `content`.",
  path: ["fallbacks"],
});

/** Any part of a draft; of a running campaign only `hours`, `expiresAt`, what becomes of replies and the descriptive fields. `null` clears. */
export const CampaignPatch = z.strictObject({
  name: name.optional(),
  description: Text.trim().max(limits.descriptionCharactersMax).optional(),
  tags: z.array(Text.trim().min(1).max(64)).max(limits.tagsMax).optional(),
  sender: Text.min(1).max(255).optional(),
  language: Language.optional(),
  ...said,
  /** All of them anew. */
  fallbacks: fallbacks.optional(),
  zone: TimeZone.optional(),
  hours: WeekHours.nullable().optional(),
  window: Span.optional(),
  pace: Pace.optional(),
  expiresAt: Instant.nullable().optional(),
  optOutText: Text.trim().min(1).max(160).optional(),
  skill: skill.nullable().optional(),
  inbox: Text.min(1).max(limits.nameCharactersMax).nullable().optional(),
  lookBackMs: LookBack.optional(),
  lookBackRoutes: LookBackRoutes.optional(),
  openConversation: OpenConversation.optional(),
  backPressure: BackPressure.optional(),
  replies: Replies.optional(),
  replyLine: replyLine.optional(),
});
export type CampaignPatch = z.infer<typeof CampaignPatch>;

/**
 * People whom another campaign wrote to within so many days, or may write to: `skip` them when their turn comes, or `keep`
 * them.
 */
export const DuplicateChoice = z.strictObject({
  choice: z.enum(["skip", "keep"]),
  days: z.int().min(1).max(limits.duplicateDaysMax).default(limits.duplicateDaysDefault),
});
export type DuplicateChoice = z.infer<typeof DuplicateChoice>;

/** How many recipients stand where. They add up to `total`. */
export const Counts = z.object({
  total: z.int(),
  ready: z.int(),
  /** Failed for now; a further attempt is due. */
  held: z.int(),
  /** Accepted on a rung that is not the last: without delivery in time the next one's turn comes. */
  awaiting: z.int(),
  inFlight: z.int(),
  unknown: z.int(),
  accepted: z.int(),
  delivered: z.int(),
  read: z.int(),
  undelivered: z.int(),
  failed: z.int(),
  skipped: z.int(),
  unconfirmed: z.int(),
  /** Still ready when their list ended. */
  unreached: z.int(),
  /** Decided so far: the 7 in `7/11`. */
  decided: z.int(),
});
export type Counts = z.infer<typeof Counts>;

/** Rows of a list that could not become recipients are counted apart: they are not part of `total`. */
export const Outreach = z.object({
  id: ListId,
  name: z.string(),
  status: OutreachStatus,
  startAt: z.int().nullable(),
  endAt: z.int().nullable(),
  sealed: z.boolean(),
  rows: z.int(),
  problems: z.int(),
  counts: Counts,
});
export type Outreach = z.infer<typeof Outreach>;

const Sending = z.object({ id: SenderId, address: z.string() });

/** A further rung, as it will be or was sent. */
export const Fallback = z.object({
  channel: Channel,
  sender: Sending,
  answer: AnswerId.nullable(),
  contents: z.array(Localised),
  afterMs: z.int(),
});
export type Fallback = z.infer<typeof Fallback>;

export const Campaign = z.object({
  id: CampaignId,
  name: z.string(),
  description: z.string(),
  channel: Channel,
  sender: Sending,
  language: z.string(),
  answer: AnswerId.nullable(),
  /** What its first rung says in its own language, as people would read it. */
  text: z.string(),
  /** The same in full, by language; its own first. */
  contents: z.array(Localised),
  fallbacks: z.array(Fallback),
  brand: z.string(),
  tags: z.array(z.string()),
  zone: z.string(),
  hours: WeekHours.nullable(),
  window: Span,
  pace: Pace,
  expiresAt: z.int().nullable(),
  optOutText: z.string(),
  /** `single`: one proactive message to one person. */
  kind: z.enum(["campaign", "single"]),
  skill: z.string().nullable(),
  lookBackMs: z.int(),
  lookBackRoutes: LookBackRoutes,
  openConversation: OpenConversation,
  backPressure: BackPressure,
  replies: Replies,
  replyLine: z.string(),
  /** What was chosen at launch for people other campaigns write to or wrote to; null before. */
  duplicates: DuplicateChoice.nullable(),
  /** Where its replies go. */
  inbox: z.object({ id: z.string(), name: z.string() }),
  /** Why it is slowed or held by the inbox it feeds, and since when; null while it is not. */
  pressure: z.object({ reason: z.string(), since: z.int() }).nullable(),
  status: OutreachStatus,
  /** Why it is paused or missed, for people; null otherwise. */
  statusReason: z.string().nullable(),
  counts: Counts,
  /** People of this campaign who wrote back, each counted once. */
  responded: z.int(),
  /** Those of them who said stop. */
  optedOut: z.int(),
  /** When the engine will next look at it; null when nothing is due. */
  nextWakeAt: z.int().nullable(),
  createdAt: z.int(),
  createdBy: z.string(),
  launchedAt: z.int().nullable(),
  launchedBy: z.string().nullable(),
  completedAt: z.int().nullable(),
});
export type Campaign = z.infer<typeof Campaign>;

/** One recorded move of a campaign: who, when, from where to where, and why. */
export const StatusMove = z.object({
  at: z.int(),
  actor: z.string(),
  action: z.string(),
  reason: z.string().nullable(),
});
export type StatusMove = z.infer<typeof StatusMove>;

/** One campaign as its own object tells it, live. */
export const CampaignDetail = Campaign.extend({ outreaches: z.array(Outreach), history: z.array(StatusMove) });
export type CampaignDetail = z.infer<typeof CampaignDetail>;

/** A launch is a promise by a named person that these people agreed to be contacted (TCPA, GDPR). */
export const LaunchRequest = z.strictObject({
  consent: z.literal(true, {
    error: "A launch needs consent: true: the attestation that every recipient agreed to be contacted.",
  }),
  /** What to do about people other campaigns write to. Absent: they are kept. */
  duplicates: DuplicateChoice.optional(),
  /** An admin's word that what the content check blocks is right all the same. On record. */
  override: z.strictObject({ reason: Text.trim().min(1).max(500) }).optional(),
});

/** One chunk of a campaign's people looked up in other campaigns; ask on with `cursor` until `next` is null. */
export const DuplicatePage = z.object({
  checked: z.int(),
  /** People of this chunk found elsewhere, each once. */
  people: z.int(),
  items: z.array(
    z.object({
      address: z.string(),
      line: z.int(),
      campaign: z.object({ id: CampaignId, name: z.string() }),
      /** When it wrote to them; null: they still wait there. */
      at: z.int().nullable(),
    }),
  ),
  /** Campaigns that could not be asked. */
  unasked: z.array(CampaignId),
  next: z.string().nullable(),
});
export type DuplicatePage = z.infer<typeof DuplicatePage>;

export const PauseRequest = z.strictObject({ reason: Text.trim().max(500).optional() });

/** What launching would do, before the explicit yes. */
export const Preview = z.object({
  campaign: Campaign,
  agreementAccepted: z.boolean(),
  /** Where replies go. */
  repliesTo: z.string(),
  recipients: z.int(),
  problems: z.int(),
  sample: z
    .object({
      address: z.string(),
      text: z.string(),
      /** Of a text; null on other channels. */
      encoding: z.enum(["GSM-7", "UCS-2"]).nullable(),
      segments: z.int(),
      /** The characters that force UCS-2, if any. */
      costly: z.array(z.string()),
    })
    .nullable(),
  /** What its first rung would cost; null while nobody is on it. */
  estimate: Estimate.nullable(),
  /** What the content check found, the gravest first. A blocking one takes an admin's override. */
  findings: z.array(RungFinding),
  /** Reasons a launch would be refused now. */
  blocking: z.array(z.object({ code: z.string(), message: z.string() })),
  /** What is worth a second look and refuses nothing: nobody is told whether to reply, no agent has the skill, … */
  notes: z.array(z.object({ code: z.string(), message: z.string() })),
});
export type Preview = z.infer<typeof Preview>;

export const Forecast = z.object({
  /** The instant the forecast starts from. */
  from: z.int(),
  roundTripMs: z.int(),
  /** When the last recipient is dispatched; null when nobody will be. */
  finishAt: z.int().nullable(),
  sends: z.int(),
  /** Sends by hour, from the first: `[{ hour: epoch ms, sends }]`, empty hours left out. */
  perHour: z.array(z.object({ hour: z.int(), sends: z.int() })),
  unreachedTotal: z.int(),
  /** The first people who will not be reached, in list order. */
  unreached: z.array(
    z.object({ id: z.string(), address: z.string(), list: ListId, line: z.int(), reason: z.string() }),
  ),
  /** Set when the forecast stopped early; the reason. */
  truncated: z.string().nullable(),
});
export type Forecast = z.infer<typeof Forecast>;
