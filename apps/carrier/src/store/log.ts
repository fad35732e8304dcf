/**
 * The log: the judge of what this carrier was asked, and did. Append-only.
 *
 * kind          one entry is                              outcome
 * create        a request to send                         accepted | refused:CODE | 429 | 500… | dropped
 * fetch, list   a request to read                         answered | refused:CODE | 429 | 500… | dropped
 * unknown       a request for anything else               refused:CODE
 * status        a message of ours changing status         changed
 * callback      one try to post a status callback         answered | no-answer:REASON | lost
 * inbound       a person texting us                       received
 * webhook       one try to post an inbound message        answered | no-answer:REASON | lost
 * call          one step of a call                        queued … completed | detected:BY | said | played | pressed:KEYS | …
 * twiml         one try to ask what is to be said         answered | no-answer:REASON
 * mail          a request to send a mail, one step of one   accepted | refused:CODE | processed | delivered | bounce:STATUS | …
 *               one from a person, or a request about it  received | answered | no-answer:REASON; `messageStatus` says which request
 * auto-reply    the carrier answering STOP, START, HELP   sent
 * bug           an event that could not be carried out    error:MESSAGE
 */
import type { DatabaseSync } from "node:sqlite";
import { type Channel, channelOf } from "../addresses.ts";
import { statement } from "./database.ts";

export const logKinds = [
  "create",
  "fetch",
  "list",
  "unknown",
  "status",
  "callback",
  "inbound",
  "webhook",
  "auto-reply",
  "call",
  "twiml",
  "mail",
  "bug",
] as const;
export type LogKind = (typeof logKinds)[number];

export interface LogEntry {
  readonly seq: number;
  /** Clock ms: when a request arrived, a callback was sent, a status changed. */
  readonly at: number;
  /** System ms at which the carrier got to it. */
  readonly realAt: number;
  readonly kind: LogKind;
  readonly to: string | null;
  readonly from: string | null;
  /** Of its addresses; null when it has none. */
  readonly channel: Channel | null;
  /** What is read, also of a template. */
  readonly body: string | null;
  /** Of a create: the template asked for, what stands for its placeholders, and the addresses of what goes with it. */
  readonly contentSid: string | null;
  readonly contentVariables: Readonly<Record<string, string>> | null;
  readonly media: readonly string[];
  readonly sid: string | null;
  /** The StatusCallback asked for; of a callback or webhook, where it was posted. */
  readonly statusCallback: string | null;
  readonly messageStatus: string | null;
  readonly errorCode: number | null;
  readonly validityPeriodS: number | null;
  readonly outcome: string;
  /** The HTTP status the caller was given, or the receiver gave; null when there was no answer. */
  readonly answer: number | null;
}

export type NewLogEntry = Pick<LogEntry, "at" | "realAt" | "kind" | "outcome"> &
  Partial<Omit<LogEntry, "seq" | "channel">>;

export function appendLog(db: DatabaseSync, entry: NewLogEntry): void {
  statement(
    db,
    `insert into log (at, real_at, kind, recipient, sender, body, sid, url, message_status, error_code,
       validity_period_s, outcome, answer, content_sid, content_variables, media)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  ).run(
    entry.at,
    entry.realAt,
    entry.kind,
    entry.to ?? null,
    entry.from ?? null,
    entry.body ?? null,
    entry.sid ?? null,
    entry.statusCallback ?? null,
    entry.messageStatus ?? null,
    entry.errorCode ?? null,
    entry.validityPeriodS ?? null,
    entry.outcome,
    entry.answer ?? null,
    entry.contentSid ?? null,
    entry.contentVariables ? JSON.stringify(entry.contentVariables) : null,
    entry.media && entry.media.length > 0 ? JSON.stringify(entry.media) : null,
  );
}

export interface LogQuery {
  /** Only entries with a higher `seq`; 0 for all. */
  readonly after: number;
  readonly kind?: LogKind | undefined;
  readonly limit: number;
}

/** Entries in order of `seq`; by the key, or `log_by_kind`. */
export function readLog(db: DatabaseSync, { after, kind, limit }: LogQuery): LogEntry[] {
  const columns = `seq, at, real_at as realAt, kind, recipient as "to", sender as "from", body, sid,
    url as statusCallback, message_status as messageStatus, error_code as errorCode,
    validity_period_s as validityPeriodS, outcome, answer, content_sid as contentSid,
    content_variables as contentVariables, media`;
  const rows =
    kind === undefined
      ? statement(db, `select ${columns} from log where seq > ? order by seq limit ? + 0`).all(after, limit)
      : statement(db, `select ${columns} from log where kind = ? and seq > ? order by seq limit ? + 0`).all(
          kind,
          after,
          limit,
        );
  return rows.map(entryOf);
}

const parsed = (value: unknown): unknown => (typeof value === "string" ? JSON.parse(value) : null);

function entryOf(row: Record<string, unknown>): LogEntry {
  const address = row.to ?? row.from;
  return {
    ...row,
    channel: typeof address === "string" ? channelOf(address) : null,
    contentVariables: parsed(row.contentVariables),
    media: parsed(row.media) ?? [],
  } as LogEntry;
}

/** Number of entries by kind and outcome. */
export function countLog(db: DatabaseSync): Record<string, Record<string, number>> {
  const counts: Record<string, Record<string, number>> = {};
  for (const row of statement(db, "select kind, outcome, count(*) as n from log group by 1, 2 order by 1, 2").all()) {
    const kind = row.kind as string;
    counts[kind] = { ...counts[kind], [row.outcome as string]: row.n as number };
  }
  return counts;
}
