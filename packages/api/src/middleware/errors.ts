import { type ErrorBody, errorStatus, type Failure, fail, type Result } from "@headsup/contract";
import { reasonOf, traceOf } from "@headsup/core/reason";
import type { Context, ErrorHandler, NotFoundHandler } from "hono";
import { HTTPException } from "hono/http-exception";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { type ApiEnv, ApiError } from "../services.ts";

/** The one place where failures become answers. */
export function answerFailure(c: Context<ApiEnv>, { code, message, details }: Failure): Response {
  const body: ErrorBody = {
    error: { code, message, ...(details === undefined ? {} : { details }), requestId: c.var.requestId },
  };
  return c.json(body, errorStatus[code] as ContentfulStatusCode);
}

/** The value, or the failure thrown for {@link onError} to answer. */
export function unwrap<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new ApiError(result.error);
}

/** Refuses with a failure. */
export const refuse = (...failure: Parameters<typeof fail>): never => {
  throw new ApiError(fail(...failure).error);
};

/** Nothing is at this address, or nothing that takes this method. `methodsAt` tells the methods that would be taken. */
export const onNotFound =
  (methodsAt: (path: string) => string[]): NotFoundHandler<ApiEnv> =>
  (c) => {
    const methods = methodsAt(c.req.path);
    if (methods.length === 0) return answerFailure(c, fail("not_found", "There is nothing here. See /docs.").error);
    c.header("allow", methods.join(", "));
    return answerFailure(c, fail("method_not_allowed", `This address takes ${methods.join(", ")}.`).error);
  };

export const onError: ErrorHandler<ApiEnv> = (error, c) => {
  if (error instanceof ApiError) return answerFailure(c, error.failure);
  if (error instanceof HTTPException) return answerFailure(c, ofHttpException(error));
  c.var.services?.log("error", "request.failed", {
    requestId: c.var.requestId,
    method: c.req.method,
    route: c.req.routePath,
    error: reasonOf(error),
    stack: traceOf(error),
  });
  if (isUnavailable(error)) {
    return answerFailure(
      c,
      fail(
        "unavailable",
        "The catalogue or a campaign's object did not answer. What was asked may have been done all the same: look, or ask again; asking twice does no harm.",
      ).error,
    );
  }
  return answerFailure(
    c,
    fail("internal", `Something went wrong on our side. Its trace is logged under ${c.var.requestId}.`).error,
  );
};

/** What the framework itself refuses: unreadable JSON, an unexpected content type. */
function ofHttpException(error: HTTPException): Failure {
  if (error.status === 415)
    return fail("unsupported_media_type", "Send the body with the content type application/json.").error;
  if (error.status === 413) return fail("body_too_large", "The body is larger than this route takes.").error;
  if (error.message.includes("JSON")) return fail("malformed_json", "The body is not valid JSON.").error;
  return fail("invalid_request", error.message || "The request is malformed.").error;
}

/** What workerd says of an object that could not be asked, or was reset meanwhile: as properties, whatever the words. */
const passingMarks = ["durableObjectReset", "retryable", "overloaded"] as const;

/** D1's and the objects' passing troubles. D1's, and older runtimes', have only words. */
const isUnavailable = (error: Error & Partial<Record<(typeof passingMarks)[number], unknown>>): boolean =>
  passingMarks.some((mark) => error[mark] === true) ||
  (/D1_ERROR|Durable Object|Network connection lost|internal error|overloaded|storage operation exceeded/i.test(
    reasonOf(error),
  ) &&
    !/SQLITE_(ERROR|CONSTRAINT|MISMATCH)|syntax error|no such/i.test(reasonOf(error)));
