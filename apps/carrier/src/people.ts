/**
 * The people at the other end. What someone does is a function of (seed, address) and of what passed between them and
 * the sender alone, unless a table or a test number says otherwise. Pure: no clock, no I/O; delays are in clock
 * milliseconds.
 */
import { z } from "zod";
import { channelOf, numberOf } from "./addresses.ts";
import {
  type Behaviour,
  type BehaviourName,
  behaviourNames,
  behaviourSchema,
  behaviours,
  refused,
  undelivered,
} from "./behaviours.ts";
import { detailsOf } from "./details.ts";
import { between, type Random, randomFor } from "./random.ts";
import { type Heard, type Spoken, speak } from "./talk.ts";

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
    replies: 28,
    acknowledges: 16,
    "asks-back": 12,
    "needs-change": 10,
    impatient: 9,
    "in-pieces": 8,
    reacts: 8,
    complains: 6,
    "falls-silent": 6,
    "auto-replies": 6,
    misdirects: 4,
    "another-language": 4,
    "mentions-stop": 3,
    stops: 14,
    "stops-awkwardly": 10,
    "asks-help": 7,
    "comes-back": 2,
    reconsiders: 3,
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
  if (refusal !== undefined) return refused(refusal);
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
  | ({ readonly kind: "text" } & Spoken);

interface Reader {
  readonly behaviour: Behaviour;
  /** Decides the whole population. */
  readonly seed: string;
  /** Of this message alone. */
  readonly random: Random;
}

/** What a person does with one message that leaves the queue. */
export function reactionTo(
  { to, heard }: { readonly to: string; readonly heard: Heard },
  { behaviour, seed, random }: Reader,
): PersonEvent[] {
  let afterMs = between(random, behaviour.sentAfterMs);
  const events: PersonEvent[] = [];
  if (behaviour.ends !== "failed") events.push({ kind: "status", afterMs, status: "sent" });
  if (behaviour.ends !== "sent") {
    afterMs += between(random, behaviour.endsAfterMs);
    events.push({ kind: "status", afterMs, status: behaviour.ends, errorCode: behaviour.errorCode });
  }
  const details = detailsOf(heard.notice, randomFor(seed, "details", numberOf(to)));
  for (const [i, text] of speak(heard, { behaviour, details, random }).entries()) {
    afterMs += text.afterMs;
    if (channelOf(to) === "whatsapp" && i === 0) {
      events.push({ kind: "status", afterMs: afterMs - 1, status: "read" });
    }
    events.push({ kind: "text", ...text, afterMs });
  }
  return events;
}
