import type { ArrivalFacts } from "@headsup/core/conversation/arrive";
import { isMachine } from "@headsup/core/conversation/machine";
import { isWithinLookBack } from "@headsup/core/reply/attribution";
import { isReaction } from "@headsup/core/reply/optout";
import {
  type ConversationRow,
  findConversationWith,
  findCustomerAt,
  findLastContact,
  type SenderRow,
} from "@headsup/storage/catalog";
import type { JournalEntry } from "@headsup/storage/journal";
import type { Services } from "../services.ts";
import { barredBy } from "./barred.ts";
import type { Routing } from "./routing.ts";

/** What is so of a message as it arrives: read alike for one that came in and for one that rules are tried on. */

/** Sent by a machine, or a phone's way of telling a reaction. */
export const isUnattended = (body: string): boolean => isReaction(body) || isMachine(body);

/** What is known of who writes: their thread, their profile, what they answer, whether they opted out. */
export interface Seen {
  readonly before: ConversationRow | undefined;
  readonly customerId: string | undefined;
  /** The message of ours it answers. */
  readonly answers: Awaited<ReturnType<typeof findLastContact>>;
  readonly isOptedOut: boolean;
}

/** What is known of who wrote at `at` (epoch ms), and of what they may answer. */
export async function look(
  services: Services,
  { address, at }: Pick<JournalEntry, "address" | "at">,
  sender: SenderRow | undefined,
): Promise<Seen> {
  const { catalogue } = services;
  const key = { address, senderId: sender?.id ?? "" };
  const [before, customerId, contact, barred] = await Promise.all([
    findConversationWith(catalogue, key),
    findCustomerAt(catalogue, { channel: "sms", address }),
    sender === undefined ? undefined : findLastContact(catalogue, key),
    barredBy(services, { ...key, channel: "sms" }),
  ]);
  const isAnswer =
    contact !== undefined && isWithinLookBack({ at: contact.at, lookBackMs: contact.campaign.lookBackMs }, at);
  return {
    before,
    customerId,
    answers: isAnswer ? contact : undefined,
    isOptedOut: barred !== null,
  };
}

/** What decisions about a message go by besides the message. */
export function arrivalFacts(
  services: Services,
  {
    address,
    sender,
    routing,
    seen: { before, answers, isOptedOut },
  }: { address: string; sender: SenderRow | undefined; routing: Routing; seen: Seen },
): ArrivalFacts {
  const holder = routing.agents.find(({ id }) => id === before?.agentId);
  return {
    ...routing,
    now: services.now(),
    channel: "sms",
    address,
    isOptedOut,
    sender: sender ?? null,
    campaign: answers === undefined ? null : { ...answers.campaign, routes: answers.campaign.lookBackRoutes },
    agentMayKeep: holder !== undefined && holder.status === "available" && holder.holding < holder.capacity,
  };
}
