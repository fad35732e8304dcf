/** Mails, as the carrier remembers them: a row each, with what is in them as JSON. */
import type { DatabaseSync } from "node:sqlite";
import { statement } from "../store/database.ts";

export const mailSchema = `
create table if not exists mail (
  number integer primary key autoincrement,  -- order of acceptance; newest is highest
  id text not null unique,
  direction text not null,                   -- inbound | outbound-api
  sender text not null,
  recipient text not null,
  created_at integer not null,               -- clock ms
  row text not null                          -- JSON: the rest
) strict;
create index if not exists mail_by_recipient on mail (recipient, number);
create index if not exists mail_by_sender on mail (sender, number);
`;

export interface StoredMail {
  readonly id: string;
  readonly direction: "inbound" | "outbound-api";
  readonly sender: string;
  readonly recipient: string;
  /** Clock ms. */
  readonly createdAt: number;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** As asked for, names as given. */
  readonly headers: Readonly<Record<string, string>>;
  readonly messageId: string;
  readonly replyTo: string;
  readonly customArgs: Readonly<Record<string, string>>;
}

export function insertMail(db: DatabaseSync, mail: StoredMail): void {
  const { id, direction, sender, recipient, createdAt, ...rest } = mail;
  statement(db, "insert into mail (id, direction, sender, recipient, created_at, row) values (?, ?, ?, ?, ?, ?)").run(
    id,
    direction,
    sender,
    recipient,
    createdAt,
    JSON.stringify(rest),
  );
}

const columns = "id, direction, sender, recipient, created_at as createdAt, row";
const mailOf = ({ row, ...rest }: Record<string, unknown>): StoredMail => ({ ...rest, ...JSON.parse(String(row)) });

export function findMail(db: DatabaseSync, id: string): StoredMail | undefined {
  const row = statement(db, `select ${columns} from mail where id = ?`).get(id);
  return row && mailOf(row);
}

/** What passed between a person and a sender of ours, oldest first. */
export const listMailBetween = (
  db: DatabaseSync,
  { person, sender, limit }: { readonly person: string; readonly sender: string; readonly limit: number },
): StoredMail[] =>
  statement(
    db,
    `select ${columns}, number from mail where recipient = ?1 and +sender = ?2
     union all select ${columns}, number from mail where sender = ?1 and +recipient = ?2
     order by number desc limit ?3 + 0`,
  )
    .all(person, sender, limit)
    .map(mailOf)
    .reverse();
