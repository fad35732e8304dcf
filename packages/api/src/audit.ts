import { insertAudit, insertAuditOfDraft, type Statement } from "@headsup/storage/catalog";
import type { Context } from "hono";
import type { ApiEnv } from "./services.ts";

interface Change {
  readonly action: string;
  readonly target: string;
  readonly detail?: Record<string, unknown>;
}

/** The audit row of a change by this caller, to be stored in the same transaction. */
export const audited = (c: Context<ApiEnv>, change: Change): Statement =>
  insertAudit(c.var.services.catalogue, rowOf(c, change));

/** The same of a change that is made only while the campaign it is of is a draft; ahead of the change. */
export const auditedOfDraft = (c: Context<ApiEnv>, change: Change): Statement =>
  insertAuditOfDraft(c.var.services.catalogue, { ...rowOf(c, change), campaignId: change.target });

function rowOf(c: Context<ApiEnv>, { action, target, detail = {} }: Change) {
  const { services, caller } = c.var;
  return {
    id: services.newId("audit"),
    at: services.now(),
    actor: `${caller.name} (${caller.tokenId})`,
    action,
    target,
    detail,
  };
}
