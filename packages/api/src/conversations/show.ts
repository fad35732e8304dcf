import type { Conversation, CustomerPanel, Message, PastOutreach, Thread } from "@headsup/contract";
import { limits } from "@headsup/contract";
import { describeSuppression } from "@headsup/core/reply/reason";
import {
  type ConversationShown,
  type CustomerRow,
  findAgentOfUser,
  findCustomer,
  findShown,
  findSuppressions,
  type MessageShown,
  readAddresses,
  readConversationsOf,
  readDrafts,
  readLaunchedSince,
  readThread,
} from "@headsup/storage/catalog";
import { customerOf } from "../find.ts";
import { refuse } from "../middleware/errors.ts";
import type { Caller, Services } from "../services.ts";
import { answeringOf } from "./answerable.ts";
import { barredBy } from "./barred.ts";
import { meaningOf } from "./codes.ts";
import { fillSentTexts } from "./sent.ts";
import { priorityOf } from "./state.ts";

/** From rows to what the API shows of conversations and customers. */

export const showConversation = (row: ConversationShown): Conversation => ({
  id: row.id,
  version: row.version,
  status: row.status,
  channel: row.channel,
  customer: { id: row.customerId, name: row.customerName },
  address: row.address,
  sender:
    row.senderAddress === null ? null : { id: row.senderId, address: row.senderAddress, name: row.senderName ?? "" },
  inbox: { id: row.inboxId, name: row.inboxName },
  skill: row.skill,
  agent: row.agentId === null ? null : { id: row.agentId, name: row.agentName ?? row.agentId },
  topics: row.topics,
  priority: priorityOf(row),
  campaign: row.campaignId === null ? null : { id: row.campaignId, name: row.campaignName ?? row.campaignId },
  waitingSince: row.waitingSince,
  dueAt: row.dueAt,
  flag: row.flag,
  subject: row.subject,
  createdAt: row.createdAt,
  changedAt: row.changedAt,
  closedAt: row.closedAt,
  last: { at: row.lastAt, from: row.lastFrom, text: row.lastText },
});

export const shownOf = async ({ catalogue }: Services, id: string): Promise<ConversationShown> =>
  (await findShown(catalogue, id)) ?? refuse("not_found", `There is no conversation ${id}.`);

const showMessage = (row: MessageShown, text: string | null): Message => ({
  id: row.id,
  at: row.at,
  direction: row.direction,
  author: { kind: row.authorKind, name: row.author },
  text: row.body ?? text,
  subject: row.subject,
  quoted: row.quoted,
  media: [...row.media],
  isAutomatic: row.isAutomatic,
  campaign: row.campaignId === null ? null : { id: row.campaignId, name: row.campaignName ?? row.campaignId },
  kind: row.direction === "in" ? row.kind : null,
  status: row.status,
  code: row.code,
  meaning: row.code === null ? null : meaningOf(row.code),
});

/** A conversation with its thread, as one who looks at it needs it. */
export async function threadOf(services: Services, id: string, caller: Caller): Promise<Thread> {
  const { catalogue, now } = services;
  const row = await shownOf(services, id);
  const [{ messages, earlier }, drafts, barred, writer, { refused, until }] = await Promise.all([
    readThread(catalogue, { conversationId: id, limit: limits.threadMessagesMax }),
    readDrafts(catalogue, id),
    barredBy(services, row),
    findAgentOfUser(catalogue, caller.tokenId),
    answeringOf(services, row),
  ]);
  const filled = await fillSentTexts(services, messages, row.customerId);
  // Read after: with a text may come their name.
  const customer = await findCustomer(catalogue, row.customerId);
  const conversation = showConversation({ ...row, customerName: customer?.name ?? null });
  return {
    now: now(),
    conversation,
    messages: messages.map((message) => showMessage(message, filled.get(message.id) ?? null)),
    earlier,
    drafts: drafts.map(({ author, body, at, userId }) => ({
      author,
      text: body,
      at,
      isMine: userId === caller.tokenId,
    })),
    suppressed: barred === null ? null : describeSuppression(barred),
    answering: { refused, until },
    variables: {
      ...customer?.variables,
      ...(customer?.name == null ? {} : { name: customer.name }),
      // Whoever writes signs, whoever holds it.
      agent_name: writer?.name ?? caller.name,
      ...(row.senderName === null ? {} : { sender_name: row.senderName }),
    },
  };
}

export const showCustomer = (
  row: CustomerRow,
  addresses: Awaited<ReturnType<typeof readAddresses>>,
): CustomerPanel["customer"] => ({
  id: row.id,
  name: row.name,
  addresses: addresses
    .filter(({ customerId }) => customerId === row.id)
    .map(({ channel, address }) => ({ channel, address })),
  about: row.about,
  createdAt: row.createdAt,
  variables: row.variables,
});

const conversationsShown = 20;
/** Campaigns asked what they sent to a customer: the latest that were launched. */
const campaignsAsked = 60;
const outreachMs = 90 * 24 * 60 * 60_000;

/** Who a customer is, what was sent to them, and whether they want to hear from us. */
export async function panelOf(services: Services, id: string): Promise<CustomerPanel> {
  const { catalogue, now } = services;
  const row = await customerOf(services, id);
  const [addresses, conversations] = await Promise.all([
    readAddresses(catalogue, [id]),
    readConversationsOf(catalogue, { customerId: id, limit: conversationsShown }),
  ]);
  const [outreach, suppressions] = await Promise.all([
    pastOutreach(services, { addresses: addresses.map(({ address }) => address), since: now() - outreachMs }),
    Promise.all(addresses.map(({ address }) => findSuppressions(catalogue, address))),
  ]);
  return {
    customer: showCustomer(row, addresses),
    conversations: conversations.map(showConversation),
    outreach,
    suppressions: suppressions.flat(),
  };
}

/** Asked of each campaign's own object: there is no shared row for every message ever sent. */
async function pastOutreach(
  services: Services,
  { addresses, since }: { addresses: string[]; since: number },
): Promise<PastOutreach[]> {
  if (addresses.length === 0) return [];
  const campaigns = await readLaunchedSince(services.catalogue, { since, limit: campaignsAsked });
  const told = await Promise.all(
    campaigns.map(async ({ id, name }) => {
      const contacts = await services
        .campaign(id)
        .contactsOf(addresses, since)
        .catch(() => []); // one that does not answer is left out: this is for a person's eye
      // Who is on it by both of their addresses is there once.
      const people = new Map(contacts.map((contact) => [contact.recipientId, contact]));
      return [...people.values()].map(({ at, status, code }) => ({ campaign: { id, name }, at, status, code }));
    }),
  );
  return told.flat().sort((a, b) => (b.at ?? Number.MAX_SAFE_INTEGER) - (a.at ?? Number.MAX_SAFE_INTEGER));
}
