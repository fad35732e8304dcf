/**
 * Plays TwiML on an open line, a verb at a time, on the carrier's clock. Each verb begins a turn; when its time is over the next
 * one begins, unless something else came between: a key, the end of the call.
 */
import { between, randomFor } from "../random.ts";
import type { World } from "../world.ts";
import { endCall } from "./ending.ts";
import { askWhat, changeCall, note, tellRecording } from "./hooks.ts";
import { callLimits } from "./limits.ts";
import { plan } from "./moments.ts";
import { phoneOf } from "./phones.ts";
import { type Call, findCall, type Line, saveCall } from "./table.ts";
import { readTwiml, TwimlError, type Verb } from "./twiml.ts";

/** The answer to what is to be said next; null: there was none. Who has hung up hears nothing of it. */
export function heardBack(world: World, { sid, url, text }: { sid: string; url: string; text: string | null }): void {
  const call = findCall(world.db, sid);
  if (call === undefined || call.endedAt !== null) return;
  const at = world.now();
  try {
    if (text === null) throw new TwimlError(12100, "no answer");
    const verbs = readTwiml(text);
    const open =
      call.status === "ringing" ? changeCall(world, call, { status: "in-progress", answeredAt: at }, at) : call;
    playNext(world, turned(open, { verbs, gather: null, record: null, dial: null, url }), at);
  } catch (error) {
    if (!(error instanceof TwimlError)) throw error;
    // Twilio says that an application error has occurred, and rings off.
    note(world, call, { at, outcome: `error:${text === null ? 11200 : error.code}`, body: error.message });
    end(world, call, at);
  }
}

const turned = (call: Call, line: Partial<Line>): Call => ({
  ...call,
  line: { ...call.line, ...line, turn: call.line.turn + 1 },
});

/** Begins what comes next on the line. */
export function playNext(world: World, call: Call, at: number): void {
  const [verb, ...verbs] = call.line.verbs;
  const then = saveCall(world.db, turned(call, { verbs }));
  if (then.line.turn > callLimits.turnsMax) {
    note(world, then, { at, outcome: "error:turns", body: "it goes on for ever" });
    end(world, then, at);
  } else if (verb !== undefined) play(world, then, verb, at);
  else if (then.line.gather !== null) awaitKeys(world, then, at);
  else weHangUp(world, then, at);
}

function play(world: World, call: Call, verb: Verb, at: number) {
  const goOn = (afterMs: number) => plan(world.db, call.sid, { type: "next", turn: call.line.turn, at: at + afterMs });
  switch (verb.verb) {
    case "say":
      note(world, call, { at, outcome: "said", body: verb.text });
      return goOn(Math.max(1, verb.text.split(/\s+/).length) * callLimits.wordMs);
    case "play":
      note(world, call, { at, outcome: "played", body: verb.url });
      return goOn(callLimits.playMs);
    case "pause":
      return goOn(verb.seconds * 1_000);
    case "gather":
      return ask(world, call, verb, at);
    case "record":
      return record(world, call, verb, at);
    case "dial":
      return dial(world, call, verb, at);
    case "redirect":
      return askWhat(world, call, { url: absolute(call, verb.url), at });
    case "hangup":
      return weHangUp(world, call, at);
  }
}

function ask(world: World, call: Call, { nested, ...gather }: Verb & { verb: "gather" }, at: number): void {
  const { phone, line } = call;
  const digits = phone.picksUp === "human" ? (phone.keys[line.asked] ?? "") : "";
  const asked = line.asked + 1;
  const waits = { ...gather, digits, after: line.verbs };
  if (phone.isHasty && digits !== "")
    plan(world.db, call.sid, { type: "press", asked, digits, at: at + callLimits.hasteMs });
  playNext(world, { ...call, line: { ...line, asked, verbs: nested, gather: waits } }, at);
}

/** All was said: now they press, or their time runs out. */
function awaitKeys(world: World, call: Call, at: number): void {
  const { gather, asked } = call.line;
  if (gather === null) return;
  const timeoutMs = gather.timeoutS * 1_000;
  const takesMs = between(randomFor(world.settings().seed, "press", call.sid, asked), callLimits.pressMs);
  const isInTime = gather.digits !== "" && takesMs < timeoutMs;
  const digits = isInTime ? gather.digits : "";
  plan(world.db, call.sid, { type: "press", asked, digits, at: at + (isInTime ? takesMs : timeoutMs) });
}

/** Keys were pressed, or none in time (""). */
export function keysPressed(world: World, call: Call, digits: string, at: number): void {
  const { gather } = call.line;
  if (gather === null) return;
  note(world, call, { at, outcome: digits === "" ? "pressed-nothing" : `pressed:${digits}` });
  const ends = gather.finishOnKey === "" ? -1 : digits.indexOf(gather.finishOnKey);
  const typed = (ends < 0 ? digits : digits.slice(0, ends)).slice(0, gather.numDigits ?? undefined);
  const silent = saveCall(world.db, turned(call, { verbs: [], gather: null }));
  if (typed !== "" || gather.actionOnEmptyResult)
    askWhat(world, silent, {
      url: gather.action === null ? call.line.url : absolute(call, gather.action),
      at,
      params: {
        Digits: typed,
        ...(digits !== "" && typed === "" && { FinishedOnKey: gather.finishOnKey }),
        msg: "Gather End",
      },
    });
  else playNext(world, turned(silent, { verbs: gather.after }), at);
}

function record(world: World, call: Call, verb: Verb & { verb: "record" }, at: number): void {
  note(world, call, { at, outcome: "recording" });
  const { phone, sid } = call;
  const recording = saveCall(world.db, { ...call, line: { ...call.line, record: verb } });
  const beginsAt = at + callLimits.beepMs;
  const spokenMs = Math.min(phone.speaksMs, verb.maxLengthS * 1_000);
  if (phone.hangsUpAfterSpeaking && spokenMs > 0) {
    plan(world.db, sid, { type: "they-hang-up", at: beginsAt + spokenMs });
    return;
  }
  const isCut = phone.speaksMs >= verb.maxLengthS * 1_000;
  const endsAt = beginsAt + spokenMs + (isCut ? 0 : verb.timeoutS * 1_000);
  plan(world.db, sid, { type: "recorded", turn: recording.line.turn, spokenMs, at: endsAt });
}

/** Silence, or the longest recording there may be, or the end of the call ended it. Of silence alone nobody is told. */
export function recordingEnds(
  world: World,
  call: Call,
  { spokenMs, at, isHungUp = false }: { readonly spokenMs: number; readonly at: number; readonly isHungUp?: boolean },
): void {
  const verb = call.line.record;
  if (verb === null) return;
  const done = saveCall(world.db, turned(call, { record: null }));
  const seconds = Math.round(spokenMs / 1_000);
  note(world, done, { at, outcome: `recorded:${seconds}` });
  if (seconds === 0) {
    if (!isHungUp) playNext(world, done, at);
    return;
  }
  const sid = world.newSid("RE");
  const recording = {
    RecordingSid: sid,
    RecordingUrl: `https://api.twilio.com/2010-04-01/Accounts/${world.accountSid}/Recordings/${sid}`,
    RecordingDuration: String(seconds),
  };
  askWhat(world, done, {
    url: verb.action === null ? call.line.url : absolute(call, verb.action),
    at,
    params: { ...recording, ...(isHungUp && { Digits: "hangup" }) },
  });
  if (verb.recordingStatusCallback !== null)
    tellRecording(world, done, { address: absolute(call, verb.recordingStatusCallback), recording, at: at + 1_000 });
}

function dial(world: World, call: Call, verb: Verb & { verb: "dial" }, at: number): void {
  note(world, call, { at, outcome: `dialling:${verb.number}` });
  const { line } = saveCall(world.db, { ...call, line: { ...call.line, dial: verb } });
  const agent = phoneOf(world.settings(), verb.number);
  const ringsMs = between(randomFor(world.settings().seed, "dial", call.sid, line.turn), agent.ringMs);
  const picksUp = agent.picksUp === "human" && ringsMs <= verb.timeoutS * 1_000;
  const missed = agent.picksUp === "busy" ? "busy" : agent.picksUp === "unknown" ? "failed" : "no-answer";
  const talkedMs = picksUp ? agent.talksMs : 0;
  const tookMs = missed === "no-answer" && !picksUp ? verb.timeoutS * 1_000 : ringsMs + talkedMs;
  const status = picksUp ? "completed" : missed;
  plan(world.db, call.sid, { type: "dialled", turn: line.turn, status, talkedMs, at: at + tookMs });
}

export function dialEnds(
  world: World,
  call: Call,
  { status, talkedMs, at }: { readonly status: string; readonly talkedMs: number; readonly at: number },
): void {
  const verb = call.line.dial;
  if (verb === null) return;
  const done = saveCall(world.db, turned(call, { dial: null }));
  note(world, done, { at, outcome: `dialled:${status}` });
  const params = {
    DialCallStatus: status,
    DialCallSid: world.newSid("CA"),
    ...(talkedMs > 0 && { DialCallDuration: String(Math.ceil(talkedMs / 1_000)) }),
  };
  if (verb.action === null) playNext(world, done, at);
  else askWhat(world, done, { url: absolute(call, verb.action), at, params });
}

function weHangUp(world: World, call: Call, at: number): void {
  note(world, call, { at, outcome: "hung-up:us" });
  end(world, call, at);
}

export function theyHangUp(world: World, call: Call, at: number): void {
  note(world, call, { at, outcome: "hung-up:them" });
  const { record, dial: connected } = call.line;
  const ended = end(world, call, at);
  if (record !== null) recordingEnds(world, ended, { spokenMs: call.phone.speaksMs, at, isHungUp: true });
  if (connected !== null) note(world, ended, { at, outcome: "dialled:canceled" });
}

const end = (world: World, call: Call, at: number): Call => endCall(world, call, { status: "completed", at });

const absolute = ({ line }: Call, address: string): string => new URL(address, line.url).href;
