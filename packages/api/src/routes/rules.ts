import { limits, page, Rule, RuleCreate, RuleId, RulePatch } from "@headsup/contract";
import { checkRule, ruleWarnings } from "@headsup/core/conversation/ruleWarnings";
import { deleteRule, insertRule, type RuleRow, readRules, updateRule } from "@headsup/storage/catalog";
import { z } from "zod";
import { audited } from "../audit.ts";
import { refuseFull, refuseNothing } from "../checked.ts";
import { onInvalid } from "../invalid.ts";
import { refuse, unwrap } from "../middleware/errors.ts";
import { keyed } from "../middleware/idempotency.ts";
import { OpenAPIHono } from "../openapi.ts";
import { body, guarded, idempotencyHeader, json } from "../route.ts";
import { resolveRule } from "../ruleReferences.ts";
import type { ApiEnv, Services } from "../services.ts";

const params = z.object({ id: RuleId });

/** Rules, in the order they are asked. */
export const rules = new OpenAPIHono<ApiEnv>({ defaultHook: onInvalid })
  .openapi(
    guarded({
      role: "agent",
      method: "get",
      path: "/rules",
      tags: ["desk"],
      summary: "Rules, in the order they are asked, with what is odd about them.",
      responses: { 200: json(page(Rule), "All of them.") },
    }),
    async (c) => c.json({ items: shown(await readRules(c.var.services.catalogue)), next: null }, 200),
  )
  .openapi(
    guarded({
      role: "manager",
      method: "post",
      path: "/rules",
      tags: ["desk"],
      summary: "Add a rule at a position; those from there on move one further.",
      request: { headers: idempotencyHeader, body: body(RuleCreate) },
      responses: { 201: json(Rule, "The rule. It holds from the next message on.") },
    }),
    async (c) => {
      const { services } = c.var;
      const key = await keyed<Rule>(c);
      if (key.before !== null) return c.json(key.before, 201);
      const { position = limits.rulesMax, ...input } = c.req.valid("json");
      unwrap(checkRule(input));
      const others = await readRules(services.catalogue);
      const row: RuleRow = {
        ...(await resolveRule(services, input)),
        id: services.newId("rule"),
        position: Math.min(position, others.length + 1),
        createdAt: services.now(),
      };
      refuseFull("rules", { count: others.length, max: limits.rulesMax });
      const statements = [
        ...insertRule(services.catalogue, row),
        audited(c, { action: "rule.create", target: row.id, detail: { name: row.name, position: row.position } }),
      ];
      return c.json(await key.commit(statements, shownAmong(others, row), 201), 201);
    },
  )
  .openapi(
    guarded({
      role: "manager",
      method: "patch",
      path: "/rules/{id}",
      tags: ["desk"],
      summary: "Change a rule, or move it to another position.",
      request: { params, body: body(RulePatch) },
      responses: { 200: json(Rule, "The rule as changed.") },
    }),
    async (c) => {
      const { services } = c.var;
      const { row, others } = await ruleOf(services, c.req.valid("param").id);
      const change = c.req.valid("json");
      refuseNothing(change);
      unwrap(checkRule({ ...row, ...change }));
      const settled = await resolveRule(services, change);
      const position = Math.min(settled.position ?? row.position, others.length + 1);
      await services.catalogue.together([
        ...updateRule(services.catalogue, row.id, settled),
        audited(c, { action: "rule.change", target: row.id, detail: settled }),
      ]);
      return c.json(shownAmong(others, { ...row, ...settled, position }), 200);
    },
  )
  .openapi(
    guarded({
      role: "manager",
      method: "delete",
      path: "/rules/{id}",
      tags: ["desk"],
      summary: "Delete a rule; those after it move up.",
      request: { params },
      responses: { 200: json(Rule, "The rule as it was.") },
    }),
    async (c) => {
      const { services } = c.var;
      const { row, others } = await ruleOf(services, c.req.valid("param").id);
      await services.catalogue.together([
        ...deleteRule(services.catalogue, row.id),
        audited(c, { action: "rule.delete", target: row.id, detail: { name: row.name } }),
      ]);
      return c.json(shownAmong(others, row), 200);
    },
  );

async function ruleOf({ catalogue }: Services, id: string): Promise<{ row: RuleRow; others: RuleRow[] }> {
  const rows = await readRules(catalogue);
  const row = rows.find((rule) => rule.id === id) ?? refuse("not_found", `There is no rule ${id}.`);
  return { row, others: rows.filter((rule) => rule !== row) };
}

/** What is odd about a rule depends on those before it: they are judged together. */
function shown(rows: readonly RuleRow[]): Rule[] {
  const warnings = ruleWarnings(rows);
  return rows.map((row) => ({ ...row, warnings: warnings.get(row.id) ?? [] }));
}

function shownAmong(others: readonly RuleRow[], row: RuleRow): Rule {
  const at = row.position - 1;
  const rows = [...others.slice(0, at), row, ...others.slice(at)];
  const warnings = ruleWarnings(rows.map((each, i) => ({ ...each, position: i + 1 }))).get(row.id) ?? [];
  return { ...row, warnings };
}
