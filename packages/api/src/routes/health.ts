import { Sender, SenderClear, SenderHealth, SenderId } from "@headsup/contract";
import { reasonOf } from "@headsup/core/reason";
import { clearSender, findSender, findSenderFlag, senderNotices } from "@headsup/storage/catalog";
import { z } from "zod";
import { audited } from "../audit.ts";
import { healthOf, perSecondOf, senderNotice } from "../health.ts";
import { onInvalid } from "../invalid.ts";
import { refuse } from "../middleware/errors.ts";
import { OpenAPIHono } from "../openapi.ts";
import { body, guarded, json } from "../route.ts";
import type { ApiEnv, Services } from "../services.ts";

/** How senders fare, and letting one go on that was flagged. */
const params = z.object({ id: SenderId });

const senderOf = async ({ catalogue }: Services, id: string) =>
  (await findSender(catalogue, id)) ?? refuse("not_found", `There is no sender ${id}.`);

export const health = new OpenAPIHono<ApiEnv>({ defaultHook: onInvalid })
  .openapi(
    guarded({
      role: "viewer",
      method: "get",
      path: "/senders/{id}/health",
      tags: ["directory"],
      summary: "How a sender fares over the last day, and who shares its ceiling.",
      request: { params },
      responses: { 200: json(SenderHealth, "Figures, rates and what was found.") },
    }),
    async (c) => {
      const { services } = c.var;
      const row = await senderOf(services, c.req.valid("param").id);
      const [found, ceiling] = await Promise.all([
        healthOf(services, row),
        services
          .sender(row.id)
          .describe(perSecondOf(row))
          .catch((error: unknown) => {
            services.log("warn", "sender.unreachable", { senderId: row.id, error: reasonOf(error) });
            return null;
          }),
      ]);
      const { verdict, rates, findings } = found.health;
      const { since, figures, flagged } = found;
      const shown = { verdict: flagged === null ? verdict : ("flagged" as const), flagged, since, figures };
      return c.json(
        {
          ...shown,
          rates,
          findings: [...findings],
          ceiling: ceiling && { ...ceiling, sharers: [...ceiling.sharers] },
        },
        200,
      );
    },
  )
  .openapi(
    guarded({
      role: "admin",
      method: "post",
      path: "/senders/{id}/clear",
      tags: ["directory"],
      summary: "Let a flagged sender go on. What it did until now is judged no more.",
      request: { params, body: body(SenderClear) },
      responses: { 200: json(Sender.pick({ id: true }), "It is not flagged any more.") },
    }),
    async (c) => {
      const { services } = c.var;
      const { catalogue } = services;
      const row = await senderOf(services, c.req.valid("param").id);
      const { reason } = c.req.valid("json");
      const flag = await findSenderFlag(catalogue, row.id);
      // Cleared already, by this very request or another's: there is nothing to do, and nothing to tell twice.
      if (flag?.flaggedAt == null) return c.json({ id: row.id }, 200);
      const at = services.now();
      await catalogue.together([
        clearSender(catalogue, { senderId: row.id, at }),
        audited(c, { action: "sender.clear", target: row.id, detail: { reason, was: flag.reason } }),
        senderNotices(catalogue, { senderId: row.id, at, body: senderNotice("sender.cleared", row, { reason, at }) }),
      ]);
      return c.json({ id: row.id }, 200);
    },
  );
