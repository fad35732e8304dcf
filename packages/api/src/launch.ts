import type { CampaignDetail, DuplicateChoice, ErrorCode } from "@headsup/contract";
import {
  type CampaignWithSender,
  reopenCampaign,
  requestLaunch,
  updateCampaign,
  withdrawLaunch,
} from "@headsup/storage/catalog";
import type { Context } from "hono";
import type { z } from "zod";
import { agreementOf } from "./agreement.ts";
import { audited } from "./audit.ts";
import { campaignOf } from "./find.ts";
import { refuseFlagged } from "./health.ts";
import { refuse, unwrap } from "./middleware/errors.ts";
import { refuseBlocked } from "./review.ts";
import type { ApiEnv } from "./services.ts";
import { isLaunched, settingsOf, showDetail } from "./shape.ts";

/** Without the account's agreement nothing is sent. */
export async function requireAgreement(c: Context<ApiEnv>): Promise<void> {
  const agreement = await agreementOf(c.var.services);
  if (agreement.acceptedAt === null) {
    refuse(
      "agreement_missing",
      "This account has not accepted the agreement yet. An admin does that once: headsup agreement accept",
    );
  }
}

/**
 * Launches every sealed list of a campaign not yet launched; launching again changes nothing.
 *
 * @param duplicates what to do about people other campaigns write to; undefined: as chosen before, else they are kept
 * @param override an admin's word that what the content check blocks is right
 */
export async function launchCampaign(
  c: Context<ApiEnv>,
  draft: CampaignWithSender,
  {
    duplicates,
    override,
  }: { duplicates?: DuplicateChoice | undefined; override?: { reason: string } | undefined } = {},
): Promise<z.infer<typeof CampaignDetail>> {
  const { services, caller } = c.var;
  const { catalogue } = services;
  const { id } = draft;
  await requireAgreement(c);
  await refuseFlagged(services, draft);
  const campaign = services.campaign(id);
  // What can be known beforehand is refused before anything is written; the object checks again as it launches.
  const [blocking] = (await campaign.preview(settingsOf(draft))).blocking;
  // Another request may have launched it meanwhile: then there is nothing more to launch, and nothing to refuse.
  if (blocking !== undefined && !isLaunched(await campaignOf(services, id)))
    refuse(blocking.code as ErrorCode, blocking.message);
  const overruled = isLaunched(draft) || draft.kind === "single" ? {} : await refuseBlocked(c, draft, override);
  const by = { actor: caller.name, at: services.now() };
  const detail = { consent: true, ...(duplicates === undefined ? {} : { duplicates }), ...overruled };
  await catalogue.together([
    requestLaunch(catalogue, { id, at: by.at, by: by.actor }),
    ...(duplicates === undefined ? [] : [updateCampaign(catalogue, id, { duplicates })]),
    ...(blocking === undefined && draft.completedAt !== null ? [reopenCampaign(catalogue, id)] : []),
    audited(c, { action: "campaign.launch", target: id, detail }),
  ]);
  // Read anew: from the mark on nobody changes what is to be sent.
  const row = await campaignOf(services, id);
  // What was looked at is what goes: words changed in between are nobody's.
  if (!isLaunched(draft) && JSON.stringify(settingsOf(row).rungs) !== JSON.stringify(settingsOf(draft).rungs)) {
    await catalogue.together([withdrawLaunch(catalogue, { id, at: by.at })]);
    refuse("conflict", "What this campaign says was changed while it was being launched. Look at it, then launch it.");
  }
  const launched = await campaign.launch(settingsOf(row), by);
  // Refused, or with nobody left to launch, nothing was chosen: what holds stays on record.
  const holds = launched.ok ? (launched.value.settings?.duplicates ?? null) : draft.duplicates;
  if (duplicates !== undefined && JSON.stringify(holds) !== JSON.stringify(row.duplicates))
    await catalogue.together([updateCampaign(catalogue, id, { duplicates: holds })]);
  if (!launched.ok) {
    const { code } = launched.error;
    await catalogue.together([
      withdrawLaunch(catalogue, { id, at: by.at }),
      audited(c, { action: "campaign.launch.refused", target: id, detail: { code } }),
    ]);
  }
  return showDetail(row, unwrap(launched));
}
