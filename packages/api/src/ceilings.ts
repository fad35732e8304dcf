import { reasonOf } from "@headsup/core/reason";
import type { Ceilings } from "@headsup/engine";
import { findSender } from "@headsup/storage/catalog";
import { perSecondOf } from "./health.ts";
import type { Services } from "./services.ts";

/** The senders' ceilings as a campaign's engine sees them. */
export function ceilingsFor(services: Pick<Services, "catalogue" | "campaign" | "sender" | "log">): Ceilings {
  const { catalogue, campaign, sender, log } = services;
  return {
    ask: async (senderId, ask) => {
      const row = await findSender(catalogue, senderId);
      if (row === undefined) throw new Error("its sender is gone");
      const { share, nudges } = await sender(senderId).ask(ask, perSecondOf(row));
      // Nobody waits for them: whoever does not hear asks again when their share is over.
      for (const id of nudges)
        void campaign(id)
          .nudge(senderId)
          .catch((error: unknown) => log("warn", "nudge.failed", { campaignId: id, senderId, error: reasonOf(error) }));
      return share;
    },
  };
}
