import { ok, type Result } from "@headsup/contract";
import { engineLimits } from "@headsup/core/campaign/limits";
import type { Outcome } from "@headsup/core/campaign/settle";
import { z } from "zod";
import type { ChannelDown } from "../channel.ts";
import { outcomeOf } from "./outcome.ts";

/**
 * Twilio's API of 2010-04-01 by fetch: create, list, read. The SDK would cost the edge worker 534 KiB and seven times the
 * cold start; it drives our sandbox carrier in the tests instead.
 */
export interface TwilioAccount {
  readonly accountSid: string;
  readonly authToken: string;
  /** "https://api.twilio.com", the sandbox carrier, or anyone's stand-in. */
  readonly apiBaseUrl: string;
  readonly fetch: typeof fetch;
  /** The clock that a `Retry-After` date is told against, epoch ms. */
  readonly now: () => number;
  /** A request unanswered for this long, machine time, has an unknown outcome. */
  readonly requestTimeoutMs?: number;
}

/** What is made by posting a form: a message, a call. */
type Resource = "Messages" | "Calls";

/** What every resource tells of itself. */
type Dated = { readonly date_created: string | null };

/** Five retries on any failure rather than one on a failed connection. Twilio reads these from the URL's fragment. */
export const callbackRetries = "#rc=5&rp=all";
/** Pages read of one list: a hundred messages each to a single person is already beyond any campaign's doing. */
const pagesMax = 5;
const pageSize = 100;
/** Our clock and Twilio's may differ; a list is read this much further back. */
const clockSkewMs = 60_000;

export function twilioRequests(account: TwilioAccount) {
  const root = `${account.apiBaseUrl}/2010-04-01/Accounts/${account.accountSid}`;
  const authorization = `Basic ${btoa(`${account.accountSid}:${account.authToken}`)}`;
  /**
   * One request with a time-out over the whole exchange, the answer's body included. The timer ends with the exchange:
   * one left running would keep a Durable Object from sleeping.
   */
  const exchange = async <T>(url: string, init: RequestInit, take: (response: Response) => Promise<T>): Promise<T> => {
    const controller = new AbortController();
    const timer = setTimeout(
      () => controller.abort(new DOMException("the provider did not answer in time", "TimeoutError")),
      account.requestTimeoutMs ?? engineLimits.requestTimeoutRealMs,
    );
    try {
      const headers = { authorization, ...init.headers };
      return await take(await account.fetch(url, { ...init, headers, redirect: "manual", signal: controller.signal }));
    } finally {
      clearTimeout(timer);
    }
  };

  const get = async <T>(url: string, schema: z.ZodType<T>): Promise<Result<T | null, ChannelDown>> => {
    try {
      return await exchange(url, {}, async (response) => {
        const body: unknown = await response.json().catch(() => null);
        if (response.status === 404) return ok(null);
        if (!response.ok) return down(`the provider answered ${response.status}`);
        const parsed = schema.safeParse(body);
        return parsed.success ? ok(parsed.data) : down("the provider's answer was not understood");
      });
    } catch (error) {
      return down(error instanceof Error ? error.name : "the connection failed");
    }
  };

  return {
    /** Posts what makes one. Never throws: what cannot be told apart from acceptance is `unknown`. */
    create: async (resource: Resource, form: URLSearchParams): Promise<Outcome> => {
      try {
        return await exchange(`${root}/${resource}.json`, { method: "POST", body: form }, (response) =>
          outcomeOf(response, account.now()),
        );
      } catch (error) {
        return {
          kind: "unknown",
          reason: error instanceof Error && error.name === "TimeoutError" ? "timeout" : "connection",
        };
      }
    },
    /** Null: there is none such. */
    read: <T>(resource: Resource, sid: string, schema: z.ZodType<T>) =>
      get(`${root}/${resource}/${encodeURIComponent(sid)}.json`, schema),
    /** What belongs to one: the media of a message. */
    readPart: <T>(resource: Resource, { sid, part }: { sid: string; part: string }, schema: z.ZodType<T>) =>
      get(`${root}/${resource}/${encodeURIComponent(sid)}/${part}.json`, schema),
    /** Newest first, back to `since`. */
    list: async <T extends Dated>(
      resource: Resource,
      { query, since }: { query: Record<string, string>; since: number },
      schema: z.ZodType<T>,
    ): Promise<Result<T[], ChannelDown>> => {
      const key = resource.toLowerCase();
      const page = pageOf(key, schema);
      const found: T[] = [];
      // No filter by date: DateSent is null while a message is queued, and would hide exactly those we ask about.
      let url = `${root}/${resource}.json?${new URLSearchParams({ ...query, PageSize: String(pageSize) })}`;
      for (let pages = 0; pages < pagesMax; pages++) {
        const read = await get(url, page);
        if (!read.ok) return read;
        if (read.value === null) return down("the provider knows no such account");
        const items = read.value[key] as T[];
        const next = read.value.next_page_uri as string | null | undefined;
        found.push(...items);
        const oldest = items.at(-1)?.date_created;
        if (!next || (oldest && Date.parse(oldest) < since - clockSkewMs)) break;
        url = `${account.apiBaseUrl}${next}`;
      }
      return ok(found.filter((item) => createdAt(item) >= since - clockSkewMs));
    },
  };
}

const pages = new WeakMap<z.ZodType, ReturnType<typeof makePage>>();

const makePage = (key: string, schema: z.ZodType) =>
  z.looseObject({ [key]: z.array(schema), next_page_uri: z.string().startsWith("/").nullable().optional() });

/** What a page of a list is: made once for each resource's schema, for making it costs more than a reading of it. */
function pageOf(key: string, schema: z.ZodType): ReturnType<typeof makePage> {
  const page = pages.get(schema) ?? makePage(key, schema);
  pages.set(schema, page);
  return page;
}

const down = (reason: string) => ({ ok: false as const, error: { reason } });

/** What does not tell its time counts as new: better asked about than overlooked. */
export const createdAt = ({ date_created }: Dated): number => {
  const at = date_created === null ? Number.NaN : Date.parse(date_created);
  return Number.isNaN(at) ? Infinity : at;
};
