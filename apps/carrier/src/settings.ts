/** What may change while the carrier runs. Kept on disk, so that a restarted carrier goes on as it was. */
import { z } from "zod";
import { phonesSchema } from "./calls/phones.ts";
import { faultsSchema } from "./faults.ts";
import { mailSettingsSchema } from "./mail/settings.ts";
import { mixChoiceSchema, whatsappMixChoiceSchema } from "./mixes.ts";
import { personSchema } from "./people.ts";
import { templateSchema } from "./templates.ts";

const senderSchema = z.object({
  /** A number or address of ours, as in `From`. */
  number: z.string(),
  /** Where replies to it are posted; without it, `inboundUrl` of the settings. */
  inboundUrl: z.string().optional(),
  /** Where calls to it are answered; without it, `voiceUrl` of the settings. */
  voiceUrl: z.string().optional(),
  /** The service whose pool it is in. */
  messagingServiceSid: z.string().optional(),
});
export type Sender = z.output<typeof senderSchema>;

export const settingsSchema = z.strictObject({
  /** Decides who lives at which address, and every draw of a fault. */
  seed: z.string().default("headsup"),
  mix: mixChoiceSchema.default("calm"),
  /** The people on WhatsApp; without it the mix of the same name, or calm. */
  whatsappMix: whatsappMixChoiceSchema.optional(),
  /** Explicit behaviour by address, before the mix; by channel too: `{ "sms": "landline", "whatsapp": "reads" }`. */
  people: z.record(z.string(), personSchema).default({}),
  /** What their phones do when called, by number, before the mix. */
  phones: phonesSchema.default({}),
  /** Our numbers. When empty, any `From` is taken for ours. */
  senders: z.array(senderSchema).default([]),
  /** WhatsApp's templates by content id. When empty, any content id is taken for an approved one. */
  templates: z.record(z.string(), templateSchema).default({}),
  inboundUrl: z.string().optional(),
  voiceUrl: z.string().optional(),
  /** Segments per second of clock time that leave each sender's queue; 0 is at once. */
  sendRatePerSecond: z.number().min(0).default(0),
  /** Which statuses are posted to StatusCallback. */
  callbackStatuses: z
    .array(z.enum(["queued", "sending", "sent", "delivered", "undelivered", "failed", "read"]))
    .default(["queued", "sent", "delivered", "undelivered", "failed", "read"]),
  mail: mailSettingsSchema.prefault({}),
  faults: faultsSchema.default({}),
});
export type Settings = z.output<typeof settingsSchema>;

/** A change of settings: every part optional, a part given replaces the whole part. */
export const settingsChangeSchema = settingsSchema
  .extend({
    seed: z.string().optional(),
    mix: mixChoiceSchema.optional(),
    people: z.record(z.string(), personSchema).optional(),
    phones: phonesSchema.optional(),
    senders: z.array(senderSchema).optional(),
    templates: settingsSchema.shape.templates.unwrap().optional(),
    sendRatePerSecond: z.number().min(0).optional(),
    callbackStatuses: settingsSchema.shape.callbackStatuses.unwrap().optional(),
    mail: mailSettingsSchema.optional(),
    faults: faultsSchema.optional(),
  })
  .strict();
export type SettingsChange = z.input<typeof settingsChangeSchema>;
