import {
  claimNotice,
  type DueNotice,
  deleteNotice,
  type NoticeBody,
  readDueNotices,
  recordOutcome,
} from "@headsup/storage/catalog";
import type { Services } from "./services.ts";

/**
 * Notices to a team's own webhooks, signed as Standard Webhooks 1.0 has it: any of its libraries checks them. Each is told
 * at least once; a receiver tells repetitions by `webhook-id`.
 */

const secondMs = 1_000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;

/** How long after a try that failed a notice is tried again; after the last it is given up. */
const retryDelaysMs = [
  5 * secondMs,
  minuteMs,
  5 * minuteMs,
  30 * minuteMs,
  2 * hourMs,
  6 * hourMs,
  24 * hourMs,
] as const;

/** A receiver has this long to answer, in machine time. */
const answerWithinMs = 10 * secondMs;
/** Whoever took the last try and died over it has left it to others after this. */
const lastTryMs = minuteMs;
/** Notices told to one webhook in one run. */
const perWebhookMax = 20;

/** This machine's own names: here notices may travel plain, and here alone those of a rehearsal. */
export const localHosts: readonly string[] = ["localhost", "127.0.0.1"];

const secretPrefix = "whsec_";
const secretBytes = 32;

const toBase64 = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes));
const fromBase64 = (text: string) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0));

export function newSecret({ random }: Pick<Services, "random">): string {
  const bytes = new Uint8Array(secretBytes);
  random(bytes);
  return secretPrefix + toBase64(bytes);
}

/** The headers that prove a notice is ours: its id, when it is sent in epoch seconds, and HMAC-SHA256 over both and its body. */
async function signedHeaders(
  { id, body, secret }: Pick<DueNotice, "id" | "body" | "secret">,
  now: number,
): Promise<Record<string, string>> {
  const timestamp = String(Math.floor(now / secondMs));
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", fromBase64(secret.slice(secretPrefix.length)), algorithm, false, [
    "sign",
  ]);
  const signed = new TextEncoder().encode(`${id}.${timestamp}.${body}`);
  const signature = new Uint8Array(await crypto.subtle.sign("HMAC", key, signed));
  return { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": `v1,${toBase64(signature)}` };
}

/** A notice that tells of nothing, to try a webhook with. */
export const testNotice = ({ newId, now }: Pick<Services, "newId" | "now">, webhookId: string) => {
  const body: NoticeBody = {
    type: "webhook.test",
    timestamp: new Date(now()).toISOString(),
    data: { webhook: webhookId },
  };
  return { id: newId("notice"), webhookId, body: JSON.stringify(body), at: now(), attempts: 0, dueAt: now() };
};

/** Tells what is due, every webhook by itself and in order; one that fails is left until the next run. Answers how many arrived. */
export async function deliverNotices(services: Services): Promise<number> {
  const due = await readDueNotices(services.catalogue, { now: services.now(), perWebhook: perWebhookMax });
  const byWebhook = [...Map.groupBy(due, ({ webhookId }) => webhookId).values()];
  const arrived = await Promise.all(
    byWebhook.map(async (notices) => {
      for (const [nth, notice] of notices.entries()) if (!(await tell(services, notice))) return nth;
      return notices.length;
    }),
  );
  return arrived.reduce((sum, count) => sum + count, 0);
}

/** Tries a notice once and stores what came of it. Answers whether it arrived; false too where another is trying it. */
export async function tell(services: Services, notice: DueNotice): Promise<boolean> {
  const { catalogue, now, log } = services;
  const { id, webhookId, attempts } = notice;
  const delayMs = retryDelaysMs[attempts];
  const [taken] = await catalogue.together([
    claimNotice(catalogue, { id, attempts, retryAt: now() + (delayMs ?? lastTryMs) }),
  ]);
  if (taken?.length !== 1) return false;
  const { hasArrived, says } = await post(services, notice);
  const isOver = hasArrived || delayMs === undefined;
  const outcome = hasArrived ? says : `${says}; ${isOver ? "given up" : "tried again later"}`;
  await catalogue.together([
    ...(isOver ? [deleteNotice(catalogue, { id })] : []),
    recordOutcome(catalogue, { id: webhookId, outcome, at: now() }),
  ]);
  if (!hasArrived) log("warn", isOver ? "notice.given_up" : "notice.failed", { webhookId, noticeId: id, attempts });
  return hasArrived;
}

async function post({ fetch, now }: Services, notice: DueNotice): Promise<{ hasArrived: boolean; says: string }> {
  try {
    const response = await fetch(notice.url, {
      method: "POST",
      headers: { "content-type": "application/json", ...(await signedHeaders(notice, now())) },
      body: notice.body,
      // What is signed for one address is not carried to another.
      redirect: "manual",
      signal: AbortSignal.timeout(answerWithinMs),
    });
    await response.body?.cancel();
    return { hasArrived: response.ok, says: `it answered ${response.status}` };
  } catch (error) {
    const isLate = error instanceof Error && error.name === "TimeoutError";
    const why = error instanceof Error ? error.message : "no reason is known";
    return {
      hasArrived: false,
      says: isLate ? `it did not answer within ${answerWithinMs / secondMs} s` : `it was not reached (${why})`,
    };
  }
}
