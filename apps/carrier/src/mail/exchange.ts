/**
 * Mail between us and people. One of ours is `processed` when accepted, and ends as its mailbox has it; a scanner, the person's program
 * and the person do what they do with it, each at its clock time; whoever answers does so with their program's quotation, to the
 * address that replies were asked to go to. What people say is what they would text.
 */
import { behaviours } from "../behaviours.ts";
import { limits } from "../limits.ts";
import { reactionTo } from "../people.ts";
import { between, randomFor } from "../random.ts";
import { scheduleDelivery, scheduleEvent } from "../store/agenda.ts";
import { appendLog } from "../store/log.ts";
import { hear } from "../talk.ts";
import type { World } from "../world.ts";
import { type Mailbox, mailboxAt, reactsAfterMs } from "./mailboxes.ts";
import type { MailPost } from "./post.ts";
import type { SendRequest } from "./sendRequest.ts";
import { findMail, insertMail, listMailBetween, type StoredMail } from "./table.ts";
import { answerTo, awayFrom, rawOf, type Written } from "./write.ts";

/** What happens to a mail, or to somebody who got it. */
export type MailStep =
  | { readonly do: "tell"; readonly id: string; readonly event: SendgridEvent }
  | {
      readonly do: "visit";
      readonly id: string;
      readonly what: Exclude<MailPost["what"], "event" | "parse">;
      readonly url: string;
    }
  | { readonly do: "answer"; readonly id: string; readonly said: string | null };

type SendgridEvent = "processed" | "deferred" | "delivered" | "bounce" | "dropped" | "spamreport";

export interface MailEvent {
  readonly kind: "mail";
  readonly step: MailStep;
}

const plan = (world: World, at: number, step: MailStep): void =>
  scheduleEvent(world.db, { at, event: { kind: "mail", step } });

/** Takes a checked request in: one mail for each of its recipients. Returns the id of the send. */
export function acceptMail(world: World, request: SendRequest, at: number): string {
  const id = world.newSid("SM");
  const part = (type: string) => request.content.find((content) => content.type === type)?.value ?? "";
  for (const [nth, personalization] of request.personalizations.entries()) {
    const headers = { ...request.headers, ...personalization.headers };
    const given = Object.entries(headers).find(([name]) => name.toLowerCase() === "message-id")?.[1];
    const mail: StoredMail = {
      id: `${id}.recvd-sandbox-${nth}`,
      direction: "outbound-api",
      sender: request.from.email.toLowerCase(),
      recipient: (personalization.to[0]?.email ?? "").toLowerCase(),
      createdAt: at,
      subject: personalization.subject ?? request.subject,
      text: part("text/plain"),
      html: part("text/html"),
      headers,
      messageId: given ?? `<${id}.${nth}@geopod-ismtpd>`,
      replyTo: request.reply_to?.email ?? request.from.email,
      customArgs: { ...request.custom_args, ...personalization.custom_args },
    };
    insertMail(world.db, mail);
    plan(world, at, { do: "tell", id: mail.id, event: "processed" });
    arrive(world, mail, at);
  }
  return id;
}

function arrive(world: World, mail: StoredMail, at: number): void {
  const { seed, mail: settings } = world.settings();
  const mailbox = mailboxAt(settings.mailboxes, mail.recipient);
  const random = randomFor(seed, "mail", mail.recipient, mail.id);
  if (mailbox.isDeferred) plan(world, at + 1_000, { do: "tell", id: mail.id, event: "deferred" });
  const endsAt = at + between(random, mailbox.endsAfterMs);
  if (mailbox.ends === "accepted") return;
  plan(world, endsAt, { do: "tell", id: mail.id, event: mailbox.ends });
  if (mailbox.ends !== "delivered") return;
  if (mailbox.complains)
    plan(world, endsAt + reactsAfterMs.complains, { do: "tell", id: mail.id, event: "spamreport" });
  for (const { what, url } of visitsOf(mail, mailbox))
    plan(world, endsAt + reactsAfterMs[mailbox.visits ?? "scan"], { do: "visit", id: mail.id, what, url });
  for (const { said, afterMs } of answersOf(world, mail, mailbox))
    plan(world, endsAt + between(random, mailbox.answersAfterMs) + afterMs, { do: "answer", id: mail.id, said });
}

const links = /https?:\/\/[^\s"'<>()[\]]+/g;
const linksIn = (text: string): string[] =>
  [...text.replaceAll("&amp;", "&").matchAll(links)].map(([url]) => url.replace(/[.,;:!?]+$/, ""));

function visitsOf(
  { text, html, headers }: StoredMail,
  { visits }: Mailbox,
): Pick<Extract<MailStep, { do: "visit" }>, "what" | "url">[] {
  const header = (wanted: string) => Object.entries(headers).find(([name]) => name.toLowerCase() === wanted)?.[1] ?? "";
  const [wayOut] = linksIn(header("list-unsubscribe"));
  switch (visits) {
    case "scan":
      return [...new Set([text, html, header("list-unsubscribe")].flatMap(linksIn))].flatMap((url) => [
        { what: "head" as const, url },
        { what: "get" as const, url },
      ]);
    case "page":
      return wayOut === undefined ? [] : [{ what: "unsubscribe", url: wayOut }];
    case "one-click":
      // RFC 8058, 4: only where the mail says that it may.
      return wayOut === undefined || !/one-click/i.test(header("list-unsubscribe-post"))
        ? []
        : [{ what: "one-click", url: wayOut }];
    case undefined:
      return [];
  }
}

/** What they write back; null: that they are away. */
function answersOf(world: World, mail: StoredMail, mailbox: Mailbox): { said: string | null; afterMs: number }[] {
  if (mailbox.isAway) return [{ said: null, afterMs: 2_000 }];
  const { seed } = world.settings();
  const passed = listMailBetween(world.db, {
    person: mail.recipient,
    sender: mail.sender,
    limit: limits.conversationMessagesMax,
  });
  // Once: what comes back to them for it is no reason to say it again.
  if (mailbox.says !== undefined)
    return passed.some(({ direction }) => direction === "inbound") ? [] : [{ said: mailbox.says, afterMs: 60_000 }];
  if (mailbox.person === undefined) return [];
  const spoken = passed.map(({ direction, text, createdAt }) => ({ direction, body: text, createdAt }));
  const heard = hear(
    spoken.at(-1) ?? { direction: "outbound-api", body: mail.text, createdAt: mail.createdAt },
    spoken.slice(0, -1),
  );
  const random = randomFor(seed, "reaction", mail.recipient, passed.length);
  return reactionTo({ to: mail.recipient, heard }, { behaviour: behaviours[mailbox.person], seed, random }).flatMap(
    (reaction) => (reaction.kind === "text" ? [{ said: reaction.body, afterMs: reaction.afterMs }] : []),
  );
}

/** Carries out one due step. `at` is when it was due. */
export function carryOutMail(world: World, step: MailStep, at: number): void {
  const mail = findMail(world.db, step.id);
  if (mail === undefined) return;
  switch (step.do) {
    case "tell":
      tell(world, mail, step.event, at);
      return;
    case "visit":
      request(world, mail, { at, url: step.url, mail: { what: step.what } });
      return;
    case "answer": {
      const { language, program } = mailboxAt(world.settings().mail.mailboxes, mail.recipient);
      const writing = { language, program, at, messageId: `<${world.newSid("SM")}@${mail.recipient.split("@")[1]}>` };
      const written = step.said === null ? awayFrom(mail, writing) : answerTo(mail, { ...writing, said: step.said });
      writeToUs(
        world,
        { ...written, from: mail.recipient, sender: mail.sender, to: mail.replyTo, said: step.said ?? written.text },
        at,
      );
    }
  }
}

function tell(world: World, mail: StoredMail, event: SendgridEvent, at: number): void {
  const settings = world.settings().mail;
  const { status, reason, type } = mailboxAt(settings.mailboxes, mail.recipient);
  note(world, mail, { at, outcome: event === "bounce" ? `bounce:${status}` : event });
  if (settings.eventsUrl === undefined) return;
  const details: Readonly<Record<SendgridEvent, Readonly<Record<string, string>>>> = {
    processed: {},
    delivered: { response: "250 2.0.0 OK" },
    deferred: { response: reason, attempt: "1" },
    bounce: { reason, status, type },
    dropped: { reason },
    spamreport: {},
  };
  const told = {
    ...mail.customArgs,
    email: mail.recipient,
    timestamp: Math.floor(at / 1000),
    event,
    sg_event_id: world.newSid("SM"),
    sg_message_id: mail.id,
    "smtp-id": mail.messageId,
    ...details[event],
  };
  request(world, mail, { at, url: settings.eventsUrl, mail: { what: "event", event: told } });
}

/** SendGrid goes on for a day where it is not answered; people and their programs do not. */
const retries = { retriesLeft: 5, retryOn: ["ct", "rt", "4xx", "5xx"] } as const;

const request = (
  world: World,
  { id, recipient, sender }: Pick<StoredMail, "id" | "recipient" | "sender">,
  { at, url, mail }: { readonly at: number; readonly url: string; readonly mail: MailPost },
): void =>
  scheduleDelivery(world.db, {
    at,
    sid: id,
    request: {
      kind: "mail",
      url,
      params: { To: recipient, From: sender },
      mail,
      ...(mail.what === "event" || mail.what === "parse" ? retries : { retriesLeft: 0, retryOn: [] }),
    },
  });

const note = (
  world: World,
  mail: Pick<StoredMail, "id" | "recipient" | "sender" | "subject" | "messageId">,
  { at, outcome, body }: { readonly at: number; readonly outcome: string; readonly body?: string },
): void =>
  appendLog(world.db, {
    at,
    realAt: world.realNow(),
    kind: "mail",
    to: mail.recipient,
    from: mail.sender,
    sid: mail.id,
    outcome,
    body: body ?? null,
    contentVariables: { subject: mail.subject, messageId: mail.messageId },
  });

export interface PersonsMail extends Written {
  readonly from: string;
  /** The sender of ours it is meant for; `to` may be another address of it. */
  readonly sender: string;
  readonly to: string;
  /** What they say, without what their program quotes. */
  readonly said: string;
}

/** Somebody writes to us: kept, logged, posted as Inbound Parse posts it. */
export function writeToUs(world: World, { from, sender, to, said, ...written }: PersonsMail, at: number): void {
  const mail: StoredMail = {
    id: world.newSid("SM"),
    direction: "inbound",
    sender: from,
    recipient: sender,
    createdAt: at,
    subject: written.subject,
    text: said,
    html: "",
    headers: written.headers,
    messageId: written.headers["Message-ID"] ?? "",
    replyTo: from,
    customArgs: {},
  };
  insertMail(world.db, mail);
  note(world, mail, { at, outcome: "received", body: said });
  const { parseUrl, parse } = world.settings().mail;
  if (parseUrl === undefined) return;
  const envelope = JSON.stringify({ to: [to], from });
  const form: Record<string, string> =
    parse === "raw"
      ? { email: rawOf({ ...written, from, to }), envelope }
      : {
          headers: Object.entries({ From: from, To: to, ...written.headers })
            .map(([name, value]) => `${name}: ${value}`)
            .join("\n"),
          from,
          to,
          subject: written.subject,
          text: written.text,
          attachments: "0",
          envelope,
        };
  request(world, mail, { at, url: parseUrl, mail: { what: "parse", form } });
}
