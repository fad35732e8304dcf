import { DurableObject } from "cloudflare:workers";
import { ceilingsFor, directoryFor } from "@headsup/api";
import { clockAt, realAt } from "@headsup/core/clock";
import { Campaign } from "@headsup/engine";
import { type OutreachStore, openOutreach, readState, writeState } from "@headsup/storage/outreach";
import type { Bindings } from "../env.ts";
import { campaignIdHeader, log, servicesFor } from "../services.ts";

/** Close codes that tell what happened but may not be sent (RFC 6455, 7.4.1). */
const reservedCodes = new Set([1005, 1006, 1015]);

/**
 * One campaign on Cloudflare: its SQLite, its alarm, its sockets. What it does is `Campaign`'s; this is only where it
 * lives.
 */
export class CampaignObject extends DurableObject<Bindings> {
  readonly #store: OutreachStore;
  #campaign: Campaign | null = null;
  /** The alarm as last set, so that setting it again alike writes nothing. */
  #alarmAt: number | null | undefined;

  constructor(ctx: DurableObjectState, env: Bindings) {
    super(ctx, env);
    this.#store = openOutreach(ctx.storage as unknown as Parameters<typeof openOutreach>[0]);
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair("ping", "pong"));
  }

  /** Calls one of the campaign's methods. Only the methods its class has can be named. */
  async call(campaignId: string, method: string, args: unknown[]): Promise<unknown> {
    const campaign = this.#open(campaignId);
    if (!Object.hasOwn(Campaign.prototype, method)) throw new TypeError(`a campaign has no method ${method}`);
    const methods = campaign as unknown as Record<string, (...args: unknown[]) => unknown>;
    return methods[method]?.(...args);
  }

  /** A live tail: what it missed, then what happens. No await between the two, so nothing falls between them. */
  override async fetch(request: Request): Promise<Response> {
    const campaign = this.#open(request.headers.get(campaignIdHeader) ?? "");
    const since = new URL(request.url).searchParams.get("since");
    const { 0: client, 1: server } = new WebSocketPair();
    this.ctx.acceptWebSocket(server);
    const frames = campaign.backlog(since === null ? null : Number(since));
    for (const frame of frames) server.send(JSON.stringify(frame));
    // A backlog without its hello is not whole: the client comes back for the rest.
    if (frames.at(-1)?.type !== "hello") server.close(1013, "more to come: reconnect with since");
    return new Response(null, { status: 101, webSocket: client });
  }

  /** Nothing thrown may escape: after six failures an alarm is gone for good. `wake` throws nothing and re-arms it. */
  override async alarm(): Promise<void> {
    this.#alarmAt = undefined;
    const campaignId = readState(this.#store.db, "campaignId");
    if (campaignId !== undefined) await this.#open(campaignId).wake();
  }

  override webSocketMessage(): void {}

  override webSocketClose(socket: WebSocket, code: number): void {
    socket.close(reservedCodes.has(code) ? 1000 : code);
  }

  #open(campaignId: string): Campaign {
    if (this.#campaign !== null) return this.#campaign;
    if (readState(this.#store.db, "campaignId") === undefined) writeState(this.#store.db, "campaignId", campaignId);
    const { env, services } = servicesFor(this.env);
    this.#campaign = new Campaign({
      campaignId,
      store: this.#store,
      now: () => clockAt(env.clock, Date.now()),
      realNow: () => Date.now(),
      rate: env.clock.rate,
      setAlarm: (at) => this.#setAlarm(at === null ? null : realAt(env.clock, at)),
      soon: () => new Promise((done) => setTimeout(done, 0)),
      directory: directoryFor(services),
      ceilings: ceilingsFor(services),
      channels: services.channels,
      broadcast: (frame) => {
        const text = JSON.stringify(frame);
        for (const socket of this.ctx.getWebSockets()) {
          try {
            socket.send(text);
          } catch {
            // closing; it will come back with its last sequence number
          }
        }
      },
      log,
    });
    return this.#campaign;
  }

  #setAlarm(realMs: number | null): void {
    if (realMs === this.#alarmAt) return;
    this.#alarmAt = realMs;
    // Durable before this turn's fetches leave: output gates wait for it.
    void (realMs === null ? this.ctx.storage.deleteAlarm() : this.ctx.storage.setAlarm(realMs));
  }
}
