/**
 * Calls, from the request to the end.
 *
 * queued → initiated → ringing → in-progress → completed; or, without being picked up, busy, no-answer or failed. Whoever picks up
 * is listened to first where that was asked for; then what is to be said is asked for, and played (`play.ts`). Somebody who calls
 * us is answered by what our number's address says.
 */
import { between, type Random, randomFor } from "../random.ts";
import type { World } from "../world.ts";
import type { CallRequest } from "./createCall.ts";
import { endCall } from "./ending.ts";
import { askWhat, changeCall, note } from "./hooks.ts";
import { callLimits } from "./limits.ts";
import { type CallEvent, type Moment, plan } from "./moments.ts";
import type { Phone } from "./phones.ts";
import { dialEnds, keysPressed, playNext, recordingEnds, theyHangUp } from "./play.ts";
import { type Call, countEarlierCalls, findCall, insertCall, type Line, saveCall } from "./table.ts";

const quiet: Line = { turn: 0, verbs: [], gather: null, record: null, dial: null, asked: 0, url: "" };

/** What is so of a call that nobody has picked up yet. */
const unanswered = {
  answeredAt: null,
  endedAt: null,
  answeredBy: null,
  sipCode: null,
  errorCode: null,
  sequence: 0,
  line: quiet,
} as const;

/** Takes a checked request in at clock time `at`. */
export function placeCall(
  world: World,
  request: CallRequest,
  { at, phone }: { readonly at: number; readonly phone: Phone },
): Call {
  const call = insertCall(world.db, {
    ...request,
    sid: world.newSid("CA"),
    direction: "outbound-api",
    status: "queued",
    createdAt: at,
    updatedAt: at,
    ...unanswered,
    phone,
  });
  note(world, call, { at, outcome: "queued" });
  plan(world.db, call.sid, { type: "dial", at: at + callLimits.dialMs });
  return call;
}

/** A person calls one of our numbers; nobody picks up where it has no address. */
export function callUs(
  world: World,
  { from, to, phone }: Omit<CallEvent & { kind: "calls-us" }, "kind">,
  at: number,
): Call {
  const { senders, voiceUrl } = world.settings();
  const url = senders.find(({ number }) => number === to)?.voiceUrl ?? voiceUrl ?? null;
  const call = insertCall(world.db, {
    sid: world.newSid("CA"),
    direction: "inbound",
    from,
    to,
    status: "ringing",
    createdAt: at,
    updatedAt: at,
    url: url ?? "",
    statusCallback: null,
    events: [],
    detects: null,
    detectionTimeoutMs: 0,
    ringMaxMs: 0,
    ...unanswered,
    phone,
  });
  note(world, call, { at, outcome: "ringing" });
  if (url === null) endCall(world, call, { status: "failed", at });
  else askWhat(world, call, { url, at: at + callLimits.dialMs });
  return call;
}

/** Carries out what was due at `at`. */
export function carryOutCall(world: World, event: CallEvent, at: number): void {
  if (event.kind === "calls-us") {
    callUs(world, event, at);
    return;
  }
  const call = findCall(world.db, event.sid);
  if (call !== undefined && call.endedAt === null) happens(world, call, event.moment, at);
}

function happens(world: World, call: Call, moment: Moment, at: number) {
  switch (moment.type) {
    case "dial":
      changeCall(world, call, { status: "initiated" }, at);
      plan(world.db, call.sid, { type: "ring", at: at + callLimits.dialMs });
      return;
    case "ring":
      return ring(world, call, at);
    case "miss":
      endCall(world, call, { status: moment.status, sipCode: moment.sipCode, at });
      return;
    case "pick-up":
      return pickUp(world, call, at);
    case "detect": {
      const known = saveCall(world.db, { ...call, answeredBy: moment.answeredBy });
      note(world, known, { at, outcome: `detected:${moment.answeredBy}` });
      return askWhat(world, known, { url: call.url, at });
    }
    case "they-hang-up":
      return theyHangUp(world, call, at);
    case "next":
      if (moment.turn === call.line.turn) playNext(world, call, at);
      return;
    case "press":
      if (call.line.gather !== null && moment.asked === call.line.asked) keysPressed(world, call, moment.digits, at);
      return;
    case "recorded":
      if (moment.turn === call.line.turn) recordingEnds(world, call, { spokenMs: moment.spokenMs, at });
      return;
    case "dialled":
      if (moment.turn === call.line.turn) dialEnds(world, call, { ...moment, at });
      return;
  }
}

const chanceOf = (world: World, call: Call, what: string): Random =>
  randomFor(world.settings().seed, what, call.to, countEarlierCalls(world.db, call));

function ring(world: World, call: Call, at: number): void {
  const { phone, ringMaxMs, sid } = call;
  if (phone.picksUp === "unknown") {
    plan(world.db, sid, { type: "miss", status: "failed", sipCode: 404, at });
    return;
  }
  changeCall(world, call, { status: "ringing" }, at);
  const ringsMs = between(chanceOf(world, call, "ring"), phone.ringMs);
  if (phone.picksUp === "busy") plan(world.db, sid, { type: "miss", status: "busy", sipCode: 486, at: at + ringsMs });
  else if (phone.picksUp === "no-answer" || ringsMs > ringMaxMs)
    plan(world.db, sid, { type: "miss", status: "no-answer", sipCode: 487, at: at + ringMaxMs });
  else plan(world.db, sid, { type: "pick-up", at: at + ringsMs });
}

function pickUp(world: World, call: Call, at: number): void {
  const answered = changeCall(world, call, { status: "in-progress", answeredAt: at }, at);
  const { phone, sid, detects } = answered;
  const random = chanceOf(world, call, "answer");
  const greetingMs = phone.picksUp === "machine" ? between(random, phone.greetingMs) : 0;
  const staysMs =
    phone.picksUp === "machine" ? greetingMs + phone.recordsMs : phone.picksUp === "fax" ? callLimits.faxMs : undefined;
  const hangsUpAfterMs = phone.hangsUpAfterMs ?? staysMs;
  if (hangsUpAfterMs !== undefined) plan(world.db, sid, { type: "they-hang-up", at: at + hangsUpAfterMs });
  if (detects === null) askWhat(world, answered, { url: call.url, at });
  else {
    const { afterMs, answeredBy } = detection(answered, { greetingMs, random });
    plan(world.db, sid, { type: "detect", answeredBy, at: at + afterMs });
  }
}

/** What listening to who picked up comes to, and how long it takes. */
function detection(
  { phone, detects, detectionTimeoutMs }: Call,
  { greetingMs, random }: { readonly greetingMs: number; readonly random: Random },
): { readonly afterMs: number; readonly answeredBy: string } {
  const inTime = (afterMs: number, answeredBy: string) =>
    afterMs <= detectionTimeoutMs ? { afterMs, answeredBy } : { afterMs: detectionTimeoutMs, answeredBy: "unknown" };
  if (phone.picksUp === "fax") return inTime(callLimits.detectsFaxMs, "fax");
  if (phone.picksUp === "machine")
    return detects === "Enable"
      ? inTime(callLimits.detectsMachineMs, "machine_start")
      : inTime(greetingMs + callLimits.detectsEndMs, `machine_end_${phone.greetingEnds}`);
  return phone.isSilent
    ? inTime(callLimits.detectsSilenceMs, "unknown")
    : inTime(between(random, callLimits.detectsHumanMs), "human");
}
