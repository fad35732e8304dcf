import { mailLimits, readMail, readParse, verifyEvents } from "@headsup/channels";
import { isSameMark } from "@headsup/core/mac";
import { type Context, Hono, type MiddlewareHandler } from "hono";
import { inBackground } from "../background.ts";
import { afterInbound } from "../conversations/after.ts";
import { type MailTaken, receiveMail } from "../mail.ts";
import { limitBody } from "../middleware/body.ts";
import { refuse, unwrap } from "../middleware/errors.ts";
import type { ApiEnv } from "../services.ts";

/**
 * The doors mail comes in by over HTTP. The key in their addresses is what authenticates whoever posts, for neither a mail server's
 * pipe nor SendGrid's Inbound Parse brings more by default. Nothing is acknowledged before it is stored.
 */

/** A mail as it came over the wire, posted by a mail server of one's own: the envelope is in the query. */
export const rawMailPath = "/hooks/mail/raw";
/** SendGrid's Inbound Parse. */
export const parsePath = "/hooks/sendgrid/parse";

/** A form holds a mail in other words, and what SendGrid says of it. */
const formBytesMax = mailLimits.rawBytesMax + 5 * 1024 * 1024;

/** Whoever does not know the key learns no more than that there is nothing; what they post is not read. */
const requireKey: MiddlewareHandler<ApiEnv> = (c, next) => {
  const { inboundKey } = c.var.services.email;
  return inboundKey !== null && isSameMark(inboundKey, c.req.param("key") ?? "")
    ? next()
    : refuse(
        "not_found",
        "There is no mail taken at this address. It ends with the INBOUND_MAIL_KEY that is set here.",
      );
};

function done(c: Context<ApiEnv>, { conversationId }: Extract<MailTaken, { readonly kind: "taken" }>): Response {
  if (conversationId !== null) inBackground(c, "mail.after", () => afterInbound(c.var.services, conversationId));
  return c.body(null, 204);
}

export const mailHooks = new Hono<ApiEnv>()
  .post(`${rawMailPath}/:key`, requireKey, limitBody(mailLimits.rawBytesMax), async (c) => {
    const envelope = { from: c.req.query("from"), to: c.req.queries("to") ?? [] };
    const mail = await readMail(new Uint8Array(await c.req.arrayBuffer()), envelope, c.var.services.email.names);
    const taken = await receiveMail(c.var.services, mail);
    // The mail server tells its writer: a 404 is for its rule of unknown addresses, a 400 for a permanent failure.
    if (taken.kind === "refused")
      return refuse(mail.kind === "unreadable" ? "invalid_request" : "not_found", taken.reason);
    return done(c, taken);
  })
  .post(`${parsePath}/:key`, requireKey, limitBody(formBytesMax), async (c) => {
    const { names, parseKey } = c.var.services.email;
    const body = new Uint8Array(await c.req.arrayBuffer());
    if (parseKey !== null) {
      const signature = c.req.header("x-twilio-email-event-webhook-signature");
      const timestamp = c.req.header("x-twilio-email-event-webhook-timestamp");
      unwrap(await verifyEvents({ publicKey: parseKey, signature, timestamp, body, now: c.var.services.now() }));
    }
    const headers = { "content-type": c.req.header("content-type") ?? "" };
    const form = await new Response(body, { headers })
      .formData()
      .catch(() => refuse("invalid_request", "This is no form as SendGrid's Inbound Parse posts it."));
    const taken = await receiveMail(c.var.services, await readParse(form, names));
    // Refused is final: SendGrid would post it for three days. It took the mail itself, and nobody is told.
    return taken.kind === "refused" ? c.body(null, 204) : done(c, taken);
  });
