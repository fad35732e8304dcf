export type { Channel, ChannelDown, InboundMessage, OutboundMessage } from "./channel.ts";
export { explainCode } from "./twilio/codes.ts";
export { type TwilioOptions, twilioChannel } from "./twilio/messages.ts";
export { type Form, parseInbound, parseStatus, twiml, verifyForm } from "./twilio/webhooks.ts";
