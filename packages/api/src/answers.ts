import type { Answer, Channel } from "@headsup/contract";
import { compileMessage, type Localised } from "@headsup/core/answer/content";
import { wordsOf } from "@headsup/core/answer/words";
import { type AnswerWithVariants, findAnswer } from "@headsup/storage/catalog";
import { refuse } from "./middleware/errors.ts";
import type { Services } from "./services.ts";

/** Stored answers: as the API shows them, and as campaigns and conversations take from them. */

export const answerOf = async ({ catalogue }: Services, id: string): Promise<AnswerWithVariants> =>
  (await findAnswer(catalogue, id)) ?? refuse("not_found", `There is no answer ${id}.`);

/** What an answer says on a channel, in all its languages, to be taken over into a campaign. */
export async function contentsOf(
  services: Services,
  { answerId, channel }: { answerId: string; channel: Channel },
): Promise<Localised[]> {
  const answer = await answerOf(services, answerId);
  const contents = answer.variants.filter(({ content }) => content.channel === channel);
  if (contents.length > 0) return contents;
  return refuse(
    "conflict",
    `The answer ${answer.name} says nothing for ${channel}. Add a variant for it, or write one.`,
  );
}

/** One variant by itself, made ready: nothing is added to what it says. */
export const compileVariantAlone = (variant: Localised) =>
  compileMessage({ contents: [variant], replyLine: "", optOutText: "" });

export function showAnswer({ id, name, createdAt, variants }: AnswerWithVariants): Answer {
  const [first] = variants;
  if (first === undefined) throw new Error(`the answer ${id} has no variant`);
  const variables = variants.flatMap((variant) => {
    const compiled = compileVariantAlone(variant);
    return compiled.ok ? compiled.value.variables : [];
  });
  return {
    id,
    name,
    channel: first.content.channel,
    language: first.language,
    text: wordsOf(first.content),
    variables: [...new Set(variables)],
    variants: [...variants],
    createdAt,
  };
}
