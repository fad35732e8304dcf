import { and, asc, eq, isNull, lt } from "drizzle-orm";
import type { Catalogue, Statement } from "./db.ts";
import { agreement, idempotency, token } from "./tables.ts";

/** Tokens, the agreement, and idempotency keys. */

export type TokenRow = typeof token.$inferSelect;

export const findTokenByHash = async ({ db }: Catalogue, hash: string): Promise<TokenRow | undefined> =>
  db
    .select()
    .from(token)
    .where(and(eq(token.hash, hash), isNull(token.revokedAt)))
    .get();

export const findToken = async ({ db }: Catalogue, id: string): Promise<TokenRow | undefined> =>
  db.select().from(token).where(eq(token.id, id)).get();

export const readTokens = async ({ db }: Catalogue): Promise<TokenRow[]> =>
  db.select().from(token).orderBy(asc(token.id));

export const insertToken = ({ db }: Catalogue, row: TokenRow): Statement => db.insert(token).values(row);

export const revokeToken = ({ db }: Catalogue, { id, at }: { id: string; at: number }): Statement =>
  db
    .update(token)
    .set({ revokedAt: at })
    .where(and(eq(token.id, id), isNull(token.revokedAt)));

export const findAgreement = async ({ db }: Catalogue, version: string) =>
  db.select().from(agreement).where(eq(agreement.version, version)).get();

export const acceptAgreement = ({ db }: Catalogue, row: typeof agreement.$inferSelect): Statement =>
  db.insert(agreement).values(row).onConflictDoNothing();

export type IdempotencyRow = typeof idempotency.$inferSelect;

export const findIdempotency = async (
  { db }: Catalogue,
  { tokenId, key }: { tokenId: string; key: string },
): Promise<IdempotencyRow | undefined> =>
  db
    .select()
    .from(idempotency)
    .where(and(eq(idempotency.tokenId, tokenId), eq(idempotency.key, key)))
    .get();

/** Fails the whole transaction when the key exists: of two requests at once with one key, one wins. */
export const insertIdempotency = ({ db }: Catalogue, row: IdempotencyRow): Statement =>
  db.insert(idempotency).values(row);

/** Forgets keys used before an instant. Scans: called once an hour. */
export const forgetIdempotency = ({ db }: Catalogue, before: number): Statement =>
  db.delete(idempotency).where(lt(idempotency.at, before));
