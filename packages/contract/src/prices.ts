import { z } from "zod";
import { limits } from "./limits.ts";
import { Text } from "./text.ts";

/** Millionths of a currency's unit: 8,300 of USD are 0.83 cents. Whole, so that a list's sum is exact. */
const micro = z.int().min(0).max(1_000_000_000);

/** What an account pays, by its own contract. A cost is a forecast by this list: the provider's bill is what counts. */
export const Prices = z.strictObject({
  /** ISO 4217. */
  currency: z.string().regex(/^[A-Z]{3}$/, 'Name a currency by its three letters, such as "USD".'),
  /** Where the figures are from and of when, for whoever looks at a cost. */
  source: Text.trim().min(1).max(limits.nameCharactersMax),
  sms: z.strictObject({
    perSegment: micro,
    /** A message with pictures or files, however long its text. */
    perMediaMessage: micro,
    /** By the beginning of the number ("+44", "+1242"): a segment there. The longest that fits counts. */
    byPrefix: z
      .record(z.string().regex(/^\+[1-9]\d{0,7}$/, 'Write a prefix as "+44".'), micro)
      .refine((prefixes) => Object.keys(prefixes).length <= limits.pricePrefixesMax, {
        error: `At most ${limits.pricePrefixesMax} prefixes.`,
      }),
  }),
  whatsapp: z.strictObject({ perMessage: micro }),
  email: z.strictObject({ perMessage: micro }),
  /** Every minute begun. */
  voice: z.strictObject({ perMinute: micro }),
});
export type Prices = z.infer<typeof Prices>;

/** What nobody has changed yet. Carriers' surcharges, rented numbers and volume discounts are not in it. */
export const defaultPrices: Prices = {
  currency: "USD",
  source: "List prices for the United States, 2026-11, without carriers' surcharges. Put in your own.",
  // Twilio: $0.0083 a segment, $0.022 a picture message.
  sms: { perSegment: 8_300, perMediaMessage: 22_000, byPrefix: {} },
  // Twilio's $0.005 and Meta's fee for a utility template, rounded up.
  whatsapp: { perMessage: 9_000 },
  // A month of 50,000 at SendGrid, by the message.
  email: { perMessage: 400 },
  // Twilio: $0.014 a minute to a US number.
  voice: { perMinute: 14_000 },
};

/** What something costs by a price list. */
export const Cost = z.object({ currency: z.string(), micro: z.int() });
export type Cost = z.infer<typeof Cost>;
