import { afterEach, expect, test } from "vitest";
import {
  carrierAccount,
  endAll,
  freePort,
  freshFolder,
  hostCommand,
  hostKinds,
  launchCampaign,
  runProgram,
  startCarrierProcess,
  startHostProcess,
  until,
} from "./system.ts";

/** What a host owes the world for the time it was down, and its folder while it is up. */

afterEach(endAll);

test.each(hostKinds)(
  "invariant 5: who says stop while the host (%s) is down is not contacted after it",
  async (kind) => {
    const carrier = await startCarrierProcess();
    const place = { kind, folder: freshFolder(), port: await freePort(), carrierUrl: carrier.url, rate: 60 };
    const before = await startHostProcess(place);
    // Three batches, five minutes apart: the last person is due after the provider's list was asked for at the latest.
    const count = 21;
    const id = await launchCampaign(before, count, { count: 10, spanMs: 5 * 60_000 });
    await until("the first batch", async () => ((await carrier.creates()).length >= 10 ? true : undefined));
    before.crash();

    const last = `+1212555${2000 + count - 1}`;
    await carrier.text(last, "+12125550100", "STOP");
    const after = await startHostProcess(place);
    const done = await until("completion", async () => {
      const { body } = await after.call("GET", `/v1/campaigns/${id}`);
      return body.status === "completed" ? body : undefined;
    });
    expect(done.counts).toMatchObject({ total: count, skipped: 1 });
    expect((await carrier.creates()).map(({ to }) => to)).not.toContain(last);
    await after.stop();
    carrier.close();
  },
);

test.each(hostKinds)("a second host (%s) on the same folder is refused, and the first goes on", async (kind) => {
  const carrier = await startCarrierProcess();
  const place = { kind, folder: freshFolder(), port: await freePort(), carrierUrl: carrier.url, rate: 1 };
  const first = await startHostProcess(place);
  const second = await runProgram(hostCommand({ ...place, port: await freePort() }), carrierAccount);
  expect(second.code).toBe(1);
  expect(second.stderr).toMatch(/is running on .* already/);
  expect(await first.call("GET", "/health")).toMatchObject({ status: 200 });
  await first.stop();
  carrier.close();
});
