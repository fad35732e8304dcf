import { MatchOrder, NextAnswer } from "@headsup/contract";
import { next, orderOf } from "../conversations/match.ts";
import { onInvalid } from "../invalid.ts";
import { OpenAPIHono } from "../openapi.ts";
import { guarded, json } from "../route.ts";
import type { ApiEnv } from "../services.ts";

/** People match: what is given to whom. */
export const match = new OpenAPIHono<ApiEnv>({ defaultHook: onInvalid })
  .openapi(
    guarded({
      role: "agent",
      method: "post",
      path: "/next",
      tags: ["conversations"],
      summary: "Take the best waiting conversation. Of two agents who ask at once neither gets the other's.",
      responses: { 200: json(NextAnswer, "What was given, and why; or why nothing was.") },
    }),
    async (c) => c.json(await next(c.var.services, c.var.caller), 200),
  )
  .openapi(
    guarded({
      role: "agent",
      method: "get",
      path: "/match",
      tags: ["conversations"],
      summary: "The order in which waiting conversations would be given to you, each with its score by part.",
      responses: { 200: json(MatchOrder, "The first hundred.") },
    }),
    async (c) => c.json(await orderOf(c.var.services, c.var.caller), 200),
  );
