import { inWords, type Told } from "@headsup/core/reply/inbound";
import { migrate } from "../migrate.ts";
import type { OutreachStorage } from "../outreach/db.ts";

/**
 * Inbound messages that were acknowledged while the catalogue did not answer. Few, short-lived, read by address on every
 * step, so that a STOP counts from the moment it was stored here.
 */
export interface JournalEntry extends Told {
  readonly address: string;
  /** Epoch ms. */
  readonly at: number;
}

export interface Journal {
  /** Repeated entries change nothing. */
  readonly append: (entry: JournalEntry) => void;
  /** The oldest first; of the same instant, as they came. */
  readonly read: (limit: number) => JournalEntry[];
  /** In the same order. */
  readonly find: (addresses: readonly string[]) => JournalEntry[];
  readonly remove: (providerIds: readonly string[]) => void;
}

/** Version by version; never edit one that was released. */
const journalMigrations = [
  [
    `create table entry (n integer primary key, provider_id text not null unique, address text not null,
      at integer not null, json text not null)`,
  ],
];

/** What entries of the first release leave out: all of them were texts. */
const inFirstRelease = { channel: "sms", ...inWords } as const satisfies Partial<JournalEntry>;

export function openJournal(storage: Pick<OutreachStorage, "sql" | "transactionSync">): Journal {
  const { sql } = storage;
  storage.transactionSync(() => migrate(storage, journalMigrations));
  const parse = (rows: Record<string, unknown>[]) =>
    rows.map((row): JournalEntry => ({ ...inFirstRelease, ...JSON.parse(String(row.json)) }));
  return {
    append: (entry) => {
      const { providerId, address, at } = entry;
      sql.exec(
        "insert or ignore into entry (provider_id, address, at, json) values (?, ?, ?, ?)",
        providerId,
        address,
        at,
        JSON.stringify(entry),
      );
    },
    read: (limit) => parse(sql.exec("select json from entry order by at, n limit ? + 0", limit).toArray()),
    find: (addresses) =>
      parse(
        sql
          .exec(
            "select json from entry where address in (select value from json_each(?)) order by at, n",
            JSON.stringify(addresses),
          )
          .toArray(),
      ),
    remove: (providerIds) => {
      sql.exec("delete from entry where provider_id in (select value from json_each(?))", JSON.stringify(providerIds));
    },
  };
}
