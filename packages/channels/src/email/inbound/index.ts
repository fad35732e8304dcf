export { mailLimits } from "./limits.ts";
export { type Envelope, type Mail, readMail, type WrittenMail } from "./mail.ts";
export { readParse } from "./parsed.ts";
