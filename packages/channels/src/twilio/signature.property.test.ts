/**
 * Signatures against Twilio's own SDK, over addresses and bodies of any oddness. Long runs: see `packages/testkit/src/fuzz.ts`.
 */
import { createHmac } from "node:crypto";
import { parse } from "node:querystring";
import { fuzzed, fuzzTimeoutMs } from "@headsup/testkit/fuzz";
import fc from "fast-check";
import { validateRequest } from "twilio/lib/webhooks/webhooks.js";
import { expect, test } from "vitest";
import { verifyForm } from "./signature.ts";

const authToken = "a-token-for-tests";

/**
 * As Twilio signs (its documentation "Webhooks security", read 2026-11): the address as it calls it, then names and values in
 * order of the names, those of a repeated name in order and once each. Written anew here: nothing of the SDK.
 */
function signed(url: string, pairs: readonly (readonly [string, string])[], token = authToken): string {
  return createHmac("sha1", token)
    .update(url + wordsOf(pairs))
    .digest("base64");
}

function wordsOf(pairs: readonly (readonly [string, string])[]): string {
  const names = [...new Set(pairs.map(([name]) => name))].sort();
  const valuesOf = (name: string) => [...new Set(pairs.filter(([other]) => other === name).map(([, value]) => value))];
  return names
    .flatMap((name) =>
      valuesOf(name)
        .sort()
        .map((value) => name + value),
    )
    .join("");
}

const odd = fc.string({
  unit: fc.constantFrom(..."aZ09&=+%?#/ ';:@[]{}<>\"\\|^`~!$*(),.-_\n\r\t\0é日🎉\u00ad"),
  maxLength: 8,
});
const name = fc.oneof(
  fc.constantFrom(
    "Body",
    "From",
    "To",
    "MessageSid",
    "",
    "__proto__",
    "constructor",
    "toString",
    "a[]",
    "a[b]",
    "Body ",
  ),
  odd,
);
const pairs = fc.array(fc.tuple(name, odd), { maxLength: 6 });
const wellFormed = (text: string) => text.isWellFormed();

const address = fc
  .record({
    scheme: fc.constantFrom("http", "https"),
    host: fc.constantFrom("headsup.test", "xn--bcher-kva.example", "192.0.2.7", "[2001:db8::1]", "a.b-c.d"),
    port: fc.constantFrom("", ":80", ":443", ":8443", ":1"),
    path: fc.constantFrom("/", "/hooks/twilio/inbound", "/a%20b", "/a%2Fb", "/é", "/a//b", "/a/../b", "/a;b=c", "/a+b"),
    query: fc.oneof(
      fc.constantFrom(
        "",
        "?",
        "?a",
        "?a=",
        "?=a",
        "?a=1&a=2",
        "?b=2&a=1",
        "?a=%27",
        "?a='",
        "?a=%2F&b=%zz",
        "?a=b+c",
        "?é=日",
      ),
      pairs.map((some) => `?${new URLSearchParams(some)}`),
    ),
  })
  .map(({ scheme, host, port, path, query }) => `${scheme}://${host}${port}${path}${query}`);

const bodyOf = (some: readonly (readonly [string, string])[]) =>
  new URLSearchParams(some as [string, string][]).toString();
const verify = (url: string, body: string, signature: string) => verifyForm({ authToken, signature, url, body });

test(
  "F1 what Twilio signs is taken, whatever the address and the fields are called, repeated and empty ones too",
  () =>
    fc.assert(
      fc.property(address, pairs, (url, fields) => {
        fc.pre(fields.flat().every(wellFormed));
        const form = verify(url, bodyOf(fields), signed(url, fields));
        expect(form.ok).toBe(true);
        if (form.ok) expect(form.value).toEqual(Object.assign(Object.create(null), lastOf(fields)));
      }),
      fuzzed(1_500),
    ),
  fuzzTimeoutMs,
);

/** Of a repeated field, what came last. */
const lastOf = (fields: readonly (readonly [string, string])[]) =>
  fields.reduce<Record<string, string>>((form, [key, value]) => {
    form[key] = value;
    return form;
  }, Object.create(null));

/** What a request may be called by the time it reaches us: with its port or without, escaped or not. */
const asReceived = fc.constantFrom<(url: string) => string>(
  (url) => url,
  (url) => new URL(url).toString(),
  (url) => url.replace(/^(https?:\/\/[^/?#]*?)(?::\d+)?(?=[/?])/, "$1:443"),
  (url) => url.replace(/^(https?:\/\/[^/?#]*?):\d+(?=[/?])/, "$1"),
  (url) => url.replaceAll("'", "%27"),
  (url) => url.replaceAll("%27", "'"),
  (url) => `${url}&a=1`,
  (url) => url.toUpperCase(),
);

test(
  "F1 exactly what Twilio's SDK takes is taken, whichever way the address is written when it arrives",
  () =>
    fc.assert(
      fc.property(address, asReceived, asReceived, pairs, fc.boolean(), (url, given, received, fields, isRight) => {
        fc.pre(fields.flat().every(wellFormed));
        const body = bodyOf(fields);
        const signature = signed(given(url), fields, isRight ? authToken : "another");
        const params: Record<string, string | string[] | undefined> = Object.assign(
          Object.create(null),
          parse(body, "&", "=", { maxKeys: 0 }),
        );
        expect(verify(received(url), body, signature).ok).toBe(
          validateRequest(authToken, signature, received(url), params),
        );
      }),
      fuzzed(1_500),
    ),
  fuzzTimeoutMs,
);

/** The address but for what Twilio's SDK leaves out of account: its port, and how its query is escaped. */
const sameAddress = (a: string, b: string) => {
  const plain = (written: string) => {
    const url = new URL(written);
    return JSON.stringify([url.protocol, url.hostname, url.pathname, Object.entries(parse(url.search.slice(1)))]);
  };
  return plain(a) === plain(b);
};

test(
  "F1 a byte changed anywhere, in the address, in the body or in the signature, and it is refused",
  () =>
    fc.assert(
      fc.property(
        address,
        pairs,
        fc.constantFrom("url", "body", "signature"),
        fc.nat(),
        fc.nat(94),
        (url, fields, where, nth, by) => {
          fc.pre(fields.flat().every(wellFormed));
          const right = { url, body: bodyOf(fields), signature: signed(url, fields) };
          // Host and port are ours to know: what a stranger writes begins behind them.
          const from = where === "url" ? (/^https?:\/\/[^/]*\//.exec(url)?.[0].length ?? 0) : 0;
          const text = right[where];
          fc.pre(text.length > from);
          const at = from + (nth % (text.length - from));
          const to = String.fromCharCode(33 + ((text.charCodeAt(at) - 33 + 1 + by) % 94));
          const changed = { ...right, [where]: text.slice(0, at) + to + text.slice(at + 1) };
          // The same to whoever signs: "%2f" is "%2F", and "a=b" reads as "a&b" does.
          fc.pre(changed[where] !== text && (where !== "url" || !sameAddress(changed.url, url)));
          fc.pre(where !== "body" || wordsOf([...new URLSearchParams(changed.body)]) !== wordsOf(fields));
          expect(verify(changed.url, changed.body, changed.signature).ok).toBe(false);
        },
      ),
      fuzzed(3_000),
    ),
  fuzzTimeoutMs,
);

/** UTF-16 units of any kind, half characters too. */
const anything = fc.array(fc.nat(0xff_ff), { maxLength: 60 }).map((units) => String.fromCharCode(...units));

test("F1 whatever stands where a signature should is refused, and throws nothing", () =>
  fc.assert(
    fc.property(address, anything, anything, (url, signature, body) => {
      expect(verify(url, body, signature).ok).toBe(false);
    }),
    fuzzed(500),
  ));
