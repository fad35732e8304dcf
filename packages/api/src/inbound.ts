import type { InboundMessage } from "@headsup/channels";
import { reasonOf } from "@headsup/core/reason";
import { classifyReply, type ReplyMeaning } from "@headsup/core/reply/optout";
import {
  countReply,
  findInbound,
  findLastContact,
  findLiftable,
  findSenderByAddress,
  type InboundRow,
  insertInbound,
  insertSuppression,
  liftSuppressions,
  readInboundAfter,
  type SenderRow,
  type Statement,
} from "@headsup/storage/catalog";
import type { JournalEntry } from "@headsup/storage/journal";
import type { Services } from "./services.ts";

/** Messages looked through for a later word. */
const laterMax = 100;
/** Our times and the provider's are compared, and its are in whole seconds: a START this close after a STOP does not undo it. */
const doubtMs = 5_000;

/**
 * Somebody wrote to us. Stored before it is acknowledged: in the catalogue, or, should that not answer, in the journal,
 * which engines ask too. Delivered again, it changes nothing.
 *
 * @returns what to answer them, or null for nothing
 */
export async function receiveInbound(services: Services, message: InboundMessage): Promise<string | null> {
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
    await services.journal.append(entry);
    return null;
  }
}

/**
 * Stores an inbound message and what it asks of us, in one transaction. Messages may come late and out of order, from
 * the journal or the provider's list: what a person said last counts, so one that was overtaken asks nothing any more.
 */
export async function storeInbound(services: Services, entry: JournalEntry): Promise<string | null> {
  const { catalogue, config, log } = services;
  const meaning = classifyReply(entry.body);
  const sender = await findSenderByAddress(catalogue, { channel: "sms", address: entry.to });
  const isKnown = (await findInbound(catalogue, entry.providerId)) !== undefined;
  if (isKnown) return null;
  const contact = sender && (await findLastContact(catalogue, { address: entry.address, senderId: sender.id }));
  const word = { address: entry.address, senderId: sender?.id ?? "", channel: "sms" as const, until: entry.at };
  const isStart = meaning.kind === "start" && (await findLiftable(catalogue, word)).length > 0;
  const kind = meaning.kind === "start" && !isStart ? "none" : meaning.kind; // "yes" from anyone else is an ordinary reply
  const isOvertaken =
    (kind === "stop" || kind === "start") && (await saidLater(services, entry, kind === "stop" ? doubtMs : 0));
  const row: InboundRow = {
    providerId: entry.providerId,
    at: entry.at,
    senderId: sender?.id ?? "",
    senderAddress: entry.to,
    address: entry.address,
    body: entry.body,
    kind,
    certainty: meaning.certainty,
    campaignId: contact?.campaignId ?? null,
  };
  const statements: Statement[] = [
    ...(row.campaignId === null ? [] : [countReply(catalogue, row)]),
    insertInbound(catalogue, row),
  ];
  if (kind === "stop" && !isOvertaken) {
    const isGlobal = config.stopScope === "global" || sender === undefined;
    const reach = isGlobal
      ? { scope: "global" as const, scopeId: "" }
      : { scope: "sender" as const, scopeId: sender.id };
    statements.push(
      insertSuppression(catalogue, { address: entry.address, ...reach, reason: "reply", createdAt: entry.at }),
    );
  }
  if (kind === "start" && !isOvertaken) statements.push(liftSuppressions(catalogue, word));
  await catalogue.together(statements);
  log("info", "inbound.stored", {
    providerId: entry.providerId,
    kind,
    certainty: meaning.certainty,
    isOvertaken,
    campaignId: contact?.campaignId ?? null,
  });
  return entry.isAnswered || isOvertaken ? null : answerTo({ ...meaning, kind }, sender);
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
  const later = await readInboundAfter(catalogue, { address, after: at + byMs, limit: laterMax });
  return later.some(({ senderAddress, body }) => {
    const { kind } = classifyReply(body);
    return (kind === "stop" || kind === "start") && (config.stopScope === "global" || senderAddress === to);
  });
}
