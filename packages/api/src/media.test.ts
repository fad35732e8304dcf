import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { checkMedia } from "./media.ts";
import { isPublicHost } from "./publicHost.ts";

/** A real server of pictures, which tells what it was asked. */
let server: Server;
let asked: string[] = [];
const answers: Record<string, readonly [status: number, headers: Record<string, string | number>]> = {
  "/a.png": [200, { "content-type": "image/png", "content-length": 1_000 }],
  "/a.html": [200, { "content-type": "text/html; charset=utf-8", "content-length": 1_000 }],
  "/big.pdf": [200, { "content-type": "application/pdf", "content-length": 700_000 }],
  "/moved": [302, { location: "/a.png" }],
  "/inward": [302, { location: "https://169.254.169.254/latest/meta-data" }],
  "/plain": [302, { location: "http://pictures.example/a.png" }],
  "/round": [302, { location: "/round" }],
};
beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    const [status, headers] = answers[request.url ?? ""] ?? [404, {}];
    response.writeHead(status, headers).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

/** Reaches pictures.example on this machine, and nothing else. */
const fetcher: typeof fetch = (input, init) => {
  const url = new URL(String(input));
  if (url.host !== "pictures.example") throw new TypeError("fetch failed");
  return fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${url.pathname}`, init);
};
const codes = async (...paths: string[]) => {
  asked = [];
  const urls = paths.map((path) => (path.startsWith("/") ? `https://pictures.example${path}` : path));
  return (await checkMedia(fetcher, urls)).map(({ code }) => code);
};

describe("B8 pictures and files are asked what they are", () => {
  test("B8 one that is as it should be is asked once, and nothing is found", async () => {
    expect(await codes("/a.png", "/a.png")).toEqual([]);
    expect(asked).toEqual(["HEAD /a.png"]);
  });

  test("B8 its type and size are found wanting", async () =>
    expect(await codes("/a.html", "/big.pdf")).toEqual(["media_type", "media_large"]));

  test("B8 one that is not there, or whose server is not, is a finding and no failure", async () =>
    expect(await codes("/none.png", "https://nowhere.example/a.png", "not an address")).toEqual([
      "media_unreachable",
      "media_unreachable",
      "media_unreachable",
    ]));

  test("B8 it is followed where it was moved to, not for ever", async () => {
    expect(await codes("/moved")).toEqual([]);
    expect(await codes("/round")).toEqual(["media_unreachable"]);
    expect(asked).toHaveLength(4);
  });

  test.each([
    "/inward",
    "/plain",
    "http://pictures.example/a.png",
    "https://localhost/a.png",
    "https://10.0.0.1/a.png",
  ])("B8 %s is asked nothing: it is no public address over https", async (path) => {
    expect(await codes(path)).toEqual(["media_unreachable"]);
    expect(asked).toEqual(path.startsWith("/") ? [`HEAD ${path}`] : []);
  });
});

describe("B8 what is public", () => {
  test.each(["example.com", "a.example.co.uk", "8.8.8.8", "172.32.0.1", "100.128.0.1", "[2606:4700::1111]"])(
    "B8 %s is",
    (host) => expect(isPublicHost(new URL(`https://${host}/`).hostname)).toBe(true),
  );
  test.each([
    "localhost",
    "a.localhost",
    "db.internal",
    "printer.local",
    "intranet",
    "127.0.0.1",
    "2130706433",
    "0x7f.1",
    "0.0.0.0",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "224.0.0.1",
    "[::1]",
    "[fe80::1]",
    "[fd00::1]",
    "[::ffff:127.0.0.1]",
    "[64:ff9b::7f00:1]",
    "[2002:7f00:1::]",
    "localhost.",
  ])("B8 %s is not", (host) => expect(isPublicHost(new URL(`https://${host}/`).hostname)).toBe(false));
});
