import { fail } from "@headsup/contract";
import type { Hook } from "@hono/zod-openapi";
import { answerFailure } from "./middleware/errors.ts";
import type { ApiEnv } from "./services.ts";

const issuesMax = 20;

/** What a schema refused: every place, with what is wrong there. */
// biome-ignore lint/suspicious/noExplicitAny: the hook sees every route's input
export const onInvalid: Hook<any, ApiEnv, any, any> = (result, c) => {
  if (result.success) return;
  const issues = result.error.issues
    .slice(0, issuesMax)
    .map((issue) => ({ path: issue.path.join("."), message: issue.message }));
  const [first] = issues;
  const where = first?.path ? `${first.path}: ` : "";
  if (issues.some(({ path }) => path === "consent"))
    return answerFailure(c, fail("consent_missing", first?.message ?? "", issues).error);
  return answerFailure(
    c,
    fail("invalid_request", `${where}${first?.message ?? "The request is malformed."}`, issues).error,
  );
};
