import { parseEvents, verifyEvents } from "@headsup/channels";
import { fail } from "@headsup/contract";
import { Hono } from "hono";
import { receiveEmailReport } from "../emailReports.ts";
import { limitBody } from "../middleware/body.ts";
import { answerFailure, unwrap } from "../middleware/errors.ts";
import type { ApiEnv } from "../services.ts";

/** SendGrid's events. Raw body → verify → parse → store → acknowledge; nothing is acknowledged before it is stored. */

export const sendgridEventsPath = "/hooks/sendgrid/events";

/** SendGrid gathers events of half a minute. */
const eventsBytesMax = 1024 * 1024;

export const emailHooks = new Hono<ApiEnv>().post(sendgridEventsPath, limitBody(eventsBytesMax), async (c) => {
  const { services } = c.var;
  const { eventsKey: publicKey } = services.email;
  if (publicKey === null) return answerFailure(c, noKey);
  const body = new Uint8Array(await c.req.arrayBuffer());
  const signature = c.req.header("x-twilio-email-event-webhook-signature");
  const timestamp = c.req.header("x-twilio-email-event-webhook-timestamp");
  unwrap(await verifyEvents({ publicKey, signature, timestamp, body, now: services.now() }));
  // One after the other: what is told of one message is told in order. Should one not be stored, all come again.
  for (const report of unwrap(parseEvents(body))) await receiveEmailReport(services, report);
  return c.body(null, 204);
});

const noKey = fail(
  "bad_signature",
  "SENDGRID_WEBHOOK_PUBLIC_KEY is not set: events cannot be told from anybody's. It is shown where the event webhook is signed.",
).error;
