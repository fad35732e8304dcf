import { and, asc, desc, eq, gte, inArray, isNotNull, isNull, lt, ne, or, sql } from "drizzle-orm";
import type { Catalogue, Statement } from "./db.ts";
import { type CampaignRow, type CampaignSummary, campaign, lastContact, sender } from "./tables.ts";

/** Drafts, and the projection of what their objects do. */

/** A campaign with its sender's address. */
export type CampaignWithSender = CampaignRow & { readonly senderAddress: string };

const withSender = ({ db }: Catalogue) =>
  db
    .select({ campaign, senderAddress: sender.address })
    .from(campaign)
    .innerJoin(sender, eq(sender.id, campaign.senderId));

export async function findCampaign(catalogue: Catalogue, id: string): Promise<CampaignWithSender | undefined> {
  const row = await withSender(catalogue).where(eq(campaign.id, id)).get();
  return row && { ...row.campaign, senderAddress: row.senderAddress };
}

/** Newest first, before an id. */
export async function pageCampaigns(
  catalogue: Catalogue,
  { before, limit }: { before: string | null; limit: number },
): Promise<CampaignWithSender[]> {
  const rows = await withSender(catalogue)
    .where(before === null ? undefined : lt(campaign.id, before))
    .orderBy(desc(campaign.id))
    .limit(limit);
  return rows.map((row) => ({ ...row.campaign, senderAddress: row.senderAddress }));
}

export const insertCampaign = ({ db }: Catalogue, row: Omit<CampaignRow, "status" | "projectedSequence">): Statement =>
  db.insert(campaign).values(row);

type Draft = Omit<
  CampaignRow,
  | "id"
  | "createdAt"
  | "createdBy"
  | "launchRequestedAt"
  | "launchRequestedBy"
  | "projectedSequence"
  | keyof CampaignSummary
>;

export const updateCampaign = ({ db }: Catalogue, id: string, change: Partial<Draft>): Statement =>
  db.update(campaign).set(change).where(eq(campaign.id, id));

/** Marks that a launch was asked for, before the campaign's object is. The first mark stays. */
export const requestLaunch = ({ db }: Catalogue, { id, at, by }: { id: string; at: number; by: string }): Statement =>
  db
    .update(campaign)
    .set({ launchRequestedAt: at, launchRequestedBy: by })
    .where(and(eq(campaign.id, id), isNull(campaign.launchRequestedAt)));

/** Takes that mark back, the object having refused: the campaign is a draft as before. */
export const withdrawLaunch = ({ db }: Catalogue, { id, at }: { id: string; at: number }): Statement =>
  db
    .update(campaign)
    .set({ launchRequestedAt: null, launchRequestedBy: null })
    .where(and(eq(campaign.id, id), eq(campaign.launchRequestedAt, at), eq(campaign.status, "draft")));

/**
 * Campaigns whose next wake is overdue: their alarm was lost or their object is silent. Served by `campaign_wake`.
 * Given `null`, every campaign that has a wake: asked once at start, when the clock's rate may have changed.
 */
export async function readOverdue(
  { db }: Catalogue,
  { before, limit }: { before: number | null; limit: number },
): Promise<string[]> {
  const rows = await db
    .select({ id: campaign.id })
    .from(campaign)
    .where(and(isNotNull(campaign.nextWakeAt), before === null ? undefined : lt(campaign.nextWakeAt, before)))
    .orderBy(asc(campaign.nextWakeAt))
    .limit(limit);
  return rows.map((row) => row.id);
}

/** Minutes in which every campaign is looked in on once. */
const roundMinutes = 60;

/**
 * The launched campaigns whose turn this minute is: a sixtieth of those that run, or were launched since. An alarm may be
 * lost before the catalogue heard that something was due; within the hour its object is asked all the same.
 */
export async function readTurn(
  { db }: Catalogue,
  { now, since, limit }: { now: number; since: number; limit: number },
): Promise<string[]> {
  const rows = await db
    .select({ id: campaign.id })
    .from(campaign)
    .where(
      and(
        sql`${campaign.launchedAt} % ${roundMinutes} = ${Math.floor(now / 60_000) % roundMinutes}`,
        or(inArray(campaign.status, ["scheduled", "missed", "in_progress", "paused"]), gte(campaign.launchedAt, since)),
      ),
    )
    .limit(limit);
  return rows.map((row) => row.id);
}

/** Launches that were asked for but whose object never reported: left half-way. */
export async function readHalfLaunched(
  { db }: Catalogue,
  { before, limit }: { before: number; limit: number },
): Promise<CampaignRow[]> {
  return db
    .select()
    .from(campaign)
    .where(and(eq(campaign.status, "draft"), lt(campaign.launchRequestedAt, before)))
    .limit(limit);
}

/**
 * Other campaigns that may have texted from this sender since then, the latest first: whatever was launched — its status
 * may be waiting again, for a further list — and had not been completed by then.
 */
export async function readSiblings(
  { db }: Catalogue,
  { senderId, campaignId, since, limit }: { senderId: string; campaignId: string; since: number; limit: number },
): Promise<string[]> {
  const rows = await db
    .select({ id: campaign.id })
    .from(campaign)
    .where(
      and(
        eq(campaign.senderId, senderId),
        ne(campaign.id, campaignId),
        isNotNull(campaign.launchRequestedAt),
        or(isNull(campaign.completedAt), gte(campaign.completedAt, since)),
      ),
    )
    .orderBy(desc(campaign.launchRequestedAt))
    .limit(limit);
  return rows.map((row) => row.id);
}

/** Writes an object's summary unless a later one is there already. */
export const projectSummary = ({ db }: Catalogue, id: string, sequence: number, summary: CampaignSummary): Statement =>
  db
    .update(campaign)
    .set({ ...summary, projectedSequence: sequence })
    .where(and(eq(campaign.id, id), lt(campaign.projectedSequence, sequence)));

export interface Contact {
  readonly address: string;
  readonly recipientId: string;
  readonly at: number;
}

/** Remembers whom a campaign contacted last from a sender, one row each; an older contact never replaces a newer one. */
export const projectContacts = (
  { db }: Catalogue,
  { campaignId, senderId, contacts }: { campaignId: string; senderId: string; contacts: readonly Contact[] },
): Statement => {
  const json = JSON.stringify(contacts.map((c) => [c.address, c.recipientId, c.at]));
  // `where true` parts the select from the conflict clause, as SQLite's grammar asks.
  return db
    .insert(lastContact)
    .select(
      sql`select value ->> 0, ${senderId}, ${campaignId}, value ->> 1, value ->> 2 from json_each(${json}) where true`,
    )
    .onConflictDoUpdate({
      target: [lastContact.address, lastContact.senderId],
      set: {
        campaignId: sql`excluded.campaign_id`,
        recipientId: sql`excluded.recipient_id`,
        at: sql`excluded.at`,
      },
      setWhere: sql`excluded.at >= ${lastContact.at}`,
    });
};
