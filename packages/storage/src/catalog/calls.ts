import { reaches } from "@headsup/core/call/outcome";
import { and, eq, gt, sql } from "drizzle-orm";
import { given, prepared } from "../prepared.ts";
import type { Catalogue, Statement } from "./db.ts";
import { type CallRow, call } from "./tables.ts";

/** Calls, as their webhooks tell of them. Only ever more becomes known, so any order and repetition ends alike. */

export const rankOfReach = (reach: (typeof reaches)[number]): number => reaches.indexOf(reach);
export const reachOf = ({ reach }: Pick<CallRow, "reach">) => reaches[reach] ?? "nothing";

/** Stores what one webhook tells of a call. */
export const noteCall = ({ db }: Catalogue, told: CallRow): Statement =>
  db
    .insert(call)
    .values(told)
    .onConflictDoUpdate({
      target: call.id,
      set: {
        answeredBy: sql`coalesce(excluded.answered_by, ${call.answeredBy})`,
        reach: sql`max(excluded.reach, ${call.reach})`,
        ended: sql`coalesce(${call.ended}, excluded.ended)`,
      },
    });

const callById = prepared(({ db }: Catalogue) =>
  db
    .select()
    .from(call)
    .where(eq(call.id, given("id")))
    .prepare(),
);

export const findCall = async (catalogue: Catalogue, id: string): Promise<CallRow | undefined> =>
  callById(catalogue).get({ id });

const oftenCalled = prepared(({ db }: Catalogue) =>
  db
    .select({ address: call.address })
    .from(call)
    .where(
      and(
        sql`${call.address} in (select value from json_each(${given("addresses")}))`,
        gt(call.createdAt, given("since")),
        sql`${call.ownerId} <> ''`,
      ),
    )
    .groupBy(call.address)
    .having(sql`count(*) >= ${given("times")}`)
    .prepare(),
);

/** Lines that we called at least so often since then; by `call_address`. */
export async function readOftenCalled(
  catalogue: Catalogue,
  { addresses, ...of }: { addresses: readonly string[]; since: number; times: number },
): Promise<string[]> {
  const rows = await oftenCalled(catalogue).all({ ...of, addresses: JSON.stringify(addresses) });
  return rows.map(({ address }) => address);
}
