import { expect, test } from "vitest";
import type { Settings } from "./settings.ts";
import type { LogEntry } from "./store/log.ts";
import { accountSid, authToken, janesNumber, jsonOf, openTestCarrier, ourNumber } from "./testCarrier.ts";

const authorization = `Basic ${btoa(`${accountSid}:${authToken}`)}`;

interface LogPage {
  readonly entries: readonly LogEntry[];
  readonly next: number | null;
}

function ask(carrier: { fetch(request: Request): Promise<Response> }, path: string, body?: unknown) {
  const post = body === undefined ? {} : { method: "POST", body: JSON.stringify(body) };
  return carrier.fetch(new Request(`http://carrier.test/__carrier${path}`, { headers: { authorization }, ...post }));
}

test("all but health want the account's credentials", async () => {
  const carrier = openTestCarrier();
  const status = async (path: string) =>
    (await carrier.fetch(new Request(`http://carrier.test/__carrier${path}`))).status;
  expect(await status("/health")).toBe(200);
  for (const path of ["/log", "/summary", "/settings"]) expect(await status(path)).toBe(401);
  await carrier.close();
});

test("the log is read in pages by seq and kind", async () => {
  const carrier = openTestCarrier();
  for (let i = 0; i < 3; i++) await carrier.messages(".json", { To: janesNumber, From: ourNumber, Body: `${i}` });
  const first = await jsonOf<LogPage>(ask(carrier, "/log?kind=create&limit=2"));
  expect(first.entries.map(({ body }) => body)).toEqual(["0", "1"]);
  const second = await jsonOf<LogPage>(ask(carrier, `/log?kind=create&after=${first.next}`));
  expect(second.entries.map(({ body }) => body)).toEqual(["2"]);
  await carrier.close();
});

test("faults, people and the clock are set, and a person is made to text, over HTTP", async () => {
  const carrier = openTestCarrier();
  expect((await ask(carrier, "/faults", { rateLimit: { count: 1 } })).status).toBe(200);
  expect((await ask(carrier, "/people", { people: { [janesNumber]: "not-mobile" } })).status).toBe(200);
  const create = () => jsonOf(carrier.messages(".json", { To: janesNumber, From: ourNumber, Body: "hi" }));
  expect((await create()).code).toBe(20429);
  expect((await create()).code).toBe(21614);
  expect((await ask(carrier, "/inbound", { from: janesNumber, to: ourNumber, body: "STOP" })).status).toBe(201);
  expect(await jsonOf(ask(carrier, "/summary"))).toMatchObject({ optOuts: 1 });
  const clock = { anchorRealMs: carrier.timers.realNow(), anchorMs: Date.UTC(2030, 0, 1), rate: 10 };
  expect(await jsonOf(ask(carrier, "/clock", clock))).toEqual({ now: Date.UTC(2030, 0, 1) });
  await carrier.close();
});

test("nonsense is refused with what is wrong and changes nothing", async () => {
  const carrier = openTestCarrier();
  const answer = await ask(carrier, "/faults", { rateLimit: { probability: 2 }, ratelimit: {} });
  expect(answer.status).toBe(400);
  expect(await jsonOf(answer)).toMatchObject({ error: expect.stringContaining("probability") });
  expect((await jsonOf<Settings>(ask(carrier, "/settings"))).faults).toEqual({});
  expect((await ask(carrier, "/log?kind=gossip")).status).toBe(400);
  await carrier.close();
});
