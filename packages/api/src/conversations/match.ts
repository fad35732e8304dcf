import type { MatchOrder, NextAnswer } from "@headsup/contract";
import { defaultBoosts, matchOrder } from "@headsup/core/conversation/match";
import { mayAnswer } from "@headsup/core/conversation/state";
import { type AgentWithHolding, readBoosts, readShown, readWaiting, takeFirst } from "@headsup/storage/catalog";
import { agentOf } from "../find.ts";
import type { Caller, Services } from "../services.ts";
import { eventsOf } from "./entries.ts";
import { showConversation, shownOf } from "./show.ts";
import { priorityOf } from "./state.ts";

/**
 * People match: who is given out next. Everybody's order is made from who waits now; a conversation is given by one
 * statement that takes the first of that order nobody has yet. So of fifty agents who ask at once each gets another one,
 * and together they get the first fifty.
 */

/** Waiting conversations looked at for one order: those that wait longest. */
const waitingMax = 5_000;

/** Those an agent may be given, the first first, each with its score by part. */
async function orderFor({ catalogue, now }: Services, agent: Pick<AgentWithHolding, "inboxes" | "skills">) {
  const [rows, stored] = await Promise.all([
    readWaiting(catalogue, { inboxIds: agent.inboxes, limit: waitingMax }),
    readBoosts(catalogue),
  ]);
  const waiting = rows.filter((row) => mayAnswer(agent, row)).map((row) => ({ ...row, priority: priorityOf(row) }));
  return matchOrder(waiting, stored.length === 0 ? defaultBoosts : stored, { now: now() });
}

const shownInOrder = 100;

export async function orderOf(services: Services, caller: Caller): Promise<MatchOrder> {
  const order = (await orderFor(services, await agentOf(services, "me", caller))).slice(0, shownInOrder);
  const ids = order.map(({ conversation }) => conversation.id);
  const rows = new Map((await readShown(services.catalogue, ids)).map((row) => [row.id, row]));
  return {
    now: services.now(),
    items: order.flatMap(({ conversation: { id }, match }) => {
      const row = rows.get(id);
      return row === undefined ? [] : [{ conversation: showConversation(row), match }];
    }),
  };
}

/** Gives the caller the best waiting conversation, or says why there is none for them. */
export async function next(services: Services, caller: Caller): Promise<NextAnswer> {
  const { catalogue } = services;
  const agent = await agentOf(services, "me", caller);
  const none = (reason: string, waiting: number): NextAnswer => ({ conversation: null, match: null, waiting, reason });
  const order = await orderFor(services, agent);
  if (agent.status !== "available")
    return none(
      `You are ${agent.status}. Become available to be given work: headsup agent status available`,
      order.length,
    );
  if (agent.holding >= agent.capacity)
    return none(`You hold ${agent.holding} of ${agent.capacity}. Close one first.`, order.length);
  const ids = order.map(({ conversation }) => conversation.id);
  const at = services.now();
  const id = await takeFirst(catalogue, { ids, agentId: agent.id, at });
  if (id === undefined) return none("Nobody waits for you.", 0);
  await catalogue.together(
    eventsOf(services, { conversationId: id, at, told: [`given to ${agent.name} by people match`] }),
  );
  return {
    conversation: showConversation(await shownOf(services, id)),
    match: order[ids.indexOf(id)]?.match ?? null,
    waiting: order.length - 1 - ids.indexOf(id),
    reason: null,
  };
}
