import { prerecordedCallsMax, prerecordedCapCode, prerecordedSpanMs } from "@headsup/core/call/again";
import { reasonOf } from "@headsup/core/reason";
import { isReaction } from "@headsup/core/reply/optout";
import { meaningOfSaid } from "@headsup/core/reply/said";
import { healthSpanMs } from "@headsup/core/sender/health";
import type { Directory, KnownStanding } from "@headsup/engine";
import {
  adoptReplies,
  countRepeated,
  noticesOf,
  projectContacts,
  projectSummary,
  projectTotals,
  readDesk,
  readHeard,
  readOftenCalled,
  readRecentContacts,
  readReplied,
  readSiblings,
  readStandings,
  readTalking,
  type Statement,
} from "@headsup/storage/catalog";
import type { JournalEntry } from "@headsup/storage/journal";
import { lessonOf } from "./lesson.ts";
import type { Services } from "./services.ts";

/** Other campaigns on one sender that are asked about a message nobody is sure of. */
const siblingsMax = 200;

/** The catalogue as a campaign's engine sees it, the journal included. */
export function directoryFor(services: Pick<Services, "catalogue" | "journal" | "campaign" | "now">): Directory {
  const { catalogue, journal } = services;
  const calledSince = (addresses: readonly string[]) => ({
    addresses,
    since: services.now() - prerecordedSpanMs,
    times: prerecordedCallsMax,
  });
  return discreet({
    standings: async ({ campaignId, addresses, senders, heeds }) => {
      const { openConversations, contactsSince, replies } = heeds;
      const senderIds = senders.map(({ id }) => id);
      // The journal first: what drains into the catalogue between the two reads is then seen in one of them.
      const journalled = await journal.find(addresses);
      const [standings, talking, contacts, replied, called] = await Promise.all([
        readStandings(catalogue, { addresses, senderIds }),
        openConversations ? readTalking(catalogue, { addresses, senderIds }) : [],
        contactsSince === null ? [] : readRecentContacts(catalogue, { addresses, campaignId, since: contactsSince }),
        replies ? readReplied(catalogue, { addresses, campaignId }) : [],
        senders.some(({ channel }) => channel === "voice") ? readOftenCalled(catalogue, calledSince(addresses)) : [],
      ]);
      const known = new Map<string, KnownStanding>();
      const learn = (address: string, fact: Partial<KnownStanding>) =>
        known.set(address, { ...unknown, address, ...known.get(address), ...fact });
      for (const standing of standings) learn(standing.address, standing);
      for (const address of talking) learn(address, { isTalking: true });
      for (const { address } of contacts) learn(address, { isContacted: true });
      for (const address of replied) learn(address, { hasReplied: true });
      for (const address of called)
        learn(address, { barred: { voice: { capped: prerecordedCapCode }, ...known.get(address)?.barred } });
      const ours = new Set(senders.map(({ address }) => address));
      for (const entry of journalled) {
        const { address, to } = entry;
        if (openConversations && ours.has(to) && isTalk(entry)) learn(address, { isTalking: true });
        if (replies && ours.has(to) && !entry.isAutomatic) learn(address, { hasReplied: true });
      }
      for (const address of stoppedIn(journalled)) learn(address, { suppressed: "reply" });
      return [...known.values()];
    },
    desk: async (query) => {
      const desk = await readDesk(catalogue, query);
      if (desk === undefined) throw new Error("its sender is gone");
      return desk;
    },
    project: async ({ campaignId, sequence, summary, contacts, totals, facts }) => {
      const statements: Statement[] = [
        ...noticesOf(catalogue, { campaignId, sequence, summary, at: services.now() }),
        ...projectSummary(catalogue, campaignId, sequence, summary),
      ];
      const now = services.now();
      const goesOn = summary.status === "in_progress";
      for (const { senderId, ...counts } of totals)
        statements.push(projectTotals(catalogue, { senderId, campaignId, now, totals: counts, goesOn }));
      for (const [senderId, told] of Map.groupBy(contacts, (contact) => contact.senderId)) {
        const of = { campaignId, senderId, contacts: told };
        const addresses = told.map(({ address }) => address);
        statements.push(countRepeated(catalogue, { senderId, campaignId, addresses, now, since: now - healthSpanMs }));
        statements.push(projectContacts(catalogue, of), ...adoptReplies(catalogue, of));
      }
      for (const { address, senderId, channel, fact, code, at } of facts)
        statements.push(...lessonOf(catalogue, { address, senderId, channel }, { failure: fact, code, at }));
      await catalogue.together(statements);
    },
    heard: async (campaignId) => readHeard(catalogue, campaignId),
    rivals: async ({ address, senderId, campaignId, since }) => {
      const others = await readSiblings(catalogue, { senderId, campaignId, since, limit: siblingsMax });
      const claims = await Promise.all(others.map((id) => services.campaign(id).claims(address)));
      return {
        providerIds: claims.flatMap(({ providerIds }) => providerIds),
        unknown: claims.reduce((sum, { unknown }) => sum + unknown, 0),
      };
    },
  });
}

const unknown = { suppressed: null, barred: {}, isTalking: false, isContacted: false, hasReplied: false };

/** Whether a reply that waits in the journal will open a conversation: no reaction, and no word that is answered by itself. */
function isTalk(entry: JournalEntry): boolean {
  const { kind, certainty } = meaningOfSaid(entry);
  return !entry.isAutomatic && !isReaction(entry.body) && (kind === "none" || certainty !== "exact");
}

/** Those whose last word to any sender of ours is stop. Entries come in the order they were said. */
function stoppedIn(entries: readonly JournalEntry[]): Set<string> {
  const said = new Map<string, { address: string; kind: string }>();
  for (const entry of entries) {
    const { address, to } = entry;
    const { kind } = meaningOfSaid(entry);
    if (kind === "stop" || kind === "start") said.set(`${address} ${to}`, { address, kind });
  }
  return new Set([...said.values()].filter(({ kind }) => kind === "stop").map(({ address }) => address));
}

/** Engines log what a directory throws: it tells no addresses. */
function discreet({ standings, desk, project, heard, rivals }: Directory): Directory {
  const guard =
    <Query, Answer>(ask: (query: Query) => Promise<Answer>) =>
    (query: Query) =>
      ask(query).catch((error: unknown): never => {
        throw new Error(reasonOf(error));
      });
  return {
    standings: guard(standings),
    desk: guard(desk),
    project: guard(project),
    heard: guard(heard),
    rivals: guard(rivals),
  };
}
