/** The carrier on a port of this machine. */
import type { AddressInfo } from "node:net";
import { type HttpBindings, serve } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { type Carrier, type CarrierOptions, createCarrier } from "./carrier.ts";
import { LineCut } from "./line.ts";

export interface ListenOptions {
  /** 0 for any free port. */
  readonly port: number;
  /** 127.0.0.1 by default: nobody else's business. */
  readonly host?: string;
}

export interface ListeningCarrier extends Carrier {
  /** `http://127.0.0.1:4420`, without a slash at the end. */
  readonly url: string;
}

/** Opens the carrier and listens. Rejects when the port cannot be had. `close()` ends both. */
export async function startCarrier({
  port,
  host = "127.0.0.1",
  ...options
}: CarrierOptions & ListenOptions): Promise<ListeningCarrier> {
  const carrier = createCarrier(options);
  try {
    const server = await listen(carrier, { port, host });
    const close = async () => {
      const serverClosed = new Promise((resolve) => server.close(resolve));
      await carrier.close();
      server.closeAllConnections();
      await serverClosed;
    };
    return { ...carrier, url: `http://${host}:${(server.address() as AddressInfo).port}`, close };
  } catch (error) {
    await carrier.close();
    throw error;
  }
}

async function listen(carrier: Carrier, { port, host }: Required<ListenOptions>) {
  const server = serve({
    port,
    hostname: host,
    fetch: async (request, env) => {
      try {
        return await carrier.fetch(request);
      } catch (error) {
        if (!(error instanceof LineCut)) throw error;
        (env as HttpBindings).incoming.socket.destroy();
        return RESPONSE_ALREADY_SENT;
      }
    },
  });
  await new Promise<void>((resolve, reject) => {
    server.once("listening", resolve);
    server.once("error", reject);
  });
  if (!("closeAllConnections" in server)) throw new Error("expected a plain HTTP server");
  return server;
}
