import { engineLimits } from "@headsup/core/campaign/limits";
import type { Outcome } from "@headsup/core/campaign/settle";
import MailComposer from "nodemailer/lib/mail-composer";
import SMTPConnection, { type SMTPConnectionOptions } from "nodemailer/lib/smtp-connection";
import { meaningOf, readServerAnswer } from "./status.ts";
import type { Email, EmailTransport } from "./transport.ts";

/**
 * SMTP, for who runs a mail server of their own, by nodemailer. Not part of the package's index: it weighs 71 KiB compressed, a third
 * of what the worker may, and needs a host with sockets. Its connection is used rather than its transports: those hand a message
 * over again by themselves when a connection breaks (`maxRequeues`), and do not tell whether the server had it by then.
 *
 * One connection at a time, one message each: what a mail server on the next machine takes without a thought.
 */
export interface SmtpOptions {
  /**
   * `smtp://user:password@host:587`, or `smtps://host:465`. STARTTLS is used where it is offered, and insisted on where a password
   * would leave this machine, or by `?tls=require`.
   */
  readonly url: string;
  readonly timeoutMs?: number;
}

interface SmtpError extends Error {
  readonly code?: string;
  /** The server's answer, where it gave one. */
  readonly response?: string;
  readonly responseCode?: number;
}

export function smtpTransport({ url, timeoutMs = engineLimits.requestTimeoutRealMs }: SmtpOptions): EmailTransport {
  const server = new URL(url);
  const login = server.username === "" ? null : { user: decode(server.username), pass: decode(server.password) };
  let turn: Promise<unknown> = Promise.resolve();
  return {
    send: (email) => {
      const sending = turn.then(() => handOver(connectionOptions(server, email, timeoutMs), login, email));
      turn = sending;
      return sending;
    },
  };
}

const loopback = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;
const decode = decodeURIComponent;

function connectionOptions(server: URL, { from }: Email, timeoutMs: number): SMTPConnectionOptions {
  const secure = server.protocol === "smtps:";
  return {
    host: server.hostname.replace(/^\[|\]$/g, ""),
    port: Number(server.port || (secure ? 465 : 587)),
    secure,
    requireTLS:
      server.searchParams.get("tls") === "require" || (server.username !== "" && !loopback.test(server.hostname)),
    name: from.address.slice(from.address.lastIndexOf("@") + 1),
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    dnsTimeout: timeoutMs,
  };
}

/** Never rejects. */
async function handOver(
  options: SMTPConnectionOptions,
  login: { user: string; pass: string } | null,
  email: Email,
): Promise<Outcome> {
  const connection = new SMTPConnection(options);
  // What breaks between commands is told by the event alone; what breaks within one, by both.
  const broken = new Promise<never>((_, reject) => {
    connection.once("error", reject);
    connection.once("end", () => reject(new Error("the connection ended")));
  });
  broken.catch(() => {});
  try {
    try {
      await Promise.race([broken, called((done) => connection.connect(done))]);
    } catch {
      // Nothing was handed over: the server is away, or too busy to talk. Everybody waits.
      return { kind: "rate_limited", retryAfterMs: null };
    }
    if (login !== null) {
      try {
        await Promise.race([broken, called((done) => connection.login(login, done))]);
      } catch (error) {
        return notAdmitted(error as SmtpError);
      }
    }
    const envelope = {
      from: email.replyTo,
      to: [email.to],
      // A bounce that names it and returns its headers alone, where the server can (RFC 3461).
      dsn: {
        id: email.attemptId ?? email.ownerId,
        return: "headers",
        notify: ["failure", "delay"],
        recipient: email.to,
      },
    };
    const message = await mimeOf(email);
    try {
      await Promise.race([broken, called((done) => connection.send(envelope, message, done))]);
    } catch (error) {
      return notTaken(error as SmtpError);
    }
    connection.quit();
    // A mail server keeps its own name for a message to itself.
    return { kind: "accepted", providerId: email.messageId };
  } catch {
    // The composer's: nothing was handed over.
    return { kind: "refused", code: "email_rejected", failure: "failed" };
  } finally {
    connection.close();
  }
}

const called = <T>(begin: (done: (error?: Error | null, value?: T) => void) => void): Promise<T | undefined> =>
  new Promise((resolve, reject) => {
    begin((error, value) => (error ? reject(error) : resolve(value)));
  });

function notAdmitted({ responseCode = 0, code }: SmtpError): Outcome {
  const isPassing = responseCode >= 400 && responseCode < 500;
  return code === "EAUTH" && !isPassing
    ? { kind: "refused", code: "email_credentials", failure: "halt" }
    : { kind: "rate_limited", retryAfterMs: null };
}

/** Without an answer of the server's, the whole message may be there. */
function notTaken({ response, responseCode, code, message }: SmtpError): Outcome {
  if (responseCode !== undefined && responseCode >= 400) {
    return { kind: "refused", ...meaningOf(readServerAnswer(response ?? String(responseCode))) };
  }
  if (code === "EMESSAGE" && message.startsWith("Message size")) {
    return { kind: "refused", code: "email_too_large", failure: "failed" };
  }
  if (code === "EENVELOPE") return { kind: "refused", code: "email_rejected", failure: "failed" };
  return { kind: "unknown", reason: code === "ETIMEDOUT" ? "timeout" : "connection" };
}

/** The message as MIME: both parts, headers in ASCII (RFC 2047), lines of 76 characters. */
const mimeOf = ({ from, to, replyTo, messageId, subject, text, html, headers }: Email) =>
  new MailComposer({
    from,
    to: { name: "", address: to },
    replyTo: { name: "", address: replyTo },
    messageId,
    subject,
    text,
    ...(html !== "" && { html }),
    headers: { ...headers },
    textEncoding: "quoted-printable",
    // Nothing of ours is read from files or addresses.
    disableFileAccess: true,
    disableUrlAccess: true,
  })
    .compile()
    .build();
