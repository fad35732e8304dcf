import type { ReadRule } from "@headsup/core/conversation/rules";
import type { AgentFacts, InboxFacts } from "@headsup/core/conversation/state";
import {
  type AgentWithHolding,
  askAgents,
  askInboxes,
  askRules,
  type Catalogue,
  type InboxRow,
  type RuleRow,
} from "@headsup/storage/catalog";
import type { Services } from "../services.ts";

/** What decides where conversations go: read anew for each decision, few rows of each. */
export interface Routing {
  readonly rules: readonly ReadRule[];
  readonly inboxes: readonly InboxFacts[];
  readonly agents: readonly (AgentFacts & Pick<AgentWithHolding, "holding" | "capacity">)[];
}

/** What is asked for it, to be asked with others. */
export const askRouting = (catalogue: Catalogue) =>
  [askRules(catalogue, {}), askInboxes(catalogue, {}), askAgents(catalogue, {})] as const;

type Told = readonly [RuleRow[], InboxRow[], AgentWithHolding[]];

export const routingOf = ([rules, inboxes, agents]: Told): Routing => ({
  rules: rules.filter(({ enabled }) => enabled),
  inboxes,
  agents,
});

export const readRouting = async ({ catalogue }: Pick<Services, "catalogue">): Promise<Routing> =>
  routingOf(await catalogue.ask(...askRouting(catalogue)));
