import { Boost, BoostCreate, BoostId, type BoostWhen, limits, page } from "@headsup/contract";
import { deleteBoost, findBoost, insertBoost, readBoosts } from "@headsup/storage/catalog";
import { z } from "zod";
import { audited } from "../audit.ts";
import { refuseFull } from "../checked.ts";
import { onInvalid } from "../invalid.ts";
import { refuse } from "../middleware/errors.ts";
import { keyed } from "../middleware/idempotency.ts";
import { OpenAPIHono } from "../openapi.ts";
import { naming, resolve } from "../references.ts";
import { body, guarded, idempotencyHeader, json } from "../route.ts";
import type { ApiEnv, Services } from "../services.ts";

/** Boosts: which waiting conversations are given out first. */
export const boosts = new OpenAPIHono<ApiEnv>({ defaultHook: onInvalid })
  .openapi(
    guarded({
      role: "agent",
      method: "get",
      path: "/boosts",
      tags: ["desk"],
      summary: "Boosts of people match. While there are none the built-in ones count; one stored replaces them all.",
      responses: { 200: json(page(Boost), "All that are stored.") },
    }),
    async (c) => c.json({ items: await readBoosts(c.var.services.catalogue), next: null }, 200),
  )
  .openapi(
    guarded({
      role: "manager",
      method: "post",
      path: "/boosts",
      tags: ["desk"],
      summary: "Let waiting conversations of a kind count for more. The first one stored replaces the built-in ones.",
      request: { headers: idempotencyHeader, body: body(BoostCreate) },
      responses: { 201: json(Boost, "The boost.") },
    }),
    async (c) => {
      const { services } = c.var;
      const key = await keyed<Boost>(c);
      if (key.before !== null) return c.json(key.before, 201);
      const { when, size } = c.req.valid("json");
      refuseFull("boosts", { count: (await readBoosts(services.catalogue)).length, max: limits.boostsMax });
      const settled = await settle(services, when);
      const row = { id: services.newId("boost"), when: settled, size, createdAt: services.now() };
      const statements = [
        insertBoost(services.catalogue, row),
        audited(c, { action: "boost.create", target: row.id, detail: { when: settled, size } }),
      ];
      return c.json(await key.commit(statements, row, 201), 201);
    },
  )
  .openapi(
    guarded({
      role: "manager",
      method: "delete",
      path: "/boosts/{id}",
      tags: ["desk"],
      summary: "Delete a boost.",
      request: { params: z.object({ id: BoostId }) },
      responses: { 200: json(Boost, "The boost as it was.") },
    }),
    async (c) => {
      const { catalogue } = c.var.services;
      const { id } = c.req.valid("param");
      const row = (await findBoost(catalogue, id)) ?? refuse("not_found", `There is no boost ${id}.`);
      await catalogue.together([deleteBoost(catalogue, id), audited(c, { action: "boost.delete", target: id })]);
      return c.json(row, 200);
    },
  );

/** The same, an inbox by its id; refused where it names something that is not there. */
async function settle(services: Services, when: BoostWhen): Promise<BoostWhen> {
  const place = `when.${when.type}`;
  switch (when.type) {
    case "inbox": {
      const idOf = await resolve(services, naming("inbox", place, when.inbox));
      return { ...when, inbox: idOf("inbox", when.inbox) };
    }
    case "skill":
      await resolve(services, naming("skill", place, when.skill));
      return when;
    case "topic":
      await resolve(services, naming("topic", place, when.topic));
      return when;
    default:
      return when;
  }
}
