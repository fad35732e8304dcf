/** What is posted about a call: how it goes, what is to be said next, what was recorded. Source: twilio.com/docs/voice/twiml. */
import { parseCallbackUrl } from "../callbackUrl.ts";
import { apiVersion } from "../resource.ts";
import { postAbout } from "../statusChange.ts";
import { scheduleDelivery } from "../store/agenda.ts";
import { appendLog } from "../store/log.ts";
import type { World } from "../world.ts";
import { type Call, type CallStatus, saveCall } from "./table.ts";

/** One step of a call, for the log: the judge of what was heard. */
export function note(
  world: World,
  call: Call,
  { at, outcome, body }: { readonly at: number; readonly outcome: string; readonly body?: string | undefined },
): void {
  const { sid, from, to, status } = call;
  appendLog(world.db, {
    at,
    realAt: world.realNow(),
    kind: "call",
    sid,
    from,
    to,
    messageStatus: status,
    outcome,
    body: body ?? null,
  });
}

const progressEvents: Readonly<Partial<Record<CallStatus, string>>> = {
  initiated: "initiated",
  ringing: "ringing",
  "in-progress": "answered",
  completed: "completed",
  busy: "completed",
  failed: "completed",
  "no-answer": "completed",
  canceled: "completed",
};

/** Moves a call to another status: stored, logged, posted where that was asked for. */
export function changeCall(world: World, call: Call, change: Partial<Call> & Pick<Call, "status">, at: number): Call {
  const event = progressEvents[change.status];
  const isTold = call.statusCallback !== null && event !== undefined && call.events.includes(event);
  const changed = saveCall(world.db, {
    ...call,
    ...change,
    updatedAt: at,
    sequence: call.sequence + (isTold ? 1 : 0),
  });
  note(world, changed, { at, outcome: change.status });
  if (isTold && call.statusCallback !== null) {
    postAbout(world, changed, {
      kind: "callback",
      address: call.statusCallback,
      params: {
        ...paramsOf(world, changed),
        CallbackSource: "call-progress-events",
        SequenceNumber: String(call.sequence),
        Timestamp: new Date(at).toUTCString().replace("GMT", "+0000"),
        ...(event === "completed" && { CallDuration: String(durationS(changed)), Duration: "1" }),
        ...(changed.sipCode !== null && { SipResponseCode: String(changed.sipCode) }),
      },
    });
  }
  return changed;
}

/** Asks what is to be said next. The answer comes to `heardBack`. */
export function askWhat(
  world: World,
  call: Call,
  {
    url: address,
    at,
    ...more
  }: { readonly url: string; readonly at: number; readonly params?: Record<string, string> },
): void {
  const { url, retries, retryOn } = parseCallbackUrl(address);
  const params = {
    ...paramsOf(world, call),
    // Told with the first request, as the documents have it, and with no other.
    ...(url === parseCallbackUrl(call.url).url && call.answeredBy !== null && { AnsweredBy: call.answeredBy }),
    ...more.params,
  };
  const request = { kind: "twiml" as const, url, params, retriesLeft: retries, retryOn };
  scheduleDelivery(world.db, { at, sid: call.sid, request });
}

/** Tells of a recording when it can be listened to. */
export function tellRecording(
  world: World,
  call: Call,
  {
    address,
    recording,
    at,
  }: { readonly address: string; readonly recording: Record<string, string>; readonly at: number },
): void {
  const { url, retries, retryOn } = parseCallbackUrl(address);
  const params = {
    ...paramsOf(world, call),
    ...recording,
    RecordingStatus: "completed",
    RecordingSource: "RecordVerb",
  };
  scheduleDelivery(world.db, {
    at,
    sid: call.sid,
    request: { kind: "webhook", url, params, retriesLeft: retries, retryOn },
  });
}

const paramsOf = (world: World, { sid, from, to, status, direction }: Call): Record<string, string> => ({
  AccountSid: world.accountSid,
  ApiVersion: apiVersion,
  CallSid: sid,
  CallStatus: status,
  Called: to,
  Caller: from,
  Direction: direction,
  From: from,
  To: to,
});

/** Seconds they talked, as Twilio bills: rounded up. */
export const durationS = ({ answeredAt, endedAt }: Call): number =>
  answeredAt === null || endedAt === null ? 0 : Math.ceil((endedAt - answeredAt) / 1_000);
