import { parseInbound, parseStatus, twiml, verifyForm } from "@headsup/channels";
import { CampaignId, ConversationId, fail, parseAttemptId } from "@headsup/contract";
import type { Receipt } from "@headsup/core/campaign/settle";
import { type Context, Hono } from "hono";
import { inBackground } from "../background.ts";
import { afterInbound } from "../conversations/after.ts";
import { receiveReceipt } from "../conversations/outgoing.ts";
import { receiveInbound } from "../inbound.ts";
import { lessonOf, teaches } from "../lesson.ts";
import { limitBody } from "../middleware/body.ts";
import { answerFailure, unwrap } from "../middleware/errors.ts";
import type { ApiEnv } from "../services.ts";

/** Twilio's webhooks. Raw body → verify → parse → store → acknowledge; nothing is acknowledged before it is stored. */

export const statusPath = "/hooks/twilio/status";
export const inboundPath = "/hooks/twilio/inbound";

const webhookBytesMax = 64 * 1024;

/** Verifies a webhook over the address Twilio was given. */
async function verified(c: Context<ApiEnv>) {
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

const namesNothing = fail("not_found", "This callback address names no attempt of ours.").error;

export const twilioHooks = new Hono<ApiEnv>()
  .use("/hooks/*", limitBody(webhookBytesMax))
  .post(`${statusPath}/:owner/:attempt`, async (c) => {
    const { services } = c.var;
    const receipt = unwrap(parseStatus(await verified(c)));
    const campaignId = c.req.param("owner");
    if (ConversationId.safeParse(campaignId).success) {
      const named = { conversationId: campaignId, messageId: c.req.param("attempt") };
      if (!(await receiveReceipt(services, named, receipt))) return answerFailure(c, namesNothing);
      return c.body(null, 204);
    }
    const attempt = parseAttemptId(c.req.param("attempt"));
    if (!CampaignId.safeParse(campaignId).success || attempt === undefined) {
      return answerFailure(c, namesNothing);
    }
    const told: Receipt = { ...receipt, attempt: attempt.number };
    const campaign = services.campaign(campaignId);
    const received = await campaign.receive(attempt.recipientId, told);
    if (received === "unknown_recipient") {
      return answerFailure(c, namesNothing);
    }
    // Learnt from a repeated receipt too: should it not be stored, nothing is acknowledged and Twilio calls again.
    if (teaches(told.failure)) {
      const address = await campaign.addressOf(attempt.recipientId, attempt.number);
      const lesson = { ...told, at: services.now() };
      if (address !== null) await services.catalogue.together(lessonOf(services.catalogue, address, lesson));
    }
    services.log("info", "receipt", {
      campaignId,
      recipientId: attempt.recipientId,
      attempt: attempt.number,
      status: told.status,
      code: told.code,
      received,
    });
    return c.body(null, 204);
  })
  .post(inboundPath, async (c) => {
    const { services } = c.var;
    const message = unwrap(parseInbound(await verified(c)));
    const { answer, conversationId } = await receiveInbound(services, message);
    if (conversationId !== null) inBackground(c, "inbound.after", () => afterInbound(services, conversationId));
    return c.body(twiml(answer), 200, { "content-type": "text/xml; charset=utf-8" });
  });
