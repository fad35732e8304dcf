/**
 * What is still to be done, in clock order: `due_event` (the carrier's and its people's doings, which change state at
 * once) and `delivery` (webhook requests, which take time). Both outlive the process.
 */
import type { DatabaseSync } from "node:sqlite";
import type { Failure } from "../callbackUrl.ts";
import type { CallEvent } from "../calls/moments.ts";
import type { MailEvent } from "../mail/exchange.ts";
import type { MailPost } from "../mail/post.ts";
import { statement } from "./database.ts";
import type { MessageStatus } from "./messages.ts";

export type DueEvent =
  | CallEvent
  | MailEvent
  | { readonly kind: "leave-queue"; readonly sid: string }
  | {
      readonly kind: "status";
      readonly sid: string;
      readonly status: MessageStatus;
      readonly errorCode: number | null;
    }
  | { readonly kind: "block"; readonly person: string; readonly sender: string }
  | {
      readonly kind: "text";
      readonly from: string;
      readonly to: string;
      readonly body: string;
      /** Left unsaid when we have answered since this message of ours. */
      readonly unlessAnsweredSince?: number | undefined;
    };

export interface DeliveryRequest {
  /** `twiml`: what is answered is played. */
  readonly kind: "callback" | "webhook" | "twiml" | "mail";
  /** Without the fragment, which only speaks to us. */
  readonly url: string;
  readonly params: Readonly<Record<string, string>>;
  /** Of `mail`: what is requested in place of a form of the parameters. */
  readonly mail?: MailPost | undefined;
  /** Tries left after this one. */
  readonly retriesLeft: number;
  readonly retryOn: readonly Failure[];
}

interface Row {
  readonly id: number;
  readonly at: number;
}
export type DueRow = Row & { readonly event: DueEvent };
export type DeliveryRow = Row & { readonly sid: string; readonly request: DeliveryRequest };

export function scheduleEvent(db: DatabaseSync, { at, event }: Omit<DueRow, "id">): void {
  statement(db, "insert into due_event (at, event) values (?, ?)").run(at, JSON.stringify(event));
}

/** The earliest event due at or before `now`; by `due_event_by_time`. */
export function nextDueEvent(db: DatabaseSync, now: number): DueRow | undefined {
  const row = statement(db, "select id, at, event from due_event where at <= ? order by at, id limit 1").get(now);
  return row && ({ ...row, event: JSON.parse(row.event as string) } as unknown as DueRow);
}

export function removeEvent(db: DatabaseSync, id: number): void {
  statement(db, "delete from due_event where id = ?").run(id);
}

export function scheduleDelivery(db: DatabaseSync, { at, sid, request }: Omit<DeliveryRow, "id">): void {
  statement(db, "insert into delivery (at, sid, request) values (?, ?, ?)").run(at, sid, JSON.stringify(request));
}

/** Deliveries due at or before `now`, earliest first, without what they carry; by `delivery_by_time`. */
export const dueDeliveries = (
  db: DatabaseSync,
  { now, limit }: { readonly now: number; readonly limit: number },
): Pick<DeliveryRow, "id" | "sid">[] =>
  statement(db, "select id, sid from delivery where at <= ? order by at, id limit ? + 0").all(
    now,
    limit,
  ) as unknown as Pick<DeliveryRow, "id" | "sid">[];

export function readDelivery(db: DatabaseSync, id: number): DeliveryRow {
  const row = statement(db, "select id, at, sid, request from delivery where id = ?").get(id);
  return { ...row, request: JSON.parse(String(row?.request)) } as unknown as DeliveryRow;
}

export function removeDelivery(db: DatabaseSync, id: number): void {
  statement(db, "delete from delivery where id = ?").run(id);
}

/** The clock time of the first thing after `now`. What is due already is not counted: it is being done. */
export function nextTime(db: DatabaseSync, now: number): number | undefined {
  const row = statement(
    db,
    `select min(at) as at from (
       select min(at) as at from due_event where at > ?1 union all select min(at) from delivery where at > ?1)`,
  ).get(now) as { at: number | null };
  return row.at ?? undefined;
}

export function countAgenda(db: DatabaseSync): { events: number; deliveries: number } {
  const row = statement(
    db,
    "select (select count(*) from due_event) as events, (select count(*) from delivery) as deliveries",
  ).get();
  return row as unknown as { events: number; deliveries: number };
}
