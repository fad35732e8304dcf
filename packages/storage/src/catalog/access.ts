import { and, asc, eq, isNull, lt } from "drizzle-orm";
import { given, givenRow, prepared } from "../prepared.ts";
import { type Catalogue, preparedStatement, type Statement } from "./db.ts";
import { agreement, idempotency, token } from "./tables.ts";

/** Tokens, the agreement, and idempotency keys. */

export type TokenRow = typeof token.$inferSelect;

const tokenByHash = prepared(({ db }: Catalogue) =>
  db
    .select()
    .from(token)
    .where(and(eq(token.hash, given("hash")), isNull(token.revokedAt)))
    .prepare(),
);

export const findTokenByHash = async (catalogue: Catalogue, hash: string): Promise<TokenRow | undefined> =>
  tokenByHash(catalogue).get({ hash });

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

const agreementByVersion = prepared(({ db }: Catalogue) =>
  db
    .select()
    .from(agreement)
    .where(eq(agreement.version, given("version")))
    .prepare(),
);

export const findAgreement = async (catalogue: Catalogue, version: string) =>
  agreementByVersion(catalogue).get({ version });

export const acceptAgreement = ({ db }: Catalogue, row: typeof agreement.$inferSelect): Statement =>
  db.insert(agreement).values(row).onConflictDoNothing();

export type IdempotencyRow = typeof idempotency.$inferSelect;

const idempotencyByKey = prepared(({ db }: Catalogue) =>
  db
    .select()
    .from(idempotency)
    .where(and(eq(idempotency.tokenId, given("tokenId")), eq(idempotency.key, given("key"))))
    .prepare(),
);

export const findIdempotency = async (
  catalogue: Catalogue,
  key: { tokenId: string; key: string },
): Promise<IdempotencyRow | undefined> => idempotencyByKey(catalogue).get(key);

/** Fails the whole transaction when the key exists: of two requests at once with one key, one wins. */
export const insertIdempotency = preparedStatement<IdempotencyRow>(({ db }) =>
  db.insert(idempotency).values(givenRow(idempotency)),
);

/** Forgets keys used before an instant. Scans: called once an hour. */
export const forgetIdempotency = preparedStatement<{ before: number }>(({ db }) =>
  db.delete(idempotency).where(lt(idempotency.at, given("before"))),
);
