import { type Envelope, type Mail, mailLimits, readBounce, readMail, type WrittenMail } from "@headsup/channels";
import { reasonOf } from "@headsup/core/reason";
import { inWords } from "@headsup/core/reply/inbound";
import { findSenderByAddress, type SenderRow } from "@headsup/storage/catalog";
import { receiveEmailReport } from "./emailReports.ts";
import { receiveInbound } from "./inbound.ts";
import type { Services } from "./services.ts";
import { senderThatSent } from "./writtenTo.ts";

/** What became of a mail. Taken: it is stored, or nothing is to be kept of it; refused: whoever posted it should know. */
export type MailTaken =
  | { readonly kind: "taken"; readonly conversationId: string | null }
  | { readonly kind: "refused"; readonly reason: string };

const nothingLeft: MailTaken = { kind: "taken", conversationId: null };
/** Addresses of a report that are looked at for a name of ours. */
const reportAddressesMax = 5;

/**
 * A mail came in, by whichever door. What somebody wrote becomes a message of their conversation, stored when this returns; what a
 * machine reports of a mail of ours becomes its receipt. A mail between two of our own addresses is a loop, and ends here.
 */
export async function receiveMail(services: Services, mail: Mail): Promise<MailTaken> {
  switch (mail.kind) {
    case "unreadable":
      services.log("warn", "mail.unreadable", { reason: mail.reason });
      return { kind: "refused", reason: `This mail was not taken: ${mail.reason}.` };
    case "report":
      return receiveReport(services, mail);
    case "written":
      return receiveWritten(services, mail);
  }
}

async function receiveReport(
  services: Services,
  { to, report }: Extract<Mail, { readonly kind: "report" }>,
): Promise<MailTaken> {
  const { names } = services.email;
  const [said] = (to.length === 0 ? [""] : to.slice(0, reportAddressesMax)).flatMap((address) => {
    const told = readBounce({ to: address, report }, names);
    return told === null ? [] : [told];
  });
  services.log("info", "mail.report", { type: report.type, isOurs: said !== undefined });
  if (said !== undefined) await receiveEmailReport(services, said);
  return nothingLeft;
}

async function receiveWritten(services: Services, mail: WrittenMail): Promise<MailTaken> {
  const to = await addressedTo(services, mail);
  if (to === null) {
    services.log("info", "mail.unknown_address", { id: mail.id });
    return { kind: "refused", reason: "There is no such address here." };
  }
  if (to === "loop") {
    services.log("warn", "mail.loop", { id: mail.id });
    return nothingLeft;
  }
  const { id, recipients: _, kind: __, ...said } = mail;
  const message = {
    ...inWords,
    ...said,
    channel: "email" as const,
    providerId: id,
    to,
    sentAt: null,
    isAnswered: false,
  };
  const { conversationId } = await receiveInbound(services, message);
  return { kind: "taken", conversationId };
}

/** The sender of ours it was written to; null: none; while the catalogue does not answer, the address as it stands. */
async function addressedTo(services: Services, mail: WrittenMail): Promise<string | "loop" | null> {
  try {
    if ((await findSenderByAddress(services.catalogue, { channel: "email", address: mail.from })) !== undefined)
      return "loop";
    return (await senderFor(services, mail))?.address ?? null;
  } catch (error) {
    services.log("warn", "mail.unresolved", { id: mail.id, error: reasonOf(error) });
    return mail.recipients[0]?.address ?? null;
  }
}

async function senderFor(services: Services, { recipients }: WrittenMail): Promise<SenderRow | undefined> {
  for (const { address } of recipients) {
    const sender = await findSenderByAddress(services.catalogue, { channel: "email", address });
    if (sender !== undefined) return sender;
  }
  // Replies may come in at another domain than they are sent from: then the address names what it answers.
  for (const { sent } of recipients) {
    if (sent === null) continue;
    const sender = await senderThatSent(services, sent.ownerId, "email");
    if (sender !== undefined) return sender;
  }
  return undefined;
}

/** The same of a mail as it comes off the wire. No more of it is read than is taken. */
export async function receiveMailStream(
  services: Services,
  stream: ReadableStream<Uint8Array>,
  envelope: Envelope,
): Promise<MailTaken> {
  const raw = await bytesOf(stream);
  return receiveMail(services, await readMail(raw, envelope, services.email.names));
}

/** A mail's bytes; of one that is too large so many that it is seen to be. */
async function bytesOf(stream: ReadableStream<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream) {
    chunks.push(chunk);
    size += chunk.byteLength;
    if (size > mailLimits.rawBytesMax) break;
  }
  const all = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.byteLength;
  }
  return all;
}
