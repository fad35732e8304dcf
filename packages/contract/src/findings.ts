import { z } from "zod";

/** `note`: worth knowing. `warning`: likely to go wrong. `blocking`: not launched unless an admin says why it should be. */
export const Severity = z.enum(["note", "warning", "blocking"]);
export type Severity = z.infer<typeof Severity>;

/** Something about what is to be said, found before it is. */
export const Finding = z.object({
  /** Stable; a client may switch on it. */
  code: z.string(),
  severity: Severity,
  /** What was found, for people. */
  message: z.string(),
  /** What to do about it. */
  remedy: z.string(),
  /** Null: of the whole. `at` counts UTF-16 code units from the field's beginning. */
  where: z.object({ language: z.string(), field: z.string(), at: z.int(), excerpt: z.string() }).nullable(),
});
export type Finding = z.infer<typeof Finding>;
