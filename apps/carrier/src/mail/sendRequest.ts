/** What SendGrid's v3 Mail Send takes and refuses. Source: twilio.com/docs/sendgrid/api-reference/mail-send, read 2026-11. */
import { z } from "zod";

const email = z.object({ email: z.email("Does not contain a valid address."), name: z.string().optional() });
/** Headers SendGrid keeps for itself. */
const reserved =
  /^(?:x-sg-id|x-sg-eid|received|dkim-signature|content-type|content-transfer-encoding|to|from|subject|reply-to|cc|bcc)$/i;

const sendSchema = z.object({
  personalizations: z
    .array(
      z.object({
        to: z
          .array(email)
          .min(
            1,
            "The to array is required for all personalization objects, and must have at least one email object with a valid email address.",
          ),
        subject: z.string().min(1).optional(),
        custom_args: z.record(z.string(), z.string()).default({}),
        headers: z.record(z.string(), z.string()).default({}),
      }),
    )
    .min(1, "The personalizations field is required and must have at least one personalization.")
    .max(1_000),
  from: email,
  reply_to: email.optional(),
  subject: z
    .string()
    .min(
      1,
      "The subject is required. You can get around this requirement if you use a template with a subject defined or if every personalization has a subject defined.",
    ),
  content: z
    .array(z.object({ type: z.string().min(1), value: z.string().min(1) }))
    .min(1)
    .refine(
      (parts) => parts.findIndex(({ type }) => type === "text/plain") <= 0,
      "If present, text/plain and text/html may only be provided once, text/plain first.",
    ),
  headers: z.record(z.string(), z.string()).default({}),
  custom_args: z.record(z.string(), z.string()).default({}),
});
export type SendRequest = z.output<typeof sendSchema>;

export interface SendProblem {
  readonly message: string;
  readonly field: string | null;
  readonly help: string | null;
}

/** The request, or what SendGrid answers with 400. */
export function checkSend(json: unknown): { readonly request: SendRequest } | { readonly problems: SendProblem[] } {
  const parsed = sendSchema.safeParse(json);
  if (!parsed.success)
    return {
      problems: parsed.error.issues.map(({ path, message }) => ({ message, field: path.join("."), help: null })),
    };
  const kept = Object.keys(parsed.data.headers).find((name) => reserved.test(name));
  if (kept === undefined) return { request: parsed.data };
  return { problems: [{ message: `The header ${kept} is reserved.`, field: `headers.${kept}`, help: null }] };
}
