import type { ConversationPatch, ReplyCreate } from "@headsup/contract";
import { answered, type Change, change, closed } from "@headsup/core/conversation/change";
import type { RuleEvent } from "@headsup/core/conversation/rules";
import { describeSuppression } from "@headsup/core/reply/reason";
import {
  type ConversationRow,
  deleteDraftOf,
  findAgentOfUser,
  insertMessage,
  putDraft,
  type Statement,
} from "@headsup/storage/catalog";
import { agentOf, conversationOf } from "../find.ts";
import { refuse } from "../middleware/errors.ts";
import { naming, resolve } from "../references.ts";
import type { Caller, Services } from "../services.ts";
import { againstOthers } from "./again.ts";
import { answeringOf } from "./answerable.ts";
import { barredBy } from "./barred.ts";
import { entryOf, eventsOf, queued } from "./entries.ts";
import { type Routing, readRouting } from "./routing.ts";
import { lastWordAt, saved, stateOf } from "./state.ts";
import { store } from "./store.ts";

/** What colleagues do to conversations: answer, note, change, write at an answer. */

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
  record: readonly Statement[],
): Promise<void> =>
  againstOthers(async () => {
    const { catalogue } = services;
    const row = await conversationOf(services, id);
    if (row.senderId === "")
      refuse(
        "no_sender",
        "This customer wrote to a number that is no sender of yours: there is nothing to answer from.",
      );
    if (row.saidVersion > seen && !anyway) refuseUnread(row);
    const barred = await barredBy(services, row);
    if (barred !== null) refuse("suppressed", `${row.address} cannot be written to: ${describeSuppression(barred)}.`);
    const { refused } = await answeringOf(services, row);
    if (refused !== null) refuse("not_answerable", refused);
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
  record: readonly Statement[],
): Promise<void> =>
  againstOthers(async () => {
    const { catalogue, newId, now } = services;
    const row = await conversationOf(services, id);
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

/** What somebody is writing, for colleagues to see; nothing takes it back. */
export async function writeDraft(
  services: Services,
  caller: Caller,
  { id, text }: { id: string; text: string },
): Promise<void> {
  const { catalogue, now } = services;
  await conversationOf(services, id);
  const key = { conversationId: id, userId: caller.tokenId };
  const row = { ...key, author: await nameOf(services, caller), body: text, at: now() };
  await catalogue.together([text.trim() === "" ? deleteDraftOf(catalogue, key) : putDraft(catalogue, row)]);
}

/** A change by a person. Topics they add are told to the rules. */
export const patch = (services: Services, caller: Caller, id: string, to: ConversationPatch): Promise<void> =>
  againstOthers(async () => {
    const row = await conversationOf(services, id);
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
    ...naming("inbox", "inbox", inboxNamed),
    ...naming("agent", "agent", me === undefined ? named : null),
    ...naming("skill", "skill", to.skill),
    ...(to.topics ?? []).flatMap((topic, i) => naming("topic", `topics[${i}]`, topic)),
  ]);
  const agentId = named == null ? undefined : (me?.id ?? idOf("agent", named));
  const inboxId = inboxNamed === undefined ? undefined : idOf("inbox", inboxNamed);
  return {
    ...rest,
    inbox: routing.inboxes.find(({ id }) => id === inboxId),
    agent: named === null ? null : routing.agents.find(({ id }) => id === agentId),
  };
}
