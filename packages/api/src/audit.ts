import { insertAudit, type Statement } from "@headsup/storage/catalog";
import type { Context } from "hono";
import type { ApiEnv } from "./services.ts";

/** The audit row of a change by this caller, to be stored in the same transaction. */
export function audited(
  c: Context<ApiEnv>,
  { action, target, detail = {} }: { action: string; target: string; detail?: Record<string, unknown> },
): Statement {
  const { services, caller } = c.var;
  return insertAudit(services.catalogue, {
    id: services.newId("audit"),
    at: services.now(),
    actor: `${caller.name} (${caller.tokenId})`,
    action,
    target,
    detail,
  });
}
