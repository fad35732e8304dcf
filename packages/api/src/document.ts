import { Condition, JudgedCondition } from "@headsup/contract";
import type { RouteConfig } from "@hono/zod-openapi";
import { type ZodType, z } from "zod";
import type { DescribedRoute } from "./openapi.ts";

/**
 * Schemas that hold themselves get names, under which the document refers to them; unnamed it would have no end. The vocabulary
 * knows nothing of documents.
 */
const named = { Condition, JudgedCondition };

type Json = Record<string, unknown>;

interface Head {
  readonly title: string;
  readonly version: string;
  readonly description: string;
}

/** OpenAPI 3.1 of these routes. */
export function documentOf(info: Head, routes: readonly DescribedRoute[]) {
  const writer = new SchemaWriter();
  const paths: Record<string, Json> = {};
  for (const { path, config } of routes) {
    paths[path] ??= {};
    paths[path][config.method] = operationOf(config, writer);
  }
  return {
    openapi: "3.1.0",
    info,
    servers: [{ url: "/" }],
    components: { securitySchemes: { token: { type: "http", scheme: "bearer" } }, schemas: writer.components },
    paths,
  };
}

/** Bodies by their media type; written as a schema of zod's, or ready. */
interface Bodied {
  readonly content?: Readonly<Record<string, { readonly schema?: unknown }>>;
}

function operationOf(
  { method, path, middleware, request = {}, responses, ...said }: RouteConfig,
  writer: SchemaWriter,
) {
  const parameters = [
    ...writer.parameters(request.params, "path"),
    ...writer.parameters(request.query, "query"),
    ...writer.parameters(request.headers, "header"),
  ];
  const contentOf = ({ content }: Bodied, io: "input" | "output") =>
    content && {
      content: Object.fromEntries(
        Object.entries(content).map(([type, { schema }]) => [type, { schema: writer.schema(schema as ZodType, io) }]),
      ),
    };
  return {
    ...said,
    ...(parameters.length > 0 && { parameters }),
    ...(request.body && { requestBody: { ...request.body, ...contentOf(request.body as Bodied, "input") } }),
    responses: Object.fromEntries(
      Object.entries(responses).map(([status, response]) => [
        status,
        { ...response, ...contentOf(response as Bodied, "output") },
      ]),
    ),
  };
}

/** zod's schemas as JSON's, the named ones once. */
class SchemaWriter {
  readonly components: Record<string, unknown> = {};
  readonly #names = z.registry<{ id: string }>();

  constructor() {
    for (const [id, schema] of Object.entries(named)) this.#names.add(schema, { id });
  }

  schema(schema: ZodType, io: "input" | "output"): Json {
    // Within an object, so that a named schema is referred to also where nothing is around it.
    const { properties = {}, $defs = {} } = this.#rewritten(schema, io);
    Object.assign(this.components, $defs);
    return properties.it ?? {};
  }

  parameters(schema: unknown, place: "path" | "query" | "header"): Json[] {
    return Object.entries((schema as z.ZodObject | undefined)?.shape ?? {}).map(([name, part]) => {
      const { description, ...written } = this.schema(part as ZodType, "input");
      const isRequired = place === "path" || !(part as ZodType).safeParse(undefined).success;
      return {
        name,
        in: place,
        required: isRequired,
        ...(description !== undefined && { description }),
        schema: written,
      };
    });
  }

  #rewritten(schema: ZodType, io: "input" | "output"): { properties?: Record<string, Json>; $defs?: Json } {
    const written = z.toJSONSchema(z.object({ it: schema }), {
      io,
      metadata: this.#names,
      unrepresentable: "any",
      override: ({ zodSchema: { _zod }, jsonSchema }) => {
        // Said by the type already.
        if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
        if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
        // What comes out of a schema has nothing else in it; an answer of a later version may.
        if (_zod.def.type === "object" && !("catchall" in _zod.def && _zod.def.catchall))
          delete jsonSchema.additionalProperties;
        delete jsonSchema.propertyNames;
      },
    });
    return JSON.parse(JSON.stringify(written).replaceAll('"#/$defs/', '"#/components/schemas/'));
  }
}
