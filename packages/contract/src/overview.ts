import { z } from "zod";
import { RecipientStatus } from "./recipients.ts";

/** What a campaign's screen draws beside its detail, from the campaign's own object. All instants are epoch ms. */
export const Overview = z.object({
  /** The server's clock as it answered: a rehearsal's runs fast. */
  now: z.int(),
  pace: z.object({
    count: z.int(),
    spanMs: z.int(),
    /** Slots taken in the span that ends now: what was dispatched and what is in flight. */
    used: z.int(),
    /** When the next slot comes free; null while one is. */
    nextSlotAt: z.int().nullable(),
  }),
  /** Where the people are who wait for a message, the most first. Several zones: contact needs all of them open. */
  zones: z.array(
    z.object({
      zones: z.array(z.string()),
      waiting: z.int(),
      /** Whether sending hours and delivery window are both open there now. */
      isOpen: z.boolean(),
      /** When that changes next; null if it never does. */
      changesAt: z.int().nullable(),
    }),
  ),
  /** Dispatches by hour, from the first: `[{ hour: epoch ms, sends }]`, empty hours left out. */
  perHour: z.array(z.object({ hour: z.int(), sends: z.int() })),
  /** Recipients who ended, or wait, for a reason, by status and code, the most first. */
  reasons: z.array(
    z.object({
      status: RecipientStatus,
      code: z.string(),
      count: z.int(),
      /** What the code means, for people. */
      meaning: z.string(),
      /** What to do about it. */
      remedy: z.string(),
    }),
  ),
});
export type Overview = z.infer<typeof Overview>;

/** What became of all campaigns launched in a span. success = delivered ÷ sent, response = responded ÷ delivered, opt-out = opted out ÷ delivered. */
export const Figures = z.object({
  /** The server's clock as it answered. */
  now: z.int(),
  since: z.int(),
  campaigns: z.int(),
  /** Messages a provider took: accepted, delivered, read, undelivered, unconfirmed. */
  sent: z.int(),
  /** Delivered or read. */
  delivered: z.int(),
  /** People who wrote back, each once a campaign. */
  responded: z.int(),
  optedOut: z.int(),
});
export type Figures = z.infer<typeof Figures>;
