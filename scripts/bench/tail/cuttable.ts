import { connect, createServer, type Socket } from "node:net";

/** A way to a server that can be cut: connections that go through it end without a word, and new ones are taken again. */
export interface Cuttable {
  readonly port: number;
  /** Ends all that are open. Answers how many connections there were. */
  readonly cut: () => number;
  readonly close: () => void;
}

export async function cuttableTo(port: number): Promise<Cuttable> {
  const open = new Set<Socket>();
  const server = createServer({ noDelay: true }, (near) => {
    const far = connect({ port, host: "127.0.0.1", noDelay: true });
    open.add(near);
    const end = () => {
      open.delete(near);
      near.destroy();
      far.destroy();
    };
    for (const socket of [near, far]) socket.on("error", end).on("close", end);
    near.pipe(far).pipe(near);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("a server without a port");
  const cut = () => {
    const count = open.size;
    for (const socket of open) socket.destroy();
    return count;
  };
  return {
    port: address.port,
    cut,
    close: () => {
      server.close();
      cut();
    },
  };
}
