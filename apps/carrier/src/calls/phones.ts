/** Who picks up, and what they do: data. Delays are in clock milliseconds. */
import { z } from "zod";
import { type Random, randomFor } from "../random.ts";

const span = z.tuple([z.int().min(0), z.int().min(0)]).describe("At least, at most; clock milliseconds.");

const phoneSchema = z.object({
  /** Twilio's error code for the request itself: nobody is called. */
  refusal: z.int().optional(),
  /** `unknown`: there is no such number. */
  picksUp: z.enum(["human", "machine", "fax", "busy", "no-answer", "unknown"]).default("human"),
  /** From the first ring until it is picked up, or found busy. */
  ringMs: span.default([2_000, 12_000]),
  /** What is pressed, one entry for each time keys are asked for; "": nothing. Past the last: nothing. */
  keys: z.array(z.string().regex(/^[0-9*#]*$/)).default([]),
  /** Pressed while we speak, not after. */
  isHasty: z.boolean().default(false),
  /** How long after it was picked up they hang up, whatever is said. */
  hangsUpAfterMs: z.int().min(0).optional(),
  /** Says nothing on picking up: nobody can tell what it is. */
  isSilent: z.boolean().default(false),
  /** Of a machine: how long its greeting is, how it ends, and how much it records. */
  greetingMs: span.default([6_000, 15_000]),
  greetingEnds: z.enum(["beep", "silence", "other"]).default("beep"),
  recordsMs: z.int().min(0).default(120_000),
  /** What they say when asked to leave a message; 0: nothing. */
  speaksMs: z.int().min(0).default(0),
  /** Hangs up when they have spoken, rather than wait. */
  hangsUpAfterSpeaking: z.boolean().default(false),
  /** Calls us back, this long after our call ended, and presses these keys. */
  callsBack: z.object({ afterMs: span, keys: z.array(z.string()).default([]), speaksMs: z.int().min(0) }).optional(),
  /** Of an agent's phone: how long they talk once connected. */
  talksMs: z.int().min(0).default(40_000),
});
export type Phone = z.output<typeof phoneSchema>;

const phone = (of: z.input<typeof phoneSchema> = {}): Phone => phoneSchema.parse(of);
const secondMs = 1_000;
const minuteMs = 60 * secondMs;

export const phones = {
  listens: phone(),
  "presses-1": phone({ keys: ["1"] }),
  "presses-1-at-once": phone({ keys: ["1"], isHasty: true }),
  "presses-2": phone({ keys: ["2"] }),
  "presses-9": phone({ keys: ["9"] }),
  /** Two keys without meaning, then the right one. */
  fumbles: phone({ keys: ["4", "#", "1"] }),
  "presses-wrong": phone({ keys: ["4", "4", "4", "4"] }),
  /** Says nothing at first: the second menu is what they needed. */
  hesitates: phone({ keys: ["", "1"] }),
  "hears-again": phone({ keys: ["5", "1"] }),
  "leaves-voicemail": phone({ keys: ["7"], speaksMs: 14 * secondMs }),
  "leaves-voicemail-and-hangs-up": phone({ keys: ["7"], speaksMs: 9 * secondMs, hangsUpAfterSpeaking: true }),
  "leaves-silence": phone({ keys: ["7"] }),
  "hangs-up-early": phone({ hangsUpAfterMs: 6 * secondMs }),
  "hangs-up-at-once": phone({ hangsUpAfterMs: 700 }),
  "says-nothing": phone({ isSilent: true }),
  machine: phone({ picksUp: "machine", ringMs: [18_000, 22_000] }),
  "machine-short": phone({ picksUp: "machine", ringMs: [18_000, 22_000], greetingMs: [3_000, 3_000] }),
  "machine-silence": phone({ picksUp: "machine", ringMs: [18_000, 22_000], greetingEnds: "silence" }),
  "machine-other": phone({ picksUp: "machine", ringMs: [18_000, 22_000], greetingEnds: "other" }),
  /** A greeting longer than detection waits: taken for a person. */
  "machine-long": phone({ picksUp: "machine", ringMs: [18_000, 22_000], greetingMs: [45_000, 45_000] }),
  /** A mailbox that is all but full. */
  "machine-full": phone({ picksUp: "machine", ringMs: [18_000, 22_000], recordsMs: 2 * secondMs }),
  fax: phone({ picksUp: "fax" }),
  busy: phone({ picksUp: "busy", ringMs: [1_000, 2_000] }),
  "no-answer": phone({ picksUp: "no-answer" }),
  "unknown-number": phone({ picksUp: "unknown", ringMs: [500, 1_500] }),
  "not-a-number": phone({ refusal: 21217 }),
  "calls-back": phone({
    picksUp: "no-answer",
    callsBack: { afterMs: [2 * minuteMs, 5 * minuteMs], speaksMs: 11 * secondMs },
  }),
  "calls-back-to-stop": phone({
    picksUp: "machine",
    callsBack: { afterMs: [10 * minuteMs, 30 * minuteMs], keys: ["9"], speaksMs: 0 },
  }),
} satisfies Record<string, Phone>;
export type PhoneName = keyof typeof phones;

export const phoneChoiceSchema = z.union([z.enum(Object.keys(phones) as [PhoneName, ...PhoneName[]]), phoneSchema]);
export const phonesSchema = z.record(z.string(), phoneChoiceSchema);

/** By the mix of people who live at the other end; another mix has only listeners. */
const mixes: Readonly<Record<string, Readonly<Partial<Record<PhoneName, number>>>>> = {
  lively: {
    listens: 300,
    machine: 260,
    "no-answer": 120,
    "presses-1": 60,
    "hangs-up-early": 60,
    busy: 40,
    "machine-silence": 30,
    "presses-9": 25,
    "machine-long": 20,
    hesitates: 20,
    fumbles: 15,
    "calls-back": 15,
    "leaves-voicemail": 10,
    "calls-back-to-stop": 6,
    "unknown-number": 10,
    fax: 4,
  },
  rough: Object.fromEntries(Object.keys(phones).map((name) => [name, 1])),
};

export interface Exchange {
  readonly seed: string;
  readonly mix: unknown;
  readonly phones: z.output<typeof phonesSchema>;
}

/** A phone is a function of (seed, number), unless a table says otherwise. */
export function phoneOf({ seed, mix, phones: explicit }: Exchange, number: string): Phone {
  const chosen = explicit[number];
  if (chosen !== undefined) return typeof chosen === "string" ? phones[chosen] : chosen;
  const weights = Object.entries((typeof mix === "string" ? mixes[mix] : undefined) ?? { listens: 1 });
  return phones[drawFrom(weights as [PhoneName, number][], randomFor(seed, "phone", number))];
}

function drawFrom(weights: readonly [PhoneName, number][], random: Random): PhoneName {
  let left = random.next() * weights.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [name, weight] of weights) {
    left -= weight;
    if (left < 0) return name;
  }
  return "listens";
}
