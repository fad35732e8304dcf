/**
 * What may be logged of an error: what went wrong, never with which values. A failed query's message quotes its
 * parameters, addresses and texts among them; the database's own word for it is its cause.
 */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return "something that is no error was thrown";
  if (error.message.startsWith("Failed query:"))
    return error.cause === undefined ? "a query failed" : reasonOf(error.cause);
  return String(error);
}

/** Where it happened, without the message: that is {@link reasonOf}'s to tell. */
export const traceOf = ({ stack = "" }: Error): string => stack.slice(Math.max(0, stack.search(/\n\s+at /))).trim();
