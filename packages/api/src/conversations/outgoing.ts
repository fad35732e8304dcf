import type { OutboundMessage } from "@headsup/channels";
import { plainly } from "@headsup/core/answer/rendered";
import { engineLimits } from "@headsup/core/campaign/limits";
import { type Outcome, type Receipt, settleLook } from "@headsup/core/campaign/settle";
import { barrierOn } from "@headsup/core/contact/standing";
import { reasonOf } from "@headsup/core/reason";
import {
  type Catalogue,
  type ConversationRow,
  claimMessage,
  findConversation,
  findLatestInbound,
  findMessage,
  findSender,
  lookAgain,
  type MessageRow,
  moveMessage,
  readClaims,
  readPending,
  requeueMessage,
  type SenderRow,
  type Statement,
} from "@headsup/storage/catalog";
import { directoryFor } from "../directory.ts";
import { lessonOf } from "../lesson.ts";
import type { Services } from "../services.ts";
import { answeringOf } from "./answerable.ts";
import type { OwnCode } from "./codes.ts";

/**
 * Messages of conversations on their way to the provider. A message is stored `queued` with the change that makes it; whoever
 * claims it hands it over, once. If that one dies, it is found begun and not settled, and is asked about at the provider:
 * never handed over again blindly. One that is provably absent has failed, and its writer may send it anew.
 */

/** A message begun this long ago, by the deployment's clock, was left by whoever began it. */
const staleMs = 2 * 60_000;
const pendingPerRunMax = 50;
/** How long the provider may keep trying: a late answer to a conversation is no use. */
const validityMs = 4 * 60 * 60_000;

/** Hands a queued message to the provider and stores what came of it. Somebody else may have been faster: then nothing. */
export async function dispatchMessage(services: Services, id: string): Promise<void> {
  const { catalogue, log, now } = services;
  const claimedAt = now();
  const [claimed] = await catalogue.together([claimMessage(catalogue, { id, at: claimedAt })]);
  if (claimed?.length !== 1) return;
  const ready = await prepare(services, id).catch(async (error: unknown) => {
    // It has not left: what could not be asked is asked again with the next minute.
    await catalogue.together([requeueMessage(catalogue, { id, at: claimedAt })]);
    throw error;
  });
  if (ready === undefined) return;
  const { message, conversation, way } = ready;
  if ("obstacle" in way) return settle(services, ready, { kind: "refused", code: way.obstacle, failure: "failed" });
  const outcome = await services.channels[conversation.channel]
    .send({
      ownerId: conversation.id,
      attemptId: id,
      from: way.from,
      to: conversation.address,
      content: way.content,
      purpose: message.authorKind === "automatic" ? "automatic_answer" : "answer",
      thread: way.thread,
      validityMs,
    })
    .catch((error: unknown): Outcome => {
      log("error", "channel.threw", { messageId: id, error: reasonOf(error) });
      return { kind: "unknown", reason: "channel error" };
    });
  await settle(services, ready, outcome);
}

interface Sent {
  readonly message: MessageRow;
  readonly conversation: ConversationRow;
}

interface Ready extends Sent {
  /** What goes from where, or the code of why it must not go. */
  readonly way: Pick<OutboundMessage, "from" | "content" | "thread"> | { readonly obstacle: OwnCode };
}

/** What a message needs to be handed over. */
async function prepare(services: Services, id: string): Promise<Ready | undefined> {
  const { catalogue } = services;
  const message = await findMessage(catalogue, id);
  const conversation = message && (await findConversation(catalogue, message.conversationId));
  if (message === undefined || conversation === undefined) return undefined;
  const sender = await findSender(catalogue, conversation.senderId);
  if (sender === undefined) return { message, conversation, way: { obstacle: "no_sender" } };
  // Asked as late as can be: they may have said stop a moment ago, also to a catalogue that was down.
  const [standing] = await directoryFor(services).standings({
    campaignId: conversation.id,
    addresses: [conversation.address],
    senders: [sender],
    heeds: { openConversations: false, contactsSince: null, replies: false },
  });
  const barrier = standing === undefined ? null : barrierOn(standing, conversation.channel);
  const isBarred = barrier !== null && "suppressed" in barrier && !isConfirmation(message);
  if (isBarred) return { message, conversation, way: { obstacle: "suppressed" } };
  return { message, conversation, way: await wayOf(services, { message, conversation, sender }) };
}

/** That they will hear no more, said once to who just asked for that. */
const isConfirmation = ({ authorKind, kind }: MessageRow): boolean => authorKind === "automatic" && kind === "stop";

/** What an answer goes out as on its conversation's channel. */
async function wayOf(
  services: Services,
  { message, conversation, sender }: Sent & { readonly sender: SenderRow },
): Promise<Ready["way"]> {
  const { channel, subject } = conversation;
  const { code } = await answeringOf(services, conversation);
  if (code !== null) return { obstacle: code };
  if (channel === "voice") return { obstacle: "no_text" };
  const about = subject === null || subject === "" ? `Your message to ${sender.name}` : `Re: ${subject}`;
  const thread =
    channel === "email" ? ((await findLatestInbound(services.catalogue, conversation.id))?.thread ?? []) : [];
  return { from: sender.address, content: plainly(channel, message.body ?? "", about), thread };
}

async function settle(services: Services, sent: Sent, outcome: Outcome): Promise<void> {
  const { catalogue, log, now } = services;
  log("info", "reply.settled", {
    messageId: sent.message.id,
    conversationId: sent.conversation.id,
    outcome: outcome.kind,
  });
  await catalogue.together(settledAs(catalogue, sent, outcome, now()));
}

function settledAs(catalogue: Catalogue, { message, conversation }: Sent, outcome: Outcome, at: number): Statement[] {
  const { id } = message;
  switch (outcome.kind) {
    case "accepted":
      return [moveMessage(catalogue, { id, status: "accepted", code: null, providerId: outcome.providerId })];
    case "refused": {
      const { code, failure } = outcome;
      return [
        moveMessage(catalogue, { id, status: "failed", code, providerId: null }),
        ...lessonOf(catalogue, conversation, { code, failure, at }),
      ];
    }
    case "rate_limited":
      return [requeueMessage(catalogue, { id, at: at + (outcome.retryAfterMs ?? engineLimits.retryAfterMsDefault) })];
    case "released":
      return [requeueMessage(catalogue, { id, at })];
    case "unknown":
      return [
        lookAgain(catalogue, {
          id,
          at: (message.claimedAt ?? at) + engineLimits.lookDelaysMs[0],
          code: outcome.reason,
        }),
      ];
  }
}

/**
 * A status the provider reported of a conversation's message. Stored when this returns.
 *
 * @returns whether there is such a message
 */
export async function receiveReceipt(
  services: Services,
  { conversationId, messageId }: { conversationId: string; messageId: string },
  receipt: Omit<Receipt, "attempt">,
): Promise<boolean> {
  const { catalogue, now } = services;
  const message = await findMessage(catalogue, messageId);
  if (message === undefined || message.conversationId !== conversationId) return false;
  const conversation = await findConversation(catalogue, conversationId);
  if (conversation === undefined) return false;
  const { providerId, code, failure } = receipt;
  const status = receipt.status === "sent" ? "accepted" : receipt.status;
  await catalogue.together([
    moveMessage(catalogue, { id: messageId, status, code, providerId }),
    ...lessonOf(catalogue, conversation, { code, failure, at: now() }),
  ]);
  return true;
}

/** Hands over what waits to be, and finds out what became of what was begun. One that fails keeps no other. */
export async function sweepMessages(services: Services): Promise<number> {
  const { catalogue, log, now } = services;
  const at = now();
  const pending = await readPending(catalogue, { by: at, staleBy: at - staleMs, limit: pendingPerRunMax });
  for (const message of pending) {
    try {
      if (message.status === "queued") await dispatchMessage(services, message.id);
      else await lookUp(services, message);
    } catch (error) {
      log("error", "reply.stuck", { messageId: message.id, error: reasonOf(error) });
    }
  }
  return pending.length;
}

/** Looks a message of unknown outcome up in the provider's list. */
async function lookUp(services: Services, message: MessageRow): Promise<void> {
  const { catalogue, now } = services;
  const { id, body, at, status } = message;
  const code = status === "sending" ? ("crash" satisfies OwnCode) : message.code;
  const conversation = await findConversation(catalogue, message.conversationId);
  const sender = conversation && (await findSender(catalogue, conversation.senderId));
  if (conversation === undefined || sender === undefined) return;
  if (status === "sending") {
    // Left by whoever began it: it may or may not have gone.
    await catalogue.together([lookAgain(catalogue, { id, at: now(), code })]);
  }
  const listed = await services.channels[conversation.channel].find({
    from: sender.address,
    to: conversation.address,
    since: at,
  });
  if (!listed.ok || listed.value === null) {
    // Where there is no list, only a receipt can tell; after a day none is to be expected.
    const isOver = listed.ok && now() - at >= engineLimits.unknownMsMax;
    await catalogue.together([
      isOver
        ? moveMessage(catalogue, { id, status: "accepted", code: "unconfirmed" satisfies OwnCode, providerId: null })
        : lookAgain(catalogue, { id, at: now() + engineLimits.lookRetryMs, code }),
    ]);
    return;
  }
  const claims = await readClaims(catalogue, { conversationId: conversation.id, id, body: body ?? "" });
  const looked = settleLook(
    { body: body ?? "", claimedAt: at },
    listed.value.filter(({ providerId }) => !claims.providerIds.includes(providerId)),
    { look: now() - at >= engineLimits.lookDelaysMs[1] ? 2 : 1, rivals: claims.rivals },
  );
  await catalogue.together([foundAs(catalogue, id, looked, code)]);
}

function foundAs(
  catalogue: Catalogue,
  id: string,
  looked: ReturnType<typeof settleLook>,
  code: string | null,
): Statement {
  switch (looked.type) {
    case "found":
      return moveMessage(catalogue, { id, status: "accepted", code: null, providerId: looked.providerId });
    case "look_again":
      return lookAgain(catalogue, { id, at: looked.dueAt, code });
    case "absent":
      return moveMessage(catalogue, { id, status: "failed", code: "absent" satisfies OwnCode, providerId: null });
    case "ambiguous":
      return moveMessage(catalogue, { id, status: "accepted", code: "ambiguous" satisfies OwnCode, providerId: null });
  }
}
