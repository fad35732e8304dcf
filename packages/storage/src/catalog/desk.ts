import { sql } from "drizzle-orm";
import { given, prepared } from "../prepared.ts";
import type { Catalogue } from "./db.ts";
import { agent, campaign, conversation, inbox, lastContact, sender } from "./tables.ts";

/** What a campaign heeds of the desk it feeds, and of what other campaigns do. */

const asked = sql`(select value from json_each(${given("addresses")}))`;

const talking = prepared(({ db }: Catalogue) =>
  db
    .select({ address: conversation.address })
    .from(conversation)
    .where(
      sql`${conversation.address} in ${asked} and ${conversation.senderId} in (select value from json_each(${given("senderIds")}))
        and +${conversation.status} = 'open'`, // the plus keeps it off the index of all that is open
    )
    .prepare(),
);

/** Who of these has an open conversation with any of these senders. A row each, by the unique (address, sender). */
export async function readTalking(
  catalogue: Catalogue,
  { addresses, senderIds }: { addresses: readonly string[]; senderIds: readonly string[] },
): Promise<string[]> {
  const rows = await talking(catalogue).all({
    addresses: JSON.stringify(addresses),
    senderIds: JSON.stringify(senderIds),
  });
  return rows.map(({ address }) => address);
}

/** When another campaign wrote to somebody last. */
export interface RecentContact {
  readonly address: string;
  readonly campaign: { readonly id: string; readonly name: string };
  readonly at: number;
}

const recent = prepared(({ db }: Catalogue) =>
  db
    .select({ address: lastContact.address, at: lastContact.at, id: campaign.id, name: campaign.name })
    .from(lastContact)
    .innerJoin(campaign, sql`${campaign.id} = ${lastContact.campaignId}`)
    .where(
      sql`${lastContact.address} in ${asked} and ${lastContact.campaignId} <> ${given("campaignId")}
        and ${lastContact.at} > ${given("since")}`,
    )
    .prepare(),
);

/** Whom of these other campaigns wrote to after an instant, from any sender. Some rows each, by primary key. */
export async function readRecentContacts(
  catalogue: Catalogue,
  { addresses, ...of }: { addresses: readonly string[]; campaignId: string; since: number },
): Promise<RecentContact[]> {
  const rows = await recent(catalogue).all({ addresses: JSON.stringify(addresses), ...of });
  return rows.map(({ address, at, id, name }) => ({ address, campaign: { id, name }, at }));
}

/** The desk that answers a campaign's replies. */
export interface Desk {
  readonly inbox: string;
  /** What it takes to answer; null: nothing in particular. */
  readonly skill: string | null;
  /** Open conversations of the inbox in which a customer waits and that no agent has. */
  readonly waiting: number;
  /** More than so many are too many; null: there is no limit. */
  readonly waitingMax: number | null;
  /** Agents of the inbox who have the skill, and those of them who are available now. */
  readonly agents: number;
  readonly onShift: number;
}

// A campaign's skill, or what its sender's replies take.
const skill = sql`coalesce(${given("skill")}, ${sender.skill})`;
const isMember = sql`(json_array_length(${agent.inboxes}) = 0
    or exists (select 1 from json_each(${agent.inboxes}) joined where joined.value = ${inbox.id}))
  and (${skill} is null or exists (select 1 from json_each(${agent.skills}) held where held.value = ${skill}))`;

const deskOf = prepared(({ db }: Catalogue) =>
  db
    .select({
      inbox: inbox.name,
      skill: sql<string | null>`${skill}`,
      waitingMax: inbox.waitingMax,
      waiting: sql<number>`(select count(*) from ${conversation} indexed by conversation_waiting where ${conversation.inboxId} = ${inbox.id}
        and ${conversation.status} = 'open' and ${conversation.agentId} is null and ${conversation.waitingSince} is not null)`,
      agents: sql<number>`(select count(*) from ${agent} where ${isMember})`,
      onShift: sql<number>`(select count(*) from ${agent} where ${agent.status} = 'available' and ${isMember})`,
    })
    .from(sender)
    .innerJoin(
      inbox,
      sql`${inbox.id} = coalesce((select own.id from ${inbox} own where own.id = ${given("inboxId")}), ${sender.inboxId})`,
    )
    .where(sql`${sender.id} = ${given("senderId")}`)
    .prepare(),
);

/**
 * The desk a campaign from this sender feeds, or one with an inbox of its own, as it is now. Reads whoever waits anywhere, by `conversation_waiting`, and every
 * agent.
 */
export const readDesk = async (
  catalogue: Catalogue,
  of: { senderId: string; skill: string | null; inboxId: string | null },
): Promise<Desk | undefined> => deskOf(catalogue).get(of);

const active = prepared(({ db }: Catalogue) =>
  db
    .select({ id: campaign.id, name: campaign.name })
    .from(campaign)
    .where(
      sql`${campaign.status} in ('scheduled', 'in_progress', 'paused') and ${campaign.id} <> ${given("campaignId")}`,
    )
    .orderBy(campaign.kind, sql`${campaign.id} desc`)
    .limit(sql.placeholder("limit"))
    .prepare(),
);

/** Other campaigns that may still write to somebody, the newest first, those to one person last. Scans the campaigns. */
export const readActiveCampaigns = async (
  catalogue: Catalogue,
  of: { campaignId: string; limit: number },
): Promise<{ id: string; name: string }[]> => active(catalogue).all(of);
