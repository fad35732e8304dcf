import type { Phase } from "@headsup/core/campaign/lifecycle";
import type { DoneRung, StoredStatus } from "@headsup/core/campaign/status";
import type { Search } from "@headsup/core/contact/search";
import { and, asc, eq, getTableColumns, gt, or, sql } from "drizzle-orm";
import { unionAll } from "drizzle-orm/sqlite-core";
import { forEachKey, given, givenColumns, inFives, prepared } from "../prepared.ts";
import type { OutreachDb } from "./db.ts";
import { alias, type RecipientRow, recipient, type StateValues, state } from "./tables.ts";

/** Recipients, by primary key wherever an engine step asks; whole-list reads are for people and downloads. */

export interface NewRecipient {
  readonly id: string;
  readonly address: string;
  /** Their further address, of the other kind, and the id they would have by it. */
  readonly also: { readonly id: string; readonly address: string } | null;
  /** Their own whole message. */
  readonly ownText: string | null;
  readonly line: number;
  /** The first rung that can reach them. */
  readonly rung: number;
  readonly zone: number;
  readonly language: string | null;
  /** Values by name, as the JSON that is stored. */
  readonly variables: string;
}

const anyAlias = prepared((db: OutreachDb) => db.select({ id: alias.id }).from(alias).limit(1).prepare());

/** Which of `ids` somebody has, with the address it was made of. Reads the hits only. */
export function findTaken(
  db: OutreachDb,
  ids: readonly string[],
): Map<string, { address: string; list: number; line: number }> {
  const hasAliases = anyAlias(db).get() !== undefined;
  const rows = db.all<{ id: string; address: string; list: number; line: number }>(
    sql`select r.id, r.address, r.list, r.line from json_each(${JSON.stringify(ids)}) j join recipient r on r.id = j.value
      ${hasAliases ? byAliases(ids) : sql.empty()}`,
  );
  return new Map(rows.map(({ id, ...rest }) => [id, rest]));
}

const byAliases = (ids: readonly string[]) => sql`union all select a.id, r.also, r.list, r.line
  from json_each(${JSON.stringify(ids)}) j join alias a on a.id = j.value join recipient r on r.id = a.recipient`;

/**
 * Stores a chunk's recipients: one row each. Reading a value out of the JSON costs a third of storing one, so what all have
 * alike, which is mostly nothing, is given once.
 */
export function insertRecipients(db: OutreachDb, list: number, changed: number, rows: readonly NewRecipient[]): void {
  if (rows.length === 0) return;
  const isBare = rows.every((r) => r.rung === 0 && r.also === null && r.language === null && r.ownText === null);
  const json = JSON.stringify(
    rows.map(({ id, address, line, zone, variables, ...r }) => {
      const always = [id, address, line, zone, variables];
      return isBare ? always : [...always, r.language, r.also?.address ?? null, r.ownText, r.rung];
    }),
  );
  const others = isBare ? sql`null, null, null, 0` : sql`value ->> 5, value ->> 6, value ->> 7, value ->> 8`;
  db.run(sql`insert into recipient (id, address, line, zone, variables, language, also, own_text, rung, list, changed)
    select value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, ${others}, ${list}, ${changed} + key
    from json_each(${json})`);
  const aliases = rows.flatMap(({ id, also }) => (also === null ? [] : [[also.id, id]]));
  if (aliases.length > 0)
    db.run(sql`insert into alias (id, recipient)
      select value ->> 0, value ->> 1 from json_each(${JSON.stringify(aliases)})`);
}

const byId = prepared((db: OutreachDb) =>
  db
    .select()
    .from(recipient)
    .where(eq(recipient.id, given("id")))
    .prepare(),
);

export const findRecipient = (db: OutreachDb, id: string): RecipientRow | undefined => byId(db).get({ id });

const byAlias = prepared((db: OutreachDb) =>
  db
    .select(getTableColumns(recipient))
    .from(alias)
    .innerJoin(recipient, eq(recipient.id, alias.recipient))
    .where(eq(alias.id, given("id")))
    .prepare(),
);

/** Who has this id, by either of their addresses. */
export const findByAddress = (db: OutreachDb, id: string): RecipientRow | undefined =>
  findRecipient(db, id) ?? byAlias(db).get({ id });

const byIds = prepared((db: OutreachDb) =>
  unionAll(...forEachKey((id) => db.select().from(recipient).where(eq(recipient.id, id)))).prepare(),
);

/** The rows of `ids` that exist. One read each. */
export const findRecipients = (db: OutreachDb, ids: readonly string[]): RecipientRow[] =>
  inFives(ids, (values) => byIds(db).all(values));

const figuresByIds = prepared((db: OutreachDb) =>
  unionAll(
    ...forEachKey((id) =>
      db
        .select({ list: recipient.list, status: recipient.status, batch: recipient.batch })
        .from(recipient)
        .where(eq(recipient.id, id)),
    ),
  ).prepare(),
);

/** Of the rows of `ids` what counting takes. One read each. */
export const findFigures = (
  db: OutreachDb,
  ids: readonly string[],
): Pick<RecipientRow, "list" | "status" | "batch">[] => inFives(ids, (values) => figuresByIds(db).all(values));

const stateValue = (key: keyof StateValues) => sql`(select ${state.value} from ${state} where ${state.key} = ${key})`;

/** Of one who is claimed: whether anything has overtaken the claim. */
export interface ClaimStanding {
  readonly status: StoredStatus;
  readonly phase: Phase;
  readonly epoch: number;
}

const claimStanding = prepared((db: OutreachDb) =>
  db
    .select({
      status: recipient.status,
      phase: sql<Phase>`${stateValue("control")} ->> 'phase'`,
      epoch: sql<number>`${stateValue("epoch")}`.mapWith(Number),
    })
    .from(recipient)
    .where(eq(recipient.id, given("id")))
    .prepare(),
);

/** Three rows read, in one statement: this is asked right before every dispatch. */
export const findClaimStanding = (db: OutreachDb, id: string): ClaimStanding | undefined =>
  claimStanding(db).get({ id });

const moveOn = prepared((db: OutreachDb) =>
  db
    .update(recipient)
    .set({
      ...givenColumns(recipient, "status", "attempt", "providerId", "code", "at", "batch", "changed", "rung", "trail"),
      past: sql`coalesce(${given("past")}, ${recipient.past})`,
    })
    .where(eq(recipient.id, given("id")))
    .prepare(),
);

/** Moves one recipient on. `changed` is its new sequence number; `past` null leaves the earlier ones as they are. */
export function updateRecipient(
  db: OutreachDb,
  id: string,
  to: Pick<
    RecipientRow,
    "status" | "attempt" | "providerId" | "code" | "at" | "batch" | "changed" | "past" | "rung"
  > & { trail: readonly DoneRung[] | null },
): void {
  moveOn(db).run({ id, ...to, past: to.past === null ? null : JSON.stringify(to.past) });
}

/** Forgets recipients nothing was ever sent to. */
export function deleteRecipients(db: OutreachDb, ids: readonly string[]): void {
  db.run(sql`delete from recipient where id in (select value from json_each(${JSON.stringify(ids)}))`);
  db.run(sql`delete from alias where recipient in (select value from json_each(${JSON.stringify(ids)}))`);
}

/** Forgets everybody of a list that was never launched. Scans. */
export function deleteRecipientsOf(db: OutreachDb, list: number): void {
  db.run(sql`delete from alias where recipient in (select id from ${recipient} where ${recipient.list} = ${list})`);
  db.delete(recipient).where(eq(recipient.list, list)).run();
}

/** What a page of recipients is filtered by. */
export interface RecipientFilter {
  readonly status: StoredStatus | null;
  readonly list: number | null;
  readonly code?: ShownCode | null;
}

/** The code people are shown with: their row's own, or, of those left on a list that closed, why it closed. */
export interface ShownCode {
  readonly code: string;
  /** Lists that are closed, and those of them that closed for this. */
  readonly closed: readonly number[];
  readonly closedForIt: readonly number[];
  /** Ids of those in flight: their rows are as the claim found them, and they are shown without a code. */
  readonly inFlight: readonly string[];
}

/**
 * A page in list and line order, after the last `[list, line]` seen. Each page scans the campaign: for a person who
 * looks, not for a download.
 */
export function pageByLine(
  db: OutreachDb,
  {
    after,
    limit,
    search = null,
    ...filter
  }: RecipientFilter & { after: readonly [number, number]; limit: number; search?: Search | null },
): RecipientRow[] {
  return db
    .select()
    .from(recipient)
    .where(
      and(
        sql`(${recipient.list}, ${recipient.line}) > (${after[0]}, ${after[1]})`,
        ...matching(filter),
        search === null ? undefined : isFound(search),
      ),
    )
    .orderBy(asc(recipient.list), asc(recipient.line))
    .limit(limit)
    .all();
}

const pageOfAll = prepared((db: OutreachDb) =>
  db
    .select()
    .from(recipient)
    .where(gt(recipient.id, given("after")))
    .orderBy(asc(recipient.id))
    .limit(sql.placeholder("limit"))
    .prepare(),
);

/** A page in id order, after the last id seen: by primary key, so a download of a million rows reads each once. */
export function pageById(
  db: OutreachDb,
  { after, limit, ...filter }: RecipientFilter & { after: string; limit: number },
): RecipientRow[] {
  const conditions = matching(filter).filter((condition) => condition !== undefined);
  if (conditions.length === 0) return pageOfAll(db).all({ after, limit });
  return db
    .select()
    .from(recipient)
    .where(and(gt(recipient.id, after), ...conditions))
    .orderBy(asc(recipient.id))
    .limit(limit)
    .all();
}

/** Part of either address, or of any variable's value; `instr` knows no wildcards. */
const isFound = ({ address, texts }: Search) =>
  or(
    ...[address, ...texts].flatMap((part) =>
      part === null ? [] : [isIn(recipient.address, part), isIn(recipient.also, part)],
    ),
    sql`exists (select 1 from json_each(${recipient.variables}) variable, json_each(${JSON.stringify(texts)}) text
      where instr(lower(variable.value), lower(text.value)) > 0)`,
  );

const isIn = (column: typeof recipient.address | typeof recipient.also, part: string) =>
  sql`instr(lower(${column}), lower(${part})) > 0`;

const matching = ({ status, list, code = null }: RecipientFilter) => [
  status === null ? undefined : eq(recipient.status, status),
  list === null ? undefined : eq(recipient.list, list),
  code === null ? undefined : isShownWith(code),
];

const isAmong = (column: typeof recipient.list | typeof recipient.id, values: readonly (number | string)[]) =>
  sql`${column} in (select value from json_each(${JSON.stringify(values)}))`;

const isShownWith = ({ code, closed, closedForIt, inFlight }: ShownCode) => sql`case
  when ${recipient.status} <> 'ready' then ${recipient.code} = ${code}
  when ${isAmong(recipient.id, inFlight)} then false
  when ${isAmong(recipient.list, closed)} then ${isAmong(recipient.list, closedForIt)}
  else ${recipient.code} = ${code} end`;

/** Recipients whose row changed after `since`, oldest change first: what a tail missed. Scans. */
export function changedSince(db: OutreachDb, since: number, limit: number): RecipientRow[] {
  return db
    .select()
    .from(recipient)
    .where(gt(recipient.changed, since))
    .orderBy(asc(recipient.changed))
    .limit(limit)
    .all();
}

/** Recipients lacking this variable and without a message of their own, with the first lines as examples. Scans. */
export function findLacking(
  db: OutreachDb,
  lists: readonly number[],
  variable: string,
): { count: number; lines: number[] } {
  const path = `$.${JSON.stringify(variable)}`;
  const rows = db.all<{ line: number }>(sql`select line from recipient
    where list in (select value from json_each(${JSON.stringify(lists)})) and own_text is null and trim(coalesce(variables ->> ${path}, '')) = ''
    order by list, line`);
  return { count: rows.length, lines: rows.slice(0, 5).map((row) => row.line) };
}

/**
 * How many of each list stand where, for which reason; those without a reason are counted under null. Who is in flight is
 * left out: a claim leaves its row as it was. Scans every recipient: for a person who looks at a campaign, not for a step.
 */
export const countReasons = (
  db: OutreachDb,
  inFlight: readonly string[],
): { list: number; status: StoredStatus; code: string | null; count: number }[] =>
  db.all(sql`select list, status, code, count(*) as count from ${recipient}
    where not (status = 'ready' and id in (select value from json_each(${JSON.stringify(inFlight)})))
    group by list, status, code`);

/** The first recipient of a list, for a sample. */
export const firstRecipient = (db: OutreachDb): RecipientRow | undefined =>
  db.select().from(recipient).orderBy(asc(recipient.list), asc(recipient.line)).limit(1).get();
