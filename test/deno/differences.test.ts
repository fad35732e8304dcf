import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";

/**
 * What `differences.ts` and the host's way of asking the provider rest on. Should one of these fail with a newer Deno, the
 * difference is gone: strike its entry.
 */

test("node:sqlite still reads a text only up to its first NUL", () => {
  const database = new DatabaseSync(":memory:");
  const row = { ...database.prepare("select ? as text, hex(?) as stored").get("a\0b", "a\0b") };
  expect(row).toEqual({ text: "a", stored: "610062" });
  database.close();
});

test("fetch still sends a POST twice when a connection it kept is cut before the answer", async () => {
  let posts = 0;
  const server = createServer((request, response) => {
    if (request.method === "GET") return void response.end("ok");
    posts++;
    request.socket.destroy();
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await (await fetch(url)).text();
  await expect(fetch(url, { method: "POST", body: "once" })).rejects.toThrow();
  expect(posts).toBe(2);
  server.close();
});
