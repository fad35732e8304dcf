import type { LiveFrame } from "@headsup/contract";
import { hostLimits } from "../limits.ts";

/** Who watches which campaign live. Frames and close codes are the worker's. */
export class Tails {
  readonly #watchers = new Map<string, Set<WebSocket>>();

  /** Upgrades a request: what it missed, then what happens. No await between the two, so nothing falls between them. */
  upgrade(campaignId: string, request: Request, backlog: () => readonly LiveFrame[]): Response {
    const { socket, response } = Deno.upgradeWebSocket(request);
    const leave = () => this.#leave(campaignId, socket);
    socket.addEventListener("close", leave);
    socket.addEventListener("error", leave);
    socket.addEventListener("message", ({ data }) => {
      if (data === "ping") socket.send("pong");
    });
    socket.addEventListener("open", () => {
      try {
        const frames = backlog();
        for (const frame of frames) socket.send(JSON.stringify(frame));
        // A backlog without its hello is not whole: the client comes back for the rest.
        if (frames.at(-1)?.type !== "hello") socket.close(1013, "more to come: reconnect with since");
        else this.#join(campaignId, socket);
      } catch {
        socket.close(1011, "the campaign cannot be read now: reconnect with since");
      }
    });
    return response;
  }

  broadcast(campaignId: string, frame: LiveFrame): void {
    const watchers = this.#watchers.get(campaignId);
    if (watchers === undefined) return;
    const text = JSON.stringify(frame);
    for (const socket of [...watchers]) {
      if (socket.readyState !== WebSocket.OPEN) this.#leave(campaignId, socket);
      else if (socket.bufferedAmount <= hostLimits.tailUnreadBytesMax) socket.send(text);
      else {
        this.#leave(campaignId, socket);
        socket.close(1013, "too slow: reconnect with since");
      }
    }
  }

  /** Tells everyone to come back later. */
  close(): void {
    for (const watchers of this.#watchers.values())
      for (const socket of watchers) socket.close(1001, "this host is closing: reconnect with since");
    this.#watchers.clear();
  }

  #join(campaignId: string, socket: WebSocket): void {
    const watchers = this.#watchers.get(campaignId) ?? new Set();
    this.#watchers.set(campaignId, watchers.add(socket));
  }

  #leave(campaignId: string, socket: WebSocket): void {
    const watchers = this.#watchers.get(campaignId);
    watchers?.delete(socket);
    if (watchers?.size === 0) this.#watchers.delete(campaignId);
  }
}
