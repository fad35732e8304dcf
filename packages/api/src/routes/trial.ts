import { RuleTrial, RuleTrialRequest } from "@headsup/contract";
import { tryRulesOn } from "../conversations/trial.ts";
import { onInvalid } from "../invalid.ts";
import { OpenAPIHono } from "../openapi.ts";
import { body, guarded, json } from "../route.ts";
import type { ApiEnv } from "../services.ts";

/** Rules tried before they are trusted. */
export const trial = new OpenAPIHono<ApiEnv>({ defaultHook: onInvalid }).openapi(
  guarded({
    role: "agent",
    method: "post",
    path: "/rules/try",
    tags: ["desk"],
    summary: "Which rules would match a message, in order and why, and what would come of it. Changes nothing.",
    request: { body: body(RuleTrialRequest) },
    responses: { 200: json(RuleTrial, "The trial.") },
  }),
  async (c) => c.json(await tryRulesOn(c.var.services, c.req.valid("json")), 200),
);
