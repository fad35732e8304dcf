import { z } from "zod";
import { mailboxChoiceSchema } from "./mailboxes.ts";

/** Of the mail sandbox. */
export const mailSettingsSchema = z.object({
  /** Who is at an address, before what its local part names. */
  mailboxes: z.record(z.string(), mailboxChoiceSchema).default({}),
  /** Where events are posted. */
  eventsUrl: z.string().optional(),
  /** Where mail to us is posted, and how: whole, or in parts. */
  parseUrl: z.string().optional(),
  parse: z.enum(["raw", "parts"]).default("raw"),
});
