/**
 * WhatsApp takes free text only within a day of what the customer last wrote; later only a template that was approved
 * (Twilio: "WhatsApp key concepts", the 24-hour customer service window; refused with 63016).
 */
const sessionMs = 24 * 60 * 60_000;

/** From when on free text is refused, epoch ms. */
export const sessionClosesAt = (lastWroteAt: number): number => lastWroteAt + sessionMs;
