/** Reads and checks the form of a create, in the order Twilio would complain. Pure. */
import { channelOf, isRecipientAddress, isSenderAddress } from "./addresses.ts";
import { limits } from "./limits.ts";
import { type Refusal, refusalOf } from "./refusals.ts";
import type { Settings } from "./settings.ts";
import type { MediaFile } from "./store/messages.ts";
import { isKnown, readValues, render, type Values } from "./templates.ts";

export interface CreateRequest {
  readonly to: string;
  /** The sender's number; picked from the service's pool when only the service was given. */
  readonly from: string;
  /** Of a template, what the person reads. */
  readonly body: string;
  readonly media: readonly MediaFile[];
  readonly contentSid: string | null;
  readonly contentVariables: Values | null;
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

export function checkCreate(
  form: URLSearchParams,
  { senders, templates }: Pick<Settings, "senders" | "templates">,
): CreateCheck {
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

  const contentSid = form.get("ContentSid") || null;
  const values = readValues(form.get("ContentVariables"));
  if (contentSid === null && values !== null) return refuse(92005);
  if (contentSid !== null && !isKnown(templates, contentSid)) return refuse(21655, contentSid);
  if (values === undefined) return refuse(21656);

  const body = contentSid === null ? (form.get("Body") ?? "") : render(templates[contentSid], values ?? {});
  const media = form.getAll("MediaUrl").map((url) => ({ url, type: typeOf(url) }));
  if (body === "" && media.length === 0 && contentSid === null) return refuse(21602);
  if (media.length > limits.mediaMax) return refuse(21623);
  const wrong = media.find(({ url }) => !isWebAddress(url));
  if (wrong !== undefined) return refuse(21620, wrong.url);
  if (body.length > limits.bodyCharsMax) return refuse(21617);

  const statusCallback = form.get("StatusCallback") || null;
  if (statusCallback !== null && !isWebAddress(statusCallback)) return refuse(21609, statusCallback);
  const validityPeriodS = Number(form.get("ValidityPeriod") ?? limits.validityPeriodMaxS);
  const { validityPeriodMinS, validityPeriodMaxS } = limits;
  if (
    !Number.isInteger(validityPeriodS) ||
    validityPeriodS < validityPeriodMinS ||
    validityPeriodS > validityPeriodMaxS
  ) {
    return refuse(21624);
  }
  return {
    ok: true,
    request: {
      to,
      from,
      body,
      media,
      contentSid,
      contentVariables: values,
      serviceSid,
      statusCallback,
      validityPeriodS,
    },
  };
}

const isWebAddress = (text: string): boolean => /^https?:$/.test(URL.parse(text)?.protocol ?? "");

/** What Twilio would find on fetching it; nothing is fetched here. */
const mediaTypes: Readonly<Record<string, string>> = {
  jpg: "image/jpeg",
  jpeg: "image/jpeg",
  png: "image/png",
  gif: "image/gif",
  pdf: "application/pdf",
  mp4: "video/mp4",
};
const typeOf = (url: string): string =>
  mediaTypes[/\.(\w+)$/.exec(URL.parse(url)?.pathname ?? "")?.[1]?.toLowerCase() ?? ""] ?? "application/octet-stream";

function pickSender(serviceSid: string, senders: Settings["senders"]): string {
  if (senders.length === 0) return poolSender;
  return senders.find((sender) => sender.messagingServiceSid === serviceSid)?.number ?? "";
}
