import { asc, eq, sql } from "drizzle-orm";
import type { Catalogue, Statement } from "./db.ts";
import { campaign, type LabelRow, sender, skill, topic } from "./tables.ts";
import { agentsWith, boostsNaming, findUse, isUsed, rulesNaming, type Use, type Uses } from "./uses.ts";

/** Skills and topics: two tables of one form. */

export type LabelKind = "skill" | "topic";
const tables = { skill, topic };

export const readLabels = async ({ db }: Catalogue, kind: LabelKind): Promise<LabelRow[]> =>
  db.select().from(tables[kind]).orderBy(asc(tables[kind].name));

export const findLabel = async ({ db }: Catalogue, kind: LabelKind, name: string): Promise<LabelRow | undefined> =>
  db.select().from(tables[kind]).where(eq(tables[kind].name, name)).get();

export const insertLabel = ({ db }: Catalogue, kind: LabelKind, row: LabelRow): Statement =>
  db.insert(tables[kind]).values(row);

const usesOf = (kind: LabelKind, name: string): Uses =>
  kind === "skill"
    ? [
        rulesNaming({ field: "skill", key: "skill", value: name }),
        sql`select 'sender' as kind, ${sender.address} as name from ${sender} where ${sender.skill} = ${name}`,
        agentsWith({ of: "skills", value: name }),
        boostsNaming({ key: "skill", value: name }),
        sql`select 'campaign' as kind, ${campaign.name} as name from ${campaign}
          where ${campaign.skill} = ${name} and ${campaign.status} not in ('completed', 'stopped')`,
      ]
    : [
        rulesNaming({ field: "topic", key: "topics", value: name }),
        sql`select 'sender' as kind, ${sender.address} as name from ${sender}
          where exists (select 1 from json_each(${sender.topics}) held where held.value = ${name})`,
        boostsNaming({ key: "topic", value: name }),
      ];

/** What keeps a label from being deleted. Conversations that bear it do not: there it is a word. */
export const findUseOfLabel = (catalogue: Catalogue, kind: LabelKind, name: string): Promise<Use | undefined> =>
  findUse(catalogue, usesOf(kind, name));

/** Deletes a label. Its time may not be null: the transaction fails while anything refers to it. */
export const deleteLabel = ({ db }: Catalogue, kind: LabelKind, name: string): Statement[] => [
  db
    .update(tables[kind])
    .set({ createdAt: sql`null` })
    .where(sql`${tables[kind].name} = ${name} and ${isUsed(usesOf(kind, name))}`),
  db.delete(tables[kind]).where(eq(tables[kind].name, name)),
];
