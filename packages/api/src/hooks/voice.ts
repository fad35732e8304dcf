import { digitOf, parseCall, placeOf, recordingOf, twimlOf, wasConnected } from "@headsup/channels";
import { fail } from "@headsup/contract";
import { answered, dialled, keyOf, nothingToSay, pressed, recorded, type Turn } from "@headsup/core/call/flow";
import { type Context, Hono } from "hono";
import { inBackground } from "../background.ts";
import { storeConnection, storeKey, storeVoicemail } from "../calls/exits.ts";
import type { CallAtHand } from "../calls/named.ts";
import { progress, progressAnyway } from "../calls/progress.ts";
import { inboxAsked, scriptOf } from "../calls/script.ts";
import { callStatus, voicePath } from "../channels.ts";
import { afterInbound } from "../conversations/after.ts";
import type { Received } from "../inbound.ts";
import { limitBody } from "../middleware/body.ts";
import { answerFailure, unwrap } from "../middleware/errors.ts";
import type { ApiEnv } from "../services.ts";
import { verified, webhookBytesMax } from "./verified.ts";

/**
 * Calls by Twilio. Each time the line is quiet it asks what comes next. Raw body → verify → parse → store → answer: what somebody
 * pressed is stored before they are told so.
 */

/** Where Twilio asks what to say to somebody who calls one of our numbers. */
export const callPath = "/hooks/twilio/call";

/** Both kinds of calls go on alike: under the attempt they are of, or under our number's own address. */
const campaignCalls = `${voicePath}/:owner/:attempt`;

const namesNothing = fail("not_found", "This callback address names no attempt of ours.").error;

/** The webhook, verified, and the call it is of. */
async function atHand(c: Context<ApiEnv>) {
  const form = await verified(c);
  const report = unwrap(parseCall(form));
  const { owner, attempt } = c.req.param() as { owner?: string; attempt?: string };
  const named = owner === undefined || attempt === undefined ? null : { owner, attempt };
  const call: CallAtHand = { ...report, attempt: named };
  const path = named === null ? callPath : `${voicePath}/${named.owner}/${named.attempt}`;
  return { form, call, base: `${c.var.services.config.publicUrl}${path}` };
}

const say = (c: Context<ApiEnv>, turn: Turn, base: string) =>
  c.body(twimlOf(turn, base), 200, { "content-type": "text/xml; charset=utf-8" });

function goOn(c: Context<ApiEnv>, received: Received | null): void {
  const conversationId = received?.conversationId ?? null;
  if (conversationId !== null) inBackground(c, "inbound.after", () => afterInbound(c.var.services, conversationId));
}

/** Somebody picked up, or calls us. Nothing is said before it is noted who: else a call that was heard might be made again. */
async function pickedUp(c: Context<ApiEnv>) {
  const { services } = c.var;
  const { call, base } = await atHand(c);
  const script = await scriptOf(services, call);
  const by = call.answeredBy ?? "human";
  const isKnown = await progress(
    services,
    { ...call, answeredBy: by },
    script !== null && by === "human" ? "greeting" : "nothing",
  );
  if (script === null || !isKnown) {
    services.log("warn", "call.nothing_to_say", { callId: call.callId, ...call.attempt });
    return say(c, nothingToSay, base);
  }
  return say(c, answered(script, by, { number: call.ours }), base);
}

async function keyPressed(c: Context<ApiEnv>) {
  const { services } = c.var;
  const { form, call, base } = await atHand(c);
  const place = unwrap(placeOf(c.req.query()));
  const digit = digitOf(form);
  const script = await scriptOf(services, call);
  if (script === null) return say(c, nothingToSay, base);
  const key = keyOf(script, digit);
  if (key !== undefined) goOn(c, await storeKey(services, call, key));
  await progressAnyway(services, call, "message");
  const isExit = key?.action === "agent" || key?.action === "inbox";
  const inbox = isExit ? await inboxAsked(services, call, key.inbox) : undefined;
  return say(c, pressed(script, place, { digit, connectTo: inbox?.phone ?? null }), base);
}

/** They left a message, and may still be on the line. */
async function hasRecorded(c: Context<ApiEnv>) {
  const { services } = c.var;
  const { form, call, base } = await atHand(c);
  const recording = recordingOf(form);
  if (recording !== null) goOn(c, await storeVoicemail(services, call, recording));
  const script = await scriptOf(services, call);
  return say(c, script === null ? nothingToSay : recorded(script.language), base);
}

/** The same told once more, when it can be listened to: whichever comes first is stored. */
async function recordingReady(c: Context<ApiEnv>) {
  const { form, call } = await atHand(c);
  const recording = recordingOf(form);
  if (recording !== null) goOn(c, await storeVoicemail(c.var.services, call, recording));
  return c.body(null, 204);
}

async function hasDialled(c: Context<ApiEnv>) {
  const { services } = c.var;
  const { form, call, base } = await atHand(c);
  if (wasConnected(form)) goOn(c, await storeConnection(services, call));
  const script = await scriptOf(services, call);
  const turn = script === null ? nothingToSay : dialled(script.language, { wasConnected: wasConnected(form) });
  return say(c, turn, base);
}

/** The message for a machine was said to its end. */
async function messageLeft(c: Context<ApiEnv>) {
  const { call, base } = await atHand(c);
  await progress(c.var.services, { ...call, answeredBy: "machine" }, "voicemail");
  return say(c, nothingToSay, base);
}

async function statusTold(c: Context<ApiEnv>) {
  const { call } = await atHand(c);
  return (await progress(c.var.services, call, "nothing")) ? c.body(null, 204) : answerFailure(c, namesNothing);
}

export const voiceHooks = new Hono<ApiEnv>()
  .use("/hooks/twilio/*", limitBody(webhookBytesMax))
  .post(campaignCalls, pickedUp)
  .post(`${campaignCalls}/pressed`, keyPressed)
  .post(`${campaignCalls}/recorded`, hasRecorded)
  .post(`${campaignCalls}/recording`, recordingReady)
  .post(`${campaignCalls}/dialled`, hasDialled)
  .post(`${campaignCalls}/left`, messageLeft)
  .post(`${campaignCalls}${callStatus}`, statusTold)
  .post(callPath, pickedUp)
  .post(`${callPath}/pressed`, keyPressed)
  .post(`${callPath}/recorded`, hasRecorded)
  .post(`${callPath}/recording`, recordingReady)
  .post(`${callPath}/dialled`, hasDialled)
  .post(`${callPath}/left`, messageLeft);
