import { limits } from "@headsup/contract";
import type { MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import type { ApiEnv } from "../services.ts";
import { refuse } from "./errors.ts";

/** Bodies no larger than `maxBytes`, whatever their Content-Length says. */
export const limitBody = (maxBytes: number): MiddlewareHandler<ApiEnv> =>
  bodyLimit({
    maxSize: maxBytes,
    onError: () =>
      refuse("body_too_large", `The body is larger than the ${maxBytes.toLocaleString("en")} bytes this route takes.`),
  });

/** JSON bodies that are JSON, and no deeper than anything of ours is. Runs before the schemas see them. */
export const checkJson: MiddlewareHandler<ApiEnv> = async (c, next) => {
  if (c.req.method === "GET" || c.req.method === "HEAD" || c.req.method === "DELETE") return next();
  const text = await c.req.text();
  if (text === "") return next();
  const type = c.req.header("content-type") ?? "";
  if (!/^application\/json *(;|$)/i.test(type)) {
    refuse(
      "unsupported_media_type",
      `Send the body as application/json, not ${type === "" ? "without a content type" : `"${type}"`}.`,
    );
  }
  if (depthOf(text) > limits.jsonDepthMax)
    refuse("too_deep", `The body nests deeper than ${limits.jsonDepthMax} levels.`);
  try {
    JSON.parse(text);
  } catch (error) {
    refuse("malformed_json", `The body is not valid JSON: ${error instanceof Error ? error.message : "unreadable"}.`);
  }
  return next();
};

/** How deep brackets nest in a JSON text, strings aside. Counted before parsing, so that no parser has to bear it. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let isString = false;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (isString) {
      if (c === 92)
        i++; // a backslash: the next character is escaped
      else if (c === 34) isString = false;
    } else if (c === 34) isString = true;
    else if (c === 123 || c === 91) deepest = Math.max(deepest, ++depth);
    else if (c === 125 || c === 93) depth--;
  }
  return deepest;
}
