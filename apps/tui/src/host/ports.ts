import { createServer } from "node:net";

/** This port of 127.0.0.1 if it is free, else any that is. */
export const portOr = async (wish: number): Promise<number> => (await bind(wish)) ?? (await bind(0)) ?? wish;

const bind = (port: number): Promise<number | null> =>
  new Promise((done) => {
    const server = createServer();
    server.once("error", () => done(null));
    server.listen(port, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => done(typeof address === "object" && address !== null ? address.port : null));
    });
  });
