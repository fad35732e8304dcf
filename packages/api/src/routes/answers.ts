import {
  Answer,
  AnswerCreate,
  AnswerId,
  AnswerPatch,
  type AnswerVariant,
  AnswerVariantPut,
  Channel,
  Language,
  limits,
  page,
} from "@headsup/contract";
import {
  type AnswerWithVariants,
  deleteVariant,
  insertAnswer,
  putVariant,
  readAnswerNames,
  readAnswers,
  renameAnswer,
} from "@headsup/storage/catalog";
import { z } from "zod";
import { answerOf, compileVariantAlone, showAnswer } from "../answers.ts";
import { audited } from "../audit.ts";
import { checked, refuseFull } from "../checked.ts";
import { onInvalid } from "../invalid.ts";
import { refuse, unwrap } from "../middleware/errors.ts";
import { keyed } from "../middleware/idempotency.ts";
import { OpenAPIHono } from "../openapi.ts";
import { body, guarded, idempotencyHeader, json } from "../route.ts";
import type { ApiEnv } from "../services.ts";

const params = z.object({ id: AnswerId });
const variantParams = params.extend({ channel: Channel, language: Language });

/** Answers: what is said, once for each channel and language, to be used by many campaigns and by rules. */
export const answers = new OpenAPIHono<ApiEnv>({ defaultHook: onInvalid })
  .openapi(
    guarded({
      role: "manager",
      method: "post",
      path: "/answers",
      tags: ["directory"],
      summary: "Store an answer: what is said on each channel and in each language, or the text of one text message.",
      request: { headers: idempotencyHeader, body: body(AnswerCreate) },
      responses: { 201: json(Answer, "The answer.") },
    }),
    async (c) => {
      const { services } = c.var;
      const key = await keyed<z.infer<typeof Answer>>(c);
      if (key.before !== null) return c.json(key.before, 201);
      const input = c.req.valid("json");
      const variants = variantsOf(input);
      const row = { id: services.newId("answer"), name: input.name, createdAt: services.now(), variants };
      const statements = [
        ...insertAnswer(services.catalogue, row),
        audited(c, { action: "answer.create", target: row.id, detail: { name: row.name, variants: named(variants) } }),
      ];
      const made = await checked(
        async () => {
          const known = await readAnswerNames(services.catalogue);
          refuseFull("answers", { count: known.length, max: limits.answersMax });
        },
        () => key.commit(statements, showAnswer(row), 201),
      );
      return c.json(made, 201);
    },
  )
  .openapi(
    guarded({
      role: "viewer",
      method: "get",
      path: "/answers",
      tags: ["directory"],
      summary: "Stored answers, with what they say and the variables they use.",
      responses: { 200: json(page(Answer), "All of them.") },
    }),
    async (c) => c.json({ items: (await readAnswers(c.var.services.catalogue)).map(showAnswer), next: null }, 200),
  )
  .openapi(
    guarded({
      role: "viewer",
      method: "get",
      path: "/answers/{id}",
      tags: ["directory"],
      summary: "One answer.",
      request: { params },
      responses: { 200: json(Answer, "The answer.") },
    }),
    async (c) => c.json(showAnswer(await answerOf(c.var.services, c.req.valid("param").id)), 200),
  )
  .openapi(
    guarded({
      role: "manager",
      method: "patch",
      path: "/answers/{id}",
      tags: ["directory"],
      summary: "Rename an answer.",
      request: { params, body: body(AnswerPatch) },
      responses: { 200: json(Answer, "The answer as changed.") },
    }),
    async (c) => {
      const { services } = c.var;
      const answer = await answerOf(services, c.req.valid("param").id);
      const { name } = c.req.valid("json");
      await services.catalogue.together([
        renameAnswer(services.catalogue, { id: answer.id, name }),
        audited(c, { action: "answer.rename", target: answer.id, detail: { name } }),
      ]);
      return c.json(showAnswer({ ...answer, name }), 200);
    },
  )
  .openapi(
    guarded({
      role: "manager",
      method: "put",
      path: "/answers/{id}/variants/{channel}/{language}",
      tags: ["directory"],
      summary: "Say what an answer says on a channel in a language. Campaigns that took it over keep what they took.",
      request: { params: variantParams, body: body(AnswerVariantPut) },
      responses: { 200: json(Answer, "The answer as changed.") },
    }),
    async (c) => {
      const { services } = c.var;
      const { id, channel, language } = c.req.valid("param");
      const { content } = c.req.valid("json");
      if (content.channel !== channel)
        refuse("invalid_request", `content.channel: the address says ${channel}, the content ${content.channel}.`);
      unwrap(compileVariantAlone({ language, content }));
      await checked(
        async () => {
          const answer = await answerOf(services, id);
          if (!has(answer, { channel, language }))
            refuseFull(`variants of ${answer.name}`, { count: answer.variants.length, max: limits.variantsMax });
        },
        () =>
          services.catalogue.together([
            putVariant(services.catalogue, { answerId: id, language, content }),
            audited(c, { action: "answer.variant.put", target: id, detail: { channel, language } }),
          ]),
      );
      return c.json(showAnswer(await answerOf(services, id)), 200);
    },
  )
  .openapi(
    guarded({
      role: "manager",
      method: "delete",
      path: "/answers/{id}/variants/{channel}/{language}",
      tags: ["directory"],
      summary: "Take away what an answer says on a channel in a language; the last such stays.",
      request: { params: variantParams },
      responses: { 200: json(Answer, "The answer as changed.") },
    }),
    async (c) => {
      const { services } = c.var;
      const { id, channel, language } = c.req.valid("param");
      await checked(
        async () => {
          const answer = await answerOf(services, id);
          if (!has(answer, { channel, language }))
            refuse("not_found", `The answer ${answer.name} says nothing for ${channel} in ${language}.`);
          if (answer.variants.length === 1)
            refuse("conflict", `It is all that ${answer.name} says. Say something else first, then take this away.`);
        },
        () =>
          services.catalogue.together([
            ...deleteVariant(services.catalogue, { answerId: id, channel, language }),
            audited(c, { action: "answer.variant.delete", target: id, detail: { channel, language } }),
          ]),
      );
      return c.json(showAnswer(await answerOf(services, id)), 200);
    },
  );

/** What was given, each channel and language once and every template one that compiles. */
function variantsOf({ variants, channel, language, text }: z.infer<typeof AnswerCreate>): AnswerVariant[] {
  const given = variants ?? [{ language, content: { channel, text: text ?? "", media: [] } }];
  const names = named(given);
  const twice = names.find((each, i) => names.indexOf(each) < i);
  if (twice !== undefined) refuse("invalid_request", `variants: there are two for ${twice}. Keep one.`);
  for (const variant of given) unwrap(compileVariantAlone(variant));
  return given;
}

/** "sms in en" */
const named = (variants: readonly AnswerVariant[]): string[] =>
  variants.map(({ content, language }) => `${content.channel} in ${language}`);

const has = (
  { variants }: AnswerWithVariants,
  { channel, language }: { readonly channel: Channel; readonly language: string },
): boolean => variants.some((variant) => variant.content.channel === channel && variant.language === language);
