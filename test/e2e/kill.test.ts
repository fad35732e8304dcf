import { afterEach, expect, test } from "vitest";
import {
  endAll,
  freePort,
  freshFolder,
  hostKinds,
  launchCampaign,
  startCarrierProcess,
  startHostProcess,
  until,
} from "./system.ts";

/**
 * kill -9 in mid-batch, then up again. The carrier is a process of its own that nobody kills: its log is the judge. The
 * clock runs 60 times as fast, so that what is looked after for a quarter of an hour takes a quarter of a minute.
 */
const recipients = 40;
/** Each request takes a while, so that a kill finds some under way. */
const slowCarrier = { faults: { latency: { ms: 120 } } };

afterEach(endAll);

const cases = [
  ["the host over workerd only", "workerd", ["host"]],
  ["workerd only", "workerd", ["workerd"]],
  ["both", "workerd", ["host", "workerd"]],
  ["the host on Deno", "deno", ["host"]],
] as const;

test.each(cases.filter(([, kind]) => hostKinds.includes(kind)))(
  "invariant 1, 2: kill -9 of %s in mid-batch: nobody twice, everybody once, no orphan goes on",
  async (_, kind, victims) => {
    const carrier = await startCarrierProcess(slowCarrier);
    const place = { kind, folder: freshFolder(), port: await freePort(), carrierUrl: carrier.url, rate: 60 };
    const before = await startHostProcess(place);
    const id = await launchCampaign(before, recipients);
    await until("a second batch under way", async () => ((await carrier.creates()).length > 12 ? true : undefined));
    const orphan = before.file().workerd;
    for (const victim of victims) before.kill(victim);

    const isHostGone = victims.some((victim) => victim === "host");
    const after = isHostGone ? await startHostProcess(place) : before;
    if (isHostGone && orphan !== null)
      expect(() => process.kill(orphan.pid, 0), "the orphaned workerd is ended").toThrow();

    const done = await until("completion", async () => {
      const { body } = await after.call("GET", `/v1/campaigns/${id}`);
      return body.status === "completed" ? body : undefined;
    });
    const accepted = (await carrier.creates()).filter((entry) => entry.outcome === "accepted").map((entry) => entry.to);
    expect(new Set(accepted).size, "everybody once").toBe(recipients);
    expect(accepted.length, "nobody twice").toBe(recipients);
    expect(done.counts).toMatchObject({ total: recipients, decided: recipients });
    await after.stop();
    carrier.close();
  },
  120_000,
);
