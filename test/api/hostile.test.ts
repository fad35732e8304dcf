import { createHmac, generateKeyPairSync, sign } from "node:crypto";
import { gzipSync } from "node:zlib";
import {
  type ApiWorld,
  adminToken,
  apiWorld,
  draftCampaign,
  expectStatus,
  importRows,
  launchCampaign,
  ourNumber,
  postHook,
  prepareAccount,
  publicUrl,
  recipientOf,
  texting,
  tokensOf,
  twilioAccount,
  twilioSignature,
} from "@headsup/testkit";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

/** Whoever means harm, at every door there is: forged, copied and altered, guessed, far too large, or from another page. */

const ada = "+12125550101";
const day = 24 * 60 * 60_000;
const mailKey = "a-key-for-mail-that-comes-in";
const keys = generateKeyPairSync("ec", { namedCurve: "P-256" });
const email = {
  settings: {
    EMAIL_PROVIDER: "sendgrid",
    SENDGRID_API_KEY: "a-token-for-tests",
    SENDGRID_API_BASE_URL: "https://sendgrid.test",
    SENDGRID_WEBHOOK_PUBLIC_KEY: keys.publicKey.export({ type: "spki", format: "der" }).toString("base64"),
    EMAIL_POSTAL_ADDRESS: "Acme Energy, 1 Main St",
    INBOUND_MAIL_KEY: mailKey,
  },
} as const;

let world: ApiWorld;
beforeEach(async () => {
  world = await apiWorld({ email });
});
afterEach(() => world.close());

const suppressed = () => world.rows("select address from suppression").map(({ address }) => address);
const owner = `cmp_${"0".repeat(26)}`;
const attempt = `att_${"0".repeat(20)}_1`;

/** Every address at which Twilio calls us, with what it would say there. */
const call = { CallSid: "CA1", From: ada, To: ourNumber, Direction: "inbound", CallStatus: "in-progress" };
const doors: readonly (readonly [path: string, params: Readonly<Record<string, string>>])[] = [
  ["/hooks/twilio/inbound", { MessageSid: "SM1", From: ada, To: ourNumber, Body: "STOP" }],
  [`/hooks/twilio/status/${owner}/${attempt}`, { MessageSid: "SM1", MessageStatus: "delivered" }],
  ...["/hooks/twilio/call", `/hooks/twilio/voice/${owner}/${attempt}`].flatMap((base) =>
    ["", "/pressed?silent=0&wrong=0&repeated=0", "/recorded", "/recording", "/dialled", "/left"].map(
      (step) => [base + step, { ...call, Digits: "9" }] as const,
    ),
  ),
  [`/hooks/twilio/voice/${owner}/${attempt}/status`, { ...call, CallStatus: "completed" }],
];

describe("F1 webhooks that are not the provider's", () => {
  test("F1 forged, altered, of another address or account, in another form: refused at every door, and nothing is stored", async () => {
    await prepareAccount(world);
    const before = world.stored();
    for (const [path, params] of doors) {
      const right = twilioSignature(publicUrl + path, params);
      const text = new URLSearchParams(params).toString();
      const altered = { ...params, To: "+12025550199" };
      const forged: readonly (readonly [what: string, how: Parameters<typeof postHook>[3]])[] = [
        ["without a signature", { signed: "" }],
        ["with a signature of nothing", { signed: twilioSignature("", {}) }],
        ["by another account's token", { signed: twilioSignature(publicUrl + path, params, "another-token") }],
        ["by our account's id", { signed: twilioSignature(publicUrl + path, params, twilioAccount.accountSid) }],
        ["by an empty token", { signed: twilioSignature(publicUrl + path, params, "") }],
        ["for another host", { signed: twilioSignature(`https://evil.test${path}`, params) }],
        ["for plain http", { signed: twilioSignature(publicUrl.replace("https", "http") + path, params) }],
        ["for another door", { signed: twilioSignature(`${publicUrl}/hooks/twilio/other`, params) }],
        ["with another body", { signed: right, body: new URLSearchParams(altered).toString() }],
        ["with a field more", { signed: right, body: `${text}&OptOutType=STOP` }],
        ["with a field twice", { signed: right, body: `${text}&From=%2B12125550199` }],
        ["with nothing in it", { signed: right, body: "" }],
        ["as JSON", { signed: right, body: JSON.stringify(params), headers: { "content-type": "application/json" } }],
        ["half of it", { signed: right.slice(0, 14) }],
        ["twice over", { signed: `${right}, ${right}` }],
        [
          "by SHA-256",
          {
            signed: createHmac("sha256", twilioAccount.authToken)
              .update(publicUrl + path)
              .digest("base64"),
          },
        ],
      ];
      for (const [what, how] of forged) {
        const { status, json } = await postHook(world, path, { ...params }, how);
        expect([status, json?.error?.code], `${path} ${what}`).toEqual([403, "bad_signature"]);
      }
      const queried = await postHook(
        world,
        `${path}${path.includes("?") ? "&" : "?"}a=1`,
        { ...params },
        { signed: right },
      );
      expect(queried.status, `${path} with a query more`).toBe(403);
      const got = await world.call("GET", `${path}`, { token: null, headers: { "x-twilio-signature": right } });
      expect([404, 405]).toContain(got.status);
    }
    expect(world.stored()).toEqual(before);
  });

  test("F1 F7 a copy of an old word, its signature right, undoes no later one", async () => {
    await prepareAccount(world);
    const path = "/hooks/twilio/inbound";
    const say = (MessageSid: string, Body: string) =>
      postHook(world, path, { MessageSid, From: ada, To: ourNumber, Body });
    for (const [sid, word] of [
      ["SM1", "STOP"],
      ["SM2", "START"],
    ] as const)
      expect((await say(sid, word)).status).toBe(200);
    await world.pass(day);
    expect((await say("SM1", "STOP")).status).toBe(200);
    expect(suppressed()).toEqual([]);
    expect((await say("SM3", "STOP")).status).toBe(200);
    await world.pass(30 * day);
    for (let i = 0; i < 3; i++) expect((await say("SM2", "START")).text).not.toContain("<Message>");
    expect(suppressed()).toEqual([ada]);
    expect(world.rows("select id from message where direction = 'in'")).toHaveLength(3);
  });

  test("F1 6 a status copied later moves nobody back", async () => {
    await prepareAccount(world);
    world.carrier.configure({ callbackStatuses: [] });
    const id = await launchCampaign(world, [ada]);
    await world.pass(1_000);
    const { id: recipient, providerId } = await recipientOf(world, id, ada);
    const tell = (MessageStatus: string) =>
      postHook(world, `/hooks/twilio/status/${id}/att_${recipient.slice(4)}_1`, {
        MessageSid: providerId,
        MessageStatus,
      });
    for (const status of ["sent", "delivered", "sent", "queued", "sent"]) expect((await tell(status)).status).toBe(204);
    expect((await recipientOf(world, id, ada)).status).toBe("delivered");
  });

  test("E4 SendGrid's events: forged, altered or copied days later they are refused, and nothing is stored", async () => {
    const path = "/hooks/sendgrid/events";
    const body = JSON.stringify([
      { event: "unsubscribe", email: "ada@example.com", ownerId: owner, attemptId: attempt },
    ]);
    const time = String(Math.floor(world.now() / 1_000));
    const signature = sign("sha256", Buffer.from(time + body), keys.privateKey).toString("base64");
    const other = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
    const post = (over: { body?: string; time?: string; signature?: string }) =>
      world.call("POST", path, {
        token: null,
        headers: {
          "x-twilio-email-event-webhook-timestamp": over.time ?? time,
          "x-twilio-email-event-webhook-signature": over.signature ?? signature,
        },
        body: over.body ?? body,
      });
    expect((await post({})).status).toBe(204);
    const before = world.stored();
    for (const how of [
      { body: body.replace("ada@", "bob@") },
      { body: `${body} ` },
      { body: body.replace("unsubscribe", "spamreport") },
      { time: String(Number(time) + 1) },
      { time: "" },
      { signature: "" },
      { signature: signature.slice(0, -4) },
      { signature: sign("sha256", Buffer.from(time + body), other).toString("base64") },
    ])
      expect((await post(how)).json.error.code, JSON.stringify(how)).toBe("bad_signature");
    await world.pass(3 * day + 60_000);
    expect((await post({})).json.error.code).toBe("bad_signature");
    expect(world.stored().catalogue).toEqual(before.catalogue);
  });

  test("E4 a link to unsubscribe is one person's from one sender: with any letter changed it is nobody's", async () => {
    const senderId = expectStatus(
      await world.call("POST", "/v1/senders", { body: { channel: "email", address: "a@acme.example", name: "Acme" } }),
      201,
    ).json.id;
    const path = new URL(world.services.email.links.urlFor({ address: "ada@example.com", ownerId: owner, senderId }))
      .pathname;
    const before = world.stored();
    const others = [...path.slice(3)].map((letter, at) => {
      const else_ = letter === "." ? "x" : letter === "A" ? "B" : "A";
      return `${path.slice(0, 3 + at)}${else_}${path.slice(4 + at)}`;
    });
    // The last letter of base64url has bits to spare: all the same it is compared as written.
    for (const changed of [
      ...others,
      `${path}A`,
      path.slice(0, -1),
      `${path}.`,
      "/u/1.aaaa..",
      "/u/__proto__",
      `/u/${"1.".repeat(5_000)}`,
    ]) {
      const answer = await world.call("POST", changed, {
        token: null,
        headers: { "content-type": "application/x-www-form-urlencoded" },
        body: "List-Unsubscribe=One-Click",
      });
      expect(answer.status, changed).toBe(404);
    }
    expect(world.stored()).toEqual(before);
  });
});

describe("J6 tokens that are guessed", () => {
  const withoutId = (text: string) => text.replace(/"requestId":"[^"]*"/, "");

  test("J6 one never given out and one revoked get the same answer, to the letter, after the same look-up", async () => {
    const { revoked, viewer } = await tokensOf(world);
    const guesses = [
      revoked,
      `${viewer.slice(0, -1)}${viewer.endsWith("a") ? "b" : "a"}`,
      "hup_00000000",
      adminToken.slice(0, -1),
      `${adminToken}0`,
    ];
    const answers = [];
    for (const token of guesses) {
      world.troubles.asked = 0;
      const { status, text, headers } = await world.call("GET", "/v1/campaigns", { token });
      const named = [...headers].filter(([name]) => name !== "x-request-id");
      answers.push(JSON.stringify([status, withoutId(text), named, world.troubles.asked]));
    }
    expect(new Set(answers).size).toBe(1);
    expect(answers[0]).toContain("This token is not known here, or it was revoked.");
  });

  test("J6 a token counts in its header alone, and stands in no log wherever it was put", async () => {
    const { admin } = await tokensOf(world);
    for (const path of [
      `/v1/campaigns?token=${admin}`,
      `/v1/campaigns?access_token=${admin}`,
      `/v1/campaigns/${admin}`,
      `/v1/campaigns/${owner}/live?token=${admin}`,
      `/${admin}`,
      `/hooks/mail/raw/${admin}`,
      `/u/${admin}`,
    ])
      for (const method of ["GET", "POST"]) {
        const answer = await world.call(method, path, { token: null, headers: { cookie: `token=${admin}` } });
        expect(answer.status, `${method} ${path}`).toBeGreaterThanOrEqual(400);
        expect(answer.text).not.toContain(admin);
      }
    await world.call("GET", "/v1/campaigns", { token: admin });
    await world.call("GET", "/v1/campaigns", {
      token: null,
      headers: { authorization: `Basic ${btoa(`x:${admin}`)}` },
    });
    await world.call("POST", `/hooks/mail/raw/${mailKey}`, { token: null, body: "no mail" });
    for (const secret of [admin, adminToken, mailKey]) expect(JSON.stringify(world.logs)).not.toContain(secret);
  });

  test("J6 the live tail opens to nobody without a token, whoever asks for a socket", async () => {
    const upgrade = { upgrade: "websocket", connection: "Upgrade", origin: "https://evil.test" };
    for (const token of [null, "hup_not-a-token-of-ours"]) {
      const answer = await world.call("GET", `/v1/campaigns/${owner}/live`, { token, headers: upgrade });
      expect(answer.json.error.code).toBe("unauthenticated");
    }
  });

  test("J6 a guesser's body is not read, however long it goes on", async () => {
    let pulled = 0;
    const endless = new ReadableStream({
      pull: (controller) => {
        pulled++;
        controller.enqueue(new Uint8Array(1024));
      },
    });
    const request = new Request(`${publicUrl}/v1/campaigns`, {
      method: "POST",
      headers: { authorization: "Bearer hup_not-a-token-of-ours", "content-type": "application/json" },
      body: endless,
      duplex: "half",
    } as RequestInit);
    expect((await world.fetch(request)).status).toBe(401);
    expect(pulled).toBeLessThan(10);
  });
});

describe("11 bodies that would fill the machine", () => {
  test.each([
    ["/v1/campaigns", 256 * 1024, { authorization: `Bearer ${adminToken}`, "content-type": "application/json" }],
    ["/hooks/twilio/inbound", 64 * 1024, { "content-type": "application/x-www-form-urlencoded" }],
    ["/hooks/twilio/call", 64 * 1024, { "content-type": "application/x-www-form-urlencoded" }],
    ["/hooks/sendgrid/events", 1024 * 1024, { "content-type": "application/json" }],
    [`/hooks/mail/raw/${mailKey}`, 25 * 1024 * 1024, { "content-type": "message/rfc822" }],
    ["/u/1.aaaa.x.y", 16 * 1024, { "content-type": "application/x-www-form-urlencoded" }],
  ])(
    "11 one without an end, to %s, is refused with 413 once it is larger than %i bytes",
    async (path, bytesMax, headers) => {
      let given = 0;
      const endless = new ReadableStream({
        pull: (controller) => {
          given += 16 * 1024;
          controller.enqueue(new Uint8Array(16 * 1024).fill(0x20));
        },
      });
      const init = { method: "POST", headers, body: endless, duplex: "half" } as RequestInit;
      const answer = await world.fetch(new Request(publicUrl + path, init));
      expect([answer.status, ((await answer.json()) as { error: { code: string } }).error.code]).toEqual([
        413,
        "body_too_large",
      ]);
      expect(given).toBeLessThan(bytesMax + 256 * 1024);
    },
  );

  test("11 nothing is unpacked: a body that says it is packed is read as it came, and refused for what it is not", async () => {
    const bomb = gzipSync(`{"name":"a","text":"${"x".repeat(8 * 1024 * 1024)}"}`);
    for (const encoding of ["gzip", "deflate", "br", "x-gzip, gzip"]) {
      const request = new Request(`${publicUrl}/v1/answers`, {
        method: "POST",
        headers: {
          authorization: `Bearer ${adminToken}`,
          "content-type": "application/json",
          "content-encoding": encoding,
        },
        body: bomb,
      });
      const answer = await world.fetch(request);
      expect([answer.status, ((await answer.json()) as { error: { code: string } }).error.code]).toEqual([
        400,
        "malformed_json",
      ]);
    }
  });

  test("11 rows and cells by the hundred thousand are refused by name", async () => {
    await prepareAccount(world);
    const draft = await draftCampaign(world);
    const columns = [{ role: "address" }, { role: "variable", name: "first_name" }];
    const path = `/v1/campaigns/${draft}/lists`;
    const list = { name: "bomb.csv", fingerprint: "0".repeat(64), columns };
    const wide = Array.from({ length: 2_000 }, (_, n) => ({ role: "variable", name: `v${n}` }));
    expect((await world.call("POST", path, { body: { ...list, columns: [columns[0], ...wide] } })).status).toBe(400);
    const id = expectStatus(await world.call("POST", path, { body: list }), 200).json.id;
    const before = world.stored();
    for (const rows of [
      [{ line: 2, cells: new Array(200_000).fill("") }],
      new Array(60_000).fill({ line: 2, cells: ["1"] }),
    ]) {
      const { status, json } = await world.call("PUT", `${path}/${id}/chunks/0`, { body: { rows } });
      expect([status, json.error.code]).toEqual([400, "invalid_request"]);
      expect(JSON.stringify(json).length).toBeLessThan(16 * 1024);
    }
    expect(world.stored()).toEqual(before);
  });
});

describe("B2 C1 values named like what every object has", () => {
  const names = ["constructor", "toString", "hasOwnProperty", "valueOf", "prototype", "then"];

  test("B2 C1 they are sent as written, are missing by name where a row has none, and change nobody's prototype", async () => {
    await prepareAccount(world);
    const text = `Hi ${names.map((name) => `{{ ${name} }}`).join(" ")}`;
    const id = await draftCampaign(world, { text });
    const columns = [{ role: "address" }, ...names.map((name) => ({ role: "variable", name }))];
    const { problems } = await importRows(
      world,
      id,
      [
        [ada, ...names.map((name) => `${name}!`)],
        ["+12125550102", "", "x", "x", "x", "x", "x"],
      ],
      { columns },
    );
    expect(problems).toMatchObject([{ line: 3, code: "MISSING_VARIABLE", subject: "constructor" }]);
    expectStatus(await world.call("POST", `/v1/campaigns/${id}/launch`, { body: { consent: true } }), 200);
    await world.pass(60_000);
    const [sent] = world.carrier.log({ kind: "create" });
    expect(sent?.body).toMatch(/^Hi constructor! toString! hasOwnProperty! valueOf! prototype! then!/);
    expect((await recipientOf(world, id, ada)).variables).toMatchObject({ constructor: "constructor!" });
  });

  test("11 in bodies, queries and forms they are refused or read as nothing but names", async () => {
    await prepareAccount(world);
    const before = JSON.stringify(Object.getOwnPropertyNames(Object.prototype));
    const evil = '{"__proto__":{"role":"admin"},"constructor":{"prototype":{"role":"admin"}}';
    for (const [method, path] of [
      ["POST", "/v1/campaigns"],
      ["POST", "/v1/tokens"],
      ["POST", "/v1/answers"],
      ["POST", "/v1/rules"],
      ["PUT", "/v1/prices"],
    ] as const) {
      const answer = await world.call(method, path, { body: `${evil},"name":"x","role":"viewer","text":"x"}` });
      expect(answer.status, path).toBeGreaterThanOrEqual(400);
      expect(answer.status, path).toBeLessThan(500);
    }
    expect((await world.call("GET", "/v1/campaigns?__proto__[role]=admin&constructor=1")).status).toBeLessThan(500);
    const says = texting(world);
    expect((await says(ada, "hello", { __proto__x: "1", constructor: "1", toString: "1" })).status).toBe(200);
    expect(({} as { role?: string }).role).toBeUndefined();
    expect(JSON.stringify(Object.getOwnPropertyNames(Object.prototype))).toBe(before);
  });
});

describe("B1 templates that would never end", () => {
  test.each([
    "{% for i in (1..1000000000) %}x{% endfor %}",
    "{% tablerow i in (1..1000000000) %}x{% endtablerow %}",
    '{% include "a" %}',
    '{% render "a" for (1..1000000000) %}',
    '{% layout "a" %}',
    "{% capture a %}{{ a }}{{ a }}{% endcapture %}",
    "{% increment a %}{% cycle 'a' %}",
    '{{ (1..1000000000) | join: "," }}',
    "{{ (1..9007199254740991) | size }}",
    "{% if (1..1000000000) contains 4 %}x{% endif %}",
    "{% case (1..1000000000) %}{% when 1 %}x{% endcase %}",
    '{{ "a" | times: 1000000000 }}',
    '{{ "a" | repeat: 1000000000 }}',
    '{{ "a" | where: "a" | map: "a" | sort | uniq }}',
    `{{ "aaaaaaaaaaaaaaaa"${' | replace: "a", "aaaaaaaaaaaaaaaa"'.repeat(40)} }}`,
    `{{ a | default: "aaaaaaaaaaaaaaaa"${' | replace: "", "aaaaaaaaaaaaaaaa"'.repeat(40)} }}`,
    `{{ ${"a[".repeat(1_900)} }}`,
    `{{ ${"(".repeat(3_900)} }}`,
    "{{ x.__proto__ }}",
    '{{ x["constructor"]["constructor"] }}',
    "{{ x.constructor.constructor }}",
  ])("B1 %s is refused with where and why", async (text) => {
    await prepareAccount(world);
    const before = world.stored();
    for (const [path, body] of [
      ["/v1/answers", { name: "bomb", text }],
      ["/v1/campaigns", { name: "bomb", sender: ourNumber, text }],
    ] as const) {
      const { status, json } = await world.call("POST", path, { body });
      expect([status, json.error.code], path).toEqual([400, "invalid_template"]);
      expect(json.error.message).toMatch(/line \d+, column \d+/);
    }
    expect(world.stored()).toEqual(before);
  });

  test("B1 what nests as deep as a text allows is answered, and shown for a person or refused by name", async () => {
    for (const text of [
      `${"{%if a%}".repeat(230)}x${"{%endif%}".repeat(230)}`,
      `{% if ${"a and ".repeat(600)}a %}x{% endif %}`,
      `{% if a %}x${"{% elsif a %}y".repeat(270)}{% endif %}`,
      `${"{{ a | upcase | downcase }}".repeat(140)}`,
    ]) {
      const { status } = await world.call("POST", "/v1/answers", {
        body: { name: `deep ${text.length} ${text[3]}`, text },
      });
      expect([201, 400]).toContain(status);
    }
  });
});

describe("J6 other people's pages", () => {
  const origins = ["https://evil.test", "null", publicUrl, "http://localhost:3000"];

  test("J6 no page of another origin is let in: not by a preflight, not by an answer, at any address", async () => {
    const { paths } = (await world.call("GET", "/openapi.json", { token: null })).json as {
      paths: Record<string, object>;
    };
    const addresses = [...Object.keys(paths), "/health", "/docs", "/openapi.json", "/hooks/twilio/inbound", "/u/x"];
    expect(addresses.length).toBeGreaterThan(60);
    for (const path of addresses)
      for (const origin of origins) {
        const asked = {
          origin,
          "access-control-request-method": "POST",
          "access-control-request-headers": "authorization",
        };
        const preflight = await world.call("OPTIONS", path, { token: null, headers: asked });
        expect(preflight.status, path).toBeGreaterThanOrEqual(400);
        const answers = [preflight, await world.call("GET", path, { headers: { origin } })];
        for (const { headers } of answers)
          expect(
            [...headers.keys()].filter((name) => name.startsWith("access-control-")),
            path,
          ).toEqual([]);
      }
  });

  test("J6 what a page can post without asking first changes nothing: no cookie counts, and no form is JSON", async () => {
    const before = world.stored();
    for (const type of ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=b"])
      for (const [token, code] of [
        [null, "unauthenticated"],
        [adminToken, "unsupported_media_type"],
      ] as const) {
        const headers = { "content-type": type, origin: "https://evil.test", cookie: `token=${adminToken}` };
        const body = '{"name":"x","role":"admin"}';
        const answer = await world.call("POST", "/v1/tokens", { token, headers, body });
        expect(answer.json.error.code).toBe(code);
      }
    expect(world.stored()).toEqual(before);
  });

  test("J6 what browsers show is of its type, in no frame, tells nobody where it was, and runs nothing of others'", async () => {
    const link = new URL(
      world.services.email.links.urlFor({
        address: "ada@example.com",
        ownerId: owner,
        senderId: `snd_${"0".repeat(26)}`,
      }),
    ).pathname;
    for (const path of [link, "/u/broken", "/docs", "/openapi.json", "/v1/campaigns", "/nowhere"]) {
      const { headers } = await world.call("GET", path);
      expect(headers.get("x-content-type-options"), path).toBe("nosniff");
      expect(headers.get("x-frame-options"), path).toMatch(/^(?:DENY|SAMEORIGIN)$/);
      expect(headers.get("referrer-policy"), path).toBe("no-referrer");
      expect(headers.get("cross-origin-resource-policy"), path).toBe("same-origin");
    }
    for (const path of [link, "/u/broken"]) {
      const policy = (await world.call("GET", path, { token: null })).headers.get("content-security-policy") ?? "";
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toContain("script-src");
    }
  });

  test("F1 what webhooks answer is said to be what it is, and is no page", async () => {
    for (const [path, params] of doors) {
      for (const how of [{}, { signed: "bm8=" }]) {
        const { headers, text } = await postHook(world, path, { ...params }, how);
        if (text !== "") expect(headers.get("content-type"), path).toMatch(/^(?:text\/xml|application\/json)/);
      }
    }
  });
});
