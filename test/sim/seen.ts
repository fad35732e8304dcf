import type { LogEntry } from "@headsup/carrier";
import type { Channel } from "@headsup/contract";

/**
 * The carrier's log, read the same way whichever channel an entry is of: what we asked for, what became of it, what it told
 * us, and what people said.
 */
export type Seen =
  | { readonly kind: "asked"; readonly request: Asked }
  /** A message of ours got so far. */
  | { readonly kind: "moved"; readonly sid: string; readonly status: string }
  /** We acknowledged what the carrier told us of a message. */
  | { readonly kind: "told"; readonly sid: string; readonly status: string }
  | { readonly kind: "said"; readonly sid: string; readonly from: string; readonly to: string; readonly body: string }
  /** We acknowledged what somebody said. */
  | { readonly kind: "heard"; readonly sid: string }
  /** Somebody took the way out of a message, and we acknowledged that. */
  | { readonly kind: "left"; readonly sid: string };

/** One request to contact somebody, as it reached the carrier. */
export interface Asked {
  readonly at: number;
  readonly channel: Channel;
  readonly from: string;
  readonly to: string;
  /** A campaign's, or a conversation's. */
  readonly ownerId: string;
  readonly attemptId: string;
  readonly body: string;
  /** The carrier's name for it, where it took it. */
  readonly sid: string | null;
  /** What it takes of its sender's ceiling. */
  readonly units: number;
}

/** Reads entries in their order. */
export class LogReader {
  /** Events of each mail: so many noted, so many of them taken by us, and how far the mail got. */
  readonly #mails = new Map<string, { noted: number; taken: number; status: string }>();

  read(entry: LogEntry): Seen | null {
    const { kind, sid, answer, messageStatus } = entry;
    const isTaken = answer !== null && answer < 300;
    switch (kind) {
      case "create":
        return { kind: "asked", request: askedBy(entry) };
      case "status":
        return { kind: "moved", sid: sid ?? "", status: messageStatus ?? "" };
      case "callback":
        return isTaken ? { kind: "told", sid: sid ?? "", status: messageStatus ?? "" } : null;
      case "inbound":
        return said(entry);
      case "webhook":
        return isTaken ? { kind: "heard", sid: sid ?? "" } : null;
      case "call":
        return { kind: "moved", sid: sid ?? "", status: messageStatus ?? "" };
      case "mail":
        return this.#readMail(entry, isTaken);
      case "bug":
        throw new Error(`the carrier has a bug: ${entry.outcome}`);
      default:
        return null;
    }
  }

  #readMail(entry: LogEntry, isTaken: boolean): Seen | null {
    const { outcome, messageStatus } = entry;
    const sid = sendOf(entry.sid ?? "");
    if (messageStatus !== null) {
      if (!isTaken) return null;
      if (messageStatus === "parse") return { kind: "heard", sid };
      if (messageStatus === "unsubscribe" || messageStatus === "one-click") return { kind: "left", sid };
      const mail = this.#mails.get(sid);
      if (messageStatus !== "event" || mail === undefined) return null;
      mail.taken++;
      return mail.taken < mail.noted ? null : { kind: "told", sid, status: mail.status };
    }
    if (outcome === "accepted" || outcome.startsWith("refused")) return { kind: "asked", request: mailAskedBy(entry) };
    if (outcome === "received") return said(entry);
    const status = mailStatuses[outcome.split(":")[0] ?? ""] ?? "sent";
    const { noted = 0, taken = 0 } = this.#mails.get(sid) ?? {};
    this.#mails.set(sid, { noted: noted + 1, taken, status });
    return { kind: "moved", sid, status };
  }
}

/** Mail servers' words in those of texts. A complaint follows a delivery. */
const mailStatuses: Readonly<Record<string, string>> = {
  delivered: "delivered",
  spamreport: "delivered",
  bounce: "undelivered",
  dropped: "failed",
};

/** A send is named by the first part of the names of its mails. */
const sendOf = (sid: string): string => sid.split(".recvd")[0] ?? sid;

const said = ({ sid, from, to, body }: LogEntry): Seen => ({
  kind: "said",
  sid: sid ?? "",
  from: numberOf(from),
  to: numberOf(to),
  body: body ?? "",
});

/** An address without the channel Twilio writes before it. */
export const numberOf = (address: string | null): string => (address ?? "").replace(/^whatsapp:/, "");

function askedBy({ at, to, from, sid, outcome, statusCallback, body, channel }: LogEntry): Asked {
  const path = (statusCallback ?? "").split("#")[0]?.replace(/\/status$/, "") ?? "";
  const [attemptId = "", ownerId = ""] = path.split("/").reverse();
  const isCall = path.includes("/voice/");
  return {
    at,
    channel: isCall ? "voice" : (channel ?? "sms"),
    from: numberOf(from),
    to: numberOf(to),
    ownerId,
    attemptId,
    body: body ?? "",
    sid: outcome === "accepted" ? sid : null,
    units: channel === "sms" && !isCall ? segmentsOf(body ?? "") : 1,
  };
}

function mailAskedBy({ at, to, from, sid, outcome, contentVariables, body }: LogEntry): Asked {
  const [attemptId = "", ownerId = ""] = (contentVariables?.["X-Headsup-Message"] ?? "").replace("<", "").split(".");
  return {
    at,
    channel: "email",
    from: from ?? "",
    to: to ?? "",
    ownerId,
    attemptId,
    body: body ?? "",
    sid: outcome === "accepted" ? sendOf(sid ?? "") : null,
    units: 1,
  };
}

/** Of what the simulation says, all of which is ASCII. */
const segmentsOf = ({ length }: string): number => (length <= 160 ? 1 : Math.ceil(length / 153));
