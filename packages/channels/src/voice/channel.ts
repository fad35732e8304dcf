import { ok } from "@headsup/contract";
import { callLimits } from "@headsup/core/call/limits";
import { type CallEnd, callOutcome } from "@headsup/core/call/outcome";
import type { Receipt } from "@headsup/core/campaign/settle";
import { z } from "zod";
import type { Channel, OutboundMessage } from "../channel.ts";
import { callbackRetries, createdAt, type TwilioAccount, twilioRequests } from "../twilio/requests.ts";
import { answererOf, endOf } from "./words.ts";

type Named = Pick<OutboundMessage, "ownerId" | "attemptId">;

export interface VoiceOptions extends TwilioAccount {
  /** Where Twilio asks what to say, for one attempt. */
  readonly answerUrl: (message: Named) => string;
  /** Where Twilio reports how the call goes. */
  readonly statusUrl: (message: Named) => string;
}

const CallResource = z.object({
  sid: z.string(),
  status: z.string(),
  direction: z.string().nullable().optional(),
  date_created: z.string().nullable(),
  answered_by: z.string().nullable().optional(),
});

/** Calls by Twilio. Nothing of what is said goes with the request: it is asked for when somebody picks up. */
export function voiceChannel(options: VoiceOptions): Channel {
  const requests = twilioRequests(options);
  return {
    send: (message) => {
      const form = new URLSearchParams({
        To: message.to,
        From: message.from,
        Url: options.answerUrl(message) + callbackRetries,
        StatusCallback: options.statusUrl(message) + callbackRetries,
        MachineDetection: "DetectMessageEnd",
        Timeout: String(callLimits.ringSeconds),
      });
      for (const event of ["initiated", "ringing", "answered", "completed"]) form.append("StatusCallbackEvent", event);
      return requests.create("Calls", form);
    },
    find: async ({ from, to, since }) => {
      // No filter by StartTime: a call has none before it is dialled.
      const found = await requests.list("Calls", { query: { From: from, To: to }, since }, CallResource);
      if (!found.ok) return found;
      return ok(
        found.value
          .filter(({ direction }) => direction !== "inbound")
          .map((call) => ({ providerId: call.sid, body: null, createdAt: createdAt(call) })),
      );
    },
    look: async (providerId) => {
      const found = await requests.read("Calls", providerId, CallResource);
      if (!found.ok) return found;
      return ok(found.value === null ? null : receiptOf(found.value));
    },
    // A list of calls tells who called, not what they said: their messages come by webhook alone.
    received: async () => ok([]),
  };
}

/** What the provider's record of a call proves. It does not know how much was said: only a person who picked up counts. */
function receiptOf(call: z.infer<typeof CallResource>): Omit<Receipt, "attempt"> {
  const end: CallEnd | null = endOf(call.status);
  const under = { providerId: call.sid, code: null, failure: null };
  if (end === null) return { ...under, status: "accepted" };
  const answeredBy = answererOf(call.answered_by);
  if (end === "completed" && answeredBy !== "human") return { ...under, status: "sent" };
  return {
    ...callOutcome(end, { answeredBy, reach: end === "completed" ? "message" : "nothing" }),
    providerId: call.sid,
  };
}
