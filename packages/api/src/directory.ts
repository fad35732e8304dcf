import { classifyReply } from "@headsup/core/reply/optout";
import type { Directory } from "@headsup/engine";
import {
  insertSuppression,
  projectContacts,
  projectSummary,
  readSiblings,
  readStandings,
  rememberNotTextable,
  type Standing,
  type Statement,
} from "@headsup/storage/catalog";
import type { Services } from "./services.ts";
import { suppressionOf } from "./suppress.ts";

/** Other campaigns on one sender that are asked about a message nobody is sure of. */
const siblingsMax = 50;

/** The catalogue as a campaign's engine sees it, the journal included. */
export function directoryFor(services: Pick<Services, "catalogue" | "journal" | "campaign" | "now">): Directory {
  const { catalogue, journal } = services;
  return {
    standings: async ({ addresses, senderId }) => {
      // The journal first: what drains into the catalogue between the two reads is then seen in one of them.
      const journalled = await journal.find(addresses);
      const known = new Map<string, Standing>();
      for (const standing of await readStandings(catalogue, { addresses, senderId, channel: "sms" }))
        known.set(standing.address, standing);
      for (const { address, body } of journalled) {
        if (classifyReply(body).kind !== "stop") continue;
        known.set(address, { address, suppressed: "reply", notTextable: known.get(address)?.notTextable ?? null });
      }
      return [...known.values()];
    },
    project: async ({ campaignId, senderId, sequence, summary, contacts, facts }) => {
      const statements: Statement[] = [projectSummary(catalogue, campaignId, sequence, summary)];
      if (contacts.length > 0) statements.push(projectContacts(catalogue, { campaignId, senderId, contacts }));
      for (const { address, fact, code, at } of facts) {
        statements.push(
          fact === "not_textable"
            ? rememberNotTextable(catalogue, { address, code, at })
            : insertSuppression(catalogue, suppressionOf({ address, fact, code }, { senderId, channel: "sms", at })),
        );
      }
      await catalogue.together(statements);
    },
    rivals: async ({ address, senderId, campaignId }) => {
      const others = (await readSiblings(catalogue, { senderId, limit: siblingsMax })).filter(
        (id) => id !== campaignId,
      );
      const claims = await Promise.all(others.map((id) => services.campaign(id).claims(address)));
      return {
        providerIds: claims.flatMap(({ providerIds }) => providerIds),
        unknown: claims.reduce((sum, { unknown }) => sum + unknown, 0),
      };
    },
  };
}
