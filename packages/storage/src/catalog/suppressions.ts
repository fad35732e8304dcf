import { Channel, channels, type Suppression } from "@headsup/contract";
import { wrongChannelCodes } from "@headsup/core/campaign/reasons";
import type { Barrier, Standing } from "@headsup/core/contact/standing";
import { and, asc, eq, inArray, lte, sql } from "drizzle-orm";
import { given, givenColumns, givenRow, prepared } from "../prepared.ts";
import { answeredAs, type Catalogue, oneOf, preparedStatement, type Question, question, type Statement } from "./db.ts";
import { addressFact, type CampaignRow, campaign, inbox, lastContact, suppression } from "./tables.ts";

/** Who must not be contacted, what is known of an address, and who contacted it last. */

/** Where a contact would come from: the scopes a suppression may have that forbid it. */
export interface ContactScope {
  readonly senderId: string;
  readonly channel: Channel;
}

const standingsOf = prepared(({ db }: Catalogue) => {
  const asked = sql`json_each(${given("addresses")}) asked`;
  const isAmongSenders = sql`${suppression.scopeId} in (select value from json_each(${given("senderIds")}))`;
  return db
    .select({
      address: suppression.address,
      kind: sql<string>`${suppression.scope}`.as("kind"),
      of: sql<string>`${suppression.scopeId}`.as("of"),
      why: suppression.reason,
    })
    .from(asked)
    .crossJoin(suppression)
    .where(
      and(
        sql`${suppression.address} = asked.value`,
        sql`(${suppression.scope} in ('global', 'channel') or (${suppression.scope} = 'sender' and ${isAmongSenders}))`,
      ),
    )
    .unionAll(
      db
        .select({
          address: addressFact.address,
          kind: sql<string>`'fact'`.as("kind"),
          of: sql<string>`${addressFact.fact}`.as("of"),
          why: addressFact.code,
        })
        .from(asked)
        .crossJoin(addressFact)
        .where(sql`${addressFact.address} = asked.value`),
    )
    .prepare();
});

const channelOfFact = new Map(channels.map((channel) => [wrongChannelCodes[channel], channel]));

type StandingRow = Readonly<Record<"address" | "kind" | "of" | "why", string>>;
const askStandingRows = question<Readonly<Record<"addresses" | "senderIds", string>>, StandingRow>(standingsOf);

/** Addresses, and the senders a contact would come from. */
interface StandingsAsked {
  readonly addresses: readonly string[];
  readonly senderIds: readonly string[];
}

/** What is known of these addresses, in one query by primary key; addresses nothing is known of are left out. */
export const askStandings = (catalogue: Catalogue, { addresses, senderIds }: StandingsAsked): Question<Standing[]> => {
  const asked = { senderIds: JSON.stringify(senderIds), addresses: JSON.stringify(addresses) };
  return answeredAs(askStandingRows(catalogue, asked), standingsIn);
};

export async function readStandings(catalogue: Catalogue, asked: StandingsAsked): Promise<Standing[]> {
  const [standings] = await catalogue.ask(askStandings(catalogue, asked));
  return standings;
}

function standingsIn(rows: readonly StandingRow[]): Standing[] {
  const standings = new Map<string, Standing>();
  for (const { address, kind, of, why } of rows) {
    const known = standings.get(address) ?? { address, suppressed: null, barred: {} };
    const channel = kind === "fact" ? channelOfFact.get(of) : kind === "channel" ? Channel.parse(of) : undefined;
    const barrier: Barrier = kind === "fact" ? { unreachable: why } : { suppressed: why };
    // A word of theirs stands before what their number is like.
    const isKnown = channel !== undefined && channel in known.barred && kind === "fact";
    if (channel !== undefined && !isKnown)
      standings.set(address, { ...known, barred: { ...known.barred, [channel]: barrier } });
    else if (channel === undefined && kind !== "fact") standings.set(address, { ...known, suppressed: why });
  }
  return [...standings.values()];
}

/** The suppressions that forbid a contact from there. */
const reaches = sql`(${suppression.scope} = 'global'
  or (${suppression.scope} = 'sender' and ${suppression.scopeId} = ${given("senderId")})
  or (${suppression.scope} = 'channel' and ${suppression.scopeId} = ${given("channel")}))`;

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

/** Reasons that the person gave by a word or a button, and so may take back by one. */
export const liftableReasons: readonly string[] = ["reply", "provider_opt_out", "unsubscribe"];

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

/** Remembers that an address is not to be had on a channel. Idempotent. */
export const rememberUnreachable = (
  catalogue: Catalogue,
  { channel, ...row }: { address: string; channel: Channel; code: string; at: number },
): Statement => insertFact(catalogue, { ...row, fact: wrongChannelCodes[channel] });

const insertFact = preparedStatement<{ address: string; fact: string; code: string; at: number }>(({ db }) =>
  db.insert(addressFact).values(givenRow(addressFact)).onConflictDoNothing(),
);

/** The campaign that wrote to an address last, and what it makes of replies. */
export interface LastContact {
  readonly at: number;
  readonly recipientId: string;
  readonly campaign: Pick<
    CampaignRow,
    "id" | "name" | "tags" | "skill" | "ownInboxId" | "lookBackMs" | "lookBackRoutes"
  >;
}

const lastContactOf = prepared(({ db }: Catalogue) =>
  db
    .select({
      at: lastContact.at,
      recipientId: lastContact.recipientId,
      campaign: {
        id: campaign.id,
        name: campaign.name,
        tags: campaign.tags,
        skill: campaign.skill,
        lookBackMs: campaign.lookBackMs,
        // One that is gone is none.
        ownInboxId: sql<string | null>`(select ${inbox.id} from ${inbox} where ${inbox.id} = ${campaign.ownInboxId})`,
        lookBackRoutes: campaign.lookBackRoutes,
      },
    })
    .from(lastContact)
    .innerJoin(campaign, eq(campaign.id, lastContact.campaignId))
    .where(and(eq(lastContact.address, given("address")), eq(lastContact.senderId, given("senderId"))))
    .prepare(),
);

const askContact = question<{ address: string; senderId: string }, LastContact>(lastContactOf);

/** By primary keys. */
export const askLastContact = (
  catalogue: Catalogue,
  key: { address: string; senderId: string },
): Question<LastContact | undefined> => oneOf(askContact(catalogue, key));
