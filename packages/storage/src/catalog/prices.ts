import type { Prices } from "@headsup/contract";
import type { Catalogue, Statement } from "./db.ts";
import { priceList } from "./tables.ts";

/** What the account pays: one list. */
const onlyId = "account";

/** The list that was put in, if one was. */
export const findPrices = async ({ db }: Catalogue): Promise<Prices | undefined> =>
  (await db.select().from(priceList).get())?.prices;

export const putPrices = ({ db }: Catalogue, prices: Prices): Statement =>
  db.insert(priceList).values({ id: onlyId, prices }).onConflictDoUpdate({ target: priceList.id, set: { prices } });
