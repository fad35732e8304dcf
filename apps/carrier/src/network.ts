/**
 * The network and the people on it.
 *
 * A message of ours is `queued` when accepted (`accepted` while a messaging service has yet to pick its number), waits
 * its turn in the sender's queue, and leaves it as `sending`; then its person's behaviour decides: `sent`, and one of
 * `delivered`, `undelivered`, `failed`, or nothing more; and what they text back, some of it only while we do not write
 * again. A message whose turn comes after its validity period is `failed` with 30036 when the period ends, and takes no
 * turn.
 *
 * Things happen at the clock time they were due, even when the process gets to them later: a restart or a clock that
 * runs fast moves no message out of its validity.
 */
import { channelOf, numberOf } from "./addresses.ts";
import type { CallEvent } from "./calls/moments.ts";
import type { CreateRequest } from "./createRequest.ts";
import { tryFaults } from "./faults.ts";
import { type Keyword, keywordAnswers, keywordOf } from "./keywords.ts";
import { limits } from "./limits.ts";
import type { MailEvent } from "./mail/exchange.ts";
import { behaviourOf, type PersonEvent, reactionTo } from "./people.ts";
import { randomFor } from "./random.ts";
import { segmentsOf } from "./segments.ts";
import { announceStatus, changeStatus, postAbout } from "./statusChange.ts";
import { type DueEvent, scheduleEvent } from "./store/agenda.ts";
import { appendLog } from "./store/log.ts";
import {
  countEarlierMessages,
  findMessage,
  insertMessage,
  listExchange,
  type MediaFile,
  type Message,
} from "./store/messages.ts";
import { addBlock, addOptOut, isOptedOut, queueFreeAt, removeOptOut, setQueueFreeAt } from "./store/senders.ts";
import { hear, isAnswer } from "./talk.ts";
import { type Button, inboundParams } from "./webhookParams.ts";
import { obstacleTo } from "./whatsapp.ts";
import type { World } from "./world.ts";

/** Whether the sender's queue reaches further than Twilio would let it. */
export const isQueueFull = (world: World, { from, at }: { readonly from: string; readonly at: number }): boolean =>
  queueFreeAt(world.db, from) > at + limits.queueMaxMs;

/** Takes a checked message in at clock time `at` and plans its way out of the queue. */
export function acceptMessage(world: World, request: CreateRequest, at: number): Message {
  const viaService = request.serviceSid !== null;
  const message = insertMessage(world.db, {
    ...request,
    sid: world.newSid(request.media.length > 0 ? "MM" : "SM"),
    direction: "outbound-api",
    status: viaService ? "accepted" : "queued",
    errorCode: null,
    segments: unitsOf(request),
    createdAt: at,
    sentAt: null,
  });
  announceStatus(world, message);

  const leavesAt = Math.max(at, queueFreeAt(world.db, request.from));
  const expiresAt = at + request.validityPeriodS * 1_000;
  if (leavesAt > expiresAt) {
    const event: DueEvent = { kind: "status", sid: message.sid, status: "failed", errorCode: 30036 };
    scheduleEvent(world.db, { at: expiresAt, event });
    return message;
  }
  const { sendRatePerSecond } = world.settings();
  if (sendRatePerSecond > 0) {
    const occupiedMs = Math.ceil((message.segments * 1_000) / sendRatePerSecond);
    setQueueFreeAt(world.db, { sender: request.from, freeAt: leavesAt + occupiedMs });
  }
  scheduleEvent(world.db, { at: leavesAt, event: { kind: "leave-queue", sid: message.sid } });
  return message;
}

/** A text counts by segments; what goes with pictures, or by WhatsApp, counts whole. */
const unitsOf = ({ to, body, media }: Pick<Message, "to" | "body" | "media">): number =>
  channelOf(to) === "whatsapp" || media.length > 0 ? 1 : segmentsOf(body);

/** Carries out one due event. `at` is when it was due. */
export function carryOut(world: World, event: Exclude<DueEvent, CallEvent | MailEvent>, at: number): void {
  if (event.kind === "block") {
    addBlock(world.db, { ...event, at });
    return;
  }
  if (event.kind === "text") {
    if (!isAnswered(world, event)) receiveText(world, event, at);
    return;
  }
  const message = findMessage(world.db, event.sid);
  if (!message) return;
  if (event.kind === "leave-queue") leaveQueue(world, message, at);
  else changeStatus(world, message, { status: event.status, errorCode: event.errorCode, at });
}

/** Whether we wrote to somebody who would only text us while we did not. */
function isAnswered(world: World, event: DueEvent & { readonly kind: "text" }): boolean {
  const { from: person, to: sender, unlessAnsweredSince: after } = event;
  if (after === undefined) return false;
  return listExchange(world.db, { person, sender, after, limit: limits.conversationMessagesMax }).some(isAnswer);
}

function leaveQueue(world: World, message: Message, at: number): void {
  changeStatus(world, message, { status: "sending", errorCode: null, at });
  const settings = world.settings();
  const random = randomFor(settings.seed, "reaction", numberOf(message.to), countEarlierMessages(world.db, message));

  const trial = tryFaults(settings.faults, { random, to: message.to });
  const fault = trial.fires("fail");
  if (trial.left !== settings.faults) world.setSettings({ ...settings, faults: trial.left });

  const person = behaviourOf(settings, message.to);
  const errorCode = fault?.code ?? obstacleTo(world, message, at);
  const behaviour =
    errorCode === undefined ? person : { ...person, ends: "undelivered" as const, errorCode, texts: [], turns: [] };
  const { to, from, number } = message;
  const limit = limits.conversationMessagesMax;
  const heard = hear(message, listExchange(world.db, { person: to, sender: from, before: number, limit }));
  for (const reaction of reactionTo({ to, heard }, { behaviour, seed: settings.seed, random })) {
    const unlessAnsweredSince = reaction.kind === "text" && reaction.onlyUnanswered ? number : undefined;
    const event = dueFrom(reaction, { message, unlessAnsweredSince });
    scheduleEvent(world.db, { at: at + reaction.afterMs, event });
  }
}

function dueFrom(
  reaction: PersonEvent,
  { message, unlessAnsweredSince }: { readonly message: Message; readonly unlessAnsweredSince: number | undefined },
): DueEvent {
  const { sid, from: sender, to: person } = message;
  switch (reaction.kind) {
    case "text":
      return { kind: "text", from: person, to: sender, body: reaction.body, unlessAnsweredSince };
    case "block":
      return { kind: "block", person, sender };
    case "status":
      return { kind: "status", sid, status: reaction.status, errorCode: reaction.errorCode ?? null };
  }
}

/** What a person writes: words, pictures, or a button pressed, whose words are the body. */
interface Inbound {
  readonly from: string;
  readonly to: string;
  readonly body: string;
  readonly media?: readonly MediaFile[] | undefined;
  readonly button?: Button | undefined;
}

/** A person texts one of our numbers: listed, logged, posted to the number's webhook; STOP and its kin are obeyed. */
export function receiveText(world: World, { button, ...text }: Inbound, at: number): Message {
  const { media = [] } = text;
  const message = insertText(world, { ...text, direction: "inbound", status: "received" }, at);
  appendLog(world.db, {
    ...text,
    media: media.map(({ url }) => url),
    at,
    realAt: world.realNow(),
    kind: "inbound",
    sid: message.sid,
    messageStatus: "received",
    outcome: "received",
  });
  obeyKeyword(world, message);

  const { senders, inboundUrl } = world.settings();
  const address = senders.find((sender) => sender.number === text.to)?.inboundUrl ?? inboundUrl;
  if (address !== undefined) {
    const params = inboundParams(world, message, { keyword: keywordIn(message), button });
    postAbout(world, message, { kind: "webhook", address, params });
  }
  return message;
}

/** Twilio handles opt-out words in text messages, not on WhatsApp. */
const keywordIn = (message: Message): Keyword | undefined =>
  channelOf(message.from) === "sms" ? keywordOf(message.body) : undefined;

/** Twilio answers a STOP or START only when it changes something, and HELP only to those who did not opt out. */
function obeyKeyword(world: World, message: Message): void {
  const { from: person, to: sender, createdAt: at } = message;
  const keyword = keywordIn(message);
  if (keyword === undefined) return;
  const optedOut = isOptedOut(world.db, { person, sender });
  if (optedOut !== (keyword === "START")) return;

  if (keyword === "STOP") addOptOut(world.db, { person, sender, at });
  if (keyword === "START") removeOptOut(world.db, { person, sender });
  answerByItself(world, { from: sender, to: person, body: keywordAnswers[keyword] }, at);
}

function answerByItself(
  world: World,
  text: { readonly from: string; readonly to: string; readonly body: string },
  at: number,
): void {
  const { sid } = insertText(world, { ...text, direction: "outbound-reply", status: "delivered" }, at);
  appendLog(world.db, { ...text, at, realAt: world.realNow(), kind: "auto-reply", sid, outcome: "sent" });
}

/** A text that is over as soon as it is there: it waits in no queue and nobody is called back about it. */
const insertText = (
  world: World,
  { media = [], ...text }: Pick<Message, "from" | "to" | "body" | "direction" | "status"> & Pick<Inbound, "media">,
  at: number,
): Message =>
  insertMessage(world.db, {
    ...text,
    sid: world.newSid(media.length > 0 ? "MM" : "SM"),
    errorCode: null,
    segments: unitsOf({ ...text, media }),
    media,
    contentSid: null,
    contentVariables: null,
    serviceSid: null,
    statusCallback: null,
    validityPeriodS: limits.validityPeriodMaxS,
    createdAt: at,
    sentAt: at,
  });
