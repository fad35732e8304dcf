import { type SQL, sql } from "drizzle-orm";
import type { Catalogue } from "./db.ts";
import { agent, boost, rule } from "./tables.ts";

/**
 * What still refers to something that is to be deleted. A deletion asks first, to say who does; and its transaction fails
 * where somebody came to refer to it meanwhile. Every query here is asked by hand now and then: it scans.
 */
export interface Use {
  /** "rule", "sender", … */
  readonly kind: string;
  readonly name: string;
}

/** Queries that each answer kind and name: at most five, which is as many as Cloudflare's SQLite compounds. */
export type Uses = readonly [SQL, ...SQL[]];

const compound = (uses: Uses): SQL => sql.join([...uses], sql` union all `);

/** The first that refers to it. */
export async function findUse({ db }: Catalogue, uses: Uses): Promise<Use | undefined> {
  const [use] = await db.all<Use>(sql`${compound(uses)} limit 1`);
  return use;
}

/** True while anything refers to it. */
export const isUsed = (uses: Uses): SQL => sql`exists (${compound(uses)})`;

/**
 * Rules that name a value: in conditions on `field`, or under `key` of an action or of the trigger. A value that stands there
 * alone is read as a list of one.
 */
export function rulesNaming({ field, key, value }: { field: string; key: string; value: string }): SQL {
  const path = `$.${key}`;
  const objects = sql`(select iif(type = 'object', value, '{}') as value from json_tree(${rule.when}))`;
  return sql`select 'rule' as kind, ${rule.name} as name from ${rule} where
    exists (select 1 from ${objects} leaf, json_each(leaf.value, '$.values') named
      where leaf.value ->> 'field' = ${field} and named.value = ${value})
    or exists (select 1 from json_each(${rule.actions}) action, json_each(action.value, ${path}) named where named.value = ${value})
    or exists (select 1 from json_each(${rule.trigger}, ${path}) named where named.value = ${value})`;
}

export const boostsNaming = ({ key, value }: { key: string; value: string }): SQL =>
  sql`select 'boost' as kind, ${boost.id} as name from ${boost} where ${boost.when} ->> ${key} = ${value}`;

export const agentsWith = ({ of, value }: { of: "skills" | "inboxes"; value: string }): SQL =>
  sql`select 'agent' as kind, ${agent.name} as name from ${agent}
    where exists (select 1 from json_each(${agent[of]}) held where held.value = ${value})`;
