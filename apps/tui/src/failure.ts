import { withFewZones } from "./terminal/text.ts";

/** What a command says when it cannot do what was asked, and the exit code scripts see. */

export const exitCodes = { ok: 0, failed: 1, usage: 2, unreachable: 3, denied: 4, interrupted: 130 } as const;
type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

export interface Trouble {
  /** One of the API's codes, or one of ours: `usage`, `file`, `unreachable`, `not_headsup`, `interrupted`. */
  readonly code: string;
  /** What happened, to what. */
  readonly message: string;
  /** What to do about it, where the message does not say so itself. */
  readonly hint?: string | undefined;
  readonly details?: unknown;
  readonly requestId?: string | undefined;
}

/** An expected failure on its way to stderr. */
export class CommandError extends Error {
  override readonly name = "CommandError";
  readonly trouble: Trouble;
  readonly exitCode: ExitCode;

  constructor(trouble: Trouble, exitCode: ExitCode = exitCodes.failed) {
    super(trouble.message);
    this.trouble = trouble;
    this.exitCode = exitCode;
  }
}

/** The command was called in a way that means nothing. */
export const usageError = (message: string, hint?: string): CommandError =>
  new CommandError({ code: "usage", message, hint }, exitCodes.usage);

/** A file cannot be used. */
export const fileError = (message: string, hint?: string): CommandError =>
  new CommandError({ code: "file", message, hint });

/** Ctrl-C. */
export const interrupted = (): CommandError =>
  new CommandError({ code: "interrupted", message: "Interrupted." }, exitCodes.interrupted);

/** Whether trying again may help: the server was not there, or not just now. */
export const isPassing = (error: unknown): boolean =>
  error instanceof CommandError && error.exitCode === exitCodes.unreachable;

/** What the language throws when code is wrong. Anything else was written for a reader. */
const faults = [TypeError, RangeError, ReferenceError, SyntaxError];

/** Whatever was thrown, as a failure to tell. Bugs keep their stack. */
export function asCommandError(thrown: unknown): CommandError {
  if (thrown instanceof CommandError) return thrown;
  if (thrown instanceof Error && thrown.name === "AbortError") return interrupted();
  const isFault = !(thrown instanceof Error) || faults.some((fault) => thrown instanceof fault);
  if (!isFault) return new CommandError({ code: "failed", message: thrown.message });
  const message = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  return new CommandError({
    code: "internal",
    message: `This is a fault in headsup itself. ${message}`,
    hint: "Please report it with the command you ran.",
  });
}

/** The API's form of a failure, for `--json`. */
export const troubleJson = ({ code, message, hint, details, requestId }: Trouble): string =>
  JSON.stringify({ error: { code, message, hint, details, requestId } });

/** One line: what happened, the code, what to do; then the places, when there are several. */
export function troubleText({ code, message, hint, details, requestId }: Trouble): string {
  const showsCode = !["usage", "file", "failed", "rows_with_problems", "nothing_given", "interrupted"].includes(code);
  const trace = code === "internal" && requestId !== undefined ? `Trace: ${requestId}.` : undefined;
  const said = withFewZones(message);
  const told = [showsCode ? `${said} (${code})` : said, hint, trace].filter((part) => part !== undefined);
  return [`headsup: ${told.join(" ")}`, ...placesOf(details)].join("\n");
}

/** `[{ path, message }]`, if that is what the details are and there is more to them than the message says. */
function placesOf(details: unknown): string[] {
  if (!Array.isArray(details) || details.length < 2) return [];
  return details.flatMap((place) =>
    typeof place?.path === "string" && typeof place.message === "string" ? [`  ${place.path}: ${place.message}`] : [],
  );
}
