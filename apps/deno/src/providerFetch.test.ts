import { createServer, type Socket } from "node:net";
import { expect, test } from "vitest";
import { openProviderFetch } from "./providerFetch.ts";

test("invariant 1: a request the provider took in before the connection was cut is sent once", async () => {
  let posts = 0;
  const answer = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: keep-alive\r\n\r\nok";
  const server = createServer((socket: Socket) => {
    socket.on("error", () => {});
    socket.on("data", (bytes) => {
      if (!String(bytes).startsWith("POST")) return void socket.write(answer);
      posts++;
      socket.destroy();
    });
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const url = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
  const provider = openProviderFetch();
  const rounds = 5;
  for (let i = 0; i < rounds; i++) {
    // A connection is used and, were it kept, the next request would go over it.
    expect(await (await provider.fetch(url)).text()).toBe("ok");
    await expect(
      provider.fetch(url, { method: "POST", body: new URLSearchParams({ i: String(i) }) }),
    ).rejects.toThrow();
  }
  expect(posts).toBe(rounds);
  provider.close();
  server.close();
});
