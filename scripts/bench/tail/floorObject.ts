/**
 * What carries word to a watcher at least: an object that says what it is told to whoever is connected. Nothing is verified,
 * stored or remembered. It stands on a bare workerd in the place of our worker's object, under its name.
 */
interface State {
  acceptWebSocket(socket: WebSocket): void;
  getWebSockets(): WebSocket[];
}

// What workerd has and Node's types have not.
declare const WebSocketPair: new () => { readonly 0: WebSocket; readonly 1: WebSocket };

export class CampaignObject {
  readonly #state: State;
  #seq = 0;

  constructor(state: State) {
    this.#state = state;
  }

  async fetch(request: Request): Promise<Response> {
    if (request.headers.get("upgrade") === "websocket") {
      const { 0: client, 1: server } = new WebSocketPair();
      this.#state.acceptWebSocket(server);
      server.send(JSON.stringify({ type: "hello", seq: this.#seq }));
      return new Response(null, { status: 101, webSocket: client } as ResponseInit);
    }
    const id = await request.text();
    const text = JSON.stringify({ type: "recipient", seq: ++this.#seq, at: Date.now(), id, status: "delivered" });
    for (const socket of this.#state.getWebSockets()) socket.send(text);
    return new Response(null, { status: 204 });
  }
}

// The other objects of our worker, which nobody calls here.
export class JournalObject {}
export class SenderObject {}
