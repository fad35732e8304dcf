import type { InboundMessage } from "@headsup/channels";
import { type ArrivalFacts, type Arrived, arrive } from "@headsup/core/conversation/arrive";
import { isMachine } from "@headsup/core/conversation/machine";
import { reasonOf } from "@headsup/core/reason";
import { isWithinLookBack } from "@headsup/core/reply/attribution";
import { classifyReply, isReaction, type ReplyMeaning } from "@headsup/core/reply/optout";
import {
  type ConversationRow,
  countReply,
  findConversationWith,
  findCustomerAt,
  findLastContact,
  findLiftable,
  findMessage,
  findSenderByAddress,
  insertConversation,
  insertCustomer,
  insertMessage,
  insertSent,
  insertSuppression,
  liftSuppressions,
  readInboundAfter,
  readStandings,
  type SenderRow,
  type Statement,
} from "@headsup/storage/catalog";
import type { JournalEntry } from "@headsup/storage/journal";
import { againstOthers } from "./conversations/again.ts";
import { automaticReplies } from "./conversations/automatic.ts";
import { entry as entryOf, eventsOf } from "./conversations/entries.ts";
import { type Routing, readRouting } from "./conversations/routing.ts";
import { columnsOf, lastOf, saved, stateOf } from "./conversations/state.ts";
import type { Services } from "./services.ts";

/** Messages looked through for a later word. */
const laterMax = 100;
/** Our times and the provider's are compared, and its are in whole seconds: a START this close after a STOP does not undo it. */
const doubtMs = 5_000;

/** What an inbound message came to. */
export interface Received {
  /** What to answer them at once, or null for nothing. */
  readonly answer: string | null;
  /** Their conversation, where there is something left to do that nobody waits for. */
  readonly conversationId: string | null;
}

const nothing: Received = { answer: null, conversationId: null };

/**
 * Somebody wrote to us. Stored before it is acknowledged: in the catalogue, or, should that not answer, in the journal,
 * which engines ask too. Delivered again, it changes nothing.
 */
export async function receiveInbound(services: Services, message: InboundMessage): Promise<Received> {
  const entry: JournalEntry = {
    providerId: message.providerId,
    address: message.from,
    to: message.to,
    body: message.body,
    at: message.sentAt ?? services.now(),
    isAnswered: message.isAnswered,
  };
  try {
    return await storeInbound(services, entry);
  } catch (error) {
    services.log("warn", "inbound.journalled", { providerId: entry.providerId, error: reasonOf(error) });
    // Acknowledged without an answer: none is owed later.
    await services.journal.append({ ...entry, isAnswered: true });
    return nothing;
  }
}

/**
 * Stores an inbound message, what it asks of us, and where its conversation goes, in one transaction. Messages may come
 * late and out of order, from the journal or the provider's list: what a person said last counts, so a word that was
 * overtaken asks nothing any more.
 */
export const storeInbound = (services: Services, entry: JournalEntry): Promise<Received> =>
  againstOthers(() => storeOnce(services, entry));

async function storeOnce(services: Services, entry: JournalEntry): Promise<Received> {
  const { catalogue, log } = services;
  const [known, sender, routing] = await Promise.all([
    findMessage(catalogue, entry.providerId),
    findSenderByAddress(catalogue, { channel: "sms", address: entry.to }),
    readRouting(services),
  ]);
  if (known !== undefined) return nothing;
  const seen = await look(services, entry, sender);
  const meaning = classifyReply(entry.body);
  const word = await heed(services, entry, { meaning, sender });
  const { address, body } = entry;
  const before = seen.before === undefined ? null : stateOf(seen.before);
  const arrived = arrive(
    // Who comes back may be written to: whatever a person was to read of that is settled.
    before !== null && word.kind === "start" && !word.isOvertaken ? { ...before, flag: null } : before,
    { at: entry.at, text: body, meaning: { ...meaning, kind: word.kind }, isUnattended: isUnattended(body) },
    arrivalFacts(services, { address, sender, routing, seen }),
  );
  const conversationId = seen.before?.id ?? services.newId("conversation");
  // Two of one instant are told in the order they were stored in.
  const at = entry.at === seen.before?.lastAt ? entry.at + 1 : entry.at;
  const automatic = await automaticReplies(services, {
    conversationId,
    // Theirs may be of days ago; ours goes now, and the next one's span counts from now.
    at: Math.max(services.now(), at + 1 + arrived.told.length),
    replies: arrived.replies,
    customer: seen,
  });
  const campaignId = seen.answers?.campaign.id ?? null;
  const isPublicAnswer = word.answer === null ? [] : [`answered by itself: “${word.answer}”`];
  await catalogue.together([
    ...conversationStatements(services, entry, { conversationId, at, arrived, seen, sender }),
    ...(campaignId === null ? [] : [countReply(catalogue, { campaignId, conversationId, kind: word.kind })]),
    ...sentStatement(services, { conversationId, at, seen }),
    insertMessage(
      catalogue,
      entryOf({
        id: entry.providerId,
        conversationId,
        at,
        direction: "in",
        authorKind: "customer",
        author: entry.address,
        body: entry.body,
        campaignId,
        kind: word.kind,
        certainty: meaning.certainty,
      }),
    ),
    ...word.statements,
    ...(arrived.suppresses ? [suppressed(services, entry, sender)] : []),
    ...eventsOf(services, { conversationId, at, told: [...arrived.told, ...automatic.told, ...isPublicAnswer] }),
    ...automatic.statements,
  ]);
  log("info", "inbound.stored", {
    providerId: entry.providerId,
    kind: word.kind,
    certainty: meaning.certainty,
    isOvertaken: word.isOvertaken,
    campaignId,
    conversationId,
  });
  // An answer of ours to hand over, or the text of what they answer, new to the thread, to be asked for.
  const isLeft = automatic.statements.length > 0 || (campaignId !== null && campaignId !== seen.before?.campaignId);
  return { answer: word.answer, conversationId: isLeft ? conversationId : null };
}

/** Sent by a machine, or a phone's way of telling a reaction. */
export const isUnattended = (body: string): boolean => isReaction(body) || isMachine(body);

/** What is known of who writes: their thread, their profile, what they answer, whether they opted out. */
export interface Seen {
  readonly before: ConversationRow | undefined;
  readonly customerId: string | undefined;
  /** The message of ours it answers. */
  readonly answers: Awaited<ReturnType<typeof findLastContact>>;
  readonly isOptedOut: boolean;
}

/** What is known of who wrote at `at` (epoch ms), and of what they may answer. */
export async function look(
  { catalogue }: Services,
  { address, at }: Pick<JournalEntry, "address" | "at">,
  sender: SenderRow | undefined,
): Promise<Seen> {
  const key = { address, senderId: sender?.id ?? "" };
  const [before, customerId, contact, standings] = await Promise.all([
    findConversationWith(catalogue, key),
    findCustomerAt(catalogue, { channel: "sms", address }),
    sender === undefined ? undefined : findLastContact(catalogue, key),
    readStandings(catalogue, { addresses: [address], senderId: key.senderId, channel: "sms" }),
  ]);
  const isAnswer =
    contact !== undefined && isWithinLookBack({ at: contact.at, lookBackMs: contact.campaign.lookBackMs }, at);
  return {
    before,
    customerId,
    answers: isAnswer ? contact : undefined,
    isOptedOut: standings.some(({ suppressed: why }) => why !== null),
  };
}

/** What decisions about a message go by besides the message. */
export function arrivalFacts(
  services: Services,
  {
    address,
    sender,
    routing,
    seen: { before, answers, isOptedOut },
  }: { address: string; sender: SenderRow | undefined; routing: Routing; seen: Seen },
): ArrivalFacts {
  const holder = routing.agents.find(({ id }) => id === before?.agentId);
  return {
    ...routing,
    now: services.now(),
    channel: "sms",
    address,
    isOptedOut,
    sender: sender ?? null,
    campaign: answers === undefined ? null : { ...answers.campaign, routes: answers.campaign.lookBackRoutes },
    agentMayKeep: holder !== undefined && holder.status === "available" && holder.holding < holder.capacity,
  };
}

/** What a text asks of us from this person: "yes" lifts what a reply may lift, from anyone else it is an ordinary reply. */
export async function kindFrom(
  { catalogue }: Services,
  word: Parameters<typeof findLiftable>[1],
  { kind }: Pick<ReplyMeaning, "kind">,
): Promise<ReplyMeaning["kind"]> {
  return kind === "start" && (await findLiftable(catalogue, word)).length === 0 ? "none" : kind;
}

/** What a STOP, START or HELP asks of us: the statements that do it, and the answer we owe. */
async function heed(
  services: Services,
  entry: JournalEntry,
  { meaning, sender }: { meaning: ReplyMeaning; sender: SenderRow | undefined },
): Promise<{ kind: ReplyMeaning["kind"]; isOvertaken: boolean; statements: Statement[]; answer: string | null }> {
  const { catalogue } = services;
  const word = { address: entry.address, senderId: sender?.id ?? "", channel: "sms" as const, until: entry.at };
  const kind = await kindFrom(services, word, meaning);
  const isOvertaken =
    (kind === "stop" || kind === "start") && (await saidLater(services, entry, kind === "stop" ? doubtMs : 0));
  const statements: Statement[] = [];
  if (kind === "stop" && !isOvertaken) {
    const isGlobal = services.config.stopScope === "global" || sender === undefined;
    const reach = isGlobal
      ? { scope: "global" as const, scopeId: "" }
      : { scope: "sender" as const, scopeId: sender.id };
    statements.push(
      insertSuppression(catalogue, { address: entry.address, ...reach, reason: "reply", createdAt: entry.at }),
    );
  }
  if (kind === "start" && !isOvertaken) statements.push(liftSuppressions(catalogue, word));
  const answer = entry.isAnswered || isOvertaken ? null : answerTo({ ...meaning, kind }, sender);
  return { kind, isOvertaken, statements, answer };
}

/** A rule's own suppression: this sender's matter, and no reply lifts it. */
const suppressed = ({ catalogue }: Services, { address, at }: JournalEntry, sender: SenderRow | undefined): Statement =>
  insertSuppression(catalogue, {
    address,
    ...(sender === undefined ? { scope: "global", scopeId: "" } : { scope: "sender", scopeId: sender.id }),
    reason: "rule",
    createdAt: at,
  });

function conversationStatements(
  services: Services,
  entry: JournalEntry,
  {
    conversationId,
    at,
    arrived,
    seen: { before, customerId },
    sender,
  }: { conversationId: string; at: number; arrived: Arrived; seen: Seen; sender: SenderRow | undefined },
): Statement[] {
  const { catalogue, newId } = services;
  const said = { at, from: "customer" as const, text: entry.body };
  if (before !== undefined) return [saved(services, before, arrived.state, { said })];
  const id = customerId ?? newId("customer");
  const { address } = entry;
  return [
    ...(customerId === undefined ? insertCustomer(catalogue, { id, channel: "sms", address, createdAt: at }) : []),
    insertConversation(catalogue, {
      ...columnsOf(arrived.state),
      ...lastOf(said),
      id: conversationId,
      version: 1,
      saidVersion: 1,
      customerId: id,
      channel: "sms",
      address,
      senderId: sender?.id ?? "",
      fired: [],
      createdAt: at,
      changedAt: services.now(),
      closedAt: arrived.state.status === "closed" ? services.now() : null,
    }),
  ];
}

/** The campaign's message they answer, ahead of their answer. Its text is its object's and is asked for later. */
function sentStatement(
  { catalogue }: Services,
  { conversationId, at, seen: { answers } }: { conversationId: string; at: number; seen: Seen },
): Statement[] {
  if (answers === undefined) return [];
  return [
    insertSent(
      catalogue,
      entryOf({
        id: answers.recipientId,
        conversationId,
        at: Math.min(answers.at, at - 1),
        direction: "out",
        authorKind: "campaign",
        author: answers.campaign.name,
        campaignId: answers.campaign.id,
      }),
    ),
  ];
}

/** We answer only where the provider has not: nobody is told twice that they are out. */
function answerTo({ kind, providerAnswers }: ReplyMeaning, sender: SenderRow | undefined): string | null {
  if (providerAnswers) return null;
  switch (kind) {
    case "stop":
      return "You will get no more messages from this number. Reply START to come back.";
    case "start":
      return "You will get our service notices again. Reply STOP to opt out.";
    case "help":
      return sender?.helpText ?? `${sender?.name ?? "Service"} notices. Reply STOP to opt out.`;
    case "none":
      return null;
  }
}

/** Whether they said stop or start more than `byMs` after this, where that reaches as far. */
async function saidLater(
  { catalogue, config }: Services,
  { address, to, at }: JournalEntry,
  byMs: number,
): Promise<boolean> {
  const sender = await findSenderByAddress(catalogue, { channel: "sms", address: to });
  const later = await readInboundAfter(catalogue, { address, after: at + byMs, limit: laterMax });
  return later.some(({ senderId, body }) => {
    const { kind } = classifyReply(body);
    return (kind === "stop" || kind === "start") && (config.stopScope === "global" || senderId === (sender?.id ?? ""));
  });
}
