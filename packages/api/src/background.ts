import { reasonOf } from "@headsup/core/reason";
import type { Context } from "hono";
import type { ApiEnv } from "./services.ts";

/**
 * Goes on with something after the answer. A host that ends work with its request is asked to wait for it; should it die
 * all the same, cron does what is left. Never throws.
 */
export function inBackground(c: Context<ApiEnv>, what: string, work: () => Promise<unknown>): void {
  const { log } = c.var.services;
  const done = work().catch((error: unknown) => log("warn", what, { error: reasonOf(error) }));
  try {
    c.executionCtx.waitUntil(done);
  } catch {
    // Hono's word for a host without such a thing: its process lives on.
  }
}
