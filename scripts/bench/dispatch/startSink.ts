import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { conversation } from "./conversation.ts";
import type { Arrival, SinkOrder, SinkWord } from "./sink.ts";

export interface Sink {
  readonly url: string;
  /** Forgets what arrived; answers from now on after this wait. */
  readonly forget: (latencyMs: number) => Promise<void>;
  /** Once so many have arrived and the last is answered. */
  readonly counted: (arrivals: number) => Promise<void>;
  readonly arrivals: () => Promise<readonly Arrival[]>;
  readonly close: () => Promise<void>;
}

export async function startSink(): Promise<Sink> {
  const child = fork(fileURLToPath(new URL("./sink.ts", import.meta.url)));
  const { ask, close } = conversation<SinkOrder, SinkWord>(child, "the sink");
  const { port } = await ask(null, "listening");
  return {
    url: `http://127.0.0.1:${port}`,
    forget: async (latencyMs) => void (await ask({ order: "forget", latencyMs }, "forgotten")),
    counted: async (arrivals) => void (await ask({ order: "count", arrivals }, "counted")),
    arrivals: async () => (await ask({ order: "tell" }, "told")).arrivals,
    close,
  };
}
