/** Live tails without a network, for whoever has the engines in the same process: the backlog, then frames as they come. */
import type { LiveFrame } from "@headsup/contract";

interface TailsOptions {
  readonly backlog: (campaignId: string, since: number | null) => readonly LiveFrame[];
  /** While so, nobody answers and connections end. */
  readonly isDown: () => boolean;
}

type Tell = (frame: LiveFrame) => void;

export class TestTails {
  readonly #options: TailsOptions;
  readonly #watchers = new Map<string, Set<Tell>>();

  constructor(options: TailsOptions) {
    this.#options = options;
  }

  /** A frame for whoever watches, as an engine's host is given it. */
  readonly broadcast = (campaignId: string, frame: LiveFrame): void => {
    for (const tell of this.#watchers.get(campaignId) ?? []) tell(frame);
  };

  /** Connects as a shell does. */
  readonly connect = (url: string): WebSocket => {
    const { pathname, searchParams } = new URL(url);
    const id = /campaigns\/([^/]+)\/live/.exec(pathname)?.[1] ?? "";
    const since = searchParams.get("since");
    const { backlog, isDown } = this.#options;
    const those = this.#watchers.get(id) ?? new Set();
    this.#watchers.set(id, those);
    const socket: TestSocket = new TestSocket(() => those.delete(tell));
    const tell: Tell = (frame) => {
      if (isDown()) socket.close();
      else socket.say(frame);
    };
    queueMicrotask(() => {
      if (isDown()) return socket.close();
      socket.readyState = 1;
      const frames = backlog(id, since === null ? null : Number(since));
      for (const frame of frames) tell(frame);
      if (frames.at(-1)?.type === "hello") those.add(tell);
      else socket.close();
    });
    return socket as unknown as WebSocket;
  };
}

class TestSocket extends EventTarget {
  readyState = 0;
  readonly #leave: () => void;

  constructor(leave: () => void) {
    super();
    this.#leave = leave;
  }

  say(frame: LiveFrame): void {
    this.dispatchEvent(new MessageEvent("message", { data: JSON.stringify(frame) }));
  }

  send(): void {}

  close(): void {
    if (this.readyState === 3) return;
    this.readyState = 3;
    this.#leave();
    this.dispatchEvent(new Event("close"));
  }
}
