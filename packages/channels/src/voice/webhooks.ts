import { fail, ok, type Result } from "@headsup/contract";
import type { AnsweredBy, Place } from "@headsup/core/call/flow";
import { callLimits } from "@headsup/core/call/limits";
import type { CallEnd } from "@headsup/core/call/outcome";
import { z } from "zod";
import type { Form } from "../twilio/signature.ts";
import { answererOf, endOf } from "./words.ts";

/** What Twilio posts of calls: what to say next, and how they go. */

/** What every webhook of a call tells of it. */
export interface CallReport {
  readonly callId: string;
  /** The person's number, whoever called. */
  readonly person: string;
  /** Our number. */
  readonly ours: string;
  readonly isInbound: boolean;
  /** Null: this webhook does not tell. */
  readonly answeredBy: AnsweredBy | null;
  /** Null: it is under way. */
  readonly end: CallEnd | null;
}

export function parseCall(form: Form): Result<CallReport> {
  const { CallSid: callId, From: from, To: to } = form;
  if (!callId || !from || !to) return fail("invalid_request", "A webhook of a call needs CallSid, From and To.");
  const isInbound = form.Direction === "inbound";
  return ok({
    callId,
    person: isInbound ? from : to,
    ours: isInbound ? to : from,
    isInbound,
    answeredBy: answererOf(form.AnsweredBy),
    end: endOf(form.CallStatus ?? ""),
  });
}

/** The key that was pressed; null: none in time. */
export const digitOf = (form: Form): string | null => form.Digits?.slice(0, 1) || null;

const count = z.coerce
  .number()
  .int()
  .min(0)
  .max(callLimits.menusMax + callLimits.wrongKeysMax + callLimits.repeatsMax);
const PlaceQuery = z.object({ silent: count, wrong: count, repeated: count });

/** Where the call was when the key was asked for: from the address, which is ours and signed. */
export function placeOf(query: Readonly<Record<string, string>>): Result<Place> {
  const place = PlaceQuery.safeParse(query);
  return place.success ? ok(place.data) : fail("invalid_request", "This address names no place in a call.");
}

export interface Recording {
  readonly url: string;
  readonly type: "audio/mpeg";
  readonly seconds: number;
}

/** What they left us; null: nothing but silence. Twilio serves the address as given as WAV, and as MP3 with its ending. */
export function recordingOf(form: Form): Recording | null {
  const seconds = Number(form.RecordingDuration);
  if (!form.RecordingUrl || !(seconds > 0)) return null;
  return { url: `${form.RecordingUrl}.mp3`, type: "audio/mpeg", seconds };
}

/** Whether a connection came about, told when it is over. */
export const wasConnected = (form: Form): boolean =>
  form.DialCallStatus === "completed" || form.DialCallStatus === "answered";
