import { type AddressKind, addressKinds, type Channel, type RuleTrial, type RuleTrialRequest } from "@headsup/contract";
import { parseEmail } from "@headsup/core/contact/email";
import { tryArrival } from "@headsup/core/conversation/arrive";
import { meaningOfSaid } from "@headsup/core/reply/said";
import { findMessage, findSender, readInbound, readSenders, type SenderRow } from "@headsup/storage/catalog";
import type { JournalEntry } from "@headsup/storage/journal";
import { anyAddress, anySenderOf, conversationOf } from "../find.ts";
import { refuse } from "../middleware/errors.ts";
import type { Services } from "../services.ts";
import { arrivalFacts, isUnattended, look } from "./facts.ts";
import { kindFrom } from "./heed.ts";
import { readRouting } from "./routing.ts";
import { stateOf } from "./state.ts";

/** Trying rules on a message: what would match, in order, and where the conversation would stand. Nothing is changed. */

/** Nobody's: reserved for examples. */
const unknownAddresses: Readonly<Record<AddressKind, string>> = {
  phone: "+12025550000",
  email: "somebody@example.com",
};
const messagesLookedThrough = 50;

interface Tried {
  readonly entry: Pick<JournalEntry, "channel" | "address" | "at" | "body" | "subject" | "isAutomatic" | "answers">;
  readonly sender: SenderRow | undefined;
  /** It opened its conversation, and does so again: what became of that since is left out. */
  readonly isFirst: boolean;
}

export async function tryRulesOn(services: Services, request: RuleTrialRequest): Promise<RuleTrial> {
  const { entry, sender, isFirst } = await triedOf(services, request);
  const { channel, address, at, body: text, subject } = entry;
  const words = meaningOfSaid(entry);
  const word = { address, senderId: sender?.id ?? "", channel, until: at };
  const [routing, known, kind] = await Promise.all([
    readRouting(services),
    look(services, entry, sender),
    kindFrom(services, word, words),
  ]);
  const meaning = { ...words, kind };
  const seen = isFirst ? { ...known, before: undefined } : known;
  const { state, steps, replies, suppresses } = tryArrival(
    seen.before === undefined ? null : stateOf(seen.before),
    { at, text, subject, meaning, isUnattended: isUnattended(entry) },
    arrivalFacts(services, { entry, sender, routing, seen }),
  );
  return {
    kind: meaning.kind,
    steps: [...steps],
    outcome: {
      status: state.status,
      inbox: routing.inboxes.find(({ id }) => id === state.inboxId)?.name ?? state.inboxId,
      skill: state.skill,
      agent: routing.agents.find(({ id }) => id === state.agentId)?.name ?? null,
      topics: [...state.topics],
      priority: state.priority,
      replies: replies.map(({ text: own, answer }) => own ?? `the answer ${answer}`),
      suppressed: suppresses || meaning.kind === "stop",
    },
  };
}

async function triedOf(services: Services, request: RuleTrialRequest): Promise<Tried> {
  const { catalogue, now } = services;
  if ("conversation" in request) {
    const row = await conversationOf(services, request.conversation);
    const message =
      request.message === undefined
        ? (await readInbound(catalogue, row.address, messagesLookedThrough)).find(
            (each) => each.conversationId === row.id,
          )
        : await findMessage(catalogue, request.message);
    if (message === undefined || message.conversationId !== row.id || message.direction !== "in")
      return refuse("not_found", "This conversation has no such message from the customer.");
    const sender = row.senderId === "" ? undefined : await findSender(catalogue, row.senderId);
    const isFirst = message.at <= row.createdAt;
    const { channel, address } = row;
    const { at, subject, isAutomatic } = message;
    return {
      entry: { channel, address, at, body: message.body ?? "", subject, isAutomatic, answers: null },
      sender,
      isFirst,
    };
  }
  const { text, subject, from, to } = request;
  const sender = to === undefined ? (await readSenders(catalogue))[0] : await anySenderOf(services, to);
  const channel = sender?.channel ?? "sms";
  const address = from === undefined ? unknownAddresses[addressKinds[channel]] : addressFrom(from, channel);
  return {
    entry: { channel, address, at: now(), body: text, subject: subject ?? null, isAutomatic: false, answers: null },
    sender,
    isFirst: false,
  };
}

/** Whoever tries it, as the sender's channel knows them. */
function addressFrom(written: string, channel: Channel): string {
  if (addressKinds[channel] === "phone")
    return (
      anyAddress(written) ??
      refuse("invalid_request", `from: "${written}" is neither a phone number nor an email address.`)
    );
  const email = parseEmail(written);
  return email.ok ? email.value.address : refuse("invalid_request", `from: "${written}" is not an email address.`);
}
