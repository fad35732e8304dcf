import type { AuditRow } from "@headsup/contract";
import { desc, lt } from "drizzle-orm";
import { givenRow } from "../prepared.ts";
import { type Catalogue, preparedStatement } from "./db.ts";
import { audit } from "./tables.ts";

/** The audit log: one row per change, stored in the same transaction as the change. Ids sort by time. */

export const insertAudit = preparedStatement<AuditRow>(({ db }) => db.insert(audit).values(givenRow(audit)));

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
