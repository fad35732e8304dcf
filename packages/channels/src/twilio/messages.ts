import { type Media, ok, type Result } from "@headsup/contract";
import { inWords } from "@headsup/core/reply/inbound";
import { z } from "zod";
import type { Channel, ChannelDown, InboundMessage, OutboundMessage } from "../channel.ts";
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
  num_media: z.string().nullable().optional(),
  date_created: z.string().nullable(),
  error_code: z.union([z.number(), z.string()]).nullable().optional(),
});

const MediaPage = z.object({
  media_list: z.array(z.object({ content_type: z.string().nullable(), uri: z.string().startsWith("/") })),
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

  /** The pictures and files of a message; a webhook would have named them. */
  const mediaOf = async (sid: string): Promise<Result<Media[], ChannelDown>> => {
    const page = await requests.readPart("Messages", { sid, part: "Media" }, MediaPage);
    if (!page.ok) return page;
    return ok(
      (page.value?.media_list ?? []).map(({ uri, content_type }) => ({
        url: `${options.apiBaseUrl}${uri.replace(/\.json$/, "")}`,
        type: content_type ?? "",
        name: null,
      })),
    );
  };

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
      const received: InboundMessage[] = [];
      for (const message of found.value.toReversed()) {
        const { sid, from, body, direction, num_media } = message;
        if (direction !== "inbound" || from === null) continue;
        const media = Number(num_media) > 0 ? await mediaOf(sid) : ok([]);
        if (!media.ok) return media;
        received.push({
          ...inWords,
          channel,
          providerId: sid,
          from: fromWire(from).address,
          to,
          body: body ?? "",
          sentAt: Number.isFinite(createdAt(message)) ? createdAt(message) : null,
          isAnswered: false,
          media: media.value,
        });
      }
      return ok(received);
    },
  };
}
