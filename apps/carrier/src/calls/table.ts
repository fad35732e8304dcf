/** Calls, as the carrier remembers them: a row each, with where they are as JSON. */
import type { DatabaseSync } from "node:sqlite";
import { statement } from "../store/database.ts";
import type { Phone } from "./phones.ts";
import type { Verb } from "./twiml.ts";

export const callSchema = `
create table if not exists call (
  number integer primary key autoincrement,  -- order of acceptance; newest is highest
  sid text not null unique,
  direction text not null,                   -- inbound | outbound-api
  sender text not null,
  recipient text not null,
  status text not null,
  created_at integer not null,               -- clock ms
  row text not null                          -- JSON: the rest
) strict;
create index if not exists call_by_recipient on call (recipient, number);
`;

export type CallStatus =
  | "queued"
  | "initiated"
  | "ringing"
  | "in-progress"
  | "completed"
  | "busy"
  | "failed"
  | "no-answer"
  | "canceled";

/** What is being done on the line. A due event of an earlier `turn` finds something else going on, and is nothing. */
export interface Line {
  readonly turn: number;
  /** Still to be played after what is played now. */
  readonly verbs: readonly Verb[];
  /** Keys are being asked for: what is played of it, what will be pressed. */
  readonly gather:
    | (Omit<Verb & { verb: "gather" }, "nested"> & {
        /** What they will press; "": nothing. */
        readonly digits: string;
        /** What follows where nothing is pressed. */
        readonly after: readonly Verb[];
      })
    | null;
  readonly record: (Verb & { verb: "record" }) | null;
  readonly dial: (Verb & { verb: "dial" }) | null;
  /** Times keys were asked for so far. */
  readonly asked: number;
  /** Where what is played came from: relative addresses are against it. */
  readonly url: string;
}

export interface Call {
  readonly number: number;
  readonly sid: string;
  readonly direction: "inbound" | "outbound-api";
  readonly from: string;
  readonly to: string;
  readonly status: CallStatus;
  readonly createdAt: number;
  readonly url: string;
  readonly statusCallback: string | null;
  /** The progress events posted: initiated, ringing, answered, completed. */
  readonly events: readonly string[];
  readonly detects: "Enable" | "DetectMessageEnd" | null;
  readonly detectionTimeoutMs: number;
  readonly ringMaxMs: number;
  readonly updatedAt: number;
  readonly answeredAt: number | null;
  readonly endedAt: number | null;
  /** As Twilio says it, `machine_end_beep`; null: not looked for, or not known yet. */
  readonly answeredBy: string | null;
  readonly sipCode: number | null;
  readonly errorCode: null;
  /** Status callbacks posted so far. */
  readonly sequence: number;
  readonly phone: Phone;
  readonly line: Line;
}

type Row = { readonly number: number; readonly sid: string; readonly row: string };
const read = (row: unknown): Call => {
  const { number, row: json } = row as Row;
  return { ...(JSON.parse(json) as Call), number };
};

export function insertCall(db: DatabaseSync, call: Omit<Call, "number">): Call {
  const { lastInsertRowid } = statement(
    db,
    "insert into call (sid, direction, sender, recipient, status, created_at, row) values (?, ?, ?, ?, ?, ?, ?)",
  ).run(call.sid, call.direction, call.from, call.to, call.status, call.createdAt, JSON.stringify(call));
  return { ...call, number: Number(lastInsertRowid) };
}

export function saveCall(db: DatabaseSync, call: Call): Call {
  statement(db, "update call set status = ?, row = ? where sid = ?").run(call.status, JSON.stringify(call), call.sid);
  return call;
}

export function findCall(db: DatabaseSync, sid: string): Call | undefined {
  const row = statement(db, "select number, sid, row from call where sid = ?").get(sid);
  return row && read(row);
}

export interface CallFilter {
  readonly to: string | null;
  readonly from: string | null;
  readonly status: string | null;
  /** Only calls accepted before this one; null: from the newest. */
  readonly before: number | null;
}

/** Newest first; by `call_by_recipient` where a recipient is asked for. */
export const listCalls = (db: DatabaseSync, filter: CallFilter, limit: number): Call[] =>
  statement(
    db,
    `select number, sid, row from call
     where (?1 is null or recipient = ?1) and (?2 is null or sender = ?2) and (?3 is null or status = ?3)
       and (?4 is null or number < ?4)
     order by number desc limit ?5 + 0`,
  )
    .all(filter.to, filter.from, filter.status, filter.before, limit)
    .map(read);

/** Calls to a number before this one. */
export const countEarlierCalls = (db: DatabaseSync, { to, number }: Pick<Call, "to" | "number">): number =>
  (statement(db, "select count(*) as n from call where recipient = ? and number < ?").get(to, number) as { n: number })
    .n;
