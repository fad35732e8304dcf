import { ok } from "@headsup/contract";
import { z } from "zod";
import { type Channel, inWords, type OutboundMessage } from "../channel.ts";
import { fromWire, type TextChannel, toWire } from "./addresses.ts";
import { receiptOf } from "./receipts.ts";
import { callbackRetries, createdAt, type TwilioAccount, twilioRequests } from "./requests.ts";

/** Messages by Twilio, of either channel: how they are asked for is the same, what is in them is not. */
export interface MessageOptions extends TwilioAccount {
  /** Where Twilio reports statuses, for one attempt. */
  readonly statusUrl: (message: Pick<OutboundMessage, "ownerId" | "attemptId">) => string;
}

const MessageResource = z.object({
  sid: z.string(),
  status: z.string(),
  body: z.string().nullable(),
  from: z.string().nullable(),
  to: z.string().nullable(),
  direction: z.string().nullable().optional(),
  date_created: z.string().nullable(),
  error_code: z.union([z.number(), z.string()]).nullable().optional(),
});

/**
 * @param fill writes what is said into the form of a create
 * @param isBodyKept Twilio tells a message's body as it was handed over
 */
export function messagesBy(
  options: MessageOptions,
  {
    channel,
    fill,
    isBodyKept,
  }: {
    channel: TextChannel;
    fill: (form: URLSearchParams, message: OutboundMessage) => void;
    isBodyKept: boolean;
  },
): Channel {
  const requests = twilioRequests(options);
  return {
    send: async (message) => {
      const form = new URLSearchParams({
        To: toWire(channel, message.to),
        From: toWire(channel, message.from),
        StatusCallback: options.statusUrl(message) + callbackRetries,
        ValidityPeriod: String(Math.max(1, Math.floor(message.validityMs / 1000))),
      });
      fill(form, message);
      return requests.create("Messages", form);
    },
    find: async ({ from, to, since }) => {
      const query = { From: toWire(channel, from), To: toWire(channel, to) };
      const found = await requests.list("Messages", { query, since }, MessageResource);
      if (!found.ok) return found;
      return ok(
        found.value.map((m) => ({
          providerId: m.sid,
          body: isBodyKept ? (m.body ?? "") : null,
          createdAt: createdAt(m),
        })),
      );
    },
    look: async (providerId) => {
      const found = await requests.read("Messages", providerId, MessageResource);
      if (!found.ok) return found;
      if (found.value === null) return ok(null);
      const { sid, status, error_code } = found.value;
      return ok(receiptOf({ providerId: sid, status, code: error_code == null ? null : String(error_code) }));
    },
    received: async ({ to, since }) => {
      const query = { To: toWire(channel, to) };
      const found = await requests.list("Messages", { query, since }, MessageResource);
      if (!found.ok) return found;
      return ok(
        found.value
          .filter((m) => m.direction === "inbound" && m.from !== null)
          .toReversed()
          .map((m) => ({
            ...inWords,
            channel,
            providerId: m.sid,
            from: fromWire(m.from ?? "").address,
            to,
            body: m.body ?? "",
            sentAt: Number.isFinite(createdAt(m)) ? createdAt(m) : null,
            isAnswered: false,
          })),
      );
    },
  };
}
