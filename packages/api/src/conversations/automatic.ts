import type { Channel } from "@headsup/contract";
import { renderMessage } from "@headsup/core/answer/content";
import { contentInConversation, languageOfCustomer } from "@headsup/core/answer/inConversation";
import type { AutoReply } from "@headsup/core/conversation/rules";
import { findAnswer, findCustomer, lastAutomaticAt, type Statement } from "@headsup/storage/catalog";
import { compileVariantAlone } from "../answers.ts";
import type { Services } from "../services.ts";
import { queued } from "./entries.ts";

/** Answers a rule gives by itself: at most one for each message, and at most one in a rule's span for each conversation. */

interface Wish {
  readonly conversationId: string;
  readonly channel: Channel;
  readonly at: number;
  readonly replies: readonly AutoReply[];
  /** Undefined: nobody known yet. */
  readonly customerId: string | undefined;
}

/** The answer, queued, if one is given; and what the thread is to be told of it. */
export interface Automatic {
  readonly statements: readonly Statement[];
  readonly told: readonly string[];
}

/** To be stored with the change of the conversation: of two messages at once one decides after the other. */
export async function automaticReplies(
  services: Services,
  { conversationId, channel, at, replies, customerId }: Wish,
): Promise<Automatic> {
  const [reply, ...others] = replies;
  if (reply === undefined) return { statements: [], told: [] };
  const { catalogue, newId } = services;
  if (channel === "voice")
    return { statements: [], told: [`the rule “${reply.ruleName}” could not answer: a call is answered by no text`] };
  const told = others.map(({ ruleName }) => `the rule “${ruleName}” would have answered too: one answer is enough`);
  const lastAt = await lastAutomaticAt(catalogue, conversationId);
  if (lastAt !== null && at - lastAt < reply.atMostEveryMs)
    return { statements: [], told: [`the rule “${reply.ruleName}” answered a while ago: not again`, ...told] };
  const text = await textOf(services, reply, { channel, customerId });
  if (text === null)
    return {
      statements: [],
      told: [`the rule “${reply.ruleName}” could not answer: its answer lacks a value`, ...told],
    };
  return {
    statements: [
      queued(services, {
        id: newId("message"),
        conversationId,
        at,
        authorKind: "automatic",
        author: `the rule “${reply.ruleName}”`,
        body: text,
      }),
    ],
    told,
  };
}

/** What it says to this customer; null where it cannot be said. */
async function textOf(
  { catalogue }: Services,
  reply: AutoReply,
  { channel, customerId }: Pick<Wish, "channel" | "customerId">,
): Promise<string | null> {
  if (reply.answer === null) return reply.text;
  const answer = await findAnswer(catalogue, reply.answer);
  const customer = customerId === undefined ? undefined : await findCustomer(catalogue, customerId);
  const variables = customer?.variables ?? {};
  const said = answer && contentInConversation(answer.variants, { channel, language: languageOfCustomer(variables) });
  const compiled = said && compileVariantAlone(said);
  if (!compiled?.ok) return null;
  const rendered = renderMessage(compiled.value, { variables, language: null, ownText: null });
  return rendered.ok ? rendered.value.text : null;
}
