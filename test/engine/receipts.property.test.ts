/** Long runs: see `packages/testkit/src/fuzz.ts`. */
import { allRecipients, auditCounts, launched, people, receipt, World } from "@headsup/testkit";
import { fuzzed, fuzzTimeoutMs } from "@headsup/testkit/fuzz";
import * as fc from "fast-check";
import { expect, test } from "vitest";

const size = 6;
const told = fc.record({
  who: fc.nat(size - 1),
  status: fc.constantFrom("accepted", "sent", "delivered", "read", "undelivered", "failed"),
  failure: fc.constantFrom("failed", "unreachable", "retry", "wrong_channel", "opted_out", null),
  /** What passes before it is told: batches are folded ten minutes after. */
  afterMs: fc.constantFrom(0, 1_000, 700_000, 4_000_000),
} as const);

test(
  "invariant 8: whatever receipts come of whomever, in any order and again, the counters equal the rows after each of them",
  () =>
    fc.assert(
      fc.asyncProperty(fc.array(told, { maxLength: 20 }), async (receipts) => {
        const world = new World("2026-11-24T10:00:00-05:00");
        const campaign = launched(world, "cmp_a", people(size, "America/New_York"), {
          pace: { count: 4, spanMs: 60_000 },
        });
        await world.run(world.now + 1_000);
        for (const { who, status, failure, afterMs } of receipts) {
          await world.run(world.now + afterMs);
          const row = allRecipients(campaign)[who];
          if (row === undefined || row.attempts === 0) continue;
          const arrived = row.status === "delivered" || row.status === "read";
          campaign.receive(
            row.id,
            receipt(status, {
              attempt: row.attempts,
              providerId: row.providerId ?? `SM${who}`,
              code: failure && "30008",
              failure,
            }),
          );
          expect(auditCounts(campaign)).toEqual([]);
          const after = allRecipients(campaign)[who]?.status;
          if (arrived || status === "delivered" || status === "read") expect(["delivered", "read"]).toContain(after);
        }
        await world.run(world.now + 90 * 3_600_000);
        expect(auditCounts(campaign)).toEqual([]);
      }),
      fuzzed(20),
    ),
  fuzzTimeoutMs,
);
