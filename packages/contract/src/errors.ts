import { z } from "zod";

/**
 * Stable error codes. A client may switch on them; the message beside one is for people and may change.
 * The number is the HTTP status the code always travels with.
 */
export const errorStatus = {
  malformed_json: 400,
  invalid_request: 400,
  too_deep: 400,
  unsupported_media_type: 415,
  body_too_large: 413,
  unauthenticated: 401,
  forbidden: 403,
  bad_signature: 403,
  not_found: 404,
  method_not_allowed: 405,
  conflict: 409,
  idempotency_key_reused: 409,
  campaign_not_draft: 409,
  campaign_stopped: 409,
  invalid_transition: 409,
  list_not_sealed: 409,
  list_sealed: 409,
  list_incomplete: 409,
  nothing_to_launch: 409,
  agreement_missing: 409,
  consent_missing: 400,
  missing_variable: 409,
  never_open: 409,
  /** The content check blocks it. */
  content_blocked: 409,
  /** A sender of the campaign reaches people so badly that an admin must look at it first. */
  sender_flagged: 409,
  /** Since its writer looked, the customer wrote or a colleague answered. */
  conversation_moved: 409,
  /** The address must not be contacted. */
  suppressed: 409,
  no_sender: 409,
  /** No text can be written in this conversation, or not any more. */
  not_answerable: 409,
  /** The caller is no agent. */
  no_agent: 409,
  in_use: 409,
  limit_reached: 409,
  invalid_template: 400,
  not_websocket: 426,
  unavailable: 503,
  internal: 500,
} as const;

export type ErrorCode = keyof typeof errorStatus;

/** An expected failure, as a value. `details` names places: `[{ path, message }]` or ids. */
export interface Failure {
  readonly code: ErrorCode;
  /** What happened, to what, and what to do about it. */
  readonly message: string;
  readonly details?: unknown;
}

export type Result<T, E = Failure> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: E };

export const ok = <T>(value: T): { readonly ok: true; readonly value: T } => ({ ok: true, value });
export const fail = (
  code: ErrorCode,
  message: string,
  details?: unknown,
): { readonly ok: false; readonly error: Failure } => ({
  ok: false,
  error: details === undefined ? { code, message } : { code, message, details },
});

/** The body of every answer that is not 2xx. */
export const ErrorBody = z.object({
  error: z.object({
    code: z.enum(Object.keys(errorStatus) as [ErrorCode, ...ErrorCode[]]),
    message: z.string(),
    details: z.unknown().optional(),
    requestId: z.string(),
  }),
});
export type ErrorBody = z.infer<typeof ErrorBody>;
