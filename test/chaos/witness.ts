import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/**
 * Stands between the commands and the host, and keeps what the host acknowledged: a request counts from the moment its
 * whole answer was there. It changes nothing and is never killed; what breaks off behind it breaks off before it.
 */
export interface Acknowledged {
  /** Machine time: when it was begun, and when its answer was there. */
  readonly begunAt: number;
  readonly at: number;
  readonly method: string;
  readonly path: string;
  readonly body: string;
  readonly answer: string;
}

export interface Witness {
  readonly url: string;
  /** Every request but reads that was answered with 2xx, in the order of the answers. */
  readonly acknowledged: readonly Acknowledged[];
  /** When requests of this method and path were begun, whatever came of them. */
  readonly begun: (method: string, path: string) => readonly number[];
  /** Is called as each request but a read goes on to the host. @returns ends that */
  readonly watch: (watcher: (method: string, path: string) => void) => () => void;
  readonly close: () => void;
}

export async function startWitness(hostUrl: string): Promise<Witness> {
  const host = new URL(hostUrl);
  const acknowledged: Acknowledged[] = [];
  const begun = new Map<string, number[]>();
  const watchers = new Set<(method: string, path: string) => void>();
  const pass = async (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const { method = "GET", url: path = "/", headers } = incoming;
    const body = await textOf(incoming);
    const begunAt = Date.now();
    const passOn = async (answer: IncomingMessage) => {
      const text = await textOf(answer);
      const status = answer.statusCode ?? 0;
      if (method !== "GET" && status >= 200 && status < 300)
        acknowledged.push({ begunAt, at: Date.now(), method, path, body, answer: text });
      const { "transfer-encoding": _, ...told } = answer.headers;
      outgoing.writeHead(status, { ...told, "content-length": Buffer.byteLength(text) });
      outgoing.end(text);
    };
    const { "accept-encoding": _, ...asked } = headers;
    const passing = httpRequest(
      { host: host.hostname, port: host.port, method, path, headers: asked, agent: false },
      (answer) => void passOn(answer).catch(() => outgoing.destroy()),
    );
    passing.on("error", () => outgoing.destroy());
    passing.end(body);
    if (method === "GET") return;
    const key = `${method} ${path}`;
    begun.set(key, [...(begun.get(key) ?? []), begunAt]);
    for (const watcher of watchers) watcher(method, path);
  };
  const server = createServer((incoming, outgoing) => {
    pass(incoming, outgoing).catch(() => outgoing.destroy());
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    acknowledged,
    begun: (method, path) => begun.get(`${method} ${path}`) ?? [],
    watch: (watcher) => {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** @throws when it is cut off */
async function textOf(stream: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(part as Buffer);
  return Buffer.concat(parts).toString("utf8");
}
