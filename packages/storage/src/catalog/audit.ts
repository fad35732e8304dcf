import type { AuditRow } from "@headsup/contract";
import { desc, lt, sql } from "drizzle-orm";
import { given, givenRow } from "../prepared.ts";
import { type Catalogue, preparedStatement } from "./db.ts";
import { audit, campaign } from "./tables.ts";

/** The audit log: one row per change, stored in the same transaction as the change. Ids sort by time. */

export const insertAudit = preparedStatement<AuditRow>(({ db }) => db.insert(audit).values(givenRow(audit)));

/** The row of a change that is made to a draft alone, ahead of it in its transaction: stored only while it is one. */
export const insertAuditOfDraft = preparedStatement<AuditRow & { readonly campaignId: string }>(({ db }) => {
  const { id, at, actor, action, target, detail } = givenRow(audit);
  return db.insert(audit).select(
    sql`select ${id}, ${at}, ${actor}, ${action}, ${target}, ${detail} from ${campaign}
      where ${campaign.id} = ${given("campaignId")} and ${campaign.status} = 'draft' and ${campaign.launchRequestedAt} is null`,
  );
});

/** Newest first, before an id. */
export const pageAudit = async (
  { db }: Catalogue,
  { before, limit }: { before: string | null; limit: number },
): Promise<AuditRow[]> =>
  db
    .select()
    .from(audit)
    .where(before === null ? undefined : lt(audit.id, before))
    .orderBy(desc(audit.id))
    .limit(limit);
