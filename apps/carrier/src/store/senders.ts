/** What the carrier keeps per sender: who opted out of it, and how far its queue reaches. */
import type { DatabaseSync } from "node:sqlite";
import { statement } from "./database.ts";

export interface Pair {
  readonly person: string;
  readonly sender: string;
}

export const isOptedOut = (db: DatabaseSync, { person, sender }: Pair): boolean =>
  statement(db, "select 1 from opt_out where person = ? and sender = ?").get(person, sender) !== undefined;

export function addOptOut(db: DatabaseSync, { person, sender, at }: Pair & { readonly at: number }): void {
  statement(db, "insert or ignore into opt_out (person, sender, at) values (?, ?, ?)").run(person, sender, at);
}

export function removeOptOut(db: DatabaseSync, { person, sender }: Pair): void {
  statement(db, "delete from opt_out where person = ? and sender = ?").run(person, sender);
}

export const countOptOuts = (db: DatabaseSync): number =>
  (statement(db, "select count(*) as n from opt_out").get() as { n: number }).n;

/** Clock ms at which a person last blocked a sender on WhatsApp. */
export const blockedAt = (db: DatabaseSync, { person, sender }: Pair): number | undefined =>
  statement(db, "select at from block where person = ? and sender = ?").get(person, sender)?.at as number | undefined;

export function addBlock(db: DatabaseSync, { person, sender, at }: Pair & { readonly at: number }): void {
  statement(db, "insert or replace into block (person, sender, at) values (?, ?, ?)").run(person, sender, at);
}

/** Clock ms from which the sender's queue has room for the next message; 0 when it never sent. */
export const queueFreeAt = (db: DatabaseSync, sender: string): number =>
  (statement(db, "select free_at from sender_queue where sender = ?").get(sender)?.free_at as number | undefined) ?? 0;

export function setQueueFreeAt(
  db: DatabaseSync,
  { sender, freeAt }: { readonly sender: string; readonly freeAt: number },
): void {
  statement(
    db,
    "insert into sender_queue (sender, free_at) values (?, ?) on conflict do update set free_at = excluded.free_at",
  ).run(sender, freeAt);
}
