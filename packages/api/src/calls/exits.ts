import type { InboundMessage, Recording } from "@headsup/channels";
import type { CallKey } from "@headsup/contract";
import { inWords } from "@headsup/core/reply/inbound";
import { type Received, receiveInbound } from "../inbound.ts";
import type { Services } from "../services.ts";
import type { CallAtHand } from "./named.ts";

/**
 * What people do on a call, as messages of theirs: stored, heeded, attributed and routed as everything else they say. Each has the
 * call's name and its own, so that a webhook told again changes nothing.
 */

/** What pressing a key says to us; null: nothing. */
export async function storeKey(services: Services, call: CallAtHand, key: CallKey): Promise<Received | null> {
  switch (key.action) {
    case "stop":
      // The word itself: whoever reads messages for it finds it, wherever this one has to wait.
      return say(services, call, { step: "stop", body: "STOP" });
    case "agent":
      return say(services, call, { step: "agent", body: `Pressed ${key.digit}: wants to speak to an agent.` });
    case "inbox": {
      const body = `Pressed ${key.digit}: wants to speak to ${key.inbox ?? "somebody"}.`;
      return say(services, call, { step: "inbox", body, inbox: key.inbox ?? null });
    }
    case "voicemail":
    case "repeat":
      return null;
  }
}

/** They left us a message. */
export const storeVoicemail = (services: Services, call: CallAtHand, { url, type, seconds }: Recording) =>
  say(services, call, {
    step: "voicemail",
    body: `Left a voicemail of ${seconds} ${seconds === 1 ? "second" : "seconds"}.`,
    media: [{ url, type, name: null }],
  });

/** They were connected: for whoever reads the thread, work for nobody. */
export const storeConnection = (services: Services, call: CallAtHand) =>
  say(services, call, { step: "connected", body: "Was connected by phone.", isAutomatic: true });

type Saying = Pick<InboundMessage, "body"> &
  Partial<Pick<InboundMessage, "media" | "inbox" | "isAutomatic">> & { readonly step: string };

const say = (services: Services, { callId, person, ours, attempt }: CallAtHand, { step, ...said }: Saying) =>
  receiveInbound(services, {
    ...inWords,
    ...said,
    channel: "voice",
    providerId: `${callId}-${step}`,
    from: person,
    to: ours,
    sentAt: null,
    // Whatever a word is owed is said on the line.
    isAnswered: true,
    answers: attempt === null ? null : { ownerId: attempt.owner, attemptId: attempt.attempt },
  });
