export type {
  Channel,
  ChannelDown,
  Channels,
  InboundMessage,
  OutboundMessage,
} from "./channel.ts";
export { explainCode } from "./codes.ts";
export { readBounce } from "./email/bounces.ts";
export { type EmailOptions, type EmailSender, emailChannel } from "./email/channel.ts";
export { cloudflareTransport, type SendEmailBinding } from "./email/cloudflare.ts";
export { type Envelope, type Mail, mailLimits, readMail, readParse, type WrittenMail } from "./email/inbound/index.ts";
export { type EmailNames, emailNames, type Sent } from "./email/names.ts";
export type { EmailReport } from "./email/reports.ts";
export { sendgridTransport } from "./email/sendgrid.ts";
export { parseEvents, verifyEvents } from "./email/sendgridEvents.ts";
export type { Email, EmailTransport } from "./email/transport.ts";
export { smsChannel } from "./sms/channel.ts";
export type { MessageOptions } from "./twilio/messages.ts";
export type { TwilioAccount } from "./twilio/requests.ts";
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
