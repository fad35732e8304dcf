import { createServer } from "node:net";

export const credentials = { accountSid: `AC${"0".repeat(32)}`, authToken: "workerd-test-auth-token" };

export const freePort = (): Promise<number> =>
  new Promise((done) => {
    const server = createServer();
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => done(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
