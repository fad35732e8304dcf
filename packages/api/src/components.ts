import { Condition, JudgedCondition } from "@headsup/contract";
import { z } from "@hono/zod-openapi";

/**
 * Schemas that hold themselves get names, under which the OpenAPI document refers to them; unnamed it would have no end. The
 * vocabulary knows nothing of OpenAPI, and was made before its schemas could: hence the method from the prototype.
 */
export function nameSelfReferring(): void {
  for (const [name, schema] of Object.entries({ Condition, JudgedCondition }))
    z.ZodType.prototype.openapi.call(schema, name);
}
