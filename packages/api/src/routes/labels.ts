import { Label, LabelCreate, limits, page, Slug } from "@headsup/contract";
import {
  deleteLabel,
  findLabel,
  findUseOfLabel,
  insertLabel,
  type LabelKind,
  readLabels,
} from "@headsup/storage/catalog";
import { z } from "zod";
import { audited } from "../audit.ts";
import { checked, refuseFull, refuseUsed } from "../checked.ts";
import { onInvalid } from "../invalid.ts";
import { refuse } from "../middleware/errors.ts";
import { keyed } from "../middleware/idempotency.ts";
import { OpenAPIHono } from "../openapi.ts";
import { body, guarded, idempotencyHeader, json } from "../route.ts";
import type { ApiEnv } from "../services.ts";

interface LabelRoutes<Plural extends string> {
  readonly kind: LabelKind;
  readonly plural: Plural;
  readonly max: number;
  /** What one is, for the documentation. */
  readonly says: string;
}

/** The routes of skills, and of topics: both are names with a description. */
const labelRoutes = <const Plural extends string>({ kind, plural, max, says }: LabelRoutes<Plural>) =>
  new OpenAPIHono<ApiEnv>({ defaultHook: onInvalid })
    .openapi(
      guarded({
        role: "viewer",
        method: "get",
        path: `/${plural}` as const,
        tags: ["desk"],
        summary: `The ${plural}.`,
        responses: { 200: json(page(Label), "All of them, by name.") },
      }),
      async (c) => c.json({ items: await readLabels(c.var.services.catalogue, kind), next: null }, 200),
    )
    .openapi(
      guarded({
        role: "manager",
        method: "post",
        path: `/${plural}` as const,
        tags: ["desk"],
        summary: `Make a ${kind}: ${says}.`,
        request: { headers: idempotencyHeader, body: body(LabelCreate) },
        responses: { 201: json(Label, `The ${kind}.`) },
      }),
      async (c) => {
        const { services } = c.var;
        const key = await keyed<Label>(c);
        if (key.before !== null) return c.json(key.before, 201);
        const row = { ...c.req.valid("json"), createdAt: services.now() };
        const statements = [
          insertLabel(services.catalogue, kind, row),
          audited(c, { action: `${kind}.create`, target: row.name }),
        ];
        const made = await checked(
          async () => {
            const known = await readLabels(services.catalogue, kind);
            if (known.some(({ name }) => name === row.name))
              refuse("conflict", `There is a ${kind} ${row.name} already.`);
            refuseFull(plural, { count: known.length, max });
          },
          () => key.commit(statements, row, 201),
        );
        return c.json(made, 201);
      },
    )
    .openapi(
      guarded({
        role: "manager",
        method: "delete",
        path: `/${plural}/{name}` as const,
        tags: ["desk"],
        summary: `Delete a ${kind} that nothing refers to.`,
        request: { params: z.object({ name: Slug }) },
        responses: { 200: json(Label, `The ${kind} as it was.`) },
      }),
      async (c) => {
        const { catalogue } = c.var.services;
        const { name } = c.req.valid("param");
        const row = (await findLabel(catalogue, kind, name)) ?? refuse("not_found", `There is no ${kind} ${name}.`);
        await checked(
          async () => refuseUsed(`The ${kind} ${name}`, await findUseOfLabel(catalogue, kind, name)),
          () =>
            catalogue.together([
              ...deleteLabel(catalogue, kind, name),
              audited(c, { action: `${kind}.delete`, target: name }),
            ]),
        );
        return c.json(row, 200);
      },
    );

export const skills = labelRoutes({
  kind: "skill",
  plural: "skills",
  max: limits.skillsMax,
  says: "what it takes to answer a conversation",
});
export const topics = labelRoutes({
  kind: "topic",
  plural: "topics",
  max: limits.topicsMax,
  says: "what a conversation is about",
});
