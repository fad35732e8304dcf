import { reset } from "cloudflare:test";
import { auditOnce, auditPace } from "@headsup/testkit/audit";
import { afterEach, beforeEach, expect, inject, test, vi } from "vitest";
import { Player } from "../sim/replay/play.ts";
import { features } from "../sim/replay/trace.ts";
import { createWorkerdStage } from "./replayStage.ts";
import { migrate } from "./worker.ts";

const traces = inject("traces");

beforeEach(async () => {
  vi.spyOn(console, "log").mockImplementation(() => {});
  vi.spyOn(console, "warn").mockImplementation(() => {});
  await migrate();
});
afterEach(async () => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  vi.useRealTimers();
  await reset();
});

test("the replayed traces cover all that may happen; should one be lost, choose other seeds in test/sim/replay/setup.ts", () => {
  const covered = new Set(traces.flatMap(({ covers }) => covers));
  expect(features.filter((feature) => !covered.has(feature))).toEqual([]);
});

test.each(traces)(
  "invariants 1, 2, 3 and 8: workerd ends in the simulation's ledger, alarm for alarm and request for request: $seed",
  async (trace) => {
    const stage = createWorkerdStage(trace);
    const player = new Player(stage);
    for (const [nth, { at, stimulus, observed }] of trace.moments.entries()) {
      const seen = await player.perform({ at, stimulus }, observed);
      expect(seen, `moment ${nth}, ${new Date(at).toISOString()}: ${JSON.stringify(stimulus)}`).toEqual(observed);
    }
    expect(stage.desk.arrivals).toEqual(trace.exchanges.map(({ reply: _, ...arrival }) => arrival));
    expect(await player.readLedger()).toEqual(trace.ledger);
    const sent = stage.desk.arrivals.filter(({ message }) => message !== null);
    expect(auditPace(sent, trace.pace)).toEqual([]);
    const failed = trace.taken.filter(({ isFailed }) => isFailed).map(({ providerId }) => providerId);
    expect(auditOnce(trace.taken, new Set(failed))).toEqual([]);
  },
);
