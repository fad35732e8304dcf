import { createExecutionContext, reset, waitOnExecutionContext } from "cloudflare:test";
import { afterEach, beforeEach, expect, test } from "vitest";
import worker from "../../apps/worker/src/index.ts";
import { bindings, call, setUp } from "./worker.ts";

/** Mail as Cloudflare's Email Routing hands it to the worker, in real workerd. */

beforeEach(setUp);
afterEach(() => reset());

/** What Email Routing brings; the reason it was refused for, or null. */
async function deliver(to: string, mail: string): Promise<string | null> {
  let refused: string | null = null;
  const raw = new Response(mail.replaceAll("\n", "\r\n")).body;
  const setReject = (reason: string) => {
    refused = reason;
  };
  const message = { from: "ada@example.com", to, raw, rawSize: mail.length, headers: new Headers(), setReject };
  const ctx = createExecutionContext();
  await worker.email(message as unknown as ForwardableEmailMessage, bindings, ctx);
  await waitOnExecutionContext(ctx);
  return refused;
}

const mail = `From: Ada Ames <ada@example.com>
To: notices@acme.example
Subject: =?utf-8?B?R3LDvMOfZQ==?=
Message-ID: <w1@mail.example.com>
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: quoted-printable

When is it due=3F

On 22 Nov 2026, Acme <notices@acme.example> wrote:
> Soon
`;

test("E4 a mail by Email Routing becomes a conversation, once; one to nobody here goes back", async () => {
  const sender = { channel: "email", address: "notices@acme.example", name: "Acme" };
  expect((await call("POST", "/v1/senders", sender)).status).toBe(201);
  for (let i = 0; i < 2; i++) expect(await deliver("notices@acme.example", mail)).toBeNull();
  expect(await deliver("nobody@acme.example", mail)).toBe("There is no such address here.");
  const { body } = await call("GET", "/v1/conversations");
  expect(body.items).toMatchObject([{ channel: "email", address: "ada@example.com", subject: "Grüße" }]);
  const thread = await call("GET", `/v1/conversations/${body.items[0].id}`);
  const said = thread.body.messages.filter(({ direction }: { direction: string }) => direction === "in");
  expect(said).toMatchObject([{ text: "When is it due?", quoted: expect.stringContaining("> Soon") }]);
});
