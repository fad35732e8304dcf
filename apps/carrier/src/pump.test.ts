import { expect, test } from "vitest";
import { janesNumber, openTestCarrier, ourNumber } from "./testCarrier.ts";
import { createManualTimers } from "./timers.ts";

const form = { To: janesNumber, From: ourNumber, Body: "hello", StatusCallback: "http://h.test/s" };

test("nothing is forgotten when time moves on while the pump works", async () => {
  for (let stepMs = 1; stepMs <= 40; stepMs++) {
    // A clock that is later every time someone looks. The only thing that pokes the pump is its own timer.
    const timers = createManualTimers({ startMs: 0 });
    let looks = 0;
    const restless = { ...timers, realNow: () => timers.realNow() + stepMs * looks++ };
    const carrier = openTestCarrier({
      timers: restless,
      settings: {
        callbackStatuses: ["delivered"],
        people: { [janesNumber]: { sentAfterMs: [20, 20], endsAfterMs: [20, 20] } },
      },
    });
    await carrier.messages(".json", form);
    await expect
      .poll(() => {
        timers.advance(1_000);
        return carrier.posted.map(({ params }) => params.MessageStatus);
      })
      .toEqual(["delivered"]);
    await carrier.close();
  }
});

test("a receiver that calls the carrier while it is called gets each callback once", async () => {
  const carrier = openTestCarrier({
    receiver: async () => {
      carrier.summary();
      return new Response(null, { status: 204 });
    },
  });
  await carrier.messages(".json", form);
  await carrier.pass(60_000);
  expect(carrier.posted.map(({ params }) => params.MessageStatus)).toEqual(["queued", "sent", "delivered"]);
  await carrier.close();
});

test("callbacks about one message wait for each other, those about others do not", async () => {
  let release = () => {};
  const gate = new Promise<void>((resolve) => {
    release = resolve;
  });
  const carrier = openTestCarrier({
    receiver: async () => {
      if (carrier.posted.length === 1) await gate;
      return new Response(null, { status: 204 });
    },
  });
  await carrier.messages(".json", form);
  carrier.timers.advance(60_000);
  await carrier.messages(".json", form);
  carrier.timers.advance(60_000);
  await expect.poll(() => carrier.posted.length).toBe(4);
  const first = carrier.posted[0]?.params.MessageSid;
  expect(carrier.posted.filter(({ params }) => params.MessageSid === first)).toHaveLength(1);
  release();
  await carrier.idle();
  expect(carrier.posted).toHaveLength(6);
  await carrier.close();
});
