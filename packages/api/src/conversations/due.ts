import { letGo } from "@headsup/core/conversation/change";
import { reasonOf } from "@headsup/core/reason";
import { type ConversationRow, readDueBy, readHeldBy } from "@headsup/storage/catalog";
import { conversationOf } from "../find.ts";
import type { Services } from "../services.ts";
import { againstOthers } from "./again.ts";
import { type Routing, readRouting } from "./routing.ts";
import { lastWordAt, stateOf } from "./state.ts";
import { store } from "./store.ts";

/** What happens to conversations by itself: their agent goes offline, their answer comes due. */

/** Conversations looked at in one go: an agent's, or those that came due. */
const conversationsMax = 500;

/** An agent went offline: the rules are asked about each conversation they held; those still theirs wait for somebody else. */
export async function agentWentOffline(
  services: Services,
  { id: agentId, name }: { id: string; name: string },
): Promise<void> {
  for (const id of await readHeldBy(services.catalogue, { agentId, limit: conversationsMax }))
    await againstOthers(async () => {
      const row = await conversationOf(services, id);
      if (row.agentId !== agentId || row.status !== "open") return;
      const routing = await readRouting(services);
      const facts = { ...routing, lastWordAt: lastWordAt(row) };
      await store(services, row, {
        routing,
        state: stateOf(row),
        events: [{ type: "agent_offline" }],
        afterRules: (state) =>
          state.agentId === agentId
            ? { state: letGo(state, facts), told: [`${name} went offline: it waits for somebody else`] }
            : { state, told: [] },
      });
    });
}

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
  for (const row of await readDueBy(catalogue, { due, limit: conversationsMax })) {
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
    const row = await conversationOf(services, id);
    if (!isRipe(row, rule, services.now())) return false;
    await store(services, row, {
      routing,
      state: stateOf(row),
      events: [{ type: "due", rule: rule.id }],
      fired: [...row.fired, rule.id],
    });
    return true;
  });
