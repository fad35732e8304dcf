/** Who lives at the other end: weights by behaviour, of any sum. */
import { z } from "zod";
import { behaviourNames } from "./behaviours.ts";
import { whatsappBehaviourNames } from "./whatsappBehaviours.ts";

const mixSchema = z.partialRecord(z.enum(behaviourNames), z.number().min(0));
export type Mix = z.output<typeof mixSchema>;

export const mixes = {
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

const whatsappMixSchema = z.partialRecord(z.enum(whatsappBehaviourNames), z.number().min(0));

/** The same towns on WhatsApp, which not everybody has. */
export const whatsappMixes = {
  calm: { delivers: 1 },
  lively: {
    delivers: 120,
    reads: 560,
    late: 25,
    silent: 25,
    "not-on-whatsapp": 140,
    limited: 5,
    "has-blocked": 5,
    blocks: 5,
    replies: 30,
    acknowledges: 16,
    "asks-back": 12,
    "needs-change": 10,
    impatient: 9,
    "in-pieces": 8,
    reacts: 8,
    complains: 4,
    "another-language": 4,
    stops: 8,
    "stops-awkwardly": 4,
    "comes-back": 2,
  },
  rough: Object.fromEntries(whatsappBehaviourNames.map((name) => [name, 1])) as z.output<typeof whatsappMixSchema>,
} satisfies Record<string, z.output<typeof whatsappMixSchema>>;

export const whatsappMixChoiceSchema = z.union([z.enum(["calm", "lively", "rough"]), whatsappMixSchema]);
