/**
 * Twilio's refusals of a request, by error code: the HTTP status and the wording.
 * Source: twilio.com/docs/api/errors. 429 and 20429 mean "never processed".
 */
interface RefusalKind {
  readonly httpStatus: number;
  readonly message: string;
}

const kinds: Readonly<Record<number, RefusalKind>> = {
  20001: { httpStatus: 400, message: "A parameter of the request is not valid" },
  20003: { httpStatus: 401, message: "Authenticate" },
  20404: { httpStatus: 404, message: "The requested resource was not found" },
  20429: { httpStatus: 429, message: "Too Many Requests" },
  20500: { httpStatus: 500, message: "An internal server error has occurred" },
  20503: { httpStatus: 503, message: "Service is unavailable. Please try again." },
  21201: { httpStatus: 400, message: "A 'To' phone number is required to make a call." },
  21205: { httpStatus: 400, message: "Url is not a valid URL" },
  21210: { httpStatus: 400, message: "The 'From' number is not verified for calls" },
  21211: { httpStatus: 400, message: "The 'To' number is not a valid phone number" },
  21212: { httpStatus: 400, message: "The 'From' number is not a valid phone number" },
  21217: { httpStatus: 400, message: "The phone number you are attempting to call is not valid" },
  21408: {
    httpStatus: 400,
    message: "Permission to send an SMS has not been enabled for the region of the 'To' number",
  },
  21602: { httpStatus: 400, message: "Message body is required." },
  21603: { httpStatus: 400, message: "A 'From' phone number is required." },
  21604: { httpStatus: 400, message: "A 'To' phone number is required." },
  21606: { httpStatus: 400, message: "The 'From' number is not a message-capable number of your account" },
  21609: { httpStatus: 400, message: "The 'StatusCallback' URL is not a valid URL." },
  21610: { httpStatus: 400, message: "Attempt to send to unsubscribed recipient" },
  21611: { httpStatus: 429, message: "This 'From' number has exceeded the maximum number of queued messages" },
  21612: { httpStatus: 400, message: "The 'To' number is not currently reachable using the 'From' number" },
  21614: { httpStatus: 400, message: "The 'To' number is not a valid mobile number" },
  21617: { httpStatus: 400, message: "The concatenated message body exceeds the 1600 character limit" },
  21620: { httpStatus: 400, message: "Invalid media URL(s)" },
  21623: { httpStatus: 400, message: "Number of media files exceeds allowed limit" },
  21624: { httpStatus: 400, message: "The 'ValidityPeriod' must be a whole number of seconds from 1 to 36000" },
  21655: { httpStatus: 400, message: "The ContentSid is invalid" },
  21656: { httpStatus: 400, message: "The Content Variables parameter is invalid" },
  21626: { httpStatus: 400, message: "StatusCallbackEvent is not a progress event" },
  21703: { httpStatus: 400, message: "The Messaging Service has no phone number to send from" },
  21910: { httpStatus: 400, message: "'From' and 'To' are not of the same channel" },
  92005: { httpStatus: 400, message: "A ContentSid is required with ContentVariables" },
};

/** A refusal as it goes over the wire. */
export interface Refusal {
  readonly code: number;
  readonly httpStatus: number;
  readonly body: {
    readonly code: number;
    readonly message: string;
    readonly more_info: string;
    readonly status: number;
  };
}

/** @param about what was refused ("+1 555"), named in the message when given. An unknown code is a plain 400. */
export function refusalOf(code: number, about?: string): Refusal {
  const kind = kinds[code] ?? { httpStatus: 400, message: `Request refused with error ${code}` };
  return {
    code,
    httpStatus: kind.httpStatus,
    body: {
      code,
      message: about === undefined ? kind.message : `${kind.message}: ${about}`,
      more_info: `https://www.twilio.com/docs/errors/${code}`,
      status: kind.httpStatus,
    },
  };
}

/** Why a message that was accepted did not arrive. */
export const deliveryErrors: Readonly<Record<number, string>> = {
  30001: "Queue overflow",
  30002: "Account suspended",
  30003: "Unreachable destination handset",
  30004: "Message blocked",
  30005: "Unknown destination handset",
  30006: "Landline or unreachable carrier",
  30007: "Message filtered",
  30008: "Unknown error",
  30032: "Toll-free number has not been verified",
  30034: "Message from an unregistered number",
  30036: "Validity period expired",
  63013: "Channel policy violation",
  63014: "Message blocked by user action",
  63016: "Message outside the allowed window needs an approved template",
  63021: "Channel invalid content error",
  63024: "Invalid message recipient",
  63028: "Number of parameters provided does not match the expected number of parameters",
  63032: "The message cannot be sent to this user because of a WhatsApp limitation",
  63040: "Template rejected",
  63041: "Template paused",
  63042: "Template disabled",
  63049: "Meta chose not to deliver this WhatsApp marketing message",
};
