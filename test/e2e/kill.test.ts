import { afterEach, expect, test } from "vitest";
import { playChaos } from "../chaos/play.ts";
import { Supervisor } from "../chaos/supervisor.ts";
import { endAll, freePort, freshFolder, hostKinds, startCarrierProcess } from "./system.ts";

/** A short run of `pnpm chaos`: docs/chaos.md tells what is real, what is killed and what is judged. */

afterEach(endAll);

test.each(hostKinds)(
  "invariants 1, 2, 5, 7, 10: kill -9 of the host on %s under everything at once: nobody twice, nobody lost, what was acknowledged is there",
  async (kind) => {
    const verdict = await playChaos({
      kind,
      kills: kind === "workerd" ? 4 : 2,
      seed: "e2e",
      awaitsReceipts: false,
      size: [40, 90],
      lanes: 1,
      say: console.log,
    });
    expect(verdict.findings, `see ${verdict.folder}`).toEqual([]);
    expect(verdict.accepted).toBeGreaterThan(0);
    expect(verdict.acknowledged.rows).toBeGreaterThan(0);
  },
  240_000,
);

test("a host killed before it has left word of its workerd: the next one ends that workerd all the same", async () => {
  const carrier = await startCarrierProcess();
  const folder = freshFolder();
  const port = await freePort();
  const supervisor = new Supervisor({ kind: "workerd", folder, port, carrierUrl: carrier.url, rate: 60 });
  await supervisor.startInVain();
  await supervisor.recovered();
  await supervisor.stop();
  carrier.close();
}, 120_000);
