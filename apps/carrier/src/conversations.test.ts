import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { BehaviourName } from "./behaviours.ts";
import { janesNumber, openTestCarrier, ourNumber, type TestCarrier } from "./testCarrier.ts";

const minuteMs = 60_000;
const notice = "Hi Jane, your order HU-4100 is a day late.";
const person = (name: BehaviourName) => ({ people: { [janesNumber]: name } });
const write = (carrier: TestCarrier, body: string) =>
  carrier.messages(".json", { To: janesNumber, From: ourNumber, Body: body });
const said = (carrier: TestCarrier) => carrier.log({ kind: "inbound" }).map(({ body }) => body);

function openWith(name: BehaviourName): TestCarrier {
  const carrier = openTestCarrier({ settings: person(name) });
  onTestFinished(() => carrier.close());
  return carrier;
}

test("J4 somebody impatient writes again while nobody answers, twice and no more", async () => {
  const carrier = openWith("impatient");
  await write(carrier, notice);
  await carrier.pass(60 * minuteMs);
  expect(said(carrier)).toHaveLength(3);
  await carrier.pass(600 * minuteMs);
  expect(said(carrier)).toHaveLength(3);
});

test("J4 nobody is impatient who was answered, and they thank", async () => {
  const carrier = openWith("impatient");
  await write(carrier, notice);
  await carrier.pass(4 * minuteMs + 3_000);
  expect(said(carrier)).toHaveLength(1);
  await write(carrier, "It comes on Thursday.");
  await carrier.pass(60 * minuteMs);
  expect(said(carrier)).toEqual([expect.any(String), expect.stringMatching(/thank/i)]);
});

test("J4 an automatic acknowledgement does not calm the impatient", async () => {
  const carrier = openWith("impatient");
  await write(carrier, notice);
  await carrier.pass(4 * minuteMs + 3_000);
  await write(carrier, "Thanks! We will get back to you.");
  await carrier.pass(60 * minuteMs);
  expect(said(carrier)).toHaveLength(3);
});

test("J4 an answer that never reached the phone is none", async () => {
  const carrier = openWith("impatient");
  await write(carrier, notice);
  await carrier.pass(4 * minuteMs + 3_000);
  carrier.configure({ faults: { fail: { count: 1, code: 30008 } } });
  await write(carrier, "It comes on Thursday.");
  await carrier.pass(60 * minuteMs);
  expect(said(carrier)).toHaveLength(3);
});

test("J4 a person answers what they read last", async () => {
  const carrier = openWith("needs-change");
  await write(carrier, notice);
  await carrier.pass(5 * minuteMs);
  await write(carrier, "Of course.");
  await carrier.pass(5_000);
  await write(carrier, "What is the new address?");
  await carrier.pass(60 * minuteMs);
  expect(said(carrier)).toEqual([expect.stringContaining("address"), expect.stringMatching(/apt \d/)]);
});

test("J4 one who reconsiders can be written to again, and asks", async () => {
  const carrier = openWith("reconsiders");
  await write(carrier, notice);
  await carrier.pass(5 * minuteMs);
  expect((await write(carrier, "Sorry to hear it.")).status).toBe(400);
  await carrier.pass(30 * minuteMs);
  expect(said(carrier)).toEqual(["STOP", "START", expect.stringContaining("?")]);
  await write(carrier, "You missed nothing.");
  await carrier.pass(30 * minuteMs);
  expect(said(carrier)).toHaveLength(4);
});

test("J4 two machines that answer each other come to an end", async () => {
  const carrier = openWith("auto-replies");
  await write(carrier, notice);
  let answered = 0;
  for (let rounds = 0; rounds < 20; rounds++) {
    await carrier.pass(minuteMs);
    if (said(carrier).length === answered) break;
    answered = said(carrier).length;
    await write(carrier, "Hello, how can I help?");
  }
  expect(answered).toBe(3);
  expect(new Set(said(carrier)).size).toBe(1);
});

test("J4 the talk survives a restart: said once, and the same as without it", async () => {
  const folder = mkdtempSync(join(tmpdir(), "headsup-carrier-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const steps = [notice, "Which order is it?", "When suits you?", "Done."];
  const talk = async (dataFile: string, restarts: boolean) => {
    let carrier = openTestCarrier({ dataFile, settings: person("impatient") });
    for (const step of steps) {
      await write(carrier, step);
      await carrier.pass(3_000);
      if (restarts) {
        await carrier.close();
        carrier = openTestCarrier({ dataFile, startMs: carrier.timers.realNow() });
      }
      await carrier.pass(5 * minuteMs);
    }
    await carrier.pass(60 * minuteMs);
    const all = said(carrier);
    await carrier.close();
    return all;
  };
  const whole = await talk(join(folder, "whole.sqlite"), false);
  expect(whole.length).toBeGreaterThanOrEqual(steps.length);
  expect(await talk(join(folder, "broken.sqlite"), true)).toEqual(whole);
});
