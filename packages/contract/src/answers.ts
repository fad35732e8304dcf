import { z } from "zod";
import { Language } from "./campaign.ts";
import { Channel } from "./channels.ts";
import { Content } from "./content.ts";
import { AnswerId } from "./ids.ts";
import { limits } from "./limits.ts";
import { Text } from "./text.ts";

const name = Text.trim().min(1).max(limits.nameCharactersMax);

/** What an answer says on one channel in one language. */
export const AnswerVariant = z.strictObject({ language: Language, content: Content });
export type AnswerVariant = z.infer<typeof AnswerVariant>;

/** An answer with all it says; or, for one text message, its text alone. */
export const AnswerCreate = z
  .strictObject({
    name,
    variants: z.array(AnswerVariant).min(1).max(limits.variantsMax).optional(),
    /** Of `text`. */
    channel: z.literal("sms").default("sms"),
    /** Of `text`. */
    language: Language.default("en"),
    text: Text.min(1).max(limits.templateCharactersMax).optional(),
  })
  .refine(({ variants, text }) => (variants === undefined) !== (text === undefined), {
    message: "Give either `variants` or, for one text message, `text`; not both.",
    path: ["variants"],
  });
export const AnswerPatch = z.strictObject({ name });
export const AnswerVariantPut = z.strictObject({ content: Content });

export const Answer = z.object({
  id: AnswerId,
  name: z.string(),
  /** Of its first variant. */
  channel: Channel,
  /** Of its first variant. */
  language: z.string(),
  /** Its first variant as one reads it, variables and all. */
  text: z.string(),
  /** What any of its variants uses. */
  variables: z.array(z.string()),
  /** In the order they were added. One for each channel and language. */
  variants: z.array(z.object({ language: z.string(), content: Content })),
  createdAt: z.int(),
});
export type Answer = z.infer<typeof Answer>;
