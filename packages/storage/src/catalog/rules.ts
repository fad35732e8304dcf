import { asc, eq, sql } from "drizzle-orm";
import { prepared } from "../prepared.ts";
import { type Catalogue, question, type Statement } from "./db.ts";
import { type RuleRow, rule } from "./tables.ts";

/** Rules, in their order: positions are 1 to n without a gap. */

const allRules = prepared(({ db }: Catalogue) => db.select().from(rule).orderBy(asc(rule.position)).prepare());

export const readRules = async (catalogue: Catalogue): Promise<RuleRow[]> => allRules(catalogue).all();

/** The same, to be asked with others. */
export const askRules = question<object, RuleRow>(allRules);

/** Numbers the rules anew, in the order they have. */
const renumber = ({ db }: Catalogue): Statement =>
  db
    .update(rule)
    .set({ position: sql`ranked.place` })
    .from(sql`(select id, row_number() over (order by position, id) as place from ${rule}) as ranked`)
    .where(sql`ranked.id = ${rule.id}`);

/** Puts a rule at its position; those from there on move one further. A position beyond the last is the last. */
export const insertRule = (catalogue: Catalogue, row: RuleRow): Statement[] => [
  catalogue.db.insert(rule).values({ ...row, position: row.position - 0.5 }),
  renumber(catalogue),
];

/** Changes a rule; given a position, moves it there, past the others. */
export const updateRule = (
  catalogue: Catalogue,
  id: string,
  { position, ...change }: Partial<Omit<RuleRow, "id" | "createdAt">>,
): Statement[] => {
  const moved =
    position === undefined
      ? {}
      : { position: sql`${position} + case when ${rule.position} < ${position} then 0.5 else -0.5 end` };
  return [
    catalogue.db
      .update(rule)
      .set({ ...change, ...moved })
      .where(eq(rule.id, id)),
    renumber(catalogue),
  ];
};

export const deleteRule = (catalogue: Catalogue, id: string): Statement[] => [
  catalogue.db.delete(rule).where(eq(rule.id, id)),
  renumber(catalogue),
];
