import {
  type Channel,
  type Channels,
  smsChannel,
  type TwilioAccount,
  voiceChannel,
  whatsappChannel,
} from "@headsup/channels";
import { statusPath } from "./hooks/twilio.ts";

/** Where Twilio asks how a call goes on, and says how it went. */
export const voicePath = "/hooks/twilio/voice";
export const callStatus = "/status";

/** Every channel of a deployment, and where each is to tell us what became of a message. */
export function channelsOver(
  account: TwilioAccount,
  { publicUrl, email }: { publicUrl: string; email: Channel },
): Channels {
  const at =
    (path: string, last = "") =>
    ({ ownerId, attemptId }: { ownerId: string; attemptId: string }) =>
      `${publicUrl}${path}/${ownerId}/${attemptId}${last}`;
  const messages = { ...account, statusUrl: at(statusPath) };
  return {
    sms: smsChannel(messages),
    whatsapp: whatsappChannel(messages),
    voice: voiceChannel({ ...account, answerUrl: at(voicePath), statusUrl: at(voicePath, callStatus) }),
    email,
  };
}
