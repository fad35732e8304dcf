/**
 * The people at the other end. What someone does is a function of (seed, address) alone, unless a table or a test
 * number says otherwise. Pure: no clock, no I/O; delays are in clock milliseconds.
 */
import { z } from "zod";
import { channelOf, numberOf } from "./addresses.ts";
import { between, pick, type Random, randomFor } from "./random.ts";

const delayMs = z.tuple([z.int().min(0), z.int().min(0)]).describe("At least, at most; clock milliseconds.");

const behaviourSchema = z.object({
  /** Twilio's error code for the request itself: nothing is accepted for this person. */
  refusal: z.int().optional(),
  /** How it ends. `sent` never gets a receipt; `failed` was never sent. */
  ends: z.enum(["delivered", "undelivered", "failed", "sent"]).default("delivered"),
  errorCode: z.int().optional(),
  /** From leaving the queue until `sent`. */
  sentAfterMs: delayMs.default([50, 400]),
  /** From `sent` until the end. */
  endsAfterMs: delayMs.default([300, 2_500]),
  /** What is texted back, after the end: of each entry one of the bodies, in the order given. */
  texts: z.array(z.object({ bodies: z.array(z.string()).min(1), afterMs: delayMs })).default([]),
});
export type Behaviour = z.output<typeof behaviourSchema>;

const minuteMs = 60_000;
const soon: [number, number] = [8_000, 4 * minuteMs];

const questions = [
  "Thanks for letting me know!",
  "Can I move it to Thursday afternoon?",
  "Who is this?",
  "Is there anything I need to do?",
  "My address has changed, can you update it please?",
  "ok 👍",
];
const awkwardStops = [
  "Stop. Thank you",
  "please opt out",
  "ARRÊT",
  "unsubscribe me pls",
  " stop!! ",
  "🛑 stop",
  "OPT OUT",
  "STOP PLEASE",
];

const behave = (behaviour: z.input<typeof behaviourSchema>): Behaviour => behaviourSchema.parse(behaviour);
const undelivered = (errorCode: number) => behave({ ends: "undelivered", errorCode });

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
  "not-mobile": behave({ refusal: 21614 }),
  replies: behave({ texts: [{ bodies: questions, afterMs: soon }] }),
  stops: behave({ texts: [{ bodies: ["STOP", "stop", "Unsubscribe", "QUIT"], afterMs: soon }] }),
  "stops-awkwardly": behave({ texts: [{ bodies: awkwardStops, afterMs: soon }] }),
  "asks-help": behave({ texts: [{ bodies: ["HELP", "info"], afterMs: soon }] }),
  "comes-back": behave({
    texts: [
      { bodies: ["STOP"], afterMs: soon },
      { bodies: ["START"], afterMs: [20 * minuteMs, 90 * minuteMs] },
    ],
  }),
} satisfies Record<string, Behaviour>;

export type BehaviourName = keyof typeof behaviours;
const behaviourNames = Object.keys(behaviours) as [BehaviourName, ...BehaviourName[]];
const behaviourNameSchema = z.enum(behaviourNames);

/** Who lives at the other end: weights, of any sum. */
const mixSchema = z.partialRecord(behaviourNameSchema, z.number().min(0));
export type Mix = z.output<typeof mixSchema>;

const mixes = {
  /** Everyone simply receives. */
  calm: { delivers: 1 },
  /** A believable list: for the demo. */
  lively: {
    delivers: 680,
    slow: 80,
    silent: 15,
    unreachable: 20,
    blocked: 5,
    "unknown-handset": 12,
    landline: 15,
    filtered: 4,
    "unknown-error": 8,
    "not-mobile": 5,
    replies: 120,
    stops: 14,
    "stops-awkwardly": 10,
    "asks-help": 7,
    "comes-back": 5,
  },
  /** Everything that can happen, equally often: for tests that look for trouble. */
  rough: Object.fromEntries(behaviourNames.map((name) => [name, 1])) as Mix,
} satisfies Record<string, Mix>;

export const mixChoiceSchema = z.union([z.enum(["calm", "lively", "rough"]), mixSchema]);
export const personSchema = z.union([behaviourNameSchema, behaviourSchema]);

/** Which behaviours apply: an explicit one per address first, then test numbers, then a draw from the mix. */
export interface Population {
  readonly seed: string;
  readonly mix: z.output<typeof mixChoiceSchema>;
  readonly people: Readonly<Record<string, z.output<typeof personSchema>>>;
}

export function behaviourOf(population: Population, address: string): Behaviour {
  const explicit = population.people[address] ?? population.people[numberOf(address)];
  if (explicit !== undefined) return typeof explicit === "string" ? behaviours[explicit] : explicit;
  return testNumber(numberOf(address)) ?? behaviours[drawFrom(population, numberOf(address))];
}

/** Twilio's own magic recipients (twilio.com/docs/iam/test-credentials). */
const refusingTestNumbers: Readonly<Record<string, number>> = {
  "+15005550001": 21211,
  "+15005550002": 21612,
  "+15005550003": 21408,
  "+15005550004": 21610,
  "+15005550009": 21614,
};

/** Twilio's magic recipients, and ours: +1 500 555 3NNN is undelivered with error 30NNN. */
function testNumber(number: string): Behaviour | undefined {
  const refusal = refusingTestNumbers[number];
  if (refusal !== undefined) return behave({ refusal });
  const digits = /^\+15005553(\d{3})$/.exec(number)?.[1];
  return digits === undefined ? undefined : undelivered(30_000 + Number(digits));
}

function drawFrom({ seed, mix }: Population, number: string): BehaviourName {
  const weights = Object.entries(typeof mix === "string" ? mixes[mix] : mix) as [BehaviourName, number][];
  const total = weights.reduce((sum, [, weight]) => sum + weight, 0);
  let left = randomFor(seed, "person", number).next() * total;
  for (const [name, weight] of weights) {
    left -= weight;
    if (left < 0) return name;
  }
  return "delivers";
}

/** What follows one message leaving the queue. `afterMs` counts from there. */
export type PersonEvent =
  | {
      readonly kind: "status";
      readonly afterMs: number;
      readonly status: "sent" | "delivered" | "undelivered" | "failed" | "read";
      readonly errorCode?: number | undefined;
    }
  | { readonly kind: "text"; readonly afterMs: number; readonly body: string };

/** What a person does with one message that leaves the queue. */
export function reactionTo(
  { to }: { readonly to: string },
  { behaviour, random }: { readonly behaviour: Behaviour; readonly random: Random },
): PersonEvent[] {
  let afterMs = between(random, behaviour.sentAfterMs);
  const events: PersonEvent[] = [];
  if (behaviour.ends !== "failed") events.push({ kind: "status", afterMs, status: "sent" });
  if (behaviour.ends !== "sent") {
    afterMs += between(random, behaviour.endsAfterMs);
    events.push({ kind: "status", afterMs, status: behaviour.ends, errorCode: behaviour.errorCode });
  }
  for (const text of behaviour.texts) {
    afterMs += between(random, text.afterMs);
    if (channelOf(to) === "whatsapp" && text === behaviour.texts[0]) {
      events.push({ kind: "status", afterMs: afterMs - 1, status: "read" });
    }
    events.push({ kind: "text", afterMs, body: pick(random, text.bodies) });
  }
  return events;
}
