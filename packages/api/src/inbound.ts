import type { InboundMessage } from "@headsup/channels";
import { classifyReply, type ReplyMeaning } from "@headsup/core/reply/optout";
import {
  findInbound,
  findLastContact,
  findSenderByAddress,
  insertInbound,
  insertSuppression,
  liftSuppressions,
  readStandings,
  type SenderRow,
  type Statement,
} from "@headsup/storage/catalog";
import type { JournalEntry } from "@headsup/storage/journal";
import type { Services } from "./services.ts";

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
    services.log("warn", "inbound.journalled", { providerId: entry.providerId, error: String(error) });
    await services.journal.append(entry);
    return null;
  }
}

/** Stores an inbound message and what it asks of us, in one transaction. */
export async function storeInbound(services: Services, entry: JournalEntry): Promise<string | null> {
  const { catalogue, config, log } = services;
  const meaning = classifyReply(entry.body);
  const sender = await findSenderByAddress(catalogue, { channel: "sms", address: entry.to });
  const isKnown = (await findInbound(catalogue, entry.providerId)) !== undefined;
  if (isKnown) return null;
  const contact = sender && (await findLastContact(catalogue, { address: entry.address, senderId: sender.id }));
  const wasSuppressed = meaning.kind === "start" && (await isSuppressed(services, entry.address, sender));
  const kind = meaning.kind === "start" && !wasSuppressed ? "none" : meaning.kind; // "yes" from anyone else is an ordinary reply
  const statements: Statement[] = [
    insertInbound(catalogue, {
      providerId: entry.providerId,
      at: entry.at,
      senderId: sender?.id ?? "",
      senderAddress: entry.to,
      address: entry.address,
      body: entry.body,
      kind,
      certainty: meaning.certainty,
      campaignId: contact?.campaignId ?? null,
    }),
  ];
  if (kind === "stop") {
    const isGlobal = config.stopScope === "global" || sender === undefined;
    const scope = isGlobal
      ? { scope: "global" as const, scopeId: "" }
      : { scope: "sender" as const, scopeId: sender.id };
    statements.push(
      insertSuppression(catalogue, { address: entry.address, ...scope, reason: "reply", createdAt: entry.at }),
    );
  }
  if (kind === "start") {
    statements.push(
      liftSuppressions(catalogue, { address: entry.address, senderId: sender?.id ?? "", channel: "sms" }),
    );
  }
  await catalogue.together(statements);
  log("info", "inbound.stored", {
    providerId: entry.providerId,
    kind,
    certainty: meaning.certainty,
    campaignId: contact?.campaignId ?? null,
  });
  return entry.isAnswered ? null : answerTo({ ...meaning, kind }, sender);
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

async function isSuppressed({ catalogue }: Services, address: string, sender: SenderRow | undefined): Promise<boolean> {
  const standings = await readStandings(catalogue, {
    addresses: [address],
    senderId: sender?.id ?? "",
    channel: "sms",
  });
  return standings.some((standing) => standing.suppressed !== null);
}
