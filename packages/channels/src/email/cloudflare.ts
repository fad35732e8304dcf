import { engineLimits } from "@headsup/core/campaign/limits";
import type { Outcome } from "@headsup/core/campaign/settle";
import { cloudflareCodes } from "./codes.ts";
import type { Email, EmailTransport } from "./transport.ts";

/**
 * Cloudflare Email Service by a worker's `send_email` binding, which the host hands in. Its structured form takes all of our
 * headers but Message-ID and Feedback-ID, which it sets itself; raw MIME would take no more.
 */
export interface SendEmailBinding {
  send(message: {
    readonly to: string;
    readonly from: { readonly email: string; readonly name: string };
    readonly replyTo: string;
    readonly subject: string;
    readonly text: string;
    readonly html?: string;
    readonly headers: Record<string, string>;
  }): Promise<{ readonly messageId: string }>;
}

export const cloudflareTransport = (
  binding: SendEmailBinding,
  { requestTimeoutMs = engineLimits.requestTimeoutRealMs }: { readonly requestTimeoutMs?: number } = {},
): EmailTransport => ({
  send: async (email) => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<Outcome>((resolve) => {
      timer = setTimeout(() => resolve({ kind: "unknown", reason: "timeout" }), requestTimeoutMs);
    });
    try {
      return await Promise.race([handOver(binding, email), late]);
    } finally {
      clearTimeout(timer);
    }
  },
});

async function handOver(binding: SendEmailBinding, email: Email): Promise<Outcome> {
  const { from, to, replyTo, subject, text, html, headers } = email;
  try {
    const { messageId } = await binding.send({
      to,
      from: { email: from.address, name: from.name },
      replyTo,
      subject,
      text,
      ...(html !== "" && { html }),
      headers: { ...headers },
    });
    return { kind: "accepted", providerId: messageId };
  } catch (error) {
    return outcomeOf(error instanceof Error && "code" in error ? String(error.code) : "");
  }
}

/** Only a code of the service's proves that it refused; an internal error may have come after acceptance. */
function outcomeOf(code: string): Outcome {
  if (code === "E_RATE_LIMIT_EXCEEDED") return { kind: "rate_limited", retryAfterMs: null };
  if (code === "E_DAILY_LIMIT_EXCEEDED") return { kind: "rate_limited", retryAfterMs: engineLimits.retryAfterMsMax };
  const known = Object.hasOwn(cloudflareCodes, code) ? cloudflareCodes[code] : undefined;
  if (known !== undefined) return { kind: "refused", ...known };
  if (code.startsWith("E_HEADER")) return { kind: "refused", code: "email_rejected", failure: "failed" };
  return { kind: "unknown", reason: "connection" };
}
