export {
  type Channel,
  type ChannelDown,
  type Channels,
  type InboundMessage,
  inWords,
  type OutboundMessage,
} from "./channel.ts";
export { explainCode } from "./twilio/codes.ts";
export { type TwilioOptions, twilioChannel } from "./twilio/messages.ts";
export { type Form, parseInbound, parseStatus, twiml, verifyForm } from "./twilio/webhooks.ts";
