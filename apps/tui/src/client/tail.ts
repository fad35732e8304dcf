/**
 * A campaign's live tail, without a gap whatever happens to the connection.
 *
 * Each connection starts behind the last frame seen. A frame moves that mark on. The server closes a connection without
 * having said `hello` when the backlog is long: then the next part is fetched at once. Any other end is a lost
 * connection: wait, longer each time, and connect again. A connection that says hello starts the waits anew.
 */
import { LiveFrame } from "@headsup/contract";
import { asCommandError, isPassing } from "../failure.ts";
import { cliLimits } from "../limits.ts";
import type { Shell } from "../shell.ts";
import { unreachable } from "./api.ts";
import type { Connection } from "./connection.ts";
import { parseJson } from "./json.ts";
import { backOffMs } from "./retry.ts";

export interface Tail {
  readonly connection: Connection;
  readonly campaign: string;
  /** Where to start: after this sequence number. Null: from now. */
  readonly since: number | null;
  readonly signal: AbortSignal;
  /** Asked before each reconnection: throws when coming back is pointless (no access, no such campaign). */
  readonly checkAccess: () => Promise<void>;
  readonly onLost?: (waitMs: number) => void;
}

export async function* follow(shell: Pick<Shell, "connect" | "wait">, tail: Tail): AsyncGenerator<LiveFrame, void> {
  let since = tail.since;
  let failures = 0;
  for (;;) {
    let hasHello = false;
    let hasFrames = false;
    for await (const frame of connectOnce(shell, tail, since)) {
      if (frame.type === "hello") {
        hasHello = true;
        failures = 0;
      }
      hasFrames = true;
      since = Math.max(since ?? 0, frame.seq);
      yield frame;
    }
    if (hasFrames && !hasHello) continue;
    failures++;
    if (failures > cliLimits.reconnectsMax) throw unreachable(tail.connection.url);
    await tail.checkAccess().catch((error: unknown) => {
      if (!isPassing(error)) throw error;
    });
    const waitMs = backOffMs(failures);
    tail.onLost?.(waitMs);
    await shell.wait(waitMs, tail.signal);
  }
}

/** The frames of one connection, until it ends for whatever reason. */
async function* connectOnce(
  { connect, wait }: Pick<Shell, "connect" | "wait">,
  { connection, campaign, signal }: Tail,
  since: number | null,
): AsyncGenerator<LiveFrame, void> {
  const query = since === null ? "" : `?since=${since}`;
  const url = `${connection.url.replace(/^http/, "ws")}/v1/campaigns/${campaign}/live${query}`;
  const socket = connect(url, { authorization: `Bearer ${connection.token}` });
  const frames: LiveFrame[] = [];
  let isOpen = true;
  let wake = () => {};
  const end = () => {
    isOpen = false;
    wake();
  };
  let isHeard = true;
  socket.addEventListener("message", ({ data }) => {
    isHeard = true;
    const frame = LiveFrame.safeParse(parseJson(String(data)));
    if (!frame.success) return; // a kind of frame this release does not know yet
    frames.push(frame.data);
    wake();
  });
  socket.addEventListener("close", end);
  socket.addEventListener("error", end);
  signal.addEventListener("abort", end);
  const stillness = new AbortController();
  /** A connection can die without a word. The server answers "ping"; what is silent for two beats is gone. */
  const beat = async (): Promise<void> => {
    while (isOpen && isHeard) {
      isHeard = false;
      await wait(cliLimits.heartbeatMs, stillness.signal);
      if (!isHeard && isOpen && socket.readyState === 1) socket.send("ping");
      await wait(cliLimits.heartbeatMs, stillness.signal);
    }
    end();
  };
  beat().catch(() => {}); // the connection ended first
  try {
    for (;;) {
      const next = frames.shift();
      if (signal.aborted) throw asCommandError(signal.reason);
      if (next !== undefined) yield next;
      else if (!isOpen) return;
      else
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
    }
  } finally {
    signal.removeEventListener("abort", end);
    stillness.abort();
    socket.close();
  }
}
