import { parseInbound, parseStatus, twiml, verifyForm } from "@headsup/channels";
import { CampaignId, type Channel, fail, parseAttemptId } from "@headsup/contract";
import type { Receipt } from "@headsup/core/campaign/settle";
import { insertSuppression, rememberNotTextable, type Statement } from "@headsup/storage/catalog";
import { type Context, Hono } from "hono";
import { receiveInbound } from "../inbound.ts";
import { limitBody } from "../middleware/body.ts";
import { answerFailure, unwrap } from "../middleware/errors.ts";
import type { ApiEnv, Services } from "../services.ts";
import { suppressionOf } from "../suppress.ts";

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

export const twilioHooks = new Hono<ApiEnv>()
  .use("/hooks/*", limitBody(webhookBytesMax))
  .post(`${statusPath}/:campaign/:attempt`, async (c) => {
    const { services } = c.var;
    const receipt = unwrap(parseStatus(await verified(c)));
    const campaignId = c.req.param("campaign");
    const attempt = parseAttemptId(c.req.param("attempt"));
    if (!CampaignId.safeParse(campaignId).success || attempt === undefined) {
      return answerFailure(c, fail("not_found", "This callback address names no attempt of ours.").error);
    }
    const told: Receipt = { ...receipt, attempt: attempt.number };
    const campaign = services.campaign(campaignId);
    const received = await campaign.receive(attempt.recipientId, told);
    if (received === "unknown_recipient") {
      return answerFailure(c, fail("not_found", "This callback address names no attempt of ours.").error);
    }
    // Learnt from a repeated receipt too: should it not be stored, nothing is acknowledged and Twilio calls again.
    if (teaches(told)) {
      const address = await campaign.addressOf(attempt.recipientId);
      if (address !== null) await services.catalogue.together(lessonOf(services, address, told));
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
    const answer = await receiveInbound(services, message);
    return c.body(twiml(answer), 200, { "content-type": "text/xml; charset=utf-8" });
  });

const teaches = ({ failure }: Receipt): boolean =>
  failure === "not_textable" || failure === "opted_out" || failure === "invalid_address";

/** What a failed receipt teaches of the address. */
function lessonOf(
  { catalogue, now }: Services,
  { address, senderId, channel }: { address: string; senderId: string; channel: Channel },
  { failure, code }: Receipt,
): Statement[] {
  if (code === null) return [];
  if (failure === "not_textable") return [rememberNotTextable(catalogue, { address, code, at: now() })];
  if (failure !== "opted_out" && failure !== "invalid_address") return [];
  return [
    insertSuppression(catalogue, suppressionOf({ address, fact: failure, code }, { senderId, channel, at: now() })),
  ];
}
