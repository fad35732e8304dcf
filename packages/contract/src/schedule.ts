import { z } from "zod";
import { limits } from "./limits.ts";

/** An IANA time zone name this runtime knows. */
export const TimeZone = z
  .string()
  .max(64)
  .refine(isTimeZone, {
    error: (issue) =>
      `"${String(issue.input).slice(0, 64)}" is not an IANA time zone. Use a name such as America/New_York.`,
  });

/** Whether `name` is a region zone the runtime's tz database has. Offsets such as "+02:00" are not zones: they have no DST. */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z][A-Za-z0-9_+-]*(\/[A-Za-z0-9_+-]+)*$/.test(name)) return false;
  try {
    new Intl.DateTimeFormat("en-US", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** A wall-clock time of day, "HH:MM". "24:00" is the end of the day. */
export const TimeOfDay = z
  .string()
  .regex(/^(?:[01]\d|2[0-3]):[0-5]\d$|^24:00$/, 'Use "HH:MM", from "00:00" to "24:00".');

/** Open from `open` (included) to `close` (excluded). A `close` not after `open` is on the next day: overnight hours. */
export const Span = z.object({
  open: TimeOfDay.refine((t) => t !== "24:00", "A span cannot open at 24:00."),
  close: TimeOfDay,
});
export type Span = z.infer<typeof Span>;

export const weekdays = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] as const;
export type Weekday = (typeof weekdays)[number];

/** Hours per weekday. A day left out, or with an empty list, is Closed. */
export const WeekHours = z.strictObject(
  Object.fromEntries(weekdays.map((day) => [day, z.array(Span).max(limits.spansPerDayMax).optional()])) as Record<
    Weekday,
    z.ZodOptional<z.ZodArray<typeof Span>>
  >,
);
export type WeekHours = z.infer<typeof WeekHours>;

/** At most `count` messages in any span of `spanMs`. */
export const Pace = z.object({
  count: z.int().min(1).max(limits.paceCountMax),
  spanMs: z.int().min(limits.paceSpanMsMin).max(limits.paceSpanMsMax),
});
export type Pace = z.infer<typeof Pace>;
export const defaultPace: Pace = { count: 10, spanMs: 5 * 60_000 };

/** Federal US hours, 47 CFR 64.1200(c)(1), applied to every notice unless a campaign narrows or widens them. */
export const defaultWindow: Span = { open: "08:00", close: "21:00" };

/** An instant, in requests: ISO 8601 with an offset. In answers: epoch milliseconds. */
export const Instant = z.iso.datetime({ offset: true });
