import { engineLimits } from "@headsup/core/campaign/limits";
import type { Outcome } from "@headsup/core/campaign/settle";
import { z } from "zod";
import type { Email, EmailTransport } from "./transport.ts";

/** SendGrid's v3 Mail Send by fetch. Source: https://www.twilio.com/docs/sendgrid/api-reference/mail-send, read 2026-11. */
export interface SendgridOptions {
  readonly apiKey: string;
  /** "https://api.sendgrid.com", "https://api.eu.sendgrid.com", or anyone's stand-in. */
  readonly apiBaseUrl: string;
  readonly fetch: typeof fetch;
  /** Epoch ms: what a `X-RateLimit-Reset` is told against. */
  readonly now: () => number;
  /** A request unanswered for this long, machine time, has an unknown outcome. */
  readonly requestTimeoutMs?: number;
}

const Refusal = z.object({ errors: z.array(z.object({ message: z.string(), field: z.string().nullish() })).min(1) });

export function sendgridTransport(options: SendgridOptions): EmailTransport {
  const { apiKey, apiBaseUrl, requestTimeoutMs = engineLimits.requestTimeoutRealMs } = options;
  return {
    send: async (email) => {
      const controller = new AbortController();
      const timer = setTimeout(
        () => controller.abort(new DOMException("the provider did not answer in time", "TimeoutError")),
        requestTimeoutMs,
      );
      try {
        const response = await options.fetch(`${apiBaseUrl}/v3/mail/send`, {
          method: "POST",
          headers: { authorization: `Bearer ${apiKey}`, "content-type": "application/json" },
          body: JSON.stringify(requestOf(email)),
          redirect: "manual",
          signal: controller.signal,
        });
        return await outcomeOf(response, email, options.now());
      } catch (error) {
        const isTimeout = error instanceof Error && error.name === "TimeoutError";
        return { kind: "unknown", reason: isTimeout ? "timeout" : "connection" };
      } finally {
        clearTimeout(timer);
      }
    },
  };
}

const off = { enable: false };

function requestOf({ from, to, replyTo, messageId, subject, text, html, headers, ownerId, attemptId }: Email) {
  const custom = { ownerId, ...(attemptId !== null && { attemptId }) };
  return {
    personalizations: [{ to: [{ email: to }], custom_args: custom }],
    from: { email: from.address, name: from.name },
    reply_to: { email: replyTo },
    subject,
    // In this order: plain text first.
    content: [{ type: "text/plain", value: text }, ...(html === "" ? [] : [{ type: "text/html", value: html }])],
    headers: { ...headers, "Message-ID": messageId },
    // People's reading is theirs: no rewritten links, no counting picture, no footer but ours.
    tracking_settings: {
      click_tracking: { enable: false, enable_text: false },
      open_tracking: off,
      subscription_tracking: off,
      ganalytics: off,
    },
    mail_settings: { footer: off },
  };
}

/** Only what SendGrid itself refuses proves that nothing was accepted; a page of some proxy proves nothing. */
async function outcomeOf(response: Response, email: Email, now: number): Promise<Outcome> {
  const { status, headers } = response;
  const body: unknown = await response.json().catch(() => null);
  if (status === 202) {
    // Absent from stand-ins: the name we gave it then.
    return { kind: "accepted", providerId: headers.get("x-message-id") || email.messageId };
  }
  if (status === 429) return { kind: "rate_limited", retryAfterMs: resetMs(headers.get("x-ratelimit-reset"), now) };
  if (status === 401) return { kind: "refused", code: "email_credentials", failure: "halt" };
  if (status === 403) return { kind: "refused", code: "email_sender_refused", failure: "halt" };
  if (status === 413) return { kind: "refused", code: "email_too_large", failure: "failed" };
  const refusal = Refusal.safeParse(body);
  if (status !== 400 || !refusal.success) return { kind: "unknown", reason: `http_${status}` };
  const fields = refusal.data.errors.map(({ field }) => field ?? "");
  if (fields.some((field) => field.startsWith("from"))) {
    return { kind: "refused", code: "email_sender_refused", failure: "halt" };
  }
  return { kind: "refused", code: "email_rejected", failure: "failed" };
}

/** `X-RateLimit-Reset`: the second it is over, since 1970. */
function resetMs(header: string | null, now: number): number | null {
  const at = Number(header ?? "") * 1000;
  return at > 0 ? Math.min(Math.max(0, at - now), engineLimits.retryAfterMsMax) : null;
}
