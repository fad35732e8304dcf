import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { smtpTransport } from "./smtp.ts";
import type { Email } from "./transport.ts";

/** A mail server that says what a test has it say; the real one is in test/e2e. */

const email: Email = {
  ownerId: "cmp_1",
  attemptId: "att_1",
  from: { name: "Acme", address: "info@acme.example" },
  to: "ada@example.com",
  replyTo: "info+token@acme.example",
  messageId: "<1@acme.example>",
  subject: "Late",
  text: "Late.",
  html: "",
  headers: {},
};

type Script = Readonly<Record<string, string | null>>;
const kind: Script = {
  greeting: "220 x ESMTP",
  EHLO: "250-x\r\n250-AUTH PLAIN\r\n250 DSN",
  MAIL: "250 ok",
  RCPT: "250 ok",
  DATA: "354 go",
  message: "250 2.0.0 ok",
  QUIT: "221 bye",
  AUTH: "235 2.7.0 ok",
};

let server: Server | undefined;
let heard: string[] = [];
/** Messages on their way at the same time, and how many were at most. */
let under = 0;
let underMost = 0;
afterEach(() => {
  server?.close();
  heard = [];
  [under, underMost] = [0, 0];
});

/** Null: it hangs up instead of answering. */
async function serving(script: Script): Promise<number> {
  const words = { ...kind, ...script };
  server = createServer((socket: Socket) => {
    socket.on("error", () => {});
    const say = (name: string) => {
      const answer = words[name];
      return answer == null ? socket.destroy() : socket.write(`${answer}\r\n`);
    };
    let message: string | null = null;
    socket.on("data", (bytes) => {
      const text = bytes.toString();
      if (message !== null) {
        message += text;
        if (!message.endsWith("\r\n.\r\n")) return;
        heard.push(message);
        message = null;
        under--;
        say("message");
        return;
      }
      heard.push(text.trim());
      const name = /^[A-Z]+/.exec(text)?.[0] ?? "";
      if (name === "MAIL") underMost = Math.max(underMost, ++under);
      if (name === "DATA" && words.DATA?.startsWith("354")) message = "";
      say(name);
    });
    say("greeting");
  });
  await new Promise<void>((resolve) => server?.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

const send = async (script: Script, userinfo = "", query = "") =>
  smtpTransport({ url: `smtp://${userinfo}127.0.0.1:${await serving(script)}${query}`, timeoutMs: 5_000 }).send(email);

const later = { kind: "rate_limited", retryAfterMs: null };
const credentials = { kind: "refused", code: "email_credentials", failure: "halt" };

describe("E4 by SMTP", () => {
  test("E4 the envelope's sender is where bounces go, and asks for bounces that name the attempt", async () => {
    expect(await send({})).toEqual({ kind: "accepted", providerId: email.messageId });
    expect(heard).toEqual(
      expect.arrayContaining([
        "MAIL FROM:<info+token@acme.example> RET=HDRS ENVID=att_1",
        "RCPT TO:<ada@example.com> NOTIFY=FAILURE,DELAY ORCPT=rfc822;ada@example.com",
      ]),
    );
  });

  test("E4 six at once go one after the other", async () => {
    const transport = smtpTransport({ url: `smtp://127.0.0.1:${await serving({})}` });
    const outcomes = await Promise.all(Array.from({ length: 6 }, () => transport.send(email)));
    expect(outcomes.map((outcome) => outcome.kind)).toEqual(Array(6).fill("accepted"));
    expect(underMost).toBe(1);
  });

  test.each([
    ["is not there to greet", { greeting: null }, later],
    ["is too busy to greet", { greeting: "421 4.3.2 too many" }, later],
    [
      "is too busy for this sender",
      { MAIL: "451 4.7.1 greylisted" },
      { kind: "refused", code: "4.7.1", failure: "retry" },
    ],
    [
      "knows no such mailbox",
      { RCPT: "550 5.1.1 who?" },
      { kind: "refused", code: "5.1.1", failure: "invalid_address" },
    ],
    ["gives no enhanced status", { RCPT: "554 no" }, { kind: "refused", code: "smtp_554", failure: "filtered" }],
    ["refuses the message", { message: "550 5.7.1 spam" }, { kind: "refused", code: "5.7.1", failure: "filtered" }],
    ["puts the message off", { message: "452 4.3.1 full" }, { kind: "refused", code: "4.3.1", failure: "retry" }],
    ["hangs up after the message", { message: null }, { kind: "unknown", reason: "connection" }],
    ["hangs up at its recipient", { RCPT: null }, { kind: "unknown", reason: "connection" }],
    ["hangs up after taking it", { QUIT: null }, { kind: "accepted" }],
  ])("E4 a server that %s: %j means %j", async (_, script, outcome) =>
    expect(await send(script)).toMatchObject(outcome),
  );

  test("E4 a server that cannot be reached at all has nothing: everybody waits", async () => {
    const port = await serving({});
    await new Promise((resolve) => server?.close(resolve));
    expect(await smtpTransport({ url: `smtp://127.0.0.1:${port}` }).send(email)).toEqual(later);
  });

  test("E4 a wrong password halts the sender, a busy one does not", async () => {
    expect(await send({}, "ada:p%40ss@")).toMatchObject({ kind: "accepted" });
    expect(heard).toContain(`AUTH PLAIN ${btoa("\0ada\0p@ss")}`);
    expect(await send({ AUTH: "535 5.7.8 no" }, "ada:wrong@")).toEqual(credentials);
    expect(await send({ AUTH: "454 4.7.0 later" }, "ada:pass@")).toEqual(later);
  });

  test("E4 where TLS is insisted on and not to be had, nothing is said", async () => {
    expect(await send({}, "ada:pass@", "?tls=require")).toEqual(later);
    expect(heard.join("\n")).not.toMatch(/AUTH|MAIL/);
  });
});
