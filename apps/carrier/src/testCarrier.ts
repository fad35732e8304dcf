/** For tests: a carrier whose time stands still, whose webhooks are kept, and the real Twilio SDK to talk to it. */
import twilio from "twilio";
import { type Carrier, type CarrierOptions, createCarrier } from "./carrier.ts";
import type { messageResource } from "./resource.ts";
import { createManualTimers, type ManualTimers } from "./timers.ts";

export const accountSid = "AC00000000000000000000000000000001";
export const authToken = "a-token-for-tests";
export const ourNumber = "+12025550100";
export const janesNumber = "+12025550101";

export interface Posted {
  readonly url: string;
  readonly signature: string;
  readonly params: Readonly<Record<string, string>>;
}

export interface TestCarrier extends Carrier {
  readonly timers: ManualTimers;
  /** Every webhook request made, in order. */
  readonly posted: Posted[];
  /** Moves time on and waits until all that came due is done. */
  pass(durationMs: number): Promise<void>;
  /** A request to the account's Messages: form given, a create; otherwise a read. */
  messages(path: string, form?: Readonly<Record<string, string>>): Promise<Response>;
}

type Resource = ReturnType<typeof messageResource>;
/** Whatever the API may answer: a message, a page, or a refusal. */
export type ApiBody = Resource & { readonly messages: Resource[]; readonly code: number };

/** The JSON of a response, taken for what the test expects. */
export const jsonOf = async <T = ApiBody>(response: Response | Promise<Response>): Promise<T> =>
  (await (await response).json()) as T;

/** @param receiver answers the webhooks; 204 by default. */
export function openTestCarrier({
  receiver = async () => new Response(null, { status: 204 }),
  startMs = Date.UTC(2026, 6, 1, 12),
  ...options
}: Partial<CarrierOptions> & {
  readonly receiver?: () => Promise<Response>;
  readonly startMs?: number;
} = {}): TestCarrier {
  const timers = createManualTimers({ startMs });
  const posted: Posted[] = [];
  const carrier = createCarrier({
    accountSid,
    authToken,
    timers,
    post: (url, init) => {
      const params = Object.fromEntries(new URLSearchParams(String(init.body)));
      posted.push({ url, params, signature: new Headers(init.headers).get("x-twilio-signature") ?? "" });
      return receiver();
    },
    ...options,
  });
  const authorization = `Basic ${btoa(`${accountSid}:${authToken}`)}`;
  return {
    ...carrier,
    timers,
    posted,
    pass: async (durationMs) => {
      await carrier.idle();
      timers.advance(durationMs);
      await carrier.idle();
    },
    messages: (path, form) =>
      carrier.fetch(
        new Request(`http://carrier.test/2010-04-01/Accounts/${accountSid}/Messages${path}`, {
          headers: { authorization },
          ...(form && { method: "POST", body: new URLSearchParams(form) }),
        }),
      ),
  };
}

/** The whole SDK, unmodified but for the host it calls. */
export function twilioClientFor(url: string, credentials = { accountSid, authToken }) {
  class RedirectedClient extends twilio.RequestClient {
    override request<TData>(options: Parameters<twilio.RequestClient["request"]>[0]) {
      return super.request<TData>({ ...options, uri: options.uri.replace("https://api.twilio.com", url) } as never);
    }
  }
  return twilio(credentials.accountSid, credentials.authToken, {
    httpClient: new RedirectedClient({ timeout: 5_000 }),
  });
}
