import type { RuleTrial, RuleTrialRequest } from "@headsup/contract";
import { tryArrival } from "@headsup/core/conversation/arrive";
import { classifyReply } from "@headsup/core/reply/optout";
import { findMessage, findSender, readInbound, readSenders, type SenderRow } from "@headsup/storage/catalog";
import { conversationOf, e164Of, senderOf } from "../find.ts";
import { refuse } from "../middleware/errors.ts";
import type { Services } from "../services.ts";
import { arrivalFacts, isUnattended, look } from "./facts.ts";
import { kindFrom } from "./heed.ts";
import { readRouting } from "./routing.ts";
import { stateOf } from "./state.ts";

/** Trying rules on a message: what would match, in order, and where the conversation would stand. Nothing is changed. */

const unknownAddress = "+12025550000";
const messagesLookedThrough = 50;

interface Tried {
  readonly text: string;
  readonly address: string;
  readonly at: number;
  readonly sender: SenderRow | undefined;
  /** It opened its conversation, and does so again: what became of that since is left out. */
  readonly isFirst: boolean;
}

export async function tryRulesOn(services: Services, request: RuleTrialRequest): Promise<RuleTrial> {
  const { text, address, at, sender, isFirst } = await triedOf(services, request);
  const words = classifyReply(text);
  const word = { address, senderId: sender?.id ?? "", channel: "sms" as const, until: at };
  const [routing, known, kind] = await Promise.all([
    readRouting(services),
    look(services, { address, at }, sender),
    kindFrom(services, word, words),
  ]);
  const meaning = { ...words, kind };
  const seen = isFirst ? { ...known, before: undefined } : known;
  const { state, steps, replies, suppresses } = tryArrival(
    seen.before === undefined ? null : stateOf(seen.before),
    { at, text, meaning, isUnattended: isUnattended(text) },
    arrivalFacts(services, { address, sender, routing, seen }),
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
    return { text: message.body ?? "", address: row.address, at: message.at, sender, isFirst };
  }
  const { text, from, to } = request;
  const address =
    from === undefined
      ? unknownAddress
      : (e164Of(from) ?? refuse("invalid_request", `from: "${from}" is not a phone number.`));
  const sender =
    to === undefined ? (await readSenders(catalogue))[0] : await senderOf(services, { channel: "sms", sender: to });
  return { text, address, at: now(), sender, isFirst: false };
}
