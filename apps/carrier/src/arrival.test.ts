import { expect, test } from "vitest";
import { LineCut } from "./line.ts";
import { janesNumber, jsonOf, openTestCarrier, ourNumber } from "./testCarrier.ts";

const form = {
  To: janesNumber,
  From: ourNumber,
  Body: "hello",
  ValidityPeriod: "600",
  StatusCallback: "http://h.test/s",
};

test("every request is logged as it arrived, accepted or not", async () => {
  const carrier = openTestCarrier();
  const at = carrier.timers.realNow();
  const { sid } = await jsonOf(carrier.messages(".json", form));
  await carrier.messages(".json", { ...form, To: "nobody" });
  await carrier.messages(`/${sid}.json`);
  await carrier.messages("/Media.xml");
  const arrivals = carrier.log({}).filter(({ kind }) => kind !== "status" && kind !== "callback");
  expect(arrivals).toMatchObject([
    { kind: "create", at, realAt: at, to: janesNumber, from: ourNumber, body: "hello", sid, outcome: "accepted" },
    { kind: "create", to: "nobody", sid: null, outcome: "refused:21211", answer: 400 },
    { kind: "fetch", to: janesNumber, sid, outcome: "answered", answer: 200 },
    { kind: "unknown", outcome: "refused:20404", answer: 404 },
  ]);
  expect(arrivals[0]).toMatchObject({ statusCallback: "http://h.test/s", validityPeriodS: 600, answer: 201 });
  await carrier.close();
});

test("accept then time out: the caller hears nothing, the message is listed", async () => {
  const carrier = openTestCarrier({ settings: { faults: { acceptThenTimeout: { count: 1 } } } });
  const answer = carrier.messages(".json", form).catch((error) => error);
  await expect.poll(() => carrier.log({ kind: "create" }).length).toBe(1);
  carrier.timers.advance(120_000);
  expect(await answer).toBeInstanceOf(LineCut);
  const { messages } = await jsonOf(carrier.messages(`.json?To=${encodeURIComponent(janesNumber)}`));
  expect(messages).toHaveLength(1);
  expect(carrier.log({ kind: "create" })).toMatchObject([{ outcome: "accepted", answer: null, sid: messages[0]?.sid }]);
  await carrier.close();
});

test("accept then 5xx: the answer is an error, the message is listed", async () => {
  const carrier = openTestCarrier({ settings: { faults: { acceptThenServerError: { count: 1, status: 502 } } } });
  expect((await carrier.messages(".json", form)).status).toBe(502);
  expect((await jsonOf(carrier.messages(".json"))).messages).toHaveLength(1);
  expect(carrier.log({ kind: "create" })).toMatchObject([{ outcome: "accepted", answer: 502 }]);
  await carrier.close();
});

test.each([
  [{ rateLimit: {} }, 429, "429"],
  [{ serverError: { status: 500 as const } }, 500, "500"],
  [{ refuse: { code: 21408 } }, 400, "refused:21408"],
])("%j never accepts", async (faults, status, outcome) => {
  const carrier = openTestCarrier({ settings: { faults } });
  expect((await carrier.messages(".json", form)).status).toBe(status);
  expect((await jsonOf(carrier.messages(".json"))).messages).toEqual([]);
  expect(carrier.log({ kind: "create" })).toMatchObject([{ outcome, answer: status, sid: null }]);
  await carrier.close();
});

test("Retry-After is given in seconds or as a date of the clock", async () => {
  const carrier = openTestCarrier();
  const retryAfter = async (retryAfterForm: "seconds" | "date") => {
    carrier.configure({ faults: { rateLimit: { retryAfterSeconds: 30, retryAfterForm } } });
    return (await carrier.messages(".json", form)).headers.get("retry-after");
  };
  expect(await retryAfter("seconds")).toBe("30");
  expect(await retryAfter("date")).toBe("Wed, 01 Jul 2026 12:00:30 GMT");
  await carrier.close();
});

test("a fault strikes as often as counted, only whom it names, and the same ones for the same seed", async () => {
  const struck = async (faults: object, seed = "one") => {
    const carrier = openTestCarrier({ settings: { faults, seed } });
    for (let i = 0; i < 12; i++) await carrier.messages(".json", { ...form, To: `+1202555010${i % 3}` });
    const hits = carrier
      .log({ kind: "create" })
      .flatMap(({ outcome, to }, i) => (outcome === "503" ? [`${i} ${to}`] : []));
    await carrier.close();
    return hits;
  };
  expect(await struck({ serverError: { count: 2 } })).toEqual(["0 +12025550100", "1 +12025550101"]);
  expect(await struck({ serverError: { to: "+12025550102", count: 1 } })).toEqual(["2 +12025550102"]);
  const half = { serverError: { probability: 0.5 } };
  expect(await struck(half)).toEqual(await struck(half));
  expect(await struck(half)).not.toEqual(await struck(half, "two"));
});

test("latency holds the answer back, not the acceptance", async () => {
  const carrier = openTestCarrier({ settings: { faults: { latency: { ms: 5_000 } } } });
  const answer = carrier.messages(".json", form);
  await expect.poll(() => carrier.log({ kind: "create" })[0]?.outcome).toBe("accepted");
  carrier.timers.advance(5_000);
  expect((await answer).status).toBe(201);
  await carrier.close();
});
