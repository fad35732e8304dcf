/**
 * Routes that are checked against their schemas and described by them: `@hono/zod-openapi`'s two words and its types, which the
 * typed client is made from, over the little of it that we use. The library at work weighs 10 KiB compressed, and everything that is
 * made of zod starts slower with it: it puts a method of its own on each schema.
 */

import type { createRoute as CreateRoute, OpenAPIHono as Described, Hook, RouteConfig } from "@hono/zod-openapi";
import { Hono, type MiddlewareHandler } from "hono";
import { mergePath } from "hono/utils/url";
import { validator } from "hono/validator";
import type { ZodType } from "zod";

// biome-ignore lint/suspicious/noExplicitAny: the hook sees every route's input
type AnyHook = Hook<any, any, any, any>;

/** A route as it is documented: where it is, and what it was made of. */
export interface DescribedRoute {
  readonly path: string;
  readonly config: RouteConfig;
}

class DescribedHono extends Hono {
  readonly described: DescribedRoute[] = [];
  readonly #onInvalid: AnyHook | undefined;

  constructor({ defaultHook }: { defaultHook?: AnyHook } = {}) {
    super();
    this.#onInvalid = defaultHook;
  }

  openapi(config: RouteConfig, handler: MiddlewareHandler): this {
    const { method, path, middleware = [], request = {} } = config;
    this.described.push({ path, config });
    const json = request.body?.content["application/json"] as { readonly schema: unknown } | undefined;
    const checks = [
      this.#check("query", request.query),
      this.#check("param", request.params),
      this.#check("header", request.headers),
      this.#check("json", json?.schema, request.body?.required),
    ].filter((check) => check !== null);
    const before: readonly MiddlewareHandler[] = [middleware].flat();
    this.on([method], [path.replaceAll(/\/{(.+?)}/g, "/:$1")], ...before, ...checks, handler);
    return this;
  }

  // The routes of apps within one are its own.
  override route: Hono["route"] = (path, app) => {
    if (app instanceof DescribedHono)
      for (const route of app.described) this.described.push({ ...route, path: mergePath(path, route.path) });
    return super.route(path, app);
  };

  /** What holds one part of a request against its schema; null where the route has none for it. */
  #check(part: "query" | "param" | "header" | "json", schema: unknown, isRequired = true): MiddlewareHandler | null {
    if (schema === undefined) return null;
    const check = validator(part, async (value, c) => {
      const result = await (schema as ZodType).safeParseAsync(value);
      const refused = await this.#onInvalid?.({ target: part, ...result } as Parameters<AnyHook>[0], c);
      if (refused instanceof Response) return refused;
      if (!result.success) throw result.error;
      return result.data as object;
    });
    if (isRequired) return check;
    return async (c, next) => {
      if (c.req.header("content-type")?.startsWith("application/json")) return check(c, next);
      c.req.addValidatedData("json", {});
      return next();
    };
  }
}

/** A Hono whose routes are described. Its type is the library's: only what stands in `DescribedHono` is there of it. */
export const OpenAPIHono = DescribedHono as unknown as typeof Described;

/** The routes of an app, with those of the apps within it, in order. */
export const describedIn = (app: unknown): readonly DescribedRoute[] => (app as DescribedHono).described;

/** A route: its configuration, as it is. */
export const createRoute = ((config: object) => config) as typeof CreateRoute;
