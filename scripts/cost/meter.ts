import { AsyncLocalStorage } from "node:async_hooks";

/** Why something is done: what the platform bills is put down to it. */
export type Cause = "import" | "send" | "receipt" | "reply" | "cron" | "ask";

/** What one statement, or one method, came to so far. */
export interface Tally {
  readonly cause: Cause;
  readonly where: "object" | "request" | "alarm";
  readonly what: string;
  times: number;
  rowsRead: number;
  rowsWritten: number;
  /** Wall time of the isolate, ms: what a request was under way, others beside it or not. */
  busyMs: number;
}

interface Cursor {
  readonly rowsRead: number;
  readonly rowsWritten: number;
}

/** What workerd's own counters say, by cause. Lives in the isolate of the worker and its objects. */
const tallies = new Map<string, Tally>();
const open: { cursor: Cursor; tally: Tally }[] = [];
const causes = new AsyncLocalStorage<Cause>();

export const causeNow = (): Cause => causes.getStore() ?? "send";

/** Does work on behalf of a cause, as one request or alarm of `what`. */
export async function count<T>(
  { cause, where, what }: Pick<Tally, "cause" | "where" | "what">,
  work: () => T | Promise<T>,
): Promise<T> {
  const tally = tallyOf(cause, where, what);
  tally.times++;
  const startedAt = Date.now();
  try {
    return await causes.run(cause, work);
  } finally {
    tally.busyMs += Date.now() - startedAt;
  }
}

/** Counts a statement's rows, for the cause of now or for one that is known only later. */
export function countRows(what: string, rows: Cursor, cause = causeNow()): void {
  const tally = tallyOf(cause, "object", what);
  tally.times++;
  open.push({ cursor: rows, tally });
  // A cursor knows its rows once it was read to its end, which happens before anything is awaited.
  if (open.length > 10_000) close(open.splice(0, 5_000));
}

export function readTallies(): Tally[] {
  close(open.splice(0));
  return [...tallies.values()];
}

function close(counted: readonly { cursor: Cursor; tally: Tally }[]): void {
  for (const { cursor, tally } of counted) {
    tally.rowsRead += cursor.rowsRead;
    tally.rowsWritten += cursor.rowsWritten;
  }
}

function tallyOf(cause: Cause, where: Tally["where"], what: string): Tally {
  const key = `${cause}|${where}|${what}`;
  const known = tallies.get(key) ?? { cause, where, what, times: 0, rowsRead: 0, rowsWritten: 0, busyMs: 0 };
  tallies.set(key, known);
  return known;
}
