import type { InboundMessage } from "@headsup/channels";
import { type Arrived, arrive } from "@headsup/core/conversation/arrive";
import { reasonOf } from "@headsup/core/reason";
import { bareSubject, meaningOfSaid } from "@headsup/core/reply/said";
import {
  askMessage,
  askSenderByAddress,
  countReply,
  insertAddressOf,
  insertConversation,
  insertCustomer,
  insertMessage,
  insertSent,
  type MessageRow,
  type Statement,
} from "@headsup/storage/catalog";
import type { JournalEntry } from "@headsup/storage/journal";
import { againstOthers } from "./conversations/again.ts";
import { type Automatic, automaticReplies } from "./conversations/automatic.ts";
import { barredByRule } from "./conversations/barred.ts";
import { entryOf, eventsOf } from "./conversations/entries.ts";
import { arrivalFacts, isUnattended, look, type Seen } from "./conversations/facts.ts";
import { type Heeded, heed } from "./conversations/heed.ts";
import { answersByMail, mailedAnswer } from "./conversations/mailed.ts";
import { askRouting, routingOf } from "./conversations/routing.ts";
import { columnsOf, lastOf, saved, stateOf } from "./conversations/state.ts";
import type { Services } from "./services.ts";
import { senderNamed } from "./writtenTo.ts";

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
export async function receiveInbound(
  services: Services,
  { from: address, sentAt, ...told }: InboundMessage,
): Promise<Received> {
  const entry: JournalEntry = { ...told, address, at: sentAt ?? services.now() };
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
  const [known, own, ...told] = await catalogue.ask(
    askMessage(catalogue, entry.providerId),
    askSenderByAddress(catalogue, { channel: entry.channel, address: entry.to }),
    ...askRouting(catalogue),
  );
  if (known !== undefined) return nothing;
  const routing = routingOf(told);
  const sender = own ?? (await senderNamed(services, entry));
  const seen = await look(services, entry, sender);
  const meaning = meaningOfSaid(entry);
  const word = await heed(services, entry, { meaning, sender });
  const { body, subject } = entry;
  const before = seen.before === undefined ? null : stateOf(seen.before);
  const arrived = arrive(
    // Who comes back may be written to: whatever a person was to read of that is settled.
    before !== null && word.kind === "start" && !word.isOvertaken ? { ...before, flag: null } : before,
    {
      at: entry.at,
      text: body,
      subject,
      meaning: { ...meaning, kind: word.kind },
      isUnattended: isUnattended(entry),
      inbox: entry.inbox,
    },
    arrivalFacts(services, { entry, sender, routing, seen }),
  );
  const conversationId = seen.before?.id ?? services.newId("conversation");
  // Two of one instant are told in the order they were stored in.
  const at = entry.at === seen.before?.lastAt ? entry.at + 1 : entry.at;
  // Theirs may be of days ago; ours goes now, and the next one's span counts from now.
  const oursAt = Math.max(services.now(), at + 1 + arrived.told.length);
  const automatic = await automaticReplies(services, {
    conversationId,
    channel: entry.channel,
    at: oursAt,
    replies: arrived.replies,
    customerId: seen.customerId,
  });
  const mailed = await mailedAnswer(services, {
    conversationId,
    at: oursAt,
    channel: entry.channel,
    word,
    isOptedOut: seen.isOptedOut,
  });
  const campaignId = seen.answers?.campaign.id ?? null;
  const { certainty } = meaning;
  const senderId = sender?.id ?? "";
  const decided: Decided = {
    conversationId,
    at,
    senderId,
    campaignId,
    certainty,
    seen,
    word,
    arrived,
    automatic,
    mailed,
  };
  await catalogue.together(statementsOf(services, entry, decided));
  log("info", "inbound.stored", {
    providerId: entry.providerId,
    kind: word.kind,
    certainty,
    isOvertaken: word.isOvertaken,
    campaignId,
    conversationId,
  });
  // An answer of ours to hand over, or the text of what they answer, new to the thread, to be asked for.
  const isLeft =
    automatic.statements.length + mailed.length > 0 || (campaignId !== null && campaignId !== seen.before?.campaignId);
  return { answer: answersByMail(entry.channel) ? null : word.answer, conversationId: isLeft ? conversationId : null };
}

/** What was decided about a message, and what it was decided from. */
interface Decided {
  readonly conversationId: string;
  /** Where it stands in its thread, epoch ms. */
  readonly at: number;
  /** Empty: it was written to no sender of ours. */
  readonly senderId: string;
  /** The campaign it answers. */
  readonly campaignId: string | null;
  readonly certainty: MessageRow["certainty"];
  readonly seen: Seen;
  readonly word: Heeded;
  readonly arrived: Arrived;
  readonly automatic: Automatic;
  /** What we owe to a word, on a channel that answers by a message of its own. */
  readonly mailed: readonly Statement[];
}

/** All that stores it. The conversation goes first: it fails where somebody was faster. */
function statementsOf(services: Services, entry: JournalEntry, decided: Decided): Statement[] {
  const { catalogue } = services;
  const { address, body, subject, quoted, media, thread, isAutomatic } = entry;
  const { conversationId, at, senderId, campaignId, certainty, word, arrived, automatic, mailed } = decided;
  const said = insertMessage(
    catalogue,
    entryOf({
      id: entry.providerId,
      conversationId,
      at,
      direction: "in",
      authorKind: "customer",
      author: address,
      body,
      campaignId,
      kind: word.kind,
      certainty,
      subject,
      quoted,
      media,
      thread: thread.length === 0 ? null : thread,
      isAutomatic,
    }),
  );
  const toldOfWord =
    word.answer === null || answersByMail(entry.channel) ? [] : [`answered by itself: “${word.answer}”`];
  return [
    ...conversationStatements(services, entry, decided),
    ...(campaignId === null ? [] : [countReply(catalogue, { campaignId, conversationId, kind: word.kind })]),
    ...sentStatement(services, decided),
    said,
    ...word.statements,
    ...(arrived.suppresses ? [barredByRule(services, { address, senderId }, entry.at)] : []),
    ...eventsOf(services, { conversationId, at, told: [...arrived.told, ...automatic.told, ...toldOfWord] }),
    ...automatic.statements,
    ...mailed,
  ];
}

function conversationStatements(
  services: Services,
  { channel, address, body, subject }: JournalEntry,
  { conversationId, at, senderId, arrived, seen: { before, customerId } }: Decided,
): Statement[] {
  const { catalogue, newId } = services;
  const about = subject === null ? null : bareSubject(subject);
  const said = { at, from: "customer" as const, text: body === "" ? (about ?? "") : body, subject: about };
  if (before !== undefined) return [saved(services, before, arrived.state, { said })];
  const id = customerId ?? newId("customer");
  return [
    ...(customerId === undefined
      ? insertCustomer(catalogue, { id, channel, address, createdAt: at })
      : [insertAddressOf(catalogue, { id, channel, address })]),
    insertConversation(catalogue, {
      ...columnsOf(arrived.state),
      ...lastOf(said),
      id: conversationId,
      version: 1,
      saidVersion: 1,
      customerId: id,
      channel,
      address,
      senderId,
      subject: about,
      fired: [],
      createdAt: at,
      changedAt: services.now(),
      closedAt: arrived.state.status === "closed" ? services.now() : null,
    }),
  ];
}

/** The campaign's message they answer, ahead of their answer. Its text is its object's and is asked for later. */
function sentStatement({ catalogue }: Services, { conversationId, at, seen: { answers } }: Decided): Statement[] {
  if (answers == null || answers.sent === null) return [];
  const { campaign, sent } = answers;
  return [
    insertSent(
      catalogue,
      entryOf({
        id: sent.recipientId,
        conversationId,
        at: Math.min(sent.at, at - 1),
        direction: "out",
        authorKind: "campaign",
        author: campaign.name,
        campaignId: campaign.id,
      }),
    ),
  ];
}
