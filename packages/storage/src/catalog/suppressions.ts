import type { Channel, Suppression } from "@headsup/contract";
import { and, asc, desc, eq, gt, inArray, lte, or, sql } from "drizzle-orm";
import { given, givenColumns, givenRow, prepared } from "../prepared.ts";
import { type Catalogue, preparedStatement, type Statement } from "./db.ts";
import { addressFact, campaign, type InboundRow, inbound, lastContact, suppression } from "./tables.ts";

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

/** The suppressions that forbid a contact from there. */
const reaches = sql`(${suppression.scope} = 'global'
  or (${suppression.scope} = 'sender' and ${suppression.scopeId} = ${given("senderId")})
  or (${suppression.scope} = 'channel' and ${suppression.scopeId} = ${given("channel")}))`;

const standingsOf = prepared(({ db }: Catalogue) => {
  const asked = sql`(select value from json_each(${given("addresses")}))`;
  return db
    .select({ address: suppression.address, kind: sql<string>`'suppressed'`, why: suppression.reason })
    .from(suppression)
    .where(and(inArray(suppression.address, asked), reaches))
    .unionAll(
      db
        .select({ address: addressFact.address, kind: sql<string>`${addressFact.fact}`, why: addressFact.code })
        .from(addressFact)
        .where(inArray(addressFact.address, asked)),
    )
    .prepare();
});

/**
 * What is known of these addresses, in one query by primary key; addresses nothing is known of are left out.
 */
export async function readStandings(
  catalogue: Catalogue,
  { addresses, ...from }: ContactScope & { addresses: readonly string[] },
): Promise<Standing[]> {
  const rows = await standingsOf(catalogue).all({ ...from, addresses: JSON.stringify(addresses) });
  const standings = new Map<string, Standing>();
  for (const { address, kind, why } of rows) {
    const known = standings.get(address) ?? { address, suppressed: null, notTextable: null };
    standings.set(address, kind === "suppressed" ? { ...known, suppressed: why } : { ...known, notTextable: why });
  }
  return [...standings.values()];
}

/** Idempotent: the first reason stays. */
export const insertSuppression = preparedStatement<Suppression>(({ db }) =>
  db.insert(suppression).values(givenRow(suppression)).onConflictDoNothing(),
);

/** A person's own suppression: the address is contacted no more, for the reason now given, whatever was stored before. */
export const replaceSuppression = preparedStatement<Suppression>(({ db }) =>
  db
    .insert(suppression)
    .values(givenRow(suppression))
    .onConflictDoUpdate({
      target: [suppression.address, suppression.scope, suppression.scopeId],
      set: givenColumns(suppression, "reason", "createdAt"),
    }),
);

/** Reasons that the person gave by replying, and so may take back by replying. */
export const liftableReasons: readonly string[] = ["reply", "provider_opt_out"];

/** Whose word it is, and when they said it. */
type Word = ContactScope & { readonly address: string; readonly until: number };

/**
 * This sender's, its channel's and global suppressions until then that a reply may lift: not an invalid number, nor an
 * agent's.
 */
const isLiftable = and(
  eq(suppression.address, given("address")),
  reaches,
  inArray(suppression.reason, liftableReasons),
  lte(suppression.createdAt, given("until")),
);

const liftable = prepared(({ db }: Catalogue) => db.select().from(suppression).where(isLiftable).prepare());

/** What a START would lift. */
export const findLiftable = async (catalogue: Catalogue, word: Word): Promise<Suppression[]> =>
  liftable(catalogue).all({ ...word });

/** What a START lifts. */
export const liftSuppressions = preparedStatement<Word>(({ db }) => db.delete(suppression).where(isLiftable));

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

export const rememberNotTextable = preparedStatement<{ address: string; code: string; at: number }>(({ db }) =>
  db
    .insert(addressFact)
    .values({ ...givenColumns(addressFact, "address", "code", "at"), fact: "not_textable" })
    .onConflictDoNothing(),
);

const saidBefore = sql`select 1 from ${inbound} where ${inbound.address} = ${given("address")} and ${inbound.campaignId} = ${given("campaignId")}`;
const isFirst = sql`not exists (${saidBefore})`;
const isFirstStop = sql`(${given("kind")} = 'stop' and not exists (${saidBefore} and ${inbound.kind} = 'stop'))`;

/**
 * Counts the person of an inbound message among those of its campaign who wrote back, and among those who said stop, once
 * each: also a stop that a later start overtook. Goes before {@link insertInbound} in its transaction, for it looks at
 * what was stored until then; a message delivered again counts nothing. Reads the few messages of one address, by
 * `inbound_address`; writes the campaign's row where there is something to count.
 */
export const countReply = preparedStatement<InboundRow>(({ db }) =>
  db
    .update(campaign)
    .set({
      responded: sql`${campaign.responded} + ${isFirst}`,
      optedOut: sql`${campaign.optedOut} + ${isFirstStop}`,
    })
    .where(
      and(
        eq(campaign.id, given("campaignId")),
        sql`not exists (select 1 from ${inbound} where ${inbound.providerId} = ${given("providerId")})`,
        or(isFirst, isFirstStop),
      ),
    ),
);

/** Idempotent by the provider's id: repeated deliveries change nothing. */
export const insertInbound = preparedStatement<InboundRow>(({ db }) =>
  db.insert(inbound).values(givenRow(inbound)).onConflictDoNothing(),
);

const inboundById = prepared(({ db }: Catalogue) =>
  db
    .select()
    .from(inbound)
    .where(eq(inbound.providerId, given("providerId")))
    .prepare(),
);

export const findInbound = async (catalogue: Catalogue, providerId: string): Promise<InboundRow | undefined> =>
  inboundById(catalogue).get({ providerId });

/** What this address wrote to us, the latest first. */
export const readInbound = async ({ db }: Catalogue, address: string, limit: number): Promise<InboundRow[]> =>
  db.select().from(inbound).where(eq(inbound.address, address)).orderBy(desc(inbound.at)).limit(limit);

const inboundAfter = prepared(({ db }: Catalogue) =>
  db
    .select()
    .from(inbound)
    .where(and(eq(inbound.address, given("address")), gt(inbound.at, given("after"))))
    .orderBy(asc(inbound.at))
    .limit(sql.placeholder("limit"))
    .prepare(),
);

/** What this address wrote to us after an instant, the first first. Served by `inbound_address`. */
export const readInboundAfter = async (
  catalogue: Catalogue,
  asked: { address: string; after: number; limit: number },
): Promise<InboundRow[]> => inboundAfter(catalogue).all(asked);

const lastContactOf = prepared(({ db }: Catalogue) =>
  db
    .select()
    .from(lastContact)
    .where(and(eq(lastContact.address, given("address")), eq(lastContact.senderId, given("senderId"))))
    .prepare(),
);

export const findLastContact = async (
  catalogue: Catalogue,
  key: { address: string; senderId: string },
): Promise<typeof lastContact.$inferSelect | undefined> => lastContactOf(catalogue).get(key);
