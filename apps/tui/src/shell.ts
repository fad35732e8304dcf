import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { interrupted } from "./failure.ts";
import { onSignal } from "./signals.ts";

/** What surrounds a command: streams, environment, network, time. Tests hand in their own. */
export interface Shell {
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly stdout: Terminal;
  readonly stderr: Terminal;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly fetch: typeof fetch;
  readonly connect: (url: string, headers: Record<string, string>) => WebSocket;
  /** Epoch ms. */
  readonly now: () => number;
  /** Resolves after `ms`; rejects when the signal aborts first. */
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly newKey: () => string;
  /** Aborts on Ctrl-C. A second Ctrl-C ends the process at once. */
  readonly interruption: () => AbortSignal;
}

type Terminal = NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };

/** The shell of this process. */
export function processShell(): Shell {
  let controller: AbortController | undefined;
  return {
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
    cwd: process.cwd(),
    fetch: (...request) => fetch(...request),
    // Node's WebSocket takes headers; a browser's does not, and its type is the one TypeScript knows.
    connect: (url, headers) => new WebSocket(url, { headers } as unknown as string[]),
    now: () => Date.now(),
    wait: async (ms, signal) => {
      await sleep(ms, undefined, { signal });
    },
    newKey: () => crypto.randomUUID(),
    interruption: () => {
      if (controller === undefined) {
        const created = new AbortController();
        onSignal(["SIGINT"], () => created.abort(interrupted()));
        controller = created;
      }
      return controller.signal;
    },
  };
}

/** Writes, and waits while the reader on the other side is slower: a million lines stay out of memory. */
export async function write(stream: NodeJS.WritableStream, text: string): Promise<void> {
  if (stream.write(text)) return;
  await once(stream, "drain");
}
