/**
 * The people at the other end. What someone does is a function of (seed, address) and of what passed between them and
 * the sender alone, unless a table or a test number says otherwise. Pure: no clock, no I/O; delays are in clock
 * milliseconds.
 */
import { z } from "zod";
import { type Channel, channelOf, numberOf } from "./addresses.ts";
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
import { type mixChoiceSchema, mixes, type whatsappMixChoiceSchema, whatsappMixes } from "./mixes.ts";
import { between, type Random, randomFor } from "./random.ts";
import { type Heard, type Spoken, speak } from "./talk.ts";
import { type WhatsAppBehaviourName, whatsappBehaviourNames, whatsappBehaviours } from "./whatsappBehaviours.ts";

const oneSchema = z.union([z.enum(behaviourNames), z.enum(whatsappBehaviourNames), behaviourSchema]);
/** One phone may be different people: a landline, and somebody who reads WhatsApp. */
const byChannelSchema = z
  .strictObject({ sms: oneSchema.optional(), whatsapp: oneSchema.optional() })
  .refine((given) => Object.keys(given).length > 0);
export const personSchema = z.union([byChannelSchema, oneSchema]);

/** Which behaviours apply: an explicit one per address first, then test numbers, then a draw from the mix. */
export interface Population {
  readonly seed: string;
  readonly mix: z.output<typeof mixChoiceSchema>;
  /** Of WhatsApp; without it the mix of the same name, or calm. */
  readonly whatsappMix?: z.output<typeof whatsappMixChoiceSchema> | undefined;
  readonly people: Readonly<Record<string, z.output<typeof personSchema>>>;
}

export function behaviourOf(population: Population, address: string): Behaviour {
  const channel = channelOf(address);
  const number = numberOf(address);
  return (
    explicitAt(population, address, channel) ??
    testNumber(number, channel) ??
    (channel === "sms"
      ? behaviours[drawFrom(population, number)]
      : whatsappBehaviours[drawFromWhatsApp(population, number)])
  );
}

/** Who is told of at this address, or at its number for this channel or for all. */
function explicitAt({ people }: Population, address: string, channel: Channel): Behaviour | undefined {
  const told = people[address] ?? people[numberOf(address)];
  const one = isByChannel(told) ? told[channel] : told;
  return typeof one === "string" ? named(one, channel) : one;
}

type Person = z.output<typeof personSchema>;
const isByChannel = (told: Person | undefined): told is z.output<typeof byChannelSchema> =>
  typeof told === "object" && ("sms" in told || "whatsapp" in told);

/** A name that both channels know is the one of the channel; who is only on WhatsApp is drawn from the mix for texts. */
function named(name: BehaviourName | WhatsAppBehaviourName, channel: Channel): Behaviour | undefined {
  const byName: Partial<Record<string, Behaviour>> =
    channel === "sms" ? behaviours : { ...behaviours, ...whatsappBehaviours };
  return byName[name];
}

/** Twilio's own magic recipients (twilio.com/docs/iam/test-credentials). */
const refusingTestNumbers: Readonly<Record<string, number>> = {
  "+15005550001": 21211,
  "+15005550002": 21612,
  "+15005550003": 21408,
  "+15005550004": 21610,
  "+15005550009": 21614,
};

/** Twilio's magic recipients, and ours: +1 500 555 3NNN is undelivered with error 30NNN, 6NNN on WhatsApp with 63NNN. */
function testNumber(number: string, channel: Channel): Behaviour | undefined {
  const refusal = refusingTestNumbers[number];
  if (refusal !== undefined) return refused(refusal);
  const [, series, digits] = /^\+1500555([36])(\d{3})$/.exec(number) ?? [];
  if (series === "3") return undelivered(30_000 + Number(digits));
  return series === "6" && channel === "whatsapp" ? undelivered(63_000 + Number(digits)) : undefined;
}

const drawFrom = ({ seed, mix }: Population, number: string): BehaviourName =>
  draw(typeof mix === "string" ? mixes[mix] : mix, randomFor(seed, "person", number)) ?? "delivers";

function drawFromWhatsApp({ seed, mix, whatsappMix }: Population, number: string): WhatsAppBehaviourName {
  const choice = whatsappMix ?? (typeof mix === "string" ? mix : "calm");
  const weights = typeof choice === "string" ? whatsappMixes[choice] : choice;
  return draw(weights, randomFor(seed, "person", "whatsapp", number)) ?? "delivers";
}

function draw<Name extends string>(mix: Partial<Record<Name, number>>, random: Random): Name | undefined {
  const weights = Object.entries(mix) as [Name, number][];
  const total = weights.reduce((sum, [, weight]) => sum + weight, 0);
  let left = random.next() * total;
  for (const [name, weight] of weights) {
    left -= weight;
    if (left < 0) return name;
  }
  return undefined;
}

/** What follows one message leaving the queue. `afterMs` counts from there. */
export type PersonEvent =
  | {
      readonly kind: "status";
      readonly afterMs: number;
      readonly status: "sent" | "delivered" | "undelivered" | "failed" | "read";
      readonly errorCode?: number | undefined;
    }
  | { readonly kind: "block"; readonly afterMs: number }
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
  const isReached = channelOf(to) === "whatsapp" && behaviour.ends === "delivered";
  const { readsAfterMs, blocksAfterMs } = behaviour;
  let isRead = false;
  if (isReached && readsAfterMs !== undefined) {
    afterMs += between(random, readsAfterMs);
    events.push({ kind: "status", afterMs, status: "read" });
    isRead = true;
  }
  if (isReached && blocksAfterMs !== undefined)
    events.push({ kind: "block", afterMs: afterMs + between(random, blocksAfterMs) });
  const details = detailsOf(heard.notice, randomFor(seed, "details", numberOf(to)));
  for (const [i, text] of speak(heard, { behaviour, details, random }).entries()) {
    afterMs += text.afterMs;
    if (channelOf(to) === "whatsapp" && i === 0 && !isRead) {
      events.push({ kind: "status", afterMs: afterMs - 1, status: "read" });
    }
    events.push({ kind: "text", ...text, afterMs });
  }
  return events;
}
