import { type Form, verifyForm } from "@headsup/channels";
import type { Context } from "hono";
import { unwrap } from "../middleware/errors.ts";
import type { ApiEnv } from "../services.ts";

/** Twilio sends no more. */
export const webhookBytesMax = 64 * 1024;

/** Verifies a webhook of Twilio's over the address it was given. */
export async function verified(c: Context<ApiEnv>): Promise<Form> {
  const { config } = c.var.services;
  const { pathname, search } = new URL(c.req.url);
  return unwrap(
    verifyForm({
      authToken: config.twilio.authToken,
      signature: c.req.header("x-twilio-signature"),
      url: `${config.publicUrl}${pathname}${search}`,
      // The bytes as they came: workerd takes a form for binary, and warns of reading it as text.
      body: new TextDecoder().decode(await c.req.arrayBuffer()),
    }),
  );
}
