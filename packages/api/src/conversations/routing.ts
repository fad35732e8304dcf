import type { ReadRule } from "@headsup/core/conversation/rules";
import type { AgentFacts, InboxFacts } from "@headsup/core/conversation/state";
import { type AgentWithHolding, readAgents, readInboxes, readRules } from "@headsup/storage/catalog";
import type { Services } from "../services.ts";

/** What decides where conversations go: read anew for each decision, few rows of each. */
export interface Routing {
  readonly rules: readonly ReadRule[];
  readonly inboxes: readonly InboxFacts[];
  readonly agents: readonly (AgentFacts & Pick<AgentWithHolding, "holding" | "capacity">)[];
}

export async function readRouting({ catalogue }: Pick<Services, "catalogue">): Promise<Routing> {
  const [rules, inboxes, agents] = await Promise.all([
    readRules(catalogue),
    readInboxes(catalogue),
    readAgents(catalogue),
  ]);
  return { rules: rules.filter(({ enabled }) => enabled), inboxes, agents };
}
