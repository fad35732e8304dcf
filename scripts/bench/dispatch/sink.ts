import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/**
 * Where messages are handed over: a process that answers a create as Twilio does, after a fixed wait, and keeps a log. It knows nothing
 * of who sends. Told over IPC what to do, forked by `startSink`.
 */
export type SinkOrder =
  | { readonly order: "forget"; readonly latencyMs: number }
  | { readonly order: "tell" }
  /** Say when so many have arrived. */
  | { readonly order: "count"; readonly arrivals: number };

export type SinkWord =
  | { readonly word: "listening"; readonly port: number }
  | { readonly word: "forgotten" }
  | { readonly word: "counted" }
  | { readonly word: "told"; readonly arrivals: readonly Arrival[] };

/** A request: to whom, and when its head was here, ms. */
export type Arrival = readonly [to: string, at: number];

let arrivals: Arrival[] = [];
let latencyMs = 0;
let awaited = Infinity;
const say = (word: SinkWord) => process.send?.(word);

const server = createServer((request, response) => {
  const at = performance.now();
  const parts: Buffer[] = [];
  request.on("data", (part: Buffer) => parts.push(part));
  request.on("end", () => {
    const to = new URLSearchParams(Buffer.concat(parts).toString()).get("To") ?? "";
    arrivals.push([to, at]);
    const sid = `SM${String(arrivals.length).padStart(32, "0")}`;
    const body = JSON.stringify({ sid, status: "queued", to, error_code: null });
    const answer = () => {
      response.writeHead(201, { "content-type": "application/json", "content-length": body.length }).end(body);
      if (arrivals.length >= awaited) {
        awaited = Infinity;
        say({ word: "counted" });
      }
    };
    if (latencyMs === 0) answer();
    else setTimeout(answer, latencyMs);
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, "127.0.0.1", () => say({ word: "listening", port: (server.address() as AddressInfo).port }));

process.on("message", (order: SinkOrder) => {
  if (order.order === "forget") {
    arrivals = [];
    latencyMs = order.latencyMs;
    say({ word: "forgotten" });
  } else if (order.order === "count") awaited = order.arrivals;
  else say({ word: "told", arrivals });
});
process.on("disconnect", () => process.exit());
