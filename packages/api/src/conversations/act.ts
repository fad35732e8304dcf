import type { ConversationPatch, ReplyCreate } from "@headsup/contract";
import { answered, type Change, type Changed, change, closed, letGo } from "@headsup/core/conversation/change";
import { type RuleEvent, type RuleRun, runRules } from "@headsup/core/conversation/rules";
import type { ConversationState } from "@headsup/core/conversation/state";
import { reasonOf } from "@headsup/core/reason";
import { describeSuppression } from "@headsup/core/reply/reason";
import {
  type ConversationRow,
  deleteDraftOf,
  findAgentOfUser,
  findCampaign,
  findConversation,
  findSender,
  insertMessage,
  readDueBy,
  readHeldBy,
  type Statement,
} from "@headsup/storage/catalog";
import { agentOf } from "../find.ts";
import { refuse } from "../middleware/errors.ts";
import { resolve } from "../references.ts";
import type { Caller, Services } from "../services.ts";
import { againstOthers } from "./again.ts";
import { automaticReplies } from "./automatic.ts";
import { barredBy, barredByRule } from "./barred.ts";
import { entryOf, eventsOf, queued } from "./entries.ts";
import { type Routing, readRouting } from "./routing.ts";
import { saved, stateOf } from "./state.ts";

/** What is done to conversations other than by their customers. */

const rowOf = async ({ catalogue }: Services, id: string): Promise<ConversationRow> =>
  (await findConversation(catalogue, id)) ?? refuse("not_found", `There is no conversation ${id}.`);

const refuseUnread = ({ lastFrom, version }: ConversationRow): never =>
  refuse(
    "conversation_moved",
    lastFrom === "customer"
      ? "The customer wrote again since you looked. Read it, then go on."
      : "Somebody answered since you looked. Read it, then go on if there is still something to say.",
    { version },
  );

/**
 * Stores an answer to a customer, to be handed over next. Refused where its writer has not seen the last thing said, unless
 * they say to send it anyway; and where the customer must not be written to.
 */
export const reply = (
  services: Services,
  caller: Caller,
  { id, messageId, text, seen, anyway, close }: ReplyCreate & { id: string; messageId: string },
  record: readonly Statement[] = [],
): Promise<void> =>
  againstOthers(async () => {
    const { catalogue } = services;
    const row = await rowOf(services, id);
    if (row.senderId === "")
      refuse(
        "no_sender",
        "This customer wrote to a number that is no sender of yours: there is nothing to answer from.",
      );
    if (row.saidVersion > seen && !anyway) refuseUnread(row);
    const barred = await barredBy(services, row);
    if (barred !== null) refuse("suppressed", `${row.address} cannot be written to: ${describeSuppression(barred)}.`);
    const agent = await findAgentOfUser(catalogue, caller.tokenId);
    const state = answered(stateOf(row), agent?.id ?? null);
    const at = Math.max(services.now(), row.lastAt + 1);
    const author = agent?.name ?? caller.name;
    await catalogue.together([
      ...record,
      saved(services, row, close ? closed(state) : state, { said: { at, from: "us", text } }),
      queued(services, { id: messageId, conversationId: id, at, authorKind: "user", author, body: text }),
      deleteDraftOf(catalogue, { conversationId: id, userId: caller.tokenId }),
      ...(close ? eventsOf(services, { conversationId: id, at, told: [`closed by ${author}`] }) : []),
    ]);
  });

/** Who does it, as colleagues know them. */
const nameOf = async ({ catalogue }: Services, { tokenId, name }: Caller): Promise<string> =>
  (await findAgentOfUser(catalogue, tokenId))?.name ?? name;

/** A note for colleagues: no customer ever sees it. */
export const note = (
  services: Services,
  caller: Caller,
  { id, text }: { id: string; text: string },
  record: readonly Statement[] = [],
): Promise<void> =>
  againstOthers(async () => {
    const { catalogue, newId, now } = services;
    const row = await rowOf(services, id);
    const author = await nameOf(services, caller);
    await catalogue.together([
      ...record,
      saved(services, row, stateOf(row)),
      insertMessage(
        catalogue,
        entryOf({
          id: newId("message"),
          conversationId: id,
          at: now(),
          direction: "note",
          authorKind: "user",
          author,
          body: text,
        }),
      ),
    ]);
  });

/** A change by a person. Topics they add are told to the rules. */
export const patch = (services: Services, caller: Caller, id: string, to: ConversationPatch): Promise<void> =>
  againstOthers(async () => {
    const row = await rowOf(services, id);
    if (to.status === "closed" && to.seen !== undefined && row.saidVersion > to.seen) refuseUnread(row);
    const routing = await readRouting(services);
    const before = stateOf(row);
    const changed = change(before, await resolved(services, caller, to, routing), {
      ...routing,
      by: await nameOf(services, caller),
      lastWordAt: lastWordAt(row),
    });
    if (changed.state === before) return;
    const added = changed.state.topics.filter((topic) => !before.topics.includes(topic));
    const events = added.map((topic): RuleEvent => ({ type: "topic_added", topic }));
    await store(services, row, { routing, state: changed.state, told: changed.told, events });
  });

/** What a change names, looked up. */
async function resolved(services: Services, caller: Caller, to: ConversationPatch, routing: Routing): Promise<Change> {
  const { agent: named, inbox: inboxNamed, seen: _, ...rest } = to;
  const me = named === "me" ? await agentOf(services, "me", caller) : undefined;
  const idOf = await resolve(services, [
    ...(inboxNamed === undefined ? [] : [{ kind: "inbox" as const, place: "inbox", written: inboxNamed }]),
    ...(named == null || me !== undefined ? [] : [{ kind: "agent" as const, place: "agent", written: named }]),
    ...(to.skill == null ? [] : [{ kind: "skill" as const, place: "skill", written: to.skill }]),
    ...(to.topics ?? []).map((written, i) => ({ kind: "topic" as const, place: `topics[${i}]`, written })),
  ]);
  const agentId = named == null ? undefined : (me?.id ?? idOf("agent", named));
  const inboxId = inboxNamed === undefined ? undefined : idOf("inbox", inboxNamed);
  return {
    ...rest,
    inbox: routing.inboxes.find(({ id }) => id === inboxId),
    agent: named === null ? null : routing.agents.find(({ id }) => id === agentId),
  };
}

/** Stores a change together with what the rules make of it. */
async function store(
  services: Services,
  row: ConversationRow,
  {
    routing,
    state,
    told,
    events,
    fired,
    afterRules = (left) => ({ state: left, told: [] }),
  }: {
    routing: Routing;
    state: ConversationState;
    told: readonly string[];
    events: readonly RuleEvent[];
    fired?: string[];
    /** What is left to be done once the rules have had their say. */
    afterRules?: (state: ConversationState) => Changed;
  },
): Promise<void> {
  const { catalogue, now } = services;
  const conversationId = row.id;
  const run = await rulesOn(services, row, { routing, state, events });
  const left = afterRules(run.state);
  const at = now();
  const { customerId } = row;
  const automatic = await automaticReplies(services, { conversationId, at, replies: run.replies, customerId });
  await catalogue.together([
    saved(services, row, left.state, fired === undefined ? {} : { fired }),
    ...eventsOf(services, { conversationId, at, told: [...told, ...run.told, ...left.told, ...automatic.told] }),
    ...(run.suppresses ? [barredByRule(services, row, at)] : []),
    ...automatic.statements,
  ]);
}

async function rulesOn(
  services: Services,
  row: ConversationRow,
  { routing, state, events }: { routing: Routing; state: ConversationState; events: readonly RuleEvent[] },
): Promise<Pick<RuleRun, "state" | "replies" | "suppresses" | "told">> {
  if (events.length === 0) return { state, replies: [], suppresses: false, told: [] };
  const { catalogue } = services;
  const [barred, sender, campaign] = await Promise.all([
    barredBy(services, row),
    row.senderId === "" ? undefined : findSender(catalogue, row.senderId),
    row.campaignId === null ? undefined : findCampaign(catalogue, row.campaignId),
  ]);
  const isOptedOut = barred !== null;
  const run = runRules(routing.rules, {
    events,
    state,
    facts: {
      ...routing,
      now: services.now(),
      message: null,
      channel: row.channel,
      address: row.address,
      sender: sender ?? null,
      campaign: campaign ?? null,
      isOptedOut,
    },
  });
  return isOptedOut ? { ...run, replies: [] } : run;
}

/** Conversations of one agent handed on at once. */
const handedOnMax = 500;

/** An agent went offline: the rules are asked about each conversation they held; those still theirs wait for somebody else. */
export async function agentWentOffline(
  services: Services,
  { id: agentId, name }: { id: string; name: string },
): Promise<void> {
  for (const id of await readHeldBy(services.catalogue, { agentId, limit: handedOnMax }))
    await againstOthers(async () => {
      const row = await rowOf(services, id);
      if (row.agentId !== agentId || row.status !== "open") return;
      const routing = await readRouting(services);
      const facts = { ...routing, lastWordAt: lastWordAt(row) };
      await store(services, row, {
        routing,
        state: stateOf(row),
        told: [],
        events: [{ type: "agent_offline" }],
        afterRules: (state) =>
          state.agentId === agentId
            ? { state: letGo(state, facts), told: [`${name} went offline: it waits for somebody else`] }
            : { state, told: [] },
      });
    });
}

/** When the customer had the last word; null where it was ours. */
const lastWordAt = (row: ConversationRow): number | null => (row.lastFrom === "customer" ? row.lastAt : null);

interface DueRule {
  readonly id: string;
  readonly withinMs: number;
}

/** What cron does about conversations that come due: each rule for it is asked once for each time one is due. */
export async function fireDue(services: Services): Promise<number> {
  const { catalogue, log, now } = services;
  const routing = await readRouting(services);
  const rules = routing.rules.flatMap(({ id, trigger }): DueRule[] =>
    trigger.on === "due" ? [{ id, withinMs: trigger.withinMs }] : [],
  );
  if (rules.length === 0) return 0;
  const at = now();
  const due = rules.map(({ id, withinMs }) => ({ id, by: at + withinMs }));
  let fired = 0;
  for (const row of await readDueBy(catalogue, { due, limit: handedOnMax })) {
    try {
      // One after the other: what one rule routes elsewhere is due at another time, which the next one goes by.
      for (const rule of rules) if (isRipe(row, rule, at) && (await fire(services, row.id, { rule, routing }))) fired++;
    } catch (error) {
      log("error", "due.stuck", { conversationId: row.id, error: reasonOf(error) });
    }
  }
  return fired;
}

const isRipe = ({ status, dueAt, fired }: ConversationRow, { id, withinMs }: DueRule, now: number): boolean =>
  status === "open" && dueAt !== null && dueAt - withinMs <= now && !fired.includes(id);

const fire = (
  services: Services,
  id: string,
  { rule, routing }: { rule: DueRule; routing: Routing },
): Promise<boolean> =>
  againstOthers(async () => {
    const row = await rowOf(services, id);
    if (!isRipe(row, rule, services.now())) return false;
    await store(services, row, {
      routing,
      state: stateOf(row),
      told: [],
      events: [{ type: "due", rule: rule.id }],
      fired: [...row.fired, rule.id],
    });
    return true;
  });
