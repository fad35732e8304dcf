import type { MessageStatus } from "@headsup/contract";
import { and, asc, count, desc, eq, gt, inArray, isNull, lt, lte, ne, or, sql } from "drizzle-orm";
import { given, givenColumns, givenRow, prepared } from "../prepared.ts";
import { type Catalogue, oneOf, preparedStatement, type Question, question, type Statement } from "./db.ts";
import { campaign, conversation, type DraftRow, draft, type MessageRow, message } from "./tables.ts";

/** What was said in conversations, what is being written, and what of ours is on its way. */

const messageById = prepared(({ db }: Catalogue) =>
  db
    .select()
    .from(message)
    .where(eq(message.id, given("id")))
    .prepare(),
);

export const findMessage = async (catalogue: Catalogue, id: string): Promise<MessageRow | undefined> =>
  messageById(catalogue).get({ id });

const askById = question<{ id: string }, MessageRow>(messageById);
export const askMessage = (catalogue: Catalogue, id: string): Question<MessageRow | undefined> =>
  oneOf(askById(catalogue, { id }));

/** Fails where a message with this id is stored: a repeated delivery. */
export const insertMessage = preparedStatement<MessageRow>(({ db }) => db.insert(message).values(givenRow(message)));

/** What a campaign sent stands in a thread once, however often it is answered. */
export const insertSent = preparedStatement<MessageRow>(({ db }) =>
  db.insert(message).values(givenRow(message)).onConflictDoNothing(),
);

const saidBefore = sql`select 1 from ${message} where ${message.conversationId} = ${given("conversationId")}
  and ${message.campaignId} = ${given("campaignId")} and ${message.direction} = 'in'`;
const isFirst = sql`not exists (${saidBefore})`;
const isFirstStop = sql`(${given("kind")} = 'stop' and not exists (${saidBefore} and ${message.kind} = 'stop'))`;

/**
 * Counts the person of an inbound message among those of its campaign who wrote back, and among those who said stop, once
 * each: also a stop that a later start overtook. Goes ahead of the message in its transaction, for it looks at what was
 * stored until then. Reads the thread, by `message_thread`; writes the campaign's row where there is something to count.
 */
export const countReply = preparedStatement<{ campaignId: string; conversationId: string; kind: string }>(({ db }) =>
  db
    .update(campaign)
    .set({
      responded: sql`${campaign.responded} + ${isFirst}`,
      optedOut: sql`${campaign.optedOut} + ${isFirstStop}`,
    })
    .where(and(eq(campaign.id, given("campaignId")), or(isFirst, isFirstStop))),
);

/** An inbound message with the sender it was written to. */
export interface InboundShown extends MessageRow {
  readonly senderId: string;
  readonly body: string;
  readonly kind: NonNullable<MessageRow["kind"]>;
}

const inboundShown = ({ message: row, senderId }: { message: MessageRow; senderId: string }): InboundShown => ({
  ...row,
  senderId,
  body: row.body ?? "",
  kind: row.kind ?? "none",
});

const inbound = ({ db }: Catalogue) =>
  db
    .select({ message, senderId: conversation.senderId })
    .from(conversation)
    .innerJoin(message, eq(message.conversationId, conversation.id));

const inboundAfter = prepared((catalogue: Catalogue) =>
  inbound(catalogue)
    .where(and(eq(conversation.address, given("address")), eq(message.direction, "in"), gt(message.at, given("after"))))
    .orderBy(asc(message.at))
    .limit(sql.placeholder("limit"))
    .prepare(),
);

/** What this address wrote to any sender of ours after an instant, the first first. By address, then `message_thread`. */
export async function readInboundAfter(
  catalogue: Catalogue,
  asked: { address: string; after: number; limit: number },
): Promise<InboundShown[]> {
  const rows = await inboundAfter(catalogue).all(asked);
  return rows.map(inboundShown);
}

const inboundLatest = prepared((catalogue: Catalogue) =>
  inbound(catalogue)
    .where(and(eq(conversation.address, given("address")), eq(message.direction, "in")))
    .orderBy(desc(message.at))
    .limit(sql.placeholder("limit"))
    .prepare(),
);

/** What this address wrote to us, the latest first. */
export async function readInbound(catalogue: Catalogue, address: string, limit: number): Promise<InboundShown[]> {
  const rows = await inboundLatest(catalogue).all({ address, limit });
  return rows.map(inboundShown);
}

/** A message with its campaign's name. */
export type MessageShown = MessageRow & { readonly campaignName: string | null };

/** A thread's latest messages, the oldest of them first, and how many older ones there are. By `message_thread`. */
export async function readThread(
  { db }: Catalogue,
  { conversationId, limit }: { conversationId: string; limit: number },
): Promise<{ messages: MessageShown[]; earlier: number }> {
  const rows = await db
    .select({ message, campaignName: campaign.name })
    .from(message)
    .leftJoin(campaign, eq(campaign.id, message.campaignId))
    .where(eq(message.conversationId, conversationId))
    .orderBy(desc(message.at), desc(message.id))
    .limit(limit);
  const messages = rows.map(({ message: row, campaignName }) => ({ ...row, campaignName })).reverse();
  if (messages.length < limit) return { messages, earlier: 0 };
  const [all] = await db.select({ count: count() }).from(message).where(eq(message.conversationId, conversationId));
  return { messages, earlier: (all?.count ?? limit) - limit };
}

const latest = prepared(({ db }: Catalogue) =>
  db
    .select()
    .from(message)
    .where(eq(message.conversationId, given("conversationId")))
    .orderBy(desc(message.at), desc(message.id))
    .limit(sql.placeholder("limit"))
    .prepare(),
);

/** A thread's latest messages, the latest first. By `message_thread`. */
export const askLatest = question<{ conversationId: string; limit: number }, MessageRow>(latest);

const lastAutomatic = prepared(({ db }: Catalogue) =>
  db
    .select({ at: sql<number | null>`max(${message.at})` })
    .from(message)
    .where(
      and(
        eq(message.conversationId, given("conversationId")),
        eq(message.direction, "out"),
        eq(message.authorKind, "automatic"),
      ),
    )
    .prepare(),
);

/** When we last answered by ourselves in this conversation, or null. */
export const lastAutomaticAt = async (catalogue: Catalogue, conversationId: string): Promise<number | null> =>
  (await lastAutomatic(catalogue).get({ conversationId }))?.at ?? null;

const latestInbound = prepared(({ db }: Catalogue) =>
  db
    .select({ at: message.at, thread: message.thread })
    .from(message)
    .where(and(eq(message.conversationId, given("conversationId")), eq(message.direction, "in")))
    .orderBy(desc(message.at))
    .limit(1)
    .prepare(),
);

/** The customer's latest message: when it came, and of an email the message ids of its thread. By `message_thread`. */
export const findLatestInbound = async (
  catalogue: Catalogue,
  conversationId: string,
): Promise<Pick<MessageRow, "at" | "thread"> | undefined> => latestInbound(catalogue).get({ conversationId });

/** The text of what a campaign sent, told by its object: once. */
export const fillSent = ({ db }: Catalogue, { id, body }: { id: string; body: string }): Statement =>
  db
    .update(message)
    .set({ body })
    .where(and(eq(message.id, id), isNull(message.body)));

/** A message that had to wait longer than this is told of as of when it went. */
const waitedMsMax = 60_000;

/**
 * Takes a queued message to be handed over: of two who try, one gets it. One that had to wait stands in its thread where it
 * went, and is looked for from then on.
 */
export const claimMessage = ({ db }: Catalogue, { id, at }: { id: string; at: number }): Statement =>
  db
    .update(message)
    .set({
      status: "sending",
      claimedAt: at,
      at: sql`case when ${message.at} < ${at - waitedMsMax} then ${at} else ${message.at} end`,
    })
    .where(and(eq(message.id, id), eq(message.status, "queued")))
    .returning({ id: message.id });

/** How far along a message of ours is. What is told of it only ever moves it up, so any order ends alike. */
const rank: Readonly<Record<MessageStatus, number>> = {
  queued: 0,
  sending: 1,
  unknown: 2,
  accepted: 3,
  failed: 4,
  undelivered: 5,
  delivered: 6,
  read: 7,
};
const rankOf = sql.join([
  sql`case ${message.status}`,
  ...Object.entries(rank).map(([status, at]) => sql.raw(` when '${status}' then ${at}`)),
  sql` end`,
]);

/** What became of a message of ours. Late and repeated news changes nothing. Returns its id where it did. */
export const moveMessage = (
  { db }: Catalogue,
  {
    id,
    status,
    code,
    providerId,
  }: { id: string; status: MessageStatus; code: string | null; providerId: string | null },
): Statement =>
  db
    .update(message)
    .set({ status, code, providerId: sql`coalesce(${providerId}, ${message.providerId})` })
    .where(and(eq(message.id, id), sql`${rankOf} < ${rank[status]}`))
    .returning({ id: message.id });

/** Puts a message back that was not taken: it is handed over again at `at`. */
export const requeueMessage = ({ db }: Catalogue, { id, at }: { id: string; at: number }): Statement =>
  db
    .update(message)
    .set({ status: "queued", claimedAt: at })
    .where(and(eq(message.id, id), eq(message.status, "sending")));

/** Looks at a message of unknown outcome again at `at`; `code` keeps why it is unknown. */
export const lookAgain = (
  { db }: Catalogue,
  { id, at, code }: { id: string; at: number; code: string | null },
): Statement =>
  db
    .update(message)
    .set({ status: "unknown", claimedAt: at, code })
    .where(and(eq(message.id, id), inArray(message.status, ["sending", "unknown"])));

/** The words of `message_pending`: SQLite serves by a partial index what names its condition, not what is given when it runs. */
const isPending = sql`${message.status} in ('queued', 'sending', 'unknown')`;

const pending = prepared(({ db }: Catalogue) =>
  db
    .select()
    .from(message)
    .where(
      and(
        isPending,
        lte(
          message.claimedAt,
          sql`case ${message.status} when 'sending' then ${given("staleBy")} else ${given("by")} end`,
        ),
      ),
    )
    .orderBy(asc(message.claimedAt))
    .limit(sql.placeholder("limit"))
    .prepare(),
);

/** Messages of ours that are to be handed over, were begun and never settled, or are to be asked about. By `message_pending`. */
export const readPending = async (
  catalogue: Catalogue,
  asked: { by: number; staleBy: number; limit: number },
): Promise<MessageRow[]> => pending(catalogue).all(asked);

/** Provider's ids this thread's messages have to their name, and how many others of it are unknown with the same text. */
export async function readClaims(
  { db }: Catalogue,
  { conversationId, id, body }: { conversationId: string; id: string; body: string },
): Promise<{ providerIds: string[]; rivals: number }> {
  const rows = await db
    .select({ providerId: message.providerId, status: message.status, body: message.body })
    .from(message)
    .where(and(eq(message.conversationId, conversationId), eq(message.direction, "out"), ne(message.id, id)));
  return {
    providerIds: rows.flatMap(({ providerId }) => (providerId === null ? [] : [providerId])),
    rivals: rows.filter((row) => row.status === "unknown" && row.body === body).length,
  };
}

/** What somebody is writing, for colleagues to see. */
export const putDraft = preparedStatement<DraftRow>(({ db }) =>
  db
    .insert(draft)
    .values(givenRow(draft))
    .onConflictDoUpdate({
      target: [draft.conversationId, draft.userId],
      set: givenColumns(draft, "body", "author", "at"),
    }),
);

export const deleteDraftOf = (
  { db }: Catalogue,
  { conversationId, userId }: { conversationId: string; userId: string },
): Statement => db.delete(draft).where(and(eq(draft.conversationId, conversationId), eq(draft.userId, userId)));

export const readDrafts = async ({ db }: Catalogue, conversationId: string): Promise<DraftRow[]> =>
  db.select().from(draft).where(eq(draft.conversationId, conversationId)).orderBy(asc(draft.at));

/** Drafts nobody wrote on for so long are forgotten. */
export const forgetDrafts = preparedStatement<{ before: number }>(({ db }) =>
  db.delete(draft).where(lt(draft.at, given("before"))),
);

const replied = prepared(({ db }: Catalogue) =>
  db
    .select({ address: conversation.address })
    .from(conversation)
    .where(
      and(
        sql`${conversation.address} in (select value from json_each(${given("addresses")}))`,
        sql`exists (select 1 from ${message} said where said.conversation_id = ${conversation.id}
          and said.direction = 'in' and said.is_automatic = 0 and said.campaign_id = ${given("campaignId")})`,
      ),
    )
    .prepare(),
);

/** Who of these wrote back to a campaign themselves: a notice that they are away is no answer. */
export async function readReplied(
  catalogue: Catalogue,
  { addresses, campaignId }: { addresses: readonly string[]; campaignId: string },
): Promise<string[]> {
  const rows = await replied(catalogue).all({ addresses: JSON.stringify(addresses), campaignId });
  return rows.map(({ address }) => address);
}
