/** Posts one webhook request, signed as Twilio signs, and records how it went. */
import { createHash } from "node:crypto";
import { getExpectedTwilioSignature } from "twilio/lib/webhooks/webhooks.js";
import type { Failure } from "./callbackUrl.ts";
import { heardBack } from "./calls/play.ts";
import { limits } from "./limits.ts";
import { postMail } from "./mail/post.ts";
import { type DeliveryRow, removeDelivery, scheduleDelivery } from "./store/agenda.ts";
import { transaction } from "./store/database.ts";
import { appendLog } from "./store/log.ts";
import type { World } from "./world.ts";

export type Post = (url: string, init: RequestInit) => Promise<Response>;

/** How a try ended: an HTTP status, or why there was none. */
type Ending = { readonly answer: number; readonly text: string } | { readonly answer: null; readonly reason: string };

/** What a connection that never came about is called by Node and undici. */
const connectFailures: ReadonlySet<string> = new Set([
  "ECONNREFUSED",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "EAI_AGAIN",
  "ETIMEDOUT",
  "UND_ERR_CONNECT_TIMEOUT",
]);

/** Undefined when it went well. */
function failureOf(ending: Ending): Failure | undefined {
  if (ending.answer === null) return connectFailures.has(ending.reason) ? "ct" : "rt";
  if (ending.answer >= 200 && ending.answer < 300) return undefined;
  return ending.answer >= 500 ? "5xx" : "4xx";
}

/**
 * One try. Afterwards the delivery is gone, or due again when it may be retried; when `signal` ended it, it is left as
 * it was, for the next start. Never throws for what the receiver does.
 */
export async function deliver(
  world: World,
  delivery: DeliveryRow,
  { post, signal }: { readonly post: Post; readonly signal: AbortSignal },
): Promise<void> {
  const startedAt = { at: world.now(), realAt: world.realNow() };
  const ending = await tryPost(world, delivery, { post, signal });
  if (signal.aborted) return;

  const { request } = delivery;
  const failure = failureOf(ending);
  transaction(world.db, () => {
    removeDelivery(world.db, delivery.id);
    appendLog(world.db, {
      ...startedAt,
      kind: request.kind,
      to: request.params.To ?? null,
      from: request.params.From ?? null,
      sid: delivery.sid,
      statusCallback: request.url,
      messageStatus: request.mail?.what ?? request.params.SmsStatus ?? request.params.CallStatus ?? null,
      errorCode: request.params.ErrorCode === undefined ? null : Number(request.params.ErrorCode),
      outcome: ending.answer === null ? `no-answer:${ending.reason}` : "answered",
      answer: ending.answer,
    });
    if (failure !== undefined && request.retryOn.includes(failure) && request.retriesLeft > 0) {
      scheduleDelivery(world.db, {
        at: world.now() + limits.callbackRetryDelayMs,
        sid: delivery.sid,
        request: { ...request, retriesLeft: request.retriesLeft - 1 },
      });
    } else if (request.kind === "twiml") {
      const text = ending.answer === null || failure !== undefined ? null : ending.text;
      heardBack(world, { sid: delivery.sid, url: request.url, text });
    }
  });
}

async function tryPost(
  world: World,
  { request }: DeliveryRow,
  { post, signal }: { readonly post: Post; readonly signal: AbortSignal },
): Promise<Ending> {
  try {
    if (request.mail !== undefined) {
      const answered = await postMail(world, { url: request.url, mail: request.mail }, { post, signal });
      await answered.body?.cancel();
      return { answer: answered.status, text: "" };
    }
    const response = await post(request.url, {
      method: "POST",
      headers: {
        "content-type": "application/x-www-form-urlencoded; charset=utf-8",
        "user-agent": "TwilioProxy/1.1",
        "i-twilio-idempotency-token": createHash("sha256").update(JSON.stringify(request.params)).digest("hex"),
        "x-twilio-signature": getExpectedTwilioSignature(world.authToken, request.url, request.params),
      },
      body: new URLSearchParams(request.params).toString(),
      redirect: "manual",
      signal: AbortSignal.any([signal, AbortSignal.timeout(limits.callbackTimeoutMs)]),
    });
    if (request.kind === "twiml") return { answer: response.status, text: await response.text() };
    await response.body?.cancel();
    return { answer: response.status, text: "" };
  } catch (error) {
    return { answer: null, reason: reasonOf(error) };
  }
}

/** `ECONNREFUSED`, `TimeoutError`, `bad port`, … */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  if (!(cause instanceof Error)) return String(cause);
  if ("code" in cause && typeof cause.code === "string") return cause.code;
  return cause.name === "Error" ? cause.message : cause.name;
}
