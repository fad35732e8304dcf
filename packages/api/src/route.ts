import { ErrorBody, limits, type Role } from "@headsup/contract";
import type { RouteConfig } from "@hono/zod-openapi";
import { z } from "zod";
import { requireRole } from "./middleware/access.ts";
import { checkJson, limitBody } from "./middleware/body.ts";
import { createRoute } from "./openapi.ts";

/** The extension under which a route's least role stands in the OpenAPI document. The authorization test reads it there. */
export const roleExtension = "x-headsup-role";

const problem = (description: string) => ({ description, content: { "application/json": { schema: ErrorBody } } });

/** What a route that reads bodies refuses before it looks into them. */
const ofBodies = {
  413: problem("The body is larger than this route takes."),
  415: problem("The body is not sent as application/json."),
};

type Options = Omit<RouteConfig, "security" | "middleware"> & { readonly role: Role; readonly bodyBytesMax?: number };

type Guarded<R extends Options> = Omit<R, "role" | "bodyBytesMax"> & { getRoutingPath: () => string };

/** A route that asks for a token of at least `role`, takes bounded JSON and documents the failures all routes share. */
export function guarded<const R extends Options>({ role, bodyBytesMax = limits.bodyBytesMax, ...config }: R) {
  // The middleware is left out of the type: it adds nothing to the context that `ApiEnv` does not name.
  return createRoute({
    ...config,
    [roleExtension]: role,
    security: [{ token: [] }],
    middleware: [requireRole(role), limitBody(bodyBytesMax), checkJson] as const,
    responses: {
      ...config.responses,
      400: problem("The request is malformed."),
      401: problem("No token, or one not known here."),
      403: problem("The token's role does not suffice."),
      404: problem("What the address or the request names is not there."),
      409: problem("As things stand it cannot be done; the code says why."),
      ...(config.method === "get" || config.method === "delete" ? {} : ofBodies),
    } as R["responses"],
  }) as unknown as Guarded<R>;
}

/** A JSON answer. */
export const json = <T extends z.ZodType>(schema: T, description: string) => ({
  description,
  content: { "application/json": { schema } },
});

/** A required JSON body. */
export const body = <T extends z.ZodType>(schema: T) => ({
  required: true as const,
  content: { "application/json": { schema } },
});

/** Paging of newest-first or ordered lists: the `next` of one answer is the `cursor` of the next. */
export const pageQuery = <Cursor extends z.ZodType>(cursor: Cursor) =>
  z.object({
    cursor: cursor.optional(),
    limit: z.coerce.number().int().min(1).max(limits.pageSizeMax).default(limits.pageSizeDefault),
  });

/** A place in list and line order: `<list's number>.<line>`. */
export const LineCursor = z.string().regex(/^\d{1,4}\.\d{1,9}$/);

/** Header of requests that may be repeated safely. */
export const idempotencyHeader = z.object({
  "idempotency-key": z.string().optional().describe("Repeat a request with the same key and it is done once."),
});

/** An instant of a request as it is stored: epoch milliseconds, or null where it was left out or cleared. */
export const instant = (iso: string | null | undefined): number | null => (iso == null ? null : Date.parse(iso));
