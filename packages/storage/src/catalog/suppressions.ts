import type { Channel, Suppression } from "@headsup/contract";
import { and, asc, desc, eq, gt, inArray, lte, sql } from "drizzle-orm";
import type { Catalogue, Statement } from "./db.ts";
import { addressFact, type InboundRow, inbound, lastContact, suppression } from "./tables.ts";

/** Who must not be contacted, what is known of an address, and what people wrote to us. */

/** Where a contact would come from: the scopes a suppression may have that forbid it. */
export interface ContactScope {
  readonly senderId: string;
  readonly channel: Channel;
}

export interface Standing {
  readonly address: string;
  /** Why this address must not be contacted from this sender, or null. */
  readonly suppressed: string | null;
  /** The provider's code that showed it takes no texts, or null. */
  readonly notTextable: string | null;
}

/**
 * What is known of these addresses, in one query by primary key; addresses nothing is known of are left out.
 */
export async function readStandings(
  { db }: Catalogue,
  { addresses, senderId, channel }: ContactScope & { addresses: readonly string[] },
): Promise<Standing[]> {
  const asked = sql`(select value from json_each(${JSON.stringify(addresses)}))`;
  const rows = await db.all<{ address: string; kind: string; why: string }>(sql`
    select address, 'suppressed' as kind, reason as why from suppression where address in ${asked}
      and (scope = 'global' or (scope = 'sender' and scope_id = ${senderId}) or (scope = 'channel' and scope_id = ${channel}))
    union all
    select address, fact, code from address_fact where address in ${asked}`);
  const standings = new Map<string, Standing>();
  for (const { address, kind, why } of rows) {
    const known = standings.get(address) ?? { address, suppressed: null, notTextable: null };
    standings.set(address, kind === "suppressed" ? { ...known, suppressed: why } : { ...known, notTextable: why });
  }
  return [...standings.values()];
}

/** Idempotent: the first reason stays. */
export const insertSuppression = ({ db }: Catalogue, row: Suppression): Statement =>
  db.insert(suppression).values(row).onConflictDoNothing();

/** A person's own suppression: the address is contacted no more, for the reason now given, whatever was stored before. */
export const replaceSuppression = ({ db }: Catalogue, row: Suppression): Statement =>
  db
    .insert(suppression)
    .values(row)
    .onConflictDoUpdate({
      target: [suppression.address, suppression.scope, suppression.scopeId],
      set: { reason: row.reason, createdAt: row.createdAt },
    });

/** Reasons that the person gave by replying, and so may take back by replying. */
export const liftableReasons: readonly string[] = ["reply", "provider_opt_out"];

/** Whose word it is, and when they said it. */
type Word = ContactScope & { readonly address: string; readonly until: number };

/**
 * This sender's, its channel's and global suppressions until then that a reply may lift: not an invalid number, nor an
 * agent's.
 */
const isLiftable = ({ address, senderId, channel, until }: Word) =>
  and(
    eq(suppression.address, address),
    sql`(${suppression.scope} = 'global' or (${suppression.scope} = 'sender' and ${suppression.scopeId} = ${senderId})
      or (${suppression.scope} = 'channel' and ${suppression.scopeId} = ${channel}))`,
    inArray(suppression.reason, liftableReasons),
    lte(suppression.createdAt, until),
  );

/** What a START would lift. */
export const findLiftable = async ({ db }: Catalogue, word: Word): Promise<Suppression[]> =>
  db.select().from(suppression).where(isLiftable(word));

/** What a START lifts. */
export const liftSuppressions = ({ db }: Catalogue, word: Word): Statement =>
  db.delete(suppression).where(isLiftable(word));

type SuppressionKey = Pick<Suppression, "address" | "scope" | "scopeId">;

/** By key, after one: an address may have several. */
export const pageSuppressions = async (
  { db }: Catalogue,
  { after, limit }: { after: SuppressionKey | null; limit: number },
): Promise<Suppression[]> =>
  db
    .select()
    .from(suppression)
    .where(
      after === null
        ? undefined
        : sql`(${suppression.address}, ${suppression.scope}, ${suppression.scopeId}) > (${after.address}, ${after.scope}, ${after.scopeId})`,
    )
    .orderBy(asc(suppression.address), asc(suppression.scope), asc(suppression.scopeId))
    .limit(limit);

export const findSuppressions = async ({ db }: Catalogue, address: string): Promise<Suppression[]> =>
  db.select().from(suppression).where(eq(suppression.address, address));

export const deleteSuppressions = ({ db }: Catalogue, address: string): Statement =>
  db.delete(suppression).where(eq(suppression.address, address));

export const rememberNotTextable = ({ db }: Catalogue, row: { address: string; code: string; at: number }): Statement =>
  db
    .insert(addressFact)
    .values({ ...row, fact: "not_textable" })
    .onConflictDoNothing();

/** Idempotent by the provider's id: repeated deliveries change nothing. */
export const insertInbound = ({ db }: Catalogue, row: InboundRow): Statement =>
  db.insert(inbound).values(row).onConflictDoNothing();

export const findInbound = async ({ db }: Catalogue, providerId: string): Promise<InboundRow | undefined> =>
  db.select().from(inbound).where(eq(inbound.providerId, providerId)).get();

/** What this address wrote to us, the latest first. */
export const readInbound = async ({ db }: Catalogue, address: string, limit: number): Promise<InboundRow[]> =>
  db.select().from(inbound).where(eq(inbound.address, address)).orderBy(desc(inbound.at)).limit(limit);

/** What this address wrote to us after an instant, the first first. Served by `inbound_address`. */
export const readInboundAfter = async (
  { db }: Catalogue,
  { address, after, limit }: { address: string; after: number; limit: number },
): Promise<InboundRow[]> =>
  db
    .select()
    .from(inbound)
    .where(and(eq(inbound.address, address), gt(inbound.at, after)))
    .orderBy(asc(inbound.at))
    .limit(limit);

export const findLastContact = async (
  { db }: Catalogue,
  { address, senderId }: { address: string; senderId: string },
): Promise<typeof lastContact.$inferSelect | undefined> =>
  db
    .select()
    .from(lastContact)
    .where(and(eq(lastContact.address, address), eq(lastContact.senderId, senderId)))
    .get();
