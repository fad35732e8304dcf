/**
 * The live tail, newest at the bottom. It follows until one moves up; then what comes in below is counted and nothing
 * slips away under the cursor. The oldest events are forgotten.
 */
import type { LiveFrame } from "@headsup/contract";
import { cliLimits } from "../../limits.ts";
import { statusWord } from "../../show/words.ts";
import { hasWords, wordsOf } from "../../ui/filter.ts";
import { type Cursor, cursorAt, firstRow, movedBy } from "../../ui/list.ts";
import type { LiveEvent, StreamState } from "./state.ts";

/** The events the filter leaves. */
export function shownEvents({ events, filter }: Pick<StreamState, "events" | "filter">): readonly LiveEvent[] {
  const words = wordsOf(filter.text);
  return words.length === 0 ? events : events.filter(({ text }) => hasWords(text, words));
}

/** Takes in what came through the tail. */
export function heard(stream: StreamState, frames: readonly LiveFrame[], height: number): StreamState {
  let { status, link, count } = stream;
  const added: LiveEvent[] = [];
  for (const frame of frames) {
    if (frame.type === "hello") {
      link = "live";
      status ??= frame.status;
      continue;
    }
    if (frame.type === "campaign" && frame.status === status) continue;
    if (frame.type === "campaign") status = frame.status;
    const event = eventOf(frame, count);
    if (isRepeated(event, [...stream.events.slice(-repeatsLooked), ...added])) continue;
    added.push(event);
    count++;
  }
  const all = [...stream.events, ...added];
  const events = all.slice(-cliLimits.eventsKept);
  const next = { ...stream, events, count, link, status };
  const forgotten = shownEvents({ ...stream, events: all.slice(0, all.length - events.length) }).length;
  return settledStream(next, forgotten, height);
}

const repeatsLooked = 64;

/** A receipt may tell what the answer to a request told as well. */
const isRepeated = (event: LiveEvent, before: readonly LiveEvent[]): boolean => {
  const last = before.findLast(({ recipient }) => recipient === event.recipient);
  return last !== undefined && last.recipient !== null && last.text === event.text;
};

function eventOf(frame: Exclude<LiveFrame, { type: "hello" }>, n: number): LiveEvent {
  if (frame.type === "campaign") {
    const status = statusWord(frame)
      .replace(/ \d.*$/, "")
      .toLowerCase();
    const detail = frame.reason ?? "";
    const text = `campaign ${status} ${detail}`;
    return { n, at: frame.at, recipient: null, address: "campaign", status, detail, text };
  }
  const { at, id, address, code, attempt, line } = frame;
  // Handed on by the provider, as it says itself: that is the status, not a reason for it.
  const isSent = frame.status === "accepted" && code === "sent";
  const status = isSent ? "sent" : frame.status.replaceAll("_", " ");
  const detail = [isSent ? "" : (code ?? ""), attempt > 1 ? `try ${attempt}` : ""].filter(Boolean).join("  ");
  const text = `${address} ${status} ${detail} line ${line}`;
  return { n, at, recipient: id, address, status, detail, text };
}

/** The cursor on the newest event while it follows, else on the one it stood on. */
function settledStream(stream: StreamState, forgotten: number, height: number): StreamState {
  const { cursor, isFollowing } = stream;
  const shown = shownEvents(stream);
  const extent = { count: shown.length, height };
  const from: Cursor = { index: cursor.index - forgotten, top: Math.max(0, cursor.top - forgotten) };
  return { ...stream, cursor: cursorAt(from, isFollowing ? shown.length - 1 : from.index, extent) };
}

/** The same events in another height, or through another filter: the newest is where one wants to be. */
export const refitted = (stream: StreamState, height: number): StreamState => settledStream(stream, 0, height);

export const filteredBy = (stream: StreamState, filter: StreamState["filter"], height: number): StreamState =>
  settledStream({ ...stream, filter, isFollowing: true, cursor: firstRow }, 0, height);

/** Moves about; at the last event it follows again. Undefined: the command is none of its own. */
export function movedInStream(stream: StreamState, command: string, height: number): StreamState | undefined {
  const shown = shownEvents(stream);
  const cursor = movedBy(command, stream.cursor, { count: shown.length, height });
  return cursor === undefined ? undefined : { ...stream, cursor, isFollowing: cursor.index >= shown.length - 1 };
}

/** Events below the last one seen, for someone who has moved up. */
export const newBelow = (stream: StreamState, height: number): number =>
  Math.max(0, shownEvents(stream).length - stream.cursor.top - height);
