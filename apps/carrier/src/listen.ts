/** HTTP on a port of this machine. */
import type { AddressInfo } from "node:net";
import { type HttpBindings, serve } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { LineCut } from "./line.ts";

export interface ListenOptions {
  /** 0 for any free port. */
  readonly port: number;
  /** 127.0.0.1 by default: nobody else's business. */
  readonly host?: string;
}

export interface Listener {
  /** `http://127.0.0.1:4420`, without a slash at the end. */
  readonly url: string;
  /** Stops listening and cuts every connection. */
  close(): Promise<void>;
}

/** Serves `fetch` over HTTP; a LineCut from it destroys the socket. Rejects when the port cannot be had. */
export async function listen(
  fetch: (request: Request) => Promise<Response>,
  { port, host = "127.0.0.1" }: ListenOptions,
): Promise<Listener> {
  const server = serve({
    port,
    hostname: host,
    // The process is not the carrier's alone: Deno's own server takes only Deno's own Response.
    overrideGlobalObjects: false,
    fetch: async (request, env) => {
      try {
        return await fetch(request);
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
  return {
    url: `http://${host}:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        if ("closeAllConnections" in server) server.closeAllConnections();
      }),
  };
}
