import { parseInbound, parseStatus, twiml } from "@headsup/channels";
import { CampaignId, ConversationId, fail } from "@headsup/contract";
import { Hono } from "hono";
import { inBackground } from "../background.ts";
import { afterInbound } from "../conversations/after.ts";
import { receiveReceipt } from "../conversations/outgoing.ts";
import { receiveInbound } from "../inbound.ts";
import { limitBody } from "../middleware/body.ts";
import { answerFailure, unwrap } from "../middleware/errors.ts";
import { receiveAttempt } from "../receipt.ts";
import type { ApiEnv } from "../services.ts";
import { verified, webhookBytesMax } from "./verified.ts";

/** Twilio's webhooks. Raw body → verify → parse → store → acknowledge; nothing is acknowledged before it is stored. */

export const statusPath = "/hooks/twilio/status";
export const inboundPath = "/hooks/twilio/inbound";

const namesNothing = fail("not_found", "This callback address names no attempt of ours.").error;

export const twilioHooks = new Hono<ApiEnv>()
  .use("/hooks/*", limitBody(webhookBytesMax))
  .post(`${statusPath}/:owner/:attempt`, async (c) => {
    const { services } = c.var;
    const receipt = unwrap(parseStatus(await verified(c)));
    const { owner, attempt } = c.req.param();
    const isKnown = ConversationId.safeParse(owner).success
      ? await receiveReceipt(services, { conversationId: owner, messageId: attempt }, receipt)
      : await receiveAttempt(services, { owner, attempt }, receipt);
    c.set("isLogged", CampaignId.safeParse(owner).success);
    return isKnown ? c.body(null, 204) : answerFailure(c, namesNothing);
  })
  .post(inboundPath, async (c) => {
    const { services } = c.var;
    const message = unwrap(parseInbound(await verified(c)));
    const { answer, conversationId } = await receiveInbound(services, message);
    if (conversationId !== null) inBackground(c, "inbound.after", () => afterInbound(services, conversationId));
    return c.body(twiml(answer), 200, { "content-type": "text/xml; charset=utf-8" });
  });
