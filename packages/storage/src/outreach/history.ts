import type { StatusMove } from "@headsup/contract";
import { asc } from "drizzle-orm";
import { prepared } from "../prepared.ts";
import type { OutreachDb } from "./db.ts";
import { history } from "./tables.ts";

/** Every move of the campaign: who, when, what, why. */

export function insertMove(db: OutreachDb, move: StatusMove): void {
  db.insert(history).values(move).run();
}

const allMoves = prepared((db: OutreachDb) =>
  db
    .select({ at: history.at, actor: history.actor, action: history.action, reason: history.reason })
    .from(history)
    .orderBy(asc(history.id))
    .prepare(),
);

export const readMoves = (db: OutreachDb): StatusMove[] => allMoves(db).all();
