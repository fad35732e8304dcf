import { asc, eq } from "drizzle-orm";
import { given, prepared } from "../prepared.ts";
import type { Catalogue, Statement } from "./db.ts";
import { type BoostRow, boost } from "./tables.ts";

/** Boosts of people match. While there are none, core's own apply. */

const allBoosts = prepared(({ db }: Catalogue) => db.select().from(boost).orderBy(asc(boost.id)).prepare());

export const readBoosts = async (catalogue: Catalogue): Promise<BoostRow[]> => allBoosts(catalogue).all();

const boostById = prepared(({ db }: Catalogue) =>
  db
    .select()
    .from(boost)
    .where(eq(boost.id, given("id")))
    .prepare(),
);

export const findBoost = async (catalogue: Catalogue, id: string): Promise<BoostRow | undefined> =>
  boostById(catalogue).get({ id });

export const insertBoost = ({ db }: Catalogue, row: BoostRow): Statement => db.insert(boost).values(row);

export const deleteBoost = ({ db }: Catalogue, id: string): Statement => db.delete(boost).where(eq(boost.id, id));
