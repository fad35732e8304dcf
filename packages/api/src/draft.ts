import { type CampaignWithSender, findInbox, type NewCampaign, type SenderRow } from "@headsup/storage/catalog";
import type { Context } from "hono";
import type { ApiEnv, Services } from "./services.ts";
import { emptyCounts } from "./shape.ts";

/** What of a new draft follows from the request itself. */
type Begun =
  | "id"
  | "createdAt"
  | "createdBy"
  | "launchRequestedAt"
  | "launchRequestedBy"
  | "statusReason"
  | "counts"
  | "nextWakeAt"
  | "wakeDay"
  | "launchedAt"
  | "completedAt";

/** A draft as it is stored first: nobody is on it and nothing was asked of it. */
export const newCampaign = (c: Context<ApiEnv>, chosen: Omit<NewCampaign, Begun>): NewCampaign => ({
  ...chosen,
  id: c.var.services.newId("campaign"),
  createdAt: c.var.services.now(),
  createdBy: c.var.caller.name,
  launchRequestedAt: null,
  launchRequestedBy: null,
  statusReason: null,
  counts: emptyCounts,
  nextWakeAt: null,
  wakeDay: null,
  launchedAt: null,
  completedAt: null,
});

/** A new draft as it will be read once it is stored. */
export async function asStored(
  { catalogue }: Services,
  row: NewCampaign,
  sender: Pick<SenderRow, "address" | "inboxId">,
): Promise<CampaignWithSender> {
  const inboxId = row.ownInboxId ?? sender.inboxId;
  return {
    ...row,
    status: "draft",
    projectedSequence: 0,
    responded: 0,
    optedOut: 0,
    duplicates: null,
    pressure: null,
    senderAddress: sender.address,
    inboxId,
    inboxName: (await findInbox(catalogue, inboxId))?.name ?? "",
  };
}
