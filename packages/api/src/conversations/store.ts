import type { Changed } from "@headsup/core/conversation/change";
import { type RuleEvent, type RuleRun, runRules } from "@headsup/core/conversation/rules";
import type { ConversationState } from "@headsup/core/conversation/state";
import { type ConversationRow, findCampaign, findSender } from "@headsup/storage/catalog";
import type { Services } from "../services.ts";
import { automaticReplies } from "./automatic.ts";
import { barredBy, barredByRule } from "./barred.ts";
import { eventsOf } from "./entries.ts";
import type { Routing } from "./routing.ts";
import { saved } from "./state.ts";

/** Stores a change together with what the rules make of it. */
export async function store(
  services: Services,
  row: ConversationRow,
  {
    routing,
    state,
    told = [],
    events,
    fired,
    afterRules,
  }: {
    routing: Routing;
    state: ConversationState;
    told?: readonly string[];
    events: readonly RuleEvent[];
    fired?: string[];
    /** What is left to be done once the rules have had their say. */
    afterRules?: (state: ConversationState) => Changed;
  },
): Promise<void> {
  const { catalogue, now } = services;
  const conversationId = row.id;
  const run = await rulesOn(services, row, { routing, state, events });
  const left = afterRules?.(run.state) ?? { state: run.state, told: [] };
  const at = now();
  const { channel, customerId } = row;
  const automatic = await automaticReplies(services, { conversationId, channel, at, replies: run.replies, customerId });
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
  return runRules(routing.rules, {
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
      isOptedOut: barred !== null,
    },
  });
}
