import { z } from "zod";
import { Counts, OutreachStatus } from "./campaign.ts";
import { RecipientId } from "./ids.ts";
import { RecipientStatus } from "./recipients.ts";

/**
 * Frames of a campaign's live tail. `seq` only grows. A client that reconnects with `?since=<last seq>` first gets the
 * latest state of each recipient that changed after it, then what happens: nothing is missing, though states that were
 * already overtaken are not told twice.
 */
export const LiveFrame = z.discriminatedUnion("type", [
  /** Where the tail stands: sent once on connect, after the backlog. */
  z.object({ type: z.literal("hello"), seq: z.int(), status: OutreachStatus, counts: Counts }),
  z.object({
    type: z.literal("recipient"),
    seq: z.int(),
    at: z.int(),
    id: RecipientId,
    /** The address with its middle hidden. */
    address: z.string(),
    line: z.int(),
    status: RecipientStatus,
    code: z.string().nullable(),
    attempt: z.int(),
  }),
  z.object({
    type: z.literal("campaign"),
    seq: z.int(),
    at: z.int(),
    status: OutreachStatus,
    reason: z.string().nullable(),
    counts: Counts,
  }),
]);
export type LiveFrame = z.infer<typeof LiveFrame>;
