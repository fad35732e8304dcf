import { reasonOf } from "@headsup/core/reason";
import { classifyReply } from "@headsup/core/reply/optout";
import type { Directory } from "@headsup/engine";
import {
  adoptReplies,
  insertSuppression,
  projectContacts,
  projectSummary,
  readSiblings,
  readStandings,
  rememberNotTextable,
  type Standing,
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
    standings: async ({ addresses, senderId }) => {
      // The journal first: what drains into the catalogue between the two reads is then seen in one of them.
      const journalled = await journal.find(addresses);
      const known = new Map<string, Standing>();
      for (const standing of await readStandings(catalogue, { addresses, senderId, channel: "sms" }))
        known.set(standing.address, standing);
      for (const address of stoppedIn(journalled))
        known.set(address, { address, suppressed: "reply", notTextable: known.get(address)?.notTextable ?? null });
      return [...known.values()];
    },
    project: async ({ campaignId, senderId, sequence, summary, contacts, facts }) => {
      const statements: Statement[] = [projectSummary(catalogue, campaignId, sequence, summary)];
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

/** Those whose last word to any sender of ours is stop. Entries come in the order they were said. */
function stoppedIn(entries: readonly JournalEntry[]): Set<string> {
  const said = new Map<string, { address: string; kind: string }>();
  for (const { address, to, body } of entries) {
    const { kind } = classifyReply(body);
    if (kind === "stop" || kind === "start") said.set(`${address} ${to}`, { address, kind });
  }
  return new Set([...said.values()].filter(({ kind }) => kind === "stop").map(({ address }) => address));
}

/** Engines log what a directory throws: it tells no addresses. */
function discreet({ standings, project, rivals }: Directory): Directory {
  const guard =
    <Query, Answer>(ask: (query: Query) => Promise<Answer>) =>
    (query: Query) =>
      ask(query).catch((error: unknown): never => {
        throw new Error(reasonOf(error));
      });
  return { standings: guard(standings), project: guard(project), rivals: guard(rivals) };
}
