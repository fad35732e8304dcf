/**
 * The tables inside a campaign object, version by version. Hand-reviewed SQL: the layout is chosen by rows written, and
 * `without rowid` (one row per insert instead of two) is not something a generator offers. A test holds the last form
 * against `tables.ts`. Never edit a version that was released; add one.
 */
export const outreachMigrations: readonly (readonly string[])[] = [
  [
    // One value per key: campaign id, control, settings, epoch, sequence.
    `create table state (key text primary key, value text not null) without rowid`,
    // One outreach each; `tally` counts every recipient that is not in an open batch.
    `create table list (
      ordinal integer primary key, id text not null, name text not null, fingerprint text not null, columns text not null,
      country text not null, start_at integer, end_at integer, sealed integer not null default 0, launched_at integer,
      begun_at integer, missed integer not null default 0, closed_at integer, close_reason text,
      rows integer not null default 0, recipients integer not null default 0, problems integer not null default 0,
      chunks integer not null default 0, tally text not null)`,
    // An import's chunks with their answers, so that each is idempotent.
    `create table chunk (list integer not null, n integer not null, digest text not null, result text not null,
      primary key (list, n)) without rowid`,
    // Rows that could not become recipients, as uploaded, to be repaired.
    `create table problem (list integer not null, line integer not null, code text not null, subject text, seen text not null,
      message text not null, cells text not null, primary key (list, line)) without rowid`,
    // Interned sets of candidate zones.
    `create table zone_set (id integer primary key, zones text not null)`,
    `create table recipient (
      id text primary key, address text not null, list integer not null, line integer not null, zone integer not null,
      language text, variables text not null, status text not null default 'ready', attempt integer not null default 0,
      provider_id text, code text, at integer, changed integer not null, batch integer, past text) without rowid`,
    // The queue: up to 500 waiting recipients a row, as [[line, id], …]. Chunk -1 holds those who came back.
    `create table page (list integer not null, zone integer not null, chunk integer not null, entries text not null,
      primary key (list, zone, chunk)) without rowid`,
    // Claims dispatched together; unsettled ones are in flight, settled ones carry their tokens' stamp.
    `create table batch (id integer primary key, epoch integer not null, claims text not null, tokens integer not null,
      claimed_at integer not null, settled_at integer, facts text, projected integer not null default 0, folded integer not null default 0)`,
    // Exceptions that wait: retries, looks at the provider, receipts that never came.
    `create table later (due integer not null, id text not null, why text not null, detail text, primary key (due, id)) without rowid`,
    // Every move of the campaign: who, when, what, why.
    `create table history (id integer primary key, at integer not null, actor text not null, action text not null, reason text)`,
  ],
  [
    // What was dispatched hour by hour: one row an hour, raised once for each batch that settles.
    `create table hour (hour integer primary key, sends integer not null)`,
    // A bad row that was mended stays as uploaded, with the recipient it became: until launch that can be taken back.
    `alter table problem add column repaired text`,
  ],
  [
    // A ladder's rungs: which one's turn it is, what became of those before, the address of the other kind, their own text.
    `alter table recipient add column also text`,
    `alter table recipient add column own_text text`,
    `alter table recipient add column rung integer not null default 0`,
    `alter table recipient add column trail text`,
    // A row only for who has two addresses: each belongs to one recipient.
    `create table alias (id text primary key, recipient text not null) without rowid`,
    // Who waits for one rung is let go together: each rung has hours and a sender of its own.
    `alter table page rename to page_of_one_rung`,
    `create table page (list integer not null, rung integer not null, zone integer not null, chunk integer not null,
      entries text not null, primary key (list, rung, zone, chunk)) without rowid`,
    `insert into page select list, 0, zone, chunk, entries from page_of_one_rung`,
    `drop table page_of_one_rung`,
    `alter table batch add column load text`,
  ],
  [
    // What a settled batch adds to tallies, totals and hours waits in its own row: several are added to them at once.
    `alter table batch add column sums text`,
  ],
];
