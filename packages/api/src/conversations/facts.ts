import type { ArrivalFacts } from "@headsup/core/conversation/arrive";
import { isMachine } from "@headsup/core/conversation/machine";
import { isReaction } from "@headsup/core/reply/optout";
import {
  askConversationWith,
  askCustomerAt,
  askLastContact,
  askStandings,
  type ConversationRow,
  type SenderRow,
} from "@headsup/storage/catalog";
import type { JournalEntry } from "@headsup/storage/journal";
import type { Services } from "../services.ts";
import { type Answered, answeredBy } from "./answered.ts";
import { barrierIn } from "./barred.ts";
import type { Routing } from "./routing.ts";

/** What is so of a message as it arrives: read alike for one that came in and for one that rules are tried on. */

/** Sent by a machine, or a phone's way of telling a reaction. */
export const isUnattended = ({ body, isAutomatic }: Pick<JournalEntry, "body" | "isAutomatic">): boolean =>
  isAutomatic || isReaction(body) || isMachine(body);

/** What is known of who writes: their thread, their profile, what they answer, whether they opted out. */
export interface Seen {
  readonly before: ConversationRow | undefined;
  readonly customerId: string | undefined;
  readonly answers: Answered | undefined;
  readonly isOptedOut: boolean;
}

/** What is known of who wrote at `at` (epoch ms), and of what they may answer. */
export async function look(
  services: Services,
  entry: Pick<JournalEntry, "channel" | "address" | "at" | "answers">,
  sender: SenderRow | undefined,
): Promise<Seen> {
  const { catalogue } = services;
  const { channel, address } = entry;
  const key = { address, senderId: sender?.id ?? "" };
  const [before, customerId, contact, standings] = await catalogue.ask(
    askConversationWith(catalogue, key),
    askCustomerAt(catalogue, { channel, address }),
    askLastContact(catalogue, key),
    askStandings(catalogue, { addresses: [address], senderIds: [key.senderId] }),
  );
  const answers = await answeredBy(services, entry, contact);
  const isOptedOut = barrierIn(standings, channel) !== null;
  return { before, customerId: before?.customerId ?? customerId, answers, isOptedOut };
}

/** What a campaign makes of replies to it. */
const campaignFacts = ({ lookBackRoutes, ownInboxId, ...campaign }: NonNullable<Seen["answers"]>["campaign"]) => ({
  ...campaign,
  routes: lookBackRoutes,
  inboxId: ownInboxId,
});

/** What decisions about a message go by besides the message. */
export function arrivalFacts(
  services: Services,
  {
    entry: { channel, address },
    sender,
    routing,
    seen: { before, answers, isOptedOut },
  }: {
    entry: Pick<JournalEntry, "channel" | "address">;
    sender: SenderRow | undefined;
    routing: Routing;
    seen: Seen;
  },
): ArrivalFacts {
  const holder = routing.agents.find(({ id }) => id === before?.agentId);
  return {
    ...routing,
    now: services.now(),
    channel,
    address,
    isOptedOut,
    sender: sender ?? null,
    campaign: answers === undefined ? null : campaignFacts(answers.campaign),
    agentMayKeep: holder !== undefined && holder.status === "available" && holder.holding < holder.capacity,
  };
}
