/** What a request comes to, before anyone thinks of HTTP. */
import { type Refusal, refusalOf } from "./refusals.ts";

export interface Answer {
  /** For the log: `accepted`, `answered`, `refused:21211`, `429`, `503`, `dropped`. */
  readonly outcome: string;
  readonly httpStatus: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly sid?: string;
  /** For the log: what the person will read, where that is not what was asked for word by word. */
  readonly reads?: string;
}

/** How the answer travels: it arrives, it never does though the line stays open, or the line is cut. */
export type Transport = "arrives" | "hangs" | "cut";

export const refused = (refusal: Refusal): Answer => ({
  outcome: `refused:${refusal.code}`,
  httpStatus: refusal.httpStatus,
  body: refusal.body,
  ...(refusal.httpStatus === 401 && { headers: { "www-authenticate": 'Basic realm="Twilio API"' } }),
});

export const tooManyRequests = (retryAfter: string): Answer => ({
  ...refused(refusalOf(20429)),
  outcome: "429",
  headers: { "retry-after": retryAfter },
});

export const serverError = (httpStatus: number): Answer => ({
  outcome: String(httpStatus),
  httpStatus,
  body: { ...refusalOf(httpStatus === 503 ? 20503 : 20500).body, status: httpStatus },
});

export const dropped: Answer = { outcome: "dropped", httpStatus: 0, body: null };
