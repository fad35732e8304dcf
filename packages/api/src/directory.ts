import { reasonOf } from "@headsup/core/reason";
import { isReaction } from "@headsup/core/reply/optout";
import { meaningOfSaid } from "@headsup/core/reply/said";
import type { Directory, KnownStanding } from "@headsup/engine";
import {
  adoptReplies,
  insertSuppression,
  noticesOf,
  projectContacts,
  projectSummary,
  readDesk,
  readRecentContacts,
  readSiblings,
  readStandings,
  readTalking,
  rememberNotTextable,
  type Statement,
} from "@headsup/storage/catalog";
import type { JournalEntry } from "@headsup/storage/journal";
import type { Services } from "./services.ts";
import { suppressionOf } from "./suppress.ts";

/** Other campaigns on one sender that are asked about a message nobody is sure of. */
const siblingsMax = 200;

/** The catalogue as a campaign's engine sees it, the journal included. */
export function directoryFor(services: Pick<Services, "catalogue" | "journal" | "campaign" | "now">): Directory {
  const { catalogue, journal } = services;
  return discreet({
    standings: async ({ campaignId, addresses, sender, heeds: { openConversations, contactsSince } }) => {
      // The journal first: what drains into the catalogue between the two reads is then seen in one of them.
      const journalled = await journal.find(addresses);
      const [standings, talking, contacts] = await Promise.all([
        readStandings(catalogue, { addresses, senderId: sender.id, channel: "sms" }),
        openConversations ? readTalking(catalogue, { addresses, senderId: sender.id }) : [],
        contactsSince === null ? [] : readRecentContacts(catalogue, { addresses, campaignId, since: contactsSince }),
      ]);
      const known = new Map<string, KnownStanding>();
      const learn = (address: string, fact: Partial<KnownStanding>) =>
        known.set(address, { ...unknown, address, ...known.get(address), ...fact });
      for (const standing of standings) learn(standing.address, standing);
      for (const address of talking) learn(address, { isTalking: true });
      for (const { address } of contacts) learn(address, { isContacted: true });
      if (openConversations)
        for (const entry of journalled)
          if (entry.to === sender.address && isTalk(entry)) learn(entry.address, { isTalking: true });
      for (const address of stoppedIn(journalled)) learn(address, { suppressed: "reply" });
      return [...known.values()];
    },
    desk: async ({ senderId, skill }) => {
      const desk = await readDesk(catalogue, { senderId, skill });
      if (desk === undefined) throw new Error("its sender is gone");
      return desk;
    },
    project: async ({ campaignId, senderId, sequence, summary, contacts, facts }) => {
      const statements: Statement[] = [
        ...noticesOf(catalogue, { campaignId, sequence, summary, at: services.now() }),
        projectSummary(catalogue, campaignId, sequence, summary),
      ];
      if (contacts.length > 0) {
        const of = { campaignId, senderId, contacts };
        statements.push(projectContacts(catalogue, of), ...adoptReplies(catalogue, of));
      }
      for (const { address, fact, code, at } of facts) {
        statements.push(
          fact === "not_textable"
            ? rememberNotTextable(catalogue, { address, code, at })
            : insertSuppression(catalogue, suppressionOf({ address, fact, code }, { senderId, channel: "sms", at })),
        );
      }
      await catalogue.together(statements);
    },
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

const unknown = { suppressed: null, notTextable: null, isTalking: false, isContacted: false };

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
function discreet({ standings, desk, project, rivals }: Directory): Directory {
  const guard =
    <Query, Answer>(ask: (query: Query) => Promise<Answer>) =>
    (query: Query) =>
      ask(query).catch((error: unknown): never => {
        throw new Error(reasonOf(error));
      });
  return { standings: guard(standings), desk: guard(desk), project: guard(project), rivals: guard(rivals) };
}
