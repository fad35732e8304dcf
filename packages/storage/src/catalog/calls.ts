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

const callsTo = prepared(({ db }: Catalogue) =>
  db
    .select({ at: call.createdAt, reach: call.reach })
    .from(call)
    .where(and(eq(call.address, given("address")), gt(call.createdAt, given("since")), sql`${call.ownerId} <> ''`))
    .prepare(),
);

/** Calls of ours to a line since then, for `mayCall`; by `call_address`. */
export const readCallsTo = async (catalogue: Catalogue, to: { address: string; since: number }) =>
  (await callsTo(catalogue).all(to)).map(({ at, reach }) => ({ at, leftVoicemail: reaches[reach] === "voicemail" }));
