import type { LiveFrame } from "@headsup/contract";
import { expect, test } from "vitest";
import { CommandError, exitCodes } from "../failure.ts";
import { cliLimits } from "../limits.ts";
import { follow } from "./tail.ts";

const connection = { url: "http://x", token: "t" };
const counts = Object.fromEntries(
  "total ready held awaiting inFlight unknown accepted delivered read undelivered failed skipped unconfirmed unreached decided"
    .split(" ")
    .map((name) => [name, 0]),
) as Extract<LiveFrame, { type: "hello" }>["counts"];
const hello = (seq: number): LiveFrame => ({ type: "hello", seq, status: "in_progress", counts });
const moved = (seq: number): LiveFrame => ({
  type: "campaign",
  seq,
  at: 0,
  status: "in_progress",
  reason: null,
  counts,
});

class FakeSocket extends EventTarget {
  readonly readyState = 1;
  readonly sent: string[] = [];
  send(text: string) {
    this.sent.push(text);
  }
  close() {
    this.dispatchEvent(new Event("close"));
  }
  say(frame: unknown) {
    this.dispatchEvent(new MessageEvent("message", { data: JSON.stringify(frame) }));
  }
}

/** A server that answers each connection in turn with some frames, then hangs up; the last one stays. */
function server(...connections: (readonly unknown[])[]) {
  const urls: string[] = [];
  const waits: number[] = [];
  const headers: Record<string, string>[] = [];
  return {
    urls,
    waits,
    headers,
    shell: {
      connect: (url: string, given: Record<string, string>) => {
        urls.push(url);
        headers.push(given);
        const socket = new FakeSocket();
        const frames = connections[urls.length - 1] ?? [];
        queueMicrotask(() => {
          for (const frame of frames) socket.say(frame);
          if (urls.length < connections.length || frames.length === 0) socket.close();
        });
        return socket as unknown as WebSocket;
      },
      wait: (ms: number, signal: AbortSignal) => {
        if (ms === cliLimits.heartbeatMs)
          return new Promise<void>((_, reject) => signal.addEventListener("abort", reject));
        waits.push(ms);
        return Promise.resolve();
      },
    },
  };
}

async function take(source: AsyncIterable<LiveFrame>, n: number): Promise<number[]> {
  const seqs: number[] = [];
  for await (const { seq } of source) if (seqs.push(seq) === n) break;
  return seqs;
}

const tail = (signal = new AbortController().signal) => ({
  connection,
  campaign: "cmp_1",
  since: null,
  signal,
  checkAccess: async () => {},
});

test("J2 a lost connection goes on behind the last frame seen", async () => {
  const { shell, urls, waits, headers } = server([hello(4), moved(5)], [], [moved(6), hello(7)]);
  expect(await take(follow(shell, tail()), 4)).toEqual([4, 5, 6, 7]);
  expect(urls).toEqual([
    "ws://x/v1/campaigns/cmp_1/live",
    "ws://x/v1/campaigns/cmp_1/live?since=5",
    "ws://x/v1/campaigns/cmp_1/live?since=5",
  ]);
  expect(waits).toEqual([500, 1_000]);
  expect(headers[0]).toEqual({ authorization: "Bearer t" });
});

test("J2 a long backlog is fetched part by part, at once", async () => {
  const { shell, urls, waits } = server([moved(1), moved(2)], [moved(3)], [moved(4), hello(5)]);
  expect(await take(follow(shell, { ...tail(), since: 0 }), 5)).toEqual([1, 2, 3, 4, 5]);
  expect(urls.map((url) => url.split("=")[1])).toEqual(["0", "2", "3"]);
  expect(waits).toEqual([]);
});

test("frames of a kind not known here, and pongs, are passed over", async () => {
  const { shell } = server([{ type: "weather" }, "pong", hello(1)]);
  expect(await take(follow(shell, tail()), 1)).toEqual([1]);
});

test("a token that was revoked ends it; a server that is away does not", async () => {
  const { shell } = server([hello(1)], [hello(2)]);
  const away = new CommandError({ code: "unreachable", message: "" }, exitCodes.unreachable);
  const denied = new CommandError({ code: "unauthenticated", message: "" }, exitCodes.denied);
  expect(await take(follow(shell, { ...tail(), checkAccess: () => Promise.reject(away) }), 2)).toEqual([1, 2]);
  const second = server([hello(1)], [hello(2)]);
  await expect(take(follow(second.shell, { ...tail(), checkAccess: () => Promise.reject(denied) }), 2)).rejects.toBe(
    denied,
  );
});

test("a server that never comes back is given up on", async () => {
  const { shell, waits } = server();
  await expect(take(follow(shell, tail()), 1)).rejects.toMatchObject({ exitCode: exitCodes.unreachable });
  expect(waits).toHaveLength(cliLimits.reconnectsMax);
});

test("a connection that is silent for two beats is taken for dead, one that answers is not", async () => {
  const sockets: FakeSocket[] = [];
  let beats = 0;
  const shell = {
    connect: () => {
      const socket = new FakeSocket();
      sockets.push(socket);
      queueMicrotask(() => socket.say(hello(sockets.length)));
      return socket as unknown as WebSocket;
    },
    wait: async (ms: number, signal: AbortSignal) => {
      if (ms === cliLimits.heartbeatMs && ++beats > 6)
        await new Promise((_, reject) => signal.addEventListener("abort", reject));
      await new Promise(setImmediate);
      if (beats <= 2 && sockets[0]?.sent.length) sockets[0].say("pong");
    },
  };
  expect(await take(follow(shell, tail()), 2)).toEqual([1, 2]);
  expect(sockets[0]?.sent).toContain("ping");
});

test("Ctrl-C ends the watch at once", async () => {
  const { shell } = server([hello(1)]);
  const stop = new AbortController();
  const seen = follow(shell, tail(stop.signal));
  await seen.next();
  const next = seen.next();
  stop.abort();
  await expect(next).rejects.toMatchObject({ exitCode: exitCodes.interrupted });
});
