/** Reads and writes of `message`. */
import type { DatabaseSync, SQLInputValue } from "node:sqlite";
import { statement } from "./database.ts";

export type MessageStatus =
  | "accepted"
  | "queued"
  | "sending"
  | "sent"
  | "delivered"
  | "undelivered"
  | "failed"
  | "read"
  | "received";

/** A picture or file that goes with a message. */
export interface MediaFile {
  readonly url: string;
  /** Its MIME type. */
  readonly type: string;
}

export interface Message {
  readonly number: number;
  readonly sid: string;
  readonly direction: "inbound" | "outbound-api" | "outbound-reply";
  readonly from: string;
  readonly to: string;
  readonly body: string;
  readonly status: MessageStatus;
  readonly errorCode: number | null;
  readonly segments: number;
  readonly media: readonly MediaFile[];
  /** Of a template on WhatsApp. */
  readonly contentSid: string | null;
  readonly contentVariables: Readonly<Record<string, string>> | null;
  readonly serviceSid: string | null;
  readonly statusCallback: string | null;
  readonly validityPeriodS: number;
  readonly createdAt: number;
  readonly sentAt: number | null;
  readonly updatedAt: number;
}

const columns = `number, sid, direction, sender as "from", recipient as "to", body, status, error_code as errorCode,
  segments, media_files as media, content_sid as contentSid, content_variables as contentVariables,
  service_sid as serviceSid, status_callback as statusCallback, validity_period_s as validityPeriodS,
  created_at as createdAt, sent_at as sentAt, updated_at as updatedAt`;

const parsed = (value: unknown): unknown => (typeof value === "string" ? JSON.parse(value) : null);

const messageOf = (row: Record<string, unknown>): Message =>
  ({ ...row, media: parsed(row.media) ?? [], contentVariables: parsed(row.contentVariables) }) as Message;

/** Stores a new message; `updatedAt` starts as `createdAt`. */
export function insertMessage(db: DatabaseSync, message: Omit<Message, "number" | "updatedAt">): Message {
  const number = statement(
    db,
    `insert into message (sid, direction, sender, recipient, body, status, error_code, segments, media, service_sid,
       status_callback, validity_period_s, created_at, sent_at, updated_at, media_files, content_sid, content_variables)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  ).run(
    message.sid,
    message.direction,
    message.from,
    message.to,
    message.body,
    message.status,
    message.errorCode,
    message.segments,
    message.media.length,
    message.serviceSid,
    message.statusCallback,
    message.validityPeriodS,
    message.createdAt,
    message.sentAt,
    message.createdAt,
    message.media.length > 0 ? JSON.stringify(message.media) : null,
    message.contentSid,
    message.contentVariables && JSON.stringify(message.contentVariables),
  ).lastInsertRowid;
  return { ...message, number: Number(number), updatedAt: message.createdAt };
}

/** By the unique index on sid. */
export function findMessage(db: DatabaseSync, sid: string): Message | undefined {
  const row = statement(db, `select ${columns} from message where sid = ?`).get(sid);
  return row && messageOf(row);
}

/** Clock ms at which a person last wrote to a sender; by `message_by_sender`. */
export const lastInboundAt = (
  db: DatabaseSync,
  { person, sender }: { readonly person: string; readonly sender: string },
): number | undefined => {
  const row = statement(
    db,
    `select created_at as at from message where sender = ? and +recipient = ? and direction = 'inbound'
     order by number desc limit 1`,
  ).get(person, sender);
  return row?.at as number | undefined;
};

/** How many messages the person was sent before this one; by `message_by_recipient`. */
export function countEarlierMessages(db: DatabaseSync, message: Message): number {
  const row = statement(db, "select count(*) as n from message where recipient = ? and number < ?").get(
    message.to,
    message.number,
  ) as { n: number };
  return row.n;
}

/** A person and a sender, and the part of what passed between them that is asked for. */
export interface Exchange {
  readonly person: string;
  readonly sender: string;
  /** Only messages with a higher number. */
  readonly after?: number;
  /** Only messages with a lower number. */
  readonly before?: number;
  readonly limit: number;
}

/**
 * The last messages that passed between a person and a sender, oldest first: what they texted, and what reached their
 * phone. By `message_by_recipient` and `message_by_sender` of the person.
 */
export function listExchange(
  db: DatabaseSync,
  { person, sender, after = 0, before = Number.MAX_SAFE_INTEGER, limit }: Exchange,
): Pick<Message, "direction" | "body" | "createdAt">[] {
  const rows = statement(
    db,
    `select number, direction, body, created_at as createdAt from message
       where recipient = ?1 and +sender = ?2 and number > ?3 and number < ?4
         and status in ('sending', 'sent', 'delivered', 'read')
     union all
     select number, direction, body, created_at from message
       where sender = ?1 and +recipient = ?2 and number > ?3 and number < ?4
     order by number desc limit ?5 + 0`,
  ).all(person, sender, after, before, limit);
  return (rows as unknown as Message[]).reverse();
}

export function setMessageStatus(
  db: DatabaseSync,
  message: Message,
  { status, errorCode, at }: { readonly status: MessageStatus; readonly errorCode: number | null; readonly at: number },
): Message {
  const sentAt = status === "sent" ? at : message.sentAt;
  statement(
    db,
    "update message set status = ?, error_code = ?, sent_at = ?, updated_at = max(updated_at, ?) where sid = ?",
  ).run(status, errorCode, sentAt, at, message.sid);
  return { ...message, status, errorCode, sentAt, updatedAt: Math.max(message.updatedAt, at) };
}

export interface MessageFilter {
  readonly to?: string | undefined;
  readonly from?: string | undefined;
  /** Sent at or after, clock ms. A message not sent yet has no such time and is left out. */
  readonly sentFrom?: number | undefined;
  /** Sent before, clock ms. */
  readonly sentBefore?: number | undefined;
  /** Accepted at or before, clock ms. */
  readonly createdUntil?: number | undefined;
  /** Only messages older than this number (`older`), or newer (`newer`): where the page begins. */
  readonly edge?: { readonly side: "older" | "newer"; readonly number: number } | undefined;
}

/** At most `limit` messages next to the edge, newest first. Served by the index of the address given, or the key. */
export function listMessages(
  db: DatabaseSync,
  filter: MessageFilter,
  { limit }: { readonly limit: number },
): Message[] {
  const conditions: string[] = [];
  const values: SQLInputValue[] = [];
  const where = (condition: string, value: SQLInputValue | undefined) => {
    if (value === undefined) return;
    conditions.push(condition);
    values.push(value);
  };
  const newer = filter.edge?.side === "newer";
  where("recipient = ?", filter.to);
  where("sender = ?", filter.from);
  where("created_at <= ?", filter.createdUntil);
  where("sent_at >= ?", filter.sentFrom);
  where("sent_at < ?", filter.sentBefore);
  where(newer ? "number > ?" : "number < ?", filter.edge?.number);
  const rows = statement(
    db,
    `select ${columns} from message ${conditions.length > 0 ? `where ${conditions.join(" and ")}` : ""}
     order by number ${newer ? "asc" : "desc"} limit ? + 0`,
  )
    .all(...values, limit)
    .map(messageOf);
  return newer ? rows.reverse() : rows;
}

export const countMessagesByStatus = (db: DatabaseSync): Record<string, number> =>
  Object.fromEntries(
    statement(db, "select direction || ':' || status as name, count(*) as n from message group by 1 order by 1")
      .all()
      .map((row) => [row.name as string, row.n as number]),
  );
