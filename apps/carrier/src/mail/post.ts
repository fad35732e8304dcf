/** Requests that mail gives rise to: SendGrid's webhooks, and what people, their programs and filters do with links. */
import type { Post } from "../deliver.ts";
import { limits } from "../limits.ts";
import type { World } from "../world.ts";
import { signedHeaders } from "./keys.ts";

export type MailPost =
  | { readonly what: "event"; readonly event: Readonly<Record<string, string | number>> }
  | { readonly what: "parse"; readonly form: Readonly<Record<string, string>> }
  | { readonly what: "get" | "head" | "unsubscribe" | "one-click" };

export async function postMail(
  world: World,
  { url, mail }: { readonly url: string; readonly mail: MailPost },
  { post, signal }: { readonly post: Post; readonly signal: AbortSignal },
): Promise<Response> {
  const init = { signal: AbortSignal.any([signal, AbortSignal.timeout(limits.callbackTimeoutMs)]) };
  switch (mail.what) {
    case "event": {
      const body = JSON.stringify([mail.event]);
      const headers = { "content-type": "application/json", ...signedHeaders(world.db, body, world.now()) };
      return post(url, { ...init, method: "POST", headers, body, redirect: "manual" });
    }
    case "parse": {
      const form = new FormData();
      for (const [name, value] of Object.entries(mail.form)) form.append(name, value);
      return post(url, { ...init, method: "POST", body: form, redirect: "manual" });
    }
    case "get":
    case "head":
      return post(url, { ...init, method: mail.what.toUpperCase(), headers: { "user-agent": "LinkScanner/2.0" } });
    // RFC 8058, 3.1: the mail program posts this by itself.
    case "one-click":
      return post(url, { ...init, method: "POST", body: new URLSearchParams({ "List-Unsubscribe": "One-Click" }) });
    case "unsubscribe":
      return confirm(await post(url, init), url, { post, init });
  }
}

/** Somebody opened the page and presses its button. A page without a form is left. */
async function confirm(
  page: Response,
  url: string,
  { post, init }: { readonly post: Post; readonly init: RequestInit },
): Promise<Response> {
  if (!page.ok) return page;
  const html = await page.text();
  const [form, attributes = "", fields = ""] = /<form\b([^>]*)>([\s\S]*?)<\/form>/i.exec(html) ?? [];
  if (form === undefined) return new Response(null, { status: 204 });
  const attribute = (text: string, name: string) =>
    new RegExp(`\\b${name}="([^"]*)"`, "i").exec(text)?.[1]?.replaceAll("&amp;", "&");
  const body = new URLSearchParams();
  for (const [input] of fields.matchAll(/<(?:input|button)\b[^>]*>/gi)) {
    const name = attribute(input, "name");
    if (name !== undefined) body.append(name, attribute(input, "value") ?? "");
  }
  return post(new URL(attribute(attributes, "action") ?? "", url).href, { ...init, method: "POST", body });
}
