import type { StatusMove } from "@headsup/contract";
import { asc } from "drizzle-orm";
import { givenColumns, prepared } from "../prepared.ts";
import type { OutreachDb } from "./db.ts";
import { history } from "./tables.ts";

/** Every move of the campaign: who, when, what, why. */

const storeMove = prepared((db: OutreachDb) =>
  db
    .insert(history)
    .values(givenColumns(history, "at", "actor", "action", "reason"))
    .prepare(),
);

export function insertMove(db: OutreachDb, { at, actor, action, reason }: StatusMove): void {
  storeMove(db).run({ at, actor, action, reason });
}

const allMoves = prepared((db: OutreachDb) =>
  db
    .select({ at: history.at, actor: history.actor, action: history.action, reason: history.reason })
    .from(history)
    .orderBy(asc(history.id))
    .prepare(),
);

export const readMoves = (db: OutreachDb): StatusMove[] => allMoves(db).all();
