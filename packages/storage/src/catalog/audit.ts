import type { AuditRow } from "@headsup/contract";
import { desc, lt } from "drizzle-orm";
import type { Catalogue, Statement } from "./db.ts";
import { audit } from "./tables.ts";

/** The audit log: one row per change, stored in the same transaction as the change. Ids sort by time. */

export const insertAudit = ({ db }: Catalogue, row: AuditRow): Statement => db.insert(audit).values(row);

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
