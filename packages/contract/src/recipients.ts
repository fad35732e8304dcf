import { z } from "zod";
import { Channel } from "./channels.ts";
import { ListId, RecipientId } from "./ids.ts";
import { limits } from "./limits.ts";
import { Instant } from "./schedule.ts";
import { Text } from "./text.ts";

/**
 * What can be wrong with a row. Where a code names a thing (`MISSING_VARIABLE=first_name`) the part behind `=` is in
 * `subject`.
 */
export const ProblemCode = z.enum([
  "EMPTY_ADDRESS",
  "INVALID_ADDRESS",
  "DUPLICATE_ADDRESS",
  "MISSING_VARIABLE",
  "TOO_MANY_VARIABLES",
  "UNKNOWN_TIME_ZONE",
  "NO_TIME_ZONE",
  "NO_COMMON_HOURS",
  "NOT_TEXTABLE",
  "OPTED_OUT",
  "CELL_TOO_LARGE",
  "MESSAGE_TOO_LONG",
  "INVALID_ROW",
]);
export type ProblemCode = z.infer<typeof ProblemCode>;

/** A row that could not become a recipient: which one, what is wrong, what was seen, what to do. */
export const RowProblem = z.object({
  /** The row's number in the file, the header being line 1 where there is one. */
  line: z.int(),
  code: ProblemCode,
  subject: z.string().nullable(),
  /** The value seen, cut to 80 characters. */
  seen: z.string(),
  message: z.string(),
});
export type RowProblem = z.infer<typeof RowProblem>;

/** What a column of a list means. Variables are named, or numbered from 1 by their place after the address. */
export const ColumnRole = z.discriminatedUnion("role", [
  /** Where the campaign's first rung reaches them. */
  z.object({ role: z.literal("address") }),
  /** A further address, for rungs of that kind. */
  z.object({ role: z.literal("phone") }),
  z.object({ role: z.literal("email") }),
  z.object({ role: z.literal("zone") }),
  z.object({ role: z.literal("language") }),
  /** The whole message of this row, in place of the campaign's text. */
  z.object({ role: z.literal("message") }),
  z.object({ role: z.literal("variable"), name: Text.min(1).max(64) }),
  z.object({ role: z.literal("ignored") }),
]);
export type ColumnRole = z.infer<typeof ColumnRole>;

export const ListCreate = z.strictObject({
  name: Text.trim().min(1).max(limits.nameCharactersMax),
  /**
   * SHA-256 of the file's bytes, hex. Within a campaign it names the file: creating a list for a file that already has
   * one answers that list, so that an interrupted import goes on and a finished one adds nobody.
   */
  fingerprint: z.string().regex(/^[0-9a-f]{64}$/),
  columns: z.array(ColumnRole).min(1).max(limits.rowCellsMax),
  /** The country of numbers written without one, ISO 3166-1 alpha-2. */
  country: z
    .string()
    .regex(/^[A-Z]{2}$/)
    .default("US"),
  startAt: Instant.optional(),
  endAt: Instant.optional(),
});
export type ListCreate = z.infer<typeof ListCreate>;

export const List = z.object({
  id: ListId,
  name: z.string(),
  sealed: z.boolean(),
  startAt: z.int().nullable(),
  endAt: z.int().nullable(),
  rows: z.int(),
  recipients: z.int(),
  problems: z.int(),
  columns: z.array(ColumnRole),
  country: z.string(),
  /** Numbers of the chunks already stored, as inclusive ranges: resume with the others. */
  chunks: z.array(z.tuple([z.int(), z.int()])),
});
export type List = z.infer<typeof List>;

const rows = z
  .array(z.strictObject({ line: z.int().min(1), cells: z.array(z.string()).max(limits.rowCellsMax) }))
  .min(1)
  .max(limits.chunkRowsMax)
  .refine((sent) => sent.every((row, i) => i === 0 || row.line > (sent[i - 1]?.line ?? 0)), {
    error: "Lines go up from row to row: each row of the file is sent once, in its order.",
  });

/** Some consecutive rows of the file. Sent with `PUT …/chunks/{n}`; sending one again changes nothing. */
export const ChunkRequest = z.strictObject({ rows });
export type ChunkRequest = z.infer<typeof ChunkRequest>;

export const ChunkResult = z.object({ accepted: z.int(), problems: z.array(RowProblem) });
export type ChunkResult = z.infer<typeof ChunkResult>;

/**
 * Bad rows of a list not yet closed, as they should have been: the line each stands on, and all its cells. Each is judged
 * anew; those that are good become recipients. Sending the same again changes nothing.
 */
export const RepairRequest = z.strictObject({ rows });
export type RepairRequest = z.infer<typeof RepairRequest>;
export const RepairResult = z.object({
  /** Lines that are recipients now. */
  accepted: z.array(z.int()),
  /** Lines that still have a problem. */
  problems: z.array(RowProblem),
});
export type RepairResult = z.infer<typeof RepairResult>;

/** Takes repairs back: the rows are bad rows again, as uploaded. Refused for a list that was launched. */
export const RepairUndo = z.strictObject({ lines: z.array(z.int().min(1)).min(1).max(limits.chunkRowsMax) });

/** The import is whole: so many chunks, so many rows. Refused while any is missing. */
export const SealRequest = z.strictObject({ chunks: z.int().min(0).max(limits.chunksMax), rows: z.int().min(0) });

export const RecipientStatus = z.enum([
  "ready",
  "held",
  "in_flight",
  "unknown",
  "awaiting",
  "accepted",
  "delivered",
  "read",
  "undelivered",
  "failed",
  "skipped",
  "unconfirmed",
  "unreached",
]);
export type RecipientStatus = z.infer<typeof RecipientStatus>;

/** One rung of a ladder, done with or under way. */
export const Rung = z.object({
  /** 0 is the campaign's own channel. */
  rung: z.int(),
  channel: Channel,
  sender: z.string(),
  /** Theirs there; null where they have none of its kind. */
  address: z.string().nullable(),
  status: z.enum(["passed", "unknown", "awaiting", "accepted", "delivered", "read", "failed", "undelivered"]),
  code: z.string().nullable(),
  /** What the code means, for people; absent where there is none, or nobody knows. */
  meaning: z.string().optional(),
  at: z.int(),
});
export type Rung = z.infer<typeof Rung>;

export const Recipient = z.object({
  id: RecipientId,
  address: z.string(),
  /** Their further address, of the other kind. */
  also: z.string().nullable(),
  /** The rung whose turn it is or was last, and its channel; null while the campaign is a draft. */
  rung: z.int(),
  channel: Channel.nullable(),
  list: ListId,
  line: z.int(),
  /** Candidate zones: contact is allowed only when all of them are open. */
  zones: z.array(z.string()),
  status: RecipientStatus,
  /** Why, where the status has a reason: a provider's code ("30003") or ours ("opted_out", "expired"). */
  code: z.string().nullable(),
  /** How many times the message was handed to a provider. */
  attempts: z.int(),
  providerId: z.string().nullable(),
  at: z.int().nullable(),
  /** A language tag; null: the campaign's. */
  language: z.string().nullable(),
  /** Their own whole message; null: what the campaign says. */
  ownText: z.string().nullable(),
  variables: z.record(z.string(), z.string()),
});
export type Recipient = z.infer<typeof Recipient>;

/** One gate between a recipient and their message. */
export const Gate = z.object({
  gate: z.enum([
    "status",
    "start",
    "end",
    "expiry",
    "hours",
    "window",
    "pace",
    "sender",
    "suppression",
    "reconciliation",
    "retry",
    "directory",
    "rung",
    "ceiling",
    "conversation",
    "inbox",
    "duplicate",
  ]),
  open: z.boolean(),
  /** When this gate is next expected to open, if it is shut and will. */
  opensAt: z.int().nullable(),
  message: z.string(),
});
export type Gate = z.infer<typeof Gate>;

/** The answer to "why has Jane not got it yet?" and "why did she get this?" */
export const Why = z.object({
  recipient: Recipient,
  /** One sentence. */
  summary: z.string(),
  gates: z.array(Gate),
  /** When the engine expects to dispatch it; null when it will not or already has. */
  dueAt: z.int().nullable(),
  /** What became of each rung so far, the first first; empty until there is something to tell. */
  rungs: z.array(Rung),
  events: z.array(z.object({ at: z.int(), what: z.string() })),
});
export type Why = z.infer<typeof Why>;

/** An address for logs and live views: its middle hidden. */
export const maskAddress = (address: string): string =>
  address.length < 8 ? "•••" : `${address.slice(0, 5)}•••${address.slice(-2)}`;
