import { z } from "zod";
import { Channel } from "./channels.ts";
import { CallKey, Spoken } from "./content.ts";
import { Finding } from "./findings.ts";
import { Cost } from "./prices.ts";

/** What would be said, to the letter, before it is. */

/** A call as it would go. */
const Call = z.object({
  language: z.string(),
  greeting: z.string(),
  message: Spoken,
  keys: z.array(CallKey.extend({ offer: z.string() })),
  voicemail: Spoken,
});

/** What one recipient would get on one rung, or why they get nothing there. */
export const RungPreview = z.object({
  rung: z.int(),
  channel: Channel,
  sender: z.string(),
  /** Theirs there; null where they have none of its kind. */
  address: z.string().nullable(),
  /** Why nothing goes to them there; null where something would. */
  problem: z.string().nullable(),
  /** What they would read or hear; null where nothing can be made for them. */
  text: z.string().nullable(),
  /** Of an email. */
  subject: z.string().nullable(),
  html: z.string().nullable(),
  /** Of a text: addresses of its pictures. */
  media: z.array(z.string()),
  /** Of a call. */
  call: Call.nullable(),
  language: z.string().nullable(),
  /** It is in another language than theirs: we have none of theirs. */
  isFallback: z.boolean(),
  variables: z.array(z.object({ name: z.string(), value: z.string().nullable() })),
  /** Of a text. */
  encoding: z.enum(["GSM-7", "UCS-2"]).nullable(),
  costly: z.array(z.string()),
  /** Segments of a text, else one. */
  units: z.int(),
  cost: Cost.nullable(),
});
export type RungPreview = z.infer<typeof RungPreview>;

/** What one recipient would get, rung by rung. */
export const RecipientPreview = z.object({ id: z.string(), address: z.string(), rungs: z.array(RungPreview) });
export type RecipientPreview = z.infer<typeof RecipientPreview>;

/** What a campaign's first rung would cost, by the first of its people. */
export const Estimate = z.object({
  /** People it was reckoned by. */
  people: z.int(),
  perPerson: Cost,
  total: Cost,
});
export type Estimate = z.infer<typeof Estimate>;

/** What the content check found of one rung. */
export const RungFinding = Finding.extend({ rung: z.int(), channel: Channel });
export type RungFinding = z.infer<typeof RungFinding>;
