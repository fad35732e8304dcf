import { CampaignId, parseAttemptId } from "@headsup/contract";
import type { Receipt } from "@headsup/core/campaign/settle";
import { lessonOf, teaches } from "./lesson.ts";
import type { Services } from "./services.ts";

/**
 * A status the provider reported of a campaign's attempt. Stored, with what it teaches, when this returns.
 *
 * @returns whether there is such an attempt
 */
export async function receiveAttempt(
  services: Services,
  { owner, attempt: name }: { owner: string; attempt: string },
  receipt: Omit<Receipt, "attempt">,
): Promise<boolean> {
  const attempt = parseAttemptId(name);
  if (!CampaignId.safeParse(owner).success || attempt === undefined) return false;
  const { recipientId, number } = attempt;
  const campaign = services.campaign(owner);
  const received = await campaign.receiveSoon(recipientId, { ...receipt, attempt: number });
  if (received === "unknown_recipient") return false;
  const { status, code, failure } = receipt;
  // Learnt from a repeated receipt too: should it not be stored, nothing is acknowledged and the provider tells it again.
  if (teaches(failure)) {
    const to = await campaign.addressOf(recipientId, number);
    const lesson = { code, failure, at: services.now() };
    if (to !== null) await services.catalogue.together(lessonOf(services.catalogue, to, lesson));
  }
  services.log("info", "receipt", { campaignId: owner, recipientId, attempt: number, status, code, received });
  return true;
}
