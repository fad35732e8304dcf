export {
  type Channel,
  type ChannelDown,
  type Channels,
  type InboundMessage,
  inWords,
  type OutboundMessage,
} from "./channel.ts";
export { smsChannel } from "./sms/channel.ts";
export { explainCode } from "./twilio/codes.ts";
export type { MessageOptions } from "./twilio/messages.ts";
export { type Form, verifyForm } from "./twilio/signature.ts";
export { twiml } from "./twilio/twiml.ts";
export { parseInbound, parseStatus } from "./twilio/webhooks.ts";
export { type VoiceOptions, voiceChannel } from "./voice/channel.ts";
export { twimlOf } from "./voice/twiml.ts";
export {
  type CallReport,
  digitOf,
  parseCall,
  placeOf,
  type Recording,
  recordingOf,
  wasConnected,
} from "./voice/webhooks.ts";
export { whatsappChannel } from "./whatsapp/channel.ts";
