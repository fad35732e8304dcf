import { type SQL, type SQLWrapper, sql } from "drizzle-orm";

/** Conditions that several queries ask. */

/** Whether the words stand in it, in whatever case. No `like`: Cloudflare's takes patterns of fifty bytes. */
export const holds = (column: SQLWrapper, words: string): SQL => sql`instr(lower(${column}), lower(${words})) > 0`;

/** Whether it is one of the values, however many: they are one parameter. */
export const isAmong = (column: SQLWrapper, values: readonly string[]): SQL =>
  sql`${column} in (select value from json_each(${JSON.stringify(values)}))`;
