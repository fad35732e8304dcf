import type { EmailReport } from "@headsup/channels";
import { CampaignId, ConversationId, parseAttemptId, type Suppression } from "@headsup/contract";
import { findConversation, insertSuppression } from "@headsup/storage/catalog";
import { receiveReceipt } from "./conversations/outgoing.ts";
import { lessonOf, teaches } from "./lesson.ts";
import type { Services } from "./services.ts";
import { suppressionByWish } from "./suppress.ts";

/**
 * What machines say of an email of ours, whichever way it was told: a provider's event, a bounce, a complaint. Stored when this
 * returns; told again, it changes nothing.
 *
 * @returns whether there is such a message
 */
export async function receiveEmailReport(services: Services, report: EmailReport): Promise<boolean> {
  const { ownerId, attemptId, kind } = report;
  const isKnown =
    report.kind === "delayed" ||
    (ConversationId.safeParse(ownerId).success
      ? await ofConversation(services, report)
      : await ofCampaign(services, report));
  services.log(isKnown ? "info" : "warn", "email.report", { ownerId, attemptId, kind, isKnown });
  return isKnown;
}

type Told = Exclude<EmailReport, { readonly kind: "delayed" }>;

async function ofConversation(services: Services, report: Told): Promise<boolean> {
  const { ownerId: conversationId, attemptId: messageId } = report;
  if (report.kind === "receipt") {
    if (messageId === null) return false;
    return receiveReceipt(services, { conversationId, messageId }, { ...report, providerId: providerIdOf(report) });
  }
  const conversation = await findConversation(services.catalogue, conversationId);
  if (conversation === undefined) return false;
  await bar(services, report.kind, conversation);
  return true;
}

async function ofCampaign(services: Services, report: Told): Promise<boolean> {
  const attempt = parseAttemptId(report.attemptId ?? "");
  if (attempt === undefined || !CampaignId.safeParse(report.ownerId).success) return false;
  const { recipientId, number } = attempt;
  const campaign = services.campaign(report.ownerId);
  if (report.kind === "receipt") {
    const { status, code, failure } = report;
    const receipt = { attempt: number, providerId: providerIdOf(report), status, code, failure };
    if ((await campaign.receiveSoon(recipientId, receipt)) === "unknown_recipient") return false;
    // Learnt from a repeated one too: should it not be stored, nothing is acknowledged and it comes again.
    if (!teaches(failure)) return true;
  }
  // Where it went, as we know it: what a bounce says of that is anybody's word.
  const went = await campaign.addressOf(recipientId, number);
  if (went === null) return false;
  if (report.kind === "receipt") {
    const { code, failure } = report;
    await services.catalogue.together(lessonOf(services.catalogue, went, { code, failure, at: services.now() }));
  } else await bar(services, report.kind, went);
  return true;
}

/** Mail servers have no name for it but ours. */
const providerIdOf = ({ providerId, attemptId, ownerId }: Told): string => providerId ?? attemptId ?? ownerId;

/** Who called it spam hears from us by email no more; who asked the provider to stop it, as if they had asked us. */
async function bar(
  { catalogue, config, now }: Services,
  kind: "complaint" | "unsubscribed",
  { address, senderId }: { address: string; senderId: string },
): Promise<void> {
  const at = now();
  const suppression: Suppression =
    kind === "complaint"
      ? { address, scope: "channel", scopeId: "email", reason: "complaint", createdAt: at }
      : suppressionByWish({ address, senderId, stopScope: config.stopScope, at });
  await catalogue.together([insertSuppression(catalogue, suppression)]);
}
