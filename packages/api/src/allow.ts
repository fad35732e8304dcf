import type { Hono } from "hono";
import type { ApiEnv } from "./services.ts";

/** The methods that some route takes at a path; none where there is nothing at all. */
export function methodsAt({ routes }: Pick<Hono<ApiEnv>, "routes">, path: string): string[] {
  const methods = new Set<string>();
  for (const route of routes) {
    if (route.method === "ALL" || !isAt(route.path, path)) continue;
    methods.add(route.method);
    if (route.method === "GET") methods.add("HEAD");
  }
  return [...methods].sort();
}

function isAt(pattern: string, path: string): boolean {
  const parts = path.split("/");
  const wanted = pattern.split("/");
  return (
    parts.length === wanted.length && wanted.every((part, i) => (part.startsWith(":") ? parts[i] : parts[i] === part))
  );
}
