import { ok, type Result } from "@headsup/contract";
import { engineLimits } from "@headsup/core/campaign/limits";
import type { Outcome, Receipt } from "@headsup/core/campaign/settle";
import { z } from "zod";
import { type Channel, type ChannelDown, inWords, type OutboundMessage } from "../channel.ts";
import { failureOf } from "./codes.ts";

/**
 * Twilio's Messages API by fetch: create, list, read. The SDK would cost the edge worker 534 KiB and seven times the cold
 * start; it drives our sandbox carrier in the tests instead.
 */
export interface TwilioOptions {
  readonly accountSid: string;
  readonly authToken: string;
  /** "https://api.twilio.com", the sandbox carrier, or anyone's stand-in. */
  readonly apiBaseUrl: string;
  /** Where Twilio reports statuses, for one attempt. */
  readonly statusUrl: (message: Pick<OutboundMessage, "ownerId" | "attemptId">) => string;
  readonly fetch: typeof fetch;
  /** The clock that a `Retry-After` date is told against, epoch ms. */
  readonly now: () => number;
  /** A request unanswered for this long, machine time, has an unknown outcome. */
  readonly requestTimeoutMs?: number;
}

/** Five retries on any failure rather than one on a failed connection. Twilio reads these from the URL's fragment. */
const callbackRetries = "#rc=5&rp=all";
/** Pages read of one list: a hundred messages each to a single person is already beyond any campaign's doing. */
const pagesMax = 5;
const pageSize = 100;
/** Our clock and Twilio's may differ; a list is read this much further back. */
const clockSkewMs = 60_000;

const MessageResource = z.object({
  sid: z.string(),
  status: z.string(),
  body: z.string().nullable(),
  from: z.string().nullable(),
  to: z.string().nullable(),
  direction: z.string().nullable().optional(),
  date_created: z.string().nullable(),
  error_code: z.union([z.number(), z.string()]).nullable().optional(),
});
const MessagePage = z.object({
  messages: z.array(MessageResource),
  next_page_uri: z.string().startsWith("/").nullable().optional(),
});
const ErrorResource = z.object({ code: z.union([z.number(), z.string()]) });

export function twilioChannel(options: TwilioOptions): Channel {
  const messages = `${options.apiBaseUrl}/2010-04-01/Accounts/${options.accountSid}/Messages`;
  const authorization = `Basic ${btoa(`${options.accountSid}:${options.authToken}`)}`;
  /**
   * One request with a time-out over the whole exchange, the answer's body included. The timer ends with the exchange:
   * one left running would keep a Durable Object from sleeping.
   */
  const exchange = async <T>(url: string, init: RequestInit, take: (response: Response) => Promise<T>): Promise<T> => {
    const controller = new AbortController();
    const timer = setTimeout(
      () => controller.abort(new DOMException("the provider did not answer in time", "TimeoutError")),
      options.requestTimeoutMs ?? engineLimits.requestTimeoutRealMs,
    );
    try {
      const headers = { authorization, ...init.headers };
      return await take(await options.fetch(url, { ...init, headers, redirect: "manual", signal: controller.signal }));
    } finally {
      clearTimeout(timer);
    }
  };

  const read = async <T>(url: string, schema: z.ZodType<T>): Promise<Result<T | null, ChannelDown>> => {
    try {
      return await exchange(url, {}, async (response) => {
        const body: unknown = await response.json().catch(() => null);
        if (response.status === 404) return ok(null);
        if (!response.ok) return down(`the provider answered ${response.status}`);
        const parsed = schema.safeParse(body);
        return parsed.success ? ok(parsed.data) : down("the provider's answer was not understood");
      });
    } catch (error) {
      return down(error instanceof Error ? error.name : "the connection failed");
    }
  };

  /** Newest first, back to `since`. */
  const list = async (
    query: Record<string, string>,
    since: number,
  ): Promise<Result<z.infer<typeof MessageResource>[], ChannelDown>> => {
    const found: z.infer<typeof MessageResource>[] = [];
    // No DateSent filter: it is null while a message is queued, and would hide exactly those we ask about.
    let url = `${messages}.json?${new URLSearchParams({ ...query, PageSize: String(pageSize) })}`;
    for (let pages = 0; pages < pagesMax; pages++) {
      const page = await read(url, MessagePage);
      if (!page.ok) return page;
      if (page.value === null) return down("the provider knows no such account");
      found.push(...page.value.messages);
      const oldest = page.value.messages.at(-1)?.date_created;
      if (!page.value.next_page_uri || (oldest && Date.parse(oldest) < since - clockSkewMs)) break;
      url = `${options.apiBaseUrl}${page.value.next_page_uri}`;
    }
    return ok(found.filter((message) => createdAt(message) >= since - clockSkewMs));
  };

  return {
    send: async (message) => {
      const form = new URLSearchParams({
        To: message.to,
        From: message.from,
        Body: message.content.text,
        StatusCallback: options.statusUrl(message) + callbackRetries,
        ValidityPeriod: String(Math.max(1, Math.floor(message.validityMs / 1000))),
      });
      try {
        return await exchange(`${messages}.json`, { method: "POST", body: form }, (response) =>
          outcomeOf(response, options.now()),
        );
      } catch (error) {
        return {
          kind: "unknown",
          reason: error instanceof Error && error.name === "TimeoutError" ? "timeout" : "connection",
        };
      }
    },
    find: async ({ from, to, since }) => {
      const found = await list({ From: from, To: to }, since);
      if (!found.ok) return found;
      return ok(found.value.map((m) => ({ providerId: m.sid, body: m.body ?? "", createdAt: createdAt(m) })));
    },
    look: async (providerId) => {
      const found = await read(`${messages}/${encodeURIComponent(providerId)}.json`, MessageResource);
      if (!found.ok || found.value === null) return found as Result<null, ChannelDown>;
      const { sid, status, error_code } = found.value;
      return ok(receiptOf({ providerId: sid, status, code: error_code == null ? null : String(error_code) }));
    },
    received: async ({ to, since }) => {
      const found = await list({ To: to }, since);
      if (!found.ok) return found;
      return ok(
        found.value
          .filter((m) => m.direction === "inbound" && m.from !== null)
          .toReversed()
          .map((m) => ({
            ...inWords,
            channel: "sms" as const,
            providerId: m.sid,
            from: m.from ?? "",
            to,
            body: m.body ?? "",
            sentAt: Number.isFinite(createdAt(m)) ? createdAt(m) : null,
            isAnswered: false,
          })),
      );
    },
  };
}

const down = (reason: string) => ({ ok: false as const, error: { reason } });

/** A message whose time is not told counts as new: better asked about than overlooked. */
const createdAt = (message: z.infer<typeof MessageResource>): number => {
  const at = message.date_created === null ? Number.NaN : Date.parse(message.date_created);
  return Number.isNaN(at) ? Infinity : at;
};

/**
 * What the answer to a create means. Only a 429, refused credentials and a well-formed refusal prove that nothing was
 * accepted; a page of some proxy proves nothing.
 */
async function outcomeOf(response: Response, now: number): Promise<Outcome> {
  const body: unknown = await response.json().catch(() => null);
  if (response.status === 429)
    return { kind: "rate_limited", retryAfterMs: retryAfterMsOf(response.headers.get("retry-after"), now) };
  if (response.ok) {
    const message = MessageResource.pick({ sid: true }).safeParse(body);
    return message.success
      ? { kind: "accepted", providerId: message.data.sid }
      : { kind: "unknown", reason: "unreadable answer" };
  }
  const refusal = ErrorResource.safeParse(body);
  const code = refusal.success ? String(refusal.data.code) : `http_${response.status}`;
  if (response.status === 401 || response.status === 403) return { kind: "refused", code, failure: "halt" };
  if (response.status < 400 || response.status >= 500 || !refusal.success)
    return { kind: "unknown", reason: `http_${response.status}` };
  if (code === "20429") return { kind: "rate_limited", retryAfterMs: null };
  return { kind: "refused", code, failure: failureOf(code) };
}

/** `Retry-After`: seconds, or a date. */
function retryAfterMsOf(header: string | null, now: number): number | null {
  if (header === null || header.trim() === "") return null;
  const seconds = Number(header);
  const ms = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - now;
  return Number.isNaN(ms) ? null : Math.min(Math.max(0, ms), engineLimits.retryAfterMsMax);
}

const statuses: Readonly<Record<string, Receipt["status"]>> = {
  accepted: "accepted",
  scheduled: "accepted",
  queued: "accepted",
  sending: "accepted",
  sent: "sent",
  delivered: "delivered",
  partially_delivered: "delivered",
  read: "read",
  undelivered: "undelivered",
  failed: "failed",
  canceled: "failed",
};

/** Twilio's word for a status in ours; null for one that says nothing of an outbound message. */
export function receiptOf(told: {
  providerId: string;
  status: string;
  code: string | null;
}): Omit<Receipt, "attempt"> | null {
  const status = Object.hasOwn(statuses, told.status) ? statuses[told.status] : undefined;
  if (status === undefined) return null;
  const failed = status === "failed" || status === "undelivered";
  const code = failed ? (told.code ?? told.status) : null;
  return { providerId: told.providerId, status, code, failure: code === null ? null : failureOf(code) };
}
