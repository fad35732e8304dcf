import { createHmac } from "node:crypto";
import { inboundPath } from "@headsup/api";
import type { ApiAnswer, Call } from "./api.ts";
import { ourNumber } from "./apiScenes.ts";
import { publicUrl, twilioAccount } from "./deployment.ts";

/** As Twilio signs: the address, then the parameters by name, by HMAC-SHA1 with the account's token. */
export function twilioSignature(
  url: string,
  params: Readonly<Record<string, string>>,
  token: string = twilioAccount.authToken,
): string {
  const text =
    url +
    Object.keys(params)
      .sort()
      .map((name) => name + params[name])
      .join("");
  return createHmac("sha1", token).update(text).digest("base64");
}

export interface Hook {
  readonly signed?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

/** Posts to one of our webhooks as Twilio would. */
export const postHook = (
  { call }: { readonly call: Call },
  path: string,
  params: Record<string, string>,
  { signed, headers, body }: Hook = {},
): Promise<ApiAnswer> =>
  call("POST", path, {
    token: null,
    headers: {
      "content-type": "application/x-www-form-urlencoded",
      "x-twilio-signature": signed ?? twilioSignature(publicUrl + path, params),
      ...headers,
    },
    body: body ?? new URLSearchParams(params).toString(),
  });

/** People who text our number. Each message has an id of its own, unless one is given. */
export function texting(world: { readonly call: Call }) {
  let nth = 0;
  return (from: string, body: string, over: Record<string, string> = {}): Promise<ApiAnswer> =>
    postHook(world, inboundPath, {
      MessageSid: `SM${String(++nth).padStart(6, "0")}`,
      From: from,
      To: ourNumber,
      Body: body,
      ...over,
    });
}
