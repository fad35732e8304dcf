/** What people can be like on WhatsApp: data. Those who talk are like those who text, and are seen to have read. */
import { type Behaviour, behave, behaviours, hourMs, minuteMs, secondMs, undelivered } from "./behaviours.ts";

const readsSoon: [number, number] = [5 * secondMs, 30 * minuteMs];
const reading = (behaviour: Behaviour): Behaviour => ({ ...behaviour, readsAfterMs: readsSoon });

export const whatsappBehaviours = {
  /** Keeps their read receipts to themselves. */
  delivers: behaviours.delivers,
  reads: reading(behaviours.delivers),
  /** Off for hours: the receipt comes when everybody has stopped waiting. */
  late: behave({ endsAfterMs: [2 * hourMs, 8 * hourMs], readsAfterMs: readsSoon }),
  /** A dead handset: WhatsApp keeps it for thirty days and says nothing. */
  silent: behaviours.silent,
  "not-on-whatsapp": undelivered(63024),
  /** WhatsApp does not deliver this to them, and does not say why. */
  limited: undelivered(63032),
  "has-blocked": undelivered(63014),
  /** Reads one, then blocks the sender: what follows is undelivered. */
  blocks: { ...reading(behaviours.delivers), blocksAfterMs: [minuteMs, 10 * minuteMs] },

  replies: reading(behaviours.replies),
  acknowledges: reading(behaviours.acknowledges),
  "asks-back": reading(behaviours["asks-back"]),
  "needs-change": reading(behaviours["needs-change"]),
  impatient: reading(behaviours.impatient),
  "in-pieces": reading(behaviours["in-pieces"]),
  reacts: reading(behaviours.reacts),
  complains: reading(behaviours.complains),
  "another-language": reading(behaviours["another-language"]),
  stops: reading(behaviours.stops),
  "stops-awkwardly": reading(behaviours["stops-awkwardly"]),
  "comes-back": reading(behaviours["comes-back"]),
} satisfies Record<string, Behaviour>;

export type WhatsAppBehaviourName = keyof typeof whatsappBehaviours;
export const whatsappBehaviourNames = Object.keys(whatsappBehaviours) as [
  WhatsAppBehaviourName,
  ...WhatsAppBehaviourName[],
];
