import { limits } from "@headsup/contract";
import { findIdempotency, type IdempotencyRow, insertIdempotency, type Statement } from "@headsup/storage/catalog";
import type { Context } from "hono";
import { sha256Hex } from "../hash.ts";
import type { ApiEnv } from "../services.ts";
import { refuse } from "./errors.ts";

/**
 * `Idempotency-Key`: the same request with the same key is done once and answered alike ever after. The answer is stored
 * in the transaction that does the work, so that of two requests at once one wins and the other gets its answer.
 */
export interface Keyed<T> {
  /** The answer given before, if this key was used before. */
  readonly before: T | null;
  /** To go into the same transaction as the work. */
  readonly record: (answer: T, status: number) => Statement[];
  /** Does work that stores its record itself; should another request with this key have won meanwhile, answers what that one did. */
  readonly attempt: (work: () => Promise<void>, answer: T) => Promise<T>;
  /** The same of a single transaction. */
  readonly commit: (statements: readonly Statement[], answer: T, status: number) => Promise<T>;
}

export async function keyed<T>(c: Context<ApiEnv>): Promise<Keyed<T>> {
  const { services, caller } = c.var;
  const key = c.req.header("idempotency-key");
  if (key === undefined) {
    return {
      before: null,
      record: () => [],
      attempt: async (work, answer) => {
        await work();
        return answer;
      },
      commit: async (statements, answer) => {
        await services.catalogue.together(statements);
        return answer;
      },
    };
  }
  if (key.length === 0 || key.length > limits.idempotencyKeyCharactersMax) {
    return refuse("invalid_request", `Idempotency-Key has 1 to ${limits.idempotencyKeyCharactersMax} characters.`);
  }
  const request = await sha256Hex(`${c.req.method} ${c.req.path}\n${await c.req.text()}`);
  const read = async (): Promise<T | null> => {
    const row = await findIdempotency(services.catalogue, { tokenId: caller.tokenId, key });
    if (row === undefined) return null;
    if (row.request !== request)
      return refuse("idempotency_key_reused", "This Idempotency-Key was used for another request. Use a new key.");
    return row.response as T;
  };
  const record = (answer: T, status: number): Statement[] => {
    const row: IdempotencyRow = { tokenId: caller.tokenId, key, request, status, response: answer, at: services.now() };
    return [insertIdempotency(services.catalogue, row)];
  };
  const attempt: Keyed<T>["attempt"] = async (work, answer) => {
    try {
      await work();
      return answer;
    } catch (error) {
      const winner = await read();
      if (winner === null) throw error;
      return winner;
    }
  };
  return {
    before: await read(),
    record,
    attempt,
    commit: (statements, answer, status) =>
      attempt(async () => {
        await services.catalogue.together([...record(answer, status), ...statements]);
      }, answer),
  };
}
