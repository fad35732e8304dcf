import { Answer, AnswerCreate, page, Sender, SenderCreate } from "@headsup/contract";
import { compileAnswer } from "@headsup/core/answer/template";
import { findSenderByAddress, insertAnswer, insertSender, readAnswers, readSenders } from "@headsup/storage/catalog";
import { OpenAPIHono, type z } from "@hono/zod-openapi";
import { audited } from "../audit.ts";
import { e164Of } from "../find.ts";
import { onInvalid } from "../invalid.ts";
import { refuse, unwrap } from "../middleware/errors.ts";
import { keyed } from "../middleware/idempotency.ts";
import { body, guarded, idempotencyHeader, json } from "../route.ts";
import type { ApiEnv } from "../services.ts";
import { showAnswer, showSender } from "../shape.ts";

/** Senders and answers: few of each, listed whole. */
export const directory = new OpenAPIHono<ApiEnv>({ defaultHook: onInvalid })
  .openapi(
    guarded({
      role: "admin",
      method: "post",
      path: "/senders",
      tags: ["directory"],
      summary: "Add a number of ours to send from.",
      request: { headers: idempotencyHeader, body: body(SenderCreate) },
      responses: { 201: json(Sender, "The sender.") },
    }),
    async (c) => {
      const { services } = c.var;
      const key = await keyed<z.infer<typeof Sender>>(c);
      if (key.before !== null) return c.json(key.before, 201);
      const { channel, address: written, name, helpText } = c.req.valid("json");
      const address =
        e164Of(written) ??
        refuse("invalid_request", `address: "${written}" is not a phone number. Write it as +12125550100.`);
      if (await findSenderByAddress(services.catalogue, { channel, address }))
        refuse("conflict", `${address} is a sender already.`);
      const row = {
        id: services.newId("sender"),
        channel,
        address,
        name,
        helpText: helpText ?? null,
        polledAt: null,
        createdAt: services.now(),
      };
      const statements = [
        insertSender(services.catalogue, row),
        audited(c, { action: "sender.create", target: row.id, detail: { name } }),
      ];
      try {
        return c.json(await key.commit(statements, showSender(row), 201), 201);
      } catch (error) {
        // Another request at once may have added it: then this is a conflict like any other.
        if (await findSenderByAddress(services.catalogue, { channel, address }))
          refuse("conflict", `${address} is a sender already.`);
        throw error;
      }
    },
  )
  .openapi(
    guarded({
      role: "viewer",
      method: "get",
      path: "/senders",
      tags: ["directory"],
      summary: "Our senders.",
      responses: { 200: json(page(Sender), "All of them.") },
    }),
    async (c) => c.json({ items: (await readSenders(c.var.services.catalogue)).map(showSender), next: null }, 200),
  )
  .openapi(
    guarded({
      role: "manager",
      method: "post",
      path: "/answers",
      tags: ["directory"],
      summary: "Store an answer: text to be used by many campaigns.",
      request: { headers: idempotencyHeader, body: body(AnswerCreate) },
      responses: { 201: json(Answer, "The answer.") },
    }),
    async (c) => {
      const { services } = c.var;
      const key = await keyed<z.infer<typeof Answer>>(c);
      if (key.before !== null) return c.json(key.before, 201);
      const input = c.req.valid("json");
      unwrap(compileAnswer(input.text, { language: input.language }));
      const row = { ...input, id: services.newId("answer"), createdAt: services.now() };
      const statements = [
        insertAnswer(services.catalogue, row),
        audited(c, { action: "answer.create", target: row.id, detail: { name: row.name } }),
      ];
      return c.json(await key.commit(statements, showAnswer(row), 201), 201);
    },
  )
  .openapi(
    guarded({
      role: "viewer",
      method: "get",
      path: "/answers",
      tags: ["directory"],
      summary: "Stored answers, with the variables they use.",
      responses: { 200: json(page(Answer), "All of them.") },
    }),
    async (c) => c.json({ items: (await readAnswers(c.var.services.catalogue)).map(showAnswer), next: null }, 200),
  );
