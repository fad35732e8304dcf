import type { Channel } from "@headsup/contract";
import { and, asc, eq, sql } from "drizzle-orm";
import type { Catalogue, Statement } from "./db.ts";
import { type AnswerRow, type AnswerVariantRow, answer, answerVariant } from "./tables.ts";

/** Answers and their variants. Few of each: listed whole. */

/** An answer with what it says, in the order it was added. */
export interface AnswerWithVariants extends AnswerRow {
  readonly variants: readonly Pick<AnswerVariantRow, "language" | "content">[];
}

/** One variant of an answer. */
export interface VariantKey {
  readonly answerId: string;
  readonly channel: Channel;
  readonly language: string;
}

const joined = ({ db }: Catalogue) =>
  db.select().from(answer).innerJoin(answerVariant, eq(answerVariant.answerId, answer.id)).$dynamic();

const inOrder = [asc(answer.id), asc(answerVariant.position)] as const;

function gathered(rows: readonly { answer: AnswerRow; answer_variant: AnswerVariantRow }[]): AnswerWithVariants[] {
  return [...Map.groupBy(rows, (row) => row.answer.id).values()].flatMap((variants) =>
    variants.slice(0, 1).map((first) => ({
      ...first.answer,
      variants: variants.map(({ answer_variant: { language, content } }) => ({ language, content })),
    })),
  );
}

export const findAnswer = async (catalogue: Catalogue, id: string): Promise<AnswerWithVariants | undefined> =>
  gathered(
    await joined(catalogue)
      .where(eq(answer.id, id))
      .orderBy(...inOrder),
  )[0];

export const readAnswers = async (catalogue: Catalogue): Promise<AnswerWithVariants[]> =>
  gathered(await joined(catalogue).orderBy(...inOrder));

/** Without what they say. */
export const readAnswerNames = async ({ db }: Catalogue): Promise<AnswerRow[]> =>
  db.select().from(answer).orderBy(asc(answer.id));

export const insertAnswer = (
  { db }: Catalogue,
  { variants, ...row }: AnswerWithVariants,
): readonly [Statement, ...Statement[]] => [
  db.insert(answer).values(row),
  ...variants.map(({ language, content }, position) =>
    db.insert(answerVariant).values({ answerId: row.id, channel: content.channel, language, content, position }),
  ),
];

export const renameAnswer = ({ db }: Catalogue, { id, name }: Pick<AnswerRow, "id" | "name">): Statement =>
  db.update(answer).set({ name }).where(eq(answer.id, id));

/** Puts a variant in place of the one of its channel and language, or after the others. */
export const putVariant = (
  { db }: Catalogue,
  row: Pick<AnswerVariantRow, "answerId" | "language" | "content">,
): Statement =>
  db
    .insert(answerVariant)
    .values({
      ...row,
      channel: row.content.channel,
      position: sql`(select coalesce(max(position) + 1, 0) from ${answerVariant} where answer_id = ${row.answerId})`,
    })
    .onConflictDoUpdate({
      target: [answerVariant.answerId, answerVariant.channel, answerVariant.language],
      set: { content: row.content },
    });

/** Takes a variant away. The transaction fails where it was the last: an answer that says nothing has no name, which may not be. */
export const deleteVariant = ({ db }: Catalogue, { answerId, channel, language }: VariantKey): Statement[] => [
  db
    .delete(answerVariant)
    .where(
      and(
        eq(answerVariant.answerId, answerId),
        eq(answerVariant.channel, channel),
        eq(answerVariant.language, language),
      ),
    ),
  db
    .update(answer)
    .set({
      name: sql`iif(exists (select 1 from ${answerVariant} where answer_id = ${answerId}), ${answer.name}, null)`,
    })
    .where(eq(answer.id, answerId)),
];
