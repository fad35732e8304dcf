/** Reads and checks the form of a call's create, in the order Twilio would complain. Pure. */
import { type Refusal, refusalOf } from "../refusals.ts";
import type { Sender } from "../settings.ts";
import { callLimits } from "./limits.ts";
import type { Call } from "./table.ts";

export type CallRequest = Pick<
  Call,
  "to" | "from" | "url" | "statusCallback" | "events" | "detects" | "detectionTimeoutMs" | "ringMaxMs"
>;

export type CallCheck =
  | { readonly ok: true; readonly request: CallRequest }
  | { readonly ok: false; readonly refusal: Refusal };

const e164 = /^\+[1-9]\d{6,14}$/;
const progressEvents = new Set(["initiated", "ringing", "answered", "completed"]);

export function checkCall(form: URLSearchParams, senders: readonly Sender[]): CallCheck {
  const refuse = (code: number, about?: string): CallCheck => ({ ok: false, refusal: refusalOf(code, about) });
  const to = form.get("To") ?? "";
  if (to === "") return refuse(21201);
  if (!e164.test(to)) return refuse(21217, to);
  const from = form.get("From") ?? "";
  if (!e164.test(from)) return refuse(21212, from);
  if (senders.length > 0 && !senders.some(({ number }) => number === from)) return refuse(21210, from);
  const url = form.get("Url") ?? "";
  if (!isAddress(url)) return refuse(21205, url);
  const statusCallback = form.get("StatusCallback") || null;
  if (statusCallback !== null && !isAddress(statusCallback)) return refuse(21609, statusCallback);
  const events = form.getAll("StatusCallbackEvent");
  if (events.some((event) => !progressEvents.has(event))) return refuse(21626);
  const detects = form.get("MachineDetection");
  if (detects !== null && detects !== "Enable" && detects !== "DetectMessageEnd")
    return refuse(20001, "MachineDetection");
  const ringS = Number(form.get("Timeout") ?? callLimits.ringDefaultS);
  if (!(ringS >= 1 && ringS <= callLimits.ringMaxS)) return refuse(20001, "Timeout");
  const detectionS = Number(form.get("MachineDetectionTimeout") ?? callLimits.detectionTimeoutDefaultS);
  if (!(detectionS >= 3 && detectionS <= callLimits.detectionTimeoutMaxS))
    return refuse(20001, "MachineDetectionTimeout");
  return {
    ok: true,
    request: {
      to,
      from,
      url,
      statusCallback,
      events: events.length === 0 ? ["completed"] : events,
      detects,
      detectionTimeoutMs: detectionS * 1_000,
      ringMaxMs: ringS * 1_000,
    },
  };
}

const isAddress = (text: string): boolean => /^https?:$/.test(URL.parse(text)?.protocol ?? "");
