/**
 * The API as typed calls, through `hono/client` over the routes' own types. What goes wrong on the way comes out as a
 * `CommandError`, so that a call's answer is always what its type says.
 */
import type { App } from "@headsup/api";
import { ErrorBody } from "@headsup/contract";
import { hc } from "hono/client";
import { asCommandError, CommandError, exitCodes } from "../failure.ts";
import type { Shell } from "../shell.ts";
import { type Connection, howToConnect } from "./connection.ts";

export type Api = ReturnType<typeof createApi>;

/** The way to a server. */
interface Way extends Pick<Shell, "fetch"> {
  /** Told of every request that was not called off: whether Headsup answered it, and no proxy in its stead. */
  readonly onHeard?: (from: "headsup" | "nobody") => void;
}

export function createApi({ url, token }: Connection, way: Way, signal: AbortSignal) {
  return hc<App>(url, {
    headers: { authorization: `Bearer ${token}` },
    fetch: async (...request: Parameters<typeof fetch>) => {
      try {
        const response = await checkedFetch({ url, way, signal }, request);
        way.onHeard?.("headsup");
        return response;
      } catch (error) {
        if (!signal.aborted) way.onHeard?.(isUnreachable(error) ? "nobody" : "headsup");
        throw error;
      }
    },
  });
}

const isUnreachable = (error: unknown): boolean =>
  error instanceof CommandError && error.trouble.code === "unreachable";

interface Checked {
  readonly url: string;
  readonly way: Way;
  readonly signal: AbortSignal;
}

async function checkedFetch({ url, way, signal }: Checked, [input, init]: Parameters<typeof fetch>) {
  const response = await way.fetch(input, { ...init, signal }).catch((error: unknown) => {
    if (signal.aborted) throw asCommandError(signal.reason);
    throw unreachable(url, error);
  });
  const isJson = /^application\/json\b/.test(response.headers.get("content-type") ?? "");
  if (response.ok && isJson) return response;
  throw refusalOf(url, response.status, await response.json().catch(() => null));
}

/** Asks for something every token may see: throws what is wrong with the address or the token. */
export async function checkAccess(connection: Connection, way: Way, signal: AbortSignal): Promise<void> {
  await createApi(connection, way, signal).v1.campaigns.$get({ query: { limit: "1" } });
}

/** The JSON of an answer. Its status was checked when it came. */
export const read = async <T>(answer: Promise<{ json(): Promise<T> }>): Promise<T> => (await answer).json();

export function unreachable(url: string, error?: unknown): CommandError {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  const why = cause instanceof Error && "code" in cause ? ` (${String(cause.code)})` : "";
  const message = `Nothing answers at ${url}${why}.`;
  return new CommandError({ code: "unreachable", message, hint: howToConnect }, exitCodes.unreachable);
}

const passingStatuses = new Set([408, 429, 502, 503, 504]);

function refusalOf(url: string, status: number, body: unknown): CommandError {
  const refusal = ErrorBody.safeParse(body);
  if (refusal.success) {
    const { code, message, details, requestId } = refusal.data.error;
    return new CommandError({ code, message, details, requestId, hint: hintFor(code, message) }, exitCodeOf(code));
  }
  if (passingStatuses.has(status)) return unreachable(url);
  return new CommandError({
    code: "not_headsup",
    message: `${url} answered with HTTP ${status}, but not as Headsup does.`,
    hint: "Check the address: headsup status",
  });
}

const exitCodeOf = (code: string) => {
  if (code === "unauthenticated" || code === "forbidden") return exitCodes.denied;
  return code === "unavailable" ? exitCodes.unreachable : exitCodes.failed;
};

/** What to do, where the API's own message does not say it. */
const hints: Readonly<Record<string, string | undefined>> = {
  unauthenticated: "Store a good one with headsup connect, or set HEADSUP_TOKEN.",
  list_not_sealed: "Import the same file again to finish it.",
};

function hintFor(code: string, message: string): string | undefined {
  if (code !== "forbidden") return hints[code];
  const role = /needs the role (\w+)/.exec(message)?.[1] ?? "manager";
  return `An admin can make you a token: headsup token create --name you --role ${role}`;
}
