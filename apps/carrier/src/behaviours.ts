/** What people can be like: data. Delays are in clock milliseconds. */
import { z } from "zod";
import * as sayings from "./sayings.ts";

const delayMs = z.tuple([z.int().min(0), z.int().min(0)]).describe("At least, at most; clock milliseconds.");
const bodies = z.array(z.string()).min(1);

const textSchema = z.object({
  /** One of these, or one of those under the most telling matter of the moment; nothing when none fits. */
  bodies: z.union([bodies, z.partialRecord(z.enum(sayings.matters), bodies)]),
  /** From the text before it, or from the end of the message it answers. */
  afterMs: delayMs,
  /** `unanswered`: not when we have written again by then. `unsaid`: not when they said one of the bodies before. */
  only: z.enum(["unanswered", "unsaid"]).optional(),
});
export type Text = z.output<typeof textSchema>;

const turnSchema = z.object({
  /** Said when our message asks something. */
  asked: z.array(textSchema).default([]),
  /** Said when it does not. */
  told: z.array(textSchema).default([]),
});

export const behaviourSchema = z.object({
  /** Twilio's error code for the request itself: nothing is accepted for this person. */
  refusal: z.int().optional(),
  /** How it ends. `sent` never gets a receipt; `failed` was never sent. */
  ends: z.enum(["delivered", "undelivered", "failed", "sent"]).default("delivered"),
  errorCode: z.int().optional(),
  /** From leaving the queue until `sent`. */
  sentAfterMs: delayMs.default([50, 400]),
  /** From `sent` until the end. */
  endsAfterMs: delayMs.default([300, 2_500]),
  /** On WhatsApp, from the end until it is seen to be read; without it only who writes back has read. */
  readsAfterMs: delayMs.optional(),
  /** On WhatsApp, from the end until they block the sender for good. */
  blocksAfterMs: delayMs.optional(),
  /** What is texted back to a notice, after the end: of each entry one body, in the order given. */
  texts: z.array(textSchema).default([]),
  /** What is texted back to our further messages: the first entry to the first of them. Past the last, nothing is. */
  turns: z.array(turnSchema).default([]),
});
export type Behaviour = z.output<typeof behaviourSchema>;

export const secondMs = 1_000;
export const minuteMs = 60 * secondMs;
export const hourMs = 60 * minuteMs;
const soon: [number, number] = [8 * secondMs, 4 * minuteMs];
const typing: [number, number] = [12 * secondMs, 2 * minuteMs];
const atOnce: [number, number] = [secondMs, 4 * secondMs];

type TextInput = z.input<typeof textSchema>;
type TurnInput = z.input<typeof turnSchema>;
const says = (bodies: TextInput["bodies"], more: Partial<TextInput> = {}): TextInput => ({
  bodies,
  afterMs: soon,
  ...more,
});
const replies = (bodies: TextInput["bodies"], more: Partial<TextInput> = {}) =>
  says(bodies, { afterMs: typing, ...more });

/** Answers what is asked, and thanks once for what is told. */
const listens = (thanks: readonly string[] = sayings.thanks): TurnInput => ({
  asked: [replies(sayings.answers)],
  told: [replies([...thanks], { only: "unsaid" })],
});
const talks = (thanks?: readonly string[]): TurnInput[] => [
  listens(thanks),
  listens(thanks),
  listens(thanks),
  listens(thanks),
];
const whatever = (...texts: TextInput[]): TurnInput => ({ asked: texts, told: texts });

export const behave = (behaviour: z.input<typeof behaviourSchema>): Behaviour => behaviourSchema.parse(behaviour);
export const undelivered = (errorCode: number): Behaviour => behave({ ends: "undelivered", errorCode });
export const refused = (refusal: number): Behaviour => behave({ refusal });

export const behaviours = {
  delivers: behave({}),
  slow: behave({ sentAfterMs: [500, 5_000], endsAfterMs: [minuteMs, 20 * minuteMs] }),
  silent: behave({ ends: "sent" }),
  unreachable: undelivered(30003),
  blocked: undelivered(30004),
  "unknown-handset": undelivered(30005),
  landline: undelivered(30006),
  filtered: undelivered(30007),
  "unknown-error": undelivered(30008),
  "not-mobile": refused(21614),

  /** Asks something about the notice, answers what is asked back, thanks. */
  replies: behave({ texts: [says(sayings.questions)], turns: talks() }),
  /** Has another question after the first is answered. */
  "asks-back": behave({
    texts: [says(sayings.questions)],
    turns: [{ asked: [replies(sayings.answers)], told: [replies(sayings.furtherQuestions)] }, ...talks()],
  }),
  /** Wants a change, and has the details when asked for them. */
  "needs-change": behave({ texts: [says(sayings.requestsForChange)], turns: talks() }),
  /** Says that they read it. */
  acknowledges: behave({ texts: [says(sayings.acknowledgements)], turns: [{ asked: [replies(sayings.answers)] }] }),
  reacts: behave({ texts: [says(sayings.emoji)], turns: [{ asked: [replies(["👍"])] }] }),
  "in-pieces": behave({
    texts: [says(sayings.greetings), says(sayings.purposes, { afterMs: [10 * secondMs, 45 * secondMs] })],
    turns: talks(),
  }),
  /** Asks again, and again, while nobody answers. */
  impatient: behave({
    texts: [
      says(sayings.questions),
      says(sayings.nudges, { afterMs: [4 * minuteMs, 9 * minuteMs], only: "unanswered" }),
      says(sayings.lastNudges, { afterMs: [6 * minuteMs, 20 * minuteMs], only: "unanswered" }),
    ],
    turns: talks(sayings.patientThanks),
  }),
  "falls-silent": behave({ texts: [says(sayings.questions)] }),
  complains: behave({ texts: [says(sayings.complaints)], turns: talks(sayings.grudgingThanks) }),
  /** Took us for somebody else. */
  misdirects: behave({
    texts: [says(sayings.meantForOthers)],
    turns: [whatever(replies(sayings.excuses))],
  }),
  /** A machine: the same text to whatever comes. */
  "auto-replies": behave({
    texts: [says(["{automatic}"], { afterMs: atOnce })],
    turns: [whatever(says(["{automatic}"], { afterMs: atOnce })), whatever(says(["{automatic}"], { afterMs: atOnce }))],
  }),
  "mentions-stop": behave({ texts: [says(sayings.mentionsOfStop)], turns: talks() }),
  "another-language": behave({
    texts: [says(["{question in their language}"])],
    turns: [1, 2, 3].map(() => ({
      asked: [replies(["{answer in their language}"])],
      told: [replies(["{thanks in their language}"], { only: "unsaid" })],
    })),
  }),

  stops: behave({ texts: [says(["STOP", "stop", "Unsubscribe", "QUIT"])] }),
  "stops-awkwardly": behave({ texts: [says(sayings.awkwardStops)], turns: [whatever(replies(sayings.repeatedStops))] }),
  "asks-help": behave({ texts: [says(["HELP", "info"])], turns: talks() }),
  "comes-back": behave({
    texts: [says(["STOP"]), says(["START"], { afterMs: [20 * minuteMs, 90 * minuteMs] })],
    turns: talks(),
  }),
  /** Stops, thinks better of it, and asks what they missed. */
  reconsiders: behave({
    texts: [
      says(["STOP"]),
      says(["START"], { afterMs: [3 * minuteMs, 12 * minuteMs] }),
      says(sayings.regrets, { afterMs: [20 * secondMs, 90 * secondMs] }),
    ],
    turns: talks(),
  }),
} satisfies Record<string, Behaviour>;

export type BehaviourName = keyof typeof behaviours;
export const behaviourNames = Object.keys(behaviours) as [BehaviourName, ...BehaviourName[]];
