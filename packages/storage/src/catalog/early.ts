import { eq, sql } from "drizzle-orm";
import { given } from "../prepared.ts";
import type { Contact } from "./campaigns.ts";
import { type Catalogue, preparedStatement, type Statement } from "./db.ts";
import { agent, campaign, conversation, message } from "./tables.ts";

/**
 * Early replies. Who answers at once does so before the catalogue hears that they were contacted: their message is
 * nobody's, and their conversation goes where the sender's do. With the contacts it is given to the campaign.
 */

interface Of {
  campaignId: string;
  senderId: string;
  /** JSON: address, from when on what they wrote may be an answer, recipient's id. */
  contacts: string;
}

// `cross join` keeps the order: the few contacts first, each finding its thread by address and sender.
const threads = sql`from json_each(${given("contacts")}) contact cross join ${conversation} thread
  on thread.address = contact.value ->> 0 and thread.sender_id = ${given("senderId")}`;
const early = sql`${threads} cross join ${message} early
  on early.conversation_id = thread.id and early.at >= contact.value ->> 1
  where early.campaign_id is null and early.direction = 'in'`;
const saidBefore = sql`select 1 from ${message} said where said.conversation_id = early.conversation_id
  and said.direction = 'in' and said.campaign_id = ${given("campaignId")}`;
const isFirst = sql`not exists (${saidBefore})`;
const isFirstStop = sql`early.kind = 'stop' and not exists (${saidBefore} and said.kind = 'stop')`;

const countEarly = preparedStatement<Of>(({ db }) =>
  db
    .update(campaign)
    .set({
      responded: sql`${campaign.responded} + (select count(distinct early.conversation_id) ${early} and ${isFirst})`,
      optedOut: sql`${campaign.optedOut} + (select count(distinct early.conversation_id) ${early} and ${isFirstStop})`,
    })
    .where(sql`${eq(campaign.id, given("campaignId"))} and exists (select 1 ${early})`),
);

/** What they answered goes to the top of their thread; its text is asked for when somebody looks. */
const showSent = preparedStatement<Of>(({ db }) =>
  db
    .insert(message)
    .select(
      sql`select contact.value ->> 2, thread.id, contact.value ->> 1 - 1, 'out', 'campaign', ours.name, null, ours.id,
        null, null, null, null, null, null, null, null, '[]', null, 0
        ${threads} cross join ${campaign} ours on ours.id = ${given("campaignId")}
        where exists (select 1 from ${message} early where early.conversation_id = thread.id
          and early.at >= contact.value ->> 1 and early.campaign_id is null and early.direction = 'in')`,
    )
    .onConflictDoNothing(),
);

// As on arrival: what is under way when the contact is made stays at its skill, unless its campaign wants every reply.
const skillOfCampaign = sql`(select ours.skill from ${campaign} ours where ours.id = ${given("campaignId")}
  and (ours.look_back_routes = 'all' or ${conversation.waitingSince} >= (
    select contact.value ->> 1 from json_each(${given("contacts")}) contact where contact.value ->> 0 = ${conversation.address})))`;
const holderMayKeep = sql`(${skillOfCampaign} is null or ${skillOfCampaign} in (
  select known.value from ${agent} holder, json_each(holder.skills) known where holder.id = ${conversation.agentId}))`;

const routeEarly = preparedStatement<Of>(({ db }) =>
  db
    .update(conversation)
    .set({
      version: sql`${conversation.version} + 1`,
      campaignId: given("campaignId"),
      skill: sql`coalesce(${skillOfCampaign}, ${conversation.skill})`,
      agentId: sql`case when ${conversation.waitingSince} is null or ${holderMayKeep} then ${conversation.agentId} end`,
    })
    .where(sql`${conversation.id} in (select early.conversation_id ${early}) and ${conversation.campaignId} is null`),
);

const adoptEarly = preparedStatement<Of>(({ db }) =>
  db
    .update(message)
    .set({ campaignId: given("campaignId") })
    .where(sql`${message.id} in (select early.id ${early})`),
);

/**
 * Gives early replies to the campaign they answer, and counts their writers as `countReply` does. Telling it twice changes
 * nothing.
 */
export function adoptReplies(
  catalogue: Catalogue,
  { contacts, ...from }: { campaignId: string; senderId: string; contacts: readonly Contact[] },
): Statement[] {
  // A provider tells times in whole seconds.
  const since = (claimedAt: number) => Math.floor(claimedAt / 1_000) * 1_000;
  const told = contacts.map((c) => [c.address, since(c.claimedAt), c.recipientId]);
  const values = { ...from, contacts: JSON.stringify(told) };
  return [countEarly, showSent, routeEarly, adoptEarly].map((statement) => statement(catalogue, values));
}
