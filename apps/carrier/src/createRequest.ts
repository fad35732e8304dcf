/** Reads and checks the form of a create, in the order Twilio would complain. Pure. */
import { channelOf, isRecipientAddress, isSenderAddress } from "./addresses.ts";
import { limits } from "./limits.ts";
import { type Refusal, refusalOf } from "./refusals.ts";
import type { Sender } from "./settings.ts";

export interface CreateRequest {
  readonly to: string;
  /** The sender's number; picked from the service's pool when only the service was given. */
  readonly from: string;
  readonly body: string;
  readonly media: number;
  readonly serviceSid: string | null;
  readonly statusCallback: string | null;
  readonly validityPeriodS: number;
}

export type CreateCheck =
  | { readonly ok: true; readonly request: CreateRequest }
  | { readonly ok: false; readonly refusal: Refusal };

/** Twilio's magic senders (twilio.com/docs/iam/test-credentials). */
const refusingSenders: Readonly<Record<string, number>> = {
  "+15005550001": 21212,
  "+15005550007": 21606,
  "+15005550008": 21611,
};
/** Sends for a messaging service whose pool was not configured. */
const poolSender = "+15005550006";

export function checkCreate(form: URLSearchParams, senders: readonly Sender[]): CreateCheck {
  const refuse = (code: number, about?: string): CreateCheck => ({ ok: false, refusal: refusalOf(code, about) });

  const to = form.get("To") ?? "";
  if (to === "") return refuse(21604);
  if (!isRecipientAddress(to)) return refuse(21211, to);

  const serviceSid = form.get("MessagingServiceSid");
  const from = form.get("From") ?? (serviceSid === null ? "" : pickSender(serviceSid, senders));
  if (from === "") return refuse(serviceSid === null ? 21603 : 21703);
  if (!isSenderAddress(from)) return refuse(21212, from);
  if (refusingSenders[from] !== undefined) return refuse(refusingSenders[from], from);
  if (senders.length > 0 && !senders.some((sender) => sender.number === from)) return refuse(21606, from);
  if (channelOf(from) !== channelOf(to)) return refuse(21910);

  const body = form.get("Body") ?? "";
  const media = form.getAll("MediaUrl").length;
  if (body === "" && media === 0 && !form.has("ContentSid")) return refuse(21602);
  if (body.length > limits.bodyCharsMax) return refuse(21617);

  const statusCallback = form.get("StatusCallback") || null;
  if (statusCallback !== null && !/^https?:$/.test(URL.parse(statusCallback)?.protocol ?? "")) {
    return refuse(21609, statusCallback);
  }
  const validityPeriodS = Number(form.get("ValidityPeriod") ?? limits.validityPeriodMaxS);
  const { validityPeriodMinS, validityPeriodMaxS } = limits;
  if (
    !Number.isInteger(validityPeriodS) ||
    validityPeriodS < validityPeriodMinS ||
    validityPeriodS > validityPeriodMaxS
  ) {
    return refuse(21624);
  }
  return { ok: true, request: { to, from, body, media, serviceSid, statusCallback, validityPeriodS } };
}

function pickSender(serviceSid: string, senders: readonly Sender[]): string {
  if (senders.length === 0) return poolSender;
  return senders.find((sender) => sender.messagingServiceSid === serviceSid)?.number ?? "";
}
