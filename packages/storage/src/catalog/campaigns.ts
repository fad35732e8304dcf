import { and, asc, desc, eq, gte, inArray, isNotNull, isNull, lt, lte, ne, or, sql } from "drizzle-orm";
import { given, givenColumns, prepared } from "../prepared.ts";
import { type Catalogue, preparedStatement, type Statement } from "./db.ts";
import { type CampaignRow, type CampaignSummary, campaign, inbox, lastContact, sender } from "./tables.ts";
import { isAmong } from "./where.ts";

/** Drafts, and the projection of what their objects do. */

/** A campaign with its sender's address, and the inbox its replies go to. */
export type CampaignWithSender = CampaignRow & {
  readonly senderAddress: string;
  readonly inboxId: string;
  readonly inboxName: string;
};

const withSender = ({ db }: Catalogue) =>
  db
    .select({
      campaign,
      senderAddress: sender.address,
      // Under names of their own: of two columns of one name a batch of D1's keeps the last.
      inboxId: sql<string>`${inbox.id}`.as("inbox_id"),
      inboxName: sql<string>`${inbox.name}`.as("inbox_name"),
    })
    .from(campaign)
    .innerJoin(sender, eq(sender.id, campaign.senderId))
    // An inbox of its own that is gone is none.
    .innerJoin(
      inbox,
      sql`${inbox.id} = coalesce((select own.id from ${inbox} own where own.id = ${campaign.ownInboxId}), ${sender.inboxId})`,
    );

const campaignById = prepared((catalogue: Catalogue) =>
  withSender(catalogue)
    .where(eq(campaign.id, given("id")))
    .prepare(),
);

export async function findCampaign(catalogue: Catalogue, id: string): Promise<CampaignWithSender | undefined> {
  const row = await campaignById(catalogue).get({ id });
  return row && flat(row);
}

const flat = ({
  campaign: row,
  ...of
}: { campaign: CampaignRow } & Omit<CampaignWithSender, keyof CampaignRow>): CampaignWithSender => ({ ...row, ...of });

/** Newest first, before an id; of one kind or of both, of one status or of any. */
export async function pageCampaigns(
  catalogue: Catalogue,
  {
    before,
    kind,
    status,
    limit,
  }: {
    before: string | null;
    kind: CampaignRow["kind"] | null;
    status: CampaignRow["status"] | null;
    limit: number;
  },
): Promise<CampaignWithSender[]> {
  const rows = await withSender(catalogue)
    .where(
      and(
        before === null ? undefined : lt(campaign.id, before),
        kind === null ? undefined : eq(campaign.kind, kind),
        status === null ? undefined : eq(campaign.status, status),
      ),
    )
    .orderBy(desc(campaign.id))
    .limit(limit);
  return rows.map(flat);
}

/** A draft as it is stored first. */
export type NewCampaign = Omit<CampaignRow, "status" | "projectedSequence" | "duplicates" | "pressure" | keyof Replies>;

export const insertCampaign = ({ db }: Catalogue, row: NewCampaign): Statement => db.insert(campaign).values(row);

/** Raised by what people write to us; see `countReply`. */
type Replies = Pick<CampaignRow, "responded" | "optedOut">;

type Draft = Omit<
  CampaignRow,
  | "id"
  | "createdAt"
  | "createdBy"
  | "launchRequestedAt"
  | "launchRequestedBy"
  | "projectedSequence"
  | "kind"
  | keyof CampaignSummary
  | keyof Replies
>;

export const updateCampaign = ({ db }: Catalogue, id: string, change: Partial<Draft>): Statement =>
  db.update(campaign).set(change).where(eq(campaign.id, id));

/** This campaign, while no launch was asked for. */
const isDraft = (id: string) =>
  and(eq(campaign.id, id), eq(campaign.status, "draft"), isNull(campaign.launchRequestedAt));

/** Changes a draft; returns its id, or nothing where it is no draft any more and stayed as it is. */
export const updateDraft = ({ db }: Catalogue, id: string, change: Partial<Draft>): Statement =>
  db.update(campaign).set(change).where(isDraft(id)).returning({ id: campaign.id });

/** Forgets a draft; returns its id, or nothing where it is no draft any more. */
export const deleteDraft = ({ db }: Catalogue, id: string): Statement =>
  db.delete(campaign).where(isDraft(id)).returning({ id: campaign.id });

/** Marks that a launch was asked for, before the campaign's object is. The first mark stays. */
export const requestLaunch = ({ db }: Catalogue, { id, at, by }: { id: string; at: number; by: string }): Statement =>
  db
    .update(campaign)
    .set({ launchRequestedAt: at, launchRequestedBy: by })
    .where(and(eq(campaign.id, id), isNull(campaign.launchRequestedAt)));

/**
 * A completed campaign is about to send to further people: from now on it is asked about its messages again, whatever
 * becomes of its object before that reports.
 */
export const reopenCampaign = ({ db }: Catalogue, id: string): Statement =>
  db.update(campaign).set({ completedAt: null }).where(eq(campaign.id, id));

/** Takes that mark back, the object having refused: the campaign is a draft as before. */
export const withdrawLaunch = ({ db }: Catalogue, { id, at }: { id: string; at: number }): Statement =>
  db
    .update(campaign)
    .set({ launchRequestedAt: null, launchRequestedBy: null, duplicates: null })
    .where(and(eq(campaign.id, id), eq(campaign.launchRequestedAt, at), eq(campaign.status, "draft")));

const overdue = prepared(({ db }: Catalogue) =>
  db
    .select({ id: campaign.id })
    .from(campaign)
    .where(and(lte(campaign.wakeDay, given("day")), lt(campaign.nextWakeAt, given("before"))))
    .orderBy(asc(campaign.nextWakeAt))
    .limit(sql.placeholder("limit"))
    .prepare(),
);

/**
 * Campaigns whose next wake is overdue: their alarm was lost or their object is silent. Served by `campaign_wake_day`.
 * Given `null`, every campaign that has a wake: asked once at start, when the clock's rate may have changed.
 */
export async function readOverdue(
  catalogue: Catalogue,
  { before, limit }: { before: number | null; limit: number },
): Promise<string[]> {
  const until = before ?? Number.MAX_SAFE_INTEGER;
  const rows = await overdue(catalogue).all({ before: until, day: dayOf(until), limit });
  return rows.map((row) => row.id);
}

const dayMs = 86_400_000;
const dayOf = (at: number) => Math.floor(at / dayMs);

/** Minutes in which every campaign is looked in on once. */
const roundMinutes = 60;

const turn = prepared(({ db }: Catalogue) =>
  db
    .select({ id: campaign.id })
    .from(campaign)
    .where(
      and(
        sql`${campaign.launchedAt} % ${roundMinutes} = ${given("minute")}`,
        or(
          inArray(campaign.status, ["scheduled", "missed", "in_progress", "paused"]),
          gte(campaign.launchedAt, given("since")),
        ),
      ),
    )
    .limit(sql.placeholder("limit"))
    .prepare(),
);

/**
 * The launched campaigns whose turn this minute is: a sixtieth of those that run, or were launched since. An alarm may be
 * lost before the catalogue heard that something was due; within the hour its object is asked all the same.
 */
export async function readTurn(
  catalogue: Catalogue,
  { now, since, limit }: { now: number; since: number; limit: number },
): Promise<string[]> {
  const rows = await turn(catalogue).all({ minute: Math.floor(now / 60_000) % roundMinutes, since, limit });
  return rows.map((row) => row.id);
}

const halfLaunched = prepared(({ db }: Catalogue) =>
  db
    .select({ id: campaign.id })
    .from(campaign)
    .where(and(eq(campaign.status, "draft"), lt(campaign.launchRequestedAt, given("before"))))
    .limit(sql.placeholder("limit"))
    .prepare(),
);

/** Launches that were asked for but whose object never reported: left half-way. */
export const readHalfLaunched = async (
  catalogue: Catalogue,
  asked: { before: number; limit: number },
): Promise<{ id: string }[]> => halfLaunched(catalogue).all(asked);

const siblings = prepared(({ db }: Catalogue) =>
  db
    .select({ id: campaign.id })
    .from(campaign)
    .where(
      and(
        or(
          eq(campaign.senderId, given("senderId")),
          sql`exists (select 1 from json_each(${campaign.fallbacks}) fallback
            where fallback.value ->> '$.sender.id' = ${given("senderId")})`,
        ),
        ne(campaign.id, given("campaignId")),
        isNotNull(campaign.launchRequestedAt),
        or(isNull(campaign.completedAt), gte(campaign.completedAt, given("since"))),
      ),
    )
    .orderBy(desc(campaign.launchRequestedAt))
    .limit(sql.placeholder("limit"))
    .prepare(),
);

/**
 * Other campaigns that may have texted from this sender since then, the latest first: whatever was launched — its status
 * may be waiting again, for a further list — and had not been completed by then.
 */
export async function readSiblings(
  catalogue: Catalogue,
  of: { senderId: string; campaignId: string; since: number; limit: number },
): Promise<string[]> {
  const rows = await siblings(catalogue).all(of);
  return rows.map((row) => row.id);
}

type Summarised = CampaignSummary & { id: string; sequence: number };

/** Unless a later summary is there already. */
const isNews = and(eq(campaign.id, given("id")), lt(campaign.projectedSequence, given("sequence")));

const storeStanding = preparedStatement<Summarised & { wakeDay: number | null }>(({ db }) =>
  db
    .update(campaign)
    .set(givenColumns(campaign, "status", "launchedAt", "completedAt", "wakeDay"))
    .where(
      and(
        isNews,
        sql`(${campaign.status}, ${campaign.launchedAt}, ${campaign.completedAt}, ${campaign.wakeDay})
          is not (${given("status")}, ${given("launchedAt")}, ${given("completedAt")}, ${given("wakeDay")})`,
      ),
    ),
);

const storeFigures = preparedStatement<Summarised>(({ db }) =>
  db
    .update(campaign)
    .set({
      ...givenColumns(campaign, "statusReason", "counts", "nextWakeAt", "pressure"),
      projectedSequence: given("sequence"),
    })
    .where(isNews),
);

/**
 * Writes an object's summary unless a later one is there already. One row, for what changes with every batch is in no
 * index; what does not is written when it changes.
 */
export function projectSummary(
  catalogue: Catalogue,
  id: string,
  sequence: number,
  summary: CampaignSummary,
): Statement[] {
  const { nextWakeAt } = summary;
  const wakeDay = nextWakeAt === null ? null : dayOf(nextWakeAt);
  const told = { ...summary, id, sequence };
  return [storeStanding(catalogue, { ...told, wakeDay }), storeFigures(catalogue, told)];
}

const heardOf = prepared(({ db }: Catalogue) =>
  db
    .select({ sequence: campaign.projectedSequence })
    .from(campaign)
    .where(eq(campaign.id, given("id")))
    .prepare(),
);

/** The sequence of the summary that is there; 0 if none is. By primary key. */
export const readHeard = async (catalogue: Catalogue, id: string): Promise<number> =>
  (await heardOf(catalogue).get({ id }))?.sequence ?? 0;

const figuresSince = prepared(({ db }: Catalogue) => {
  const told = (...statuses: (keyof CampaignRow["counts"])[]) =>
    sql<number>`coalesce(sum(${sql.join(
      // What a summary of an earlier release does not tell is none.
      statuses.map((status) => sql`coalesce(${campaign.counts} ->> ${sql.raw(`'${status}'`)}, 0)`),
      sql` + `,
    )}), 0)`;
  return db
    .select({
      campaigns: sql<number>`count(*) filter (where ${campaign.kind} = 'campaign')`,
      sent: told("awaiting", "accepted", "delivered", "read", "undelivered", "unconfirmed"),
      delivered: told("delivered", "read"),
      responded: sql<number>`coalesce(sum(${campaign.responded}), 0)`,
      optedOut: sql<number>`coalesce(sum(${campaign.optedOut}), 0)`,
    })
    .from(campaign)
    .where(gte(campaign.launchedAt, given("since")))
    .prepare();
});

/** What became of all campaigns launched since then, by their own summaries; a single message counts as no campaign. Served by `campaign_launched`. */
export async function readFigures(
  catalogue: Catalogue,
  since: number,
): Promise<{ campaigns: number; sent: number; delivered: number; responded: number; optedOut: number }> {
  const [figures] = await figuresSince(catalogue).all({ since });
  return figures ?? { campaigns: 0, sent: 0, delivered: 0, responded: 0, optedOut: 0 };
}

export interface Contact {
  readonly address: string;
  readonly recipientId: string;
  readonly at: number;
  /** When its batch was claimed: what they wrote from then on may answer it. */
  readonly claimedAt: number;
}

// `where true` parts the select from the conflict clause, as SQLite's grammar asks.
const storeContacts = preparedStatement<{ campaignId: string; senderId: string; contacts: string }>(({ db }) =>
  db
    .insert(lastContact)
    .select(
      sql`select value ->> 0, ${given("senderId")}, ${given("campaignId")}, value ->> 1, value ->> 2
        from json_each(${given("contacts")}) where true`,
    )
    .onConflictDoUpdate({
      target: [lastContact.address, lastContact.senderId],
      set: {
        campaignId: sql`excluded.campaign_id`,
        recipientId: sql`excluded.recipient_id`,
        at: sql`excluded.at`,
      },
      setWhere: sql`excluded.at >= ${lastContact.at}`,
    }),
);

/** Remembers whom a campaign contacted last from a sender, one row each; an older contact never replaces a newer one. */
export const projectContacts = (
  catalogue: Catalogue,
  { contacts, ...from }: { campaignId: string; senderId: string; contacts: readonly Contact[] },
): Statement =>
  storeContacts(catalogue, {
    ...from,
    contacts: JSON.stringify(contacts.map((c) => [c.address, c.recipientId, c.at])),
  });

/** Those of the ids that are campaigns. By primary key. */
export async function readCampaignsAmong({ db }: Catalogue, ids: readonly string[]): Promise<string[]> {
  const rows = await db.select({ id: campaign.id }).from(campaign).where(isAmong(campaign.id, ids));
  return rows.map(({ id }) => id);
}

/** Campaigns launched since then, the latest first. Served by `campaign_launched`. */
export const readLaunchedSince = async (
  { db }: Catalogue,
  { since, limit }: { since: number; limit: number },
): Promise<{ id: string; name: string }[]> =>
  db
    .select({ id: campaign.id, name: campaign.name })
    .from(campaign)
    .where(gte(campaign.launchedAt, since))
    .orderBy(desc(campaign.launchedAt))
    .limit(limit);
