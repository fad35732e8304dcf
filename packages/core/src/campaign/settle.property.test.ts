/**
 * Whatever providers tell, in whatever order, twice, or not at all. The ranks here are those of docs/architecture.md, written anew.
 * Long runs: see `packages/testkit/src/fuzz.ts`.
 */
import { fuzzed, fuzzTimeoutMs } from "@headsup/testkit/fuzz";
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  type Change,
  type Outcome,
  type Receipt,
  type Standing,
  settleLate,
  settleOutcome,
  settleReceipt,
} from "./settle.ts";
import type { StoredStatus } from "./status.ts";

const fresh: Standing = { status: "ready", attempt: 0, providerId: null, code: null, rung: 0, trail: null };
const now = 5_000;

/** What a message came to, the furthest last. */
const furthest = ["unknown", "accepted", "failed", "undelivered", "delivered", "read"] as const;
const rankOf = (status: StoredStatus): number => furthest.indexOf(status as (typeof furthest)[number]);
const statusOf = ({ status }: Receipt) => (status === "sent" ? "accepted" : status);

type Told = { readonly outcome: Outcome } | { readonly receipt: Receipt };

const failures = ["failed", "fall_back", "wrong_channel", "filtered", "invalid_address", "opted_out", null] as const;
const receiptOf = (attempt: number, failing: readonly Receipt["failure"][]): fc.Arbitrary<Receipt> =>
  fc
    .record({
      status: fc.constantFrom("accepted", "sent", "delivered", "read", "undelivered", "failed"),
      code: fc.constantFrom(null, "30003", "30006", "30007"),
      failure: fc.constantFrom(...failing),
    } as const)
    .map((told) => ({ ...told, attempt, providerId: `SM${attempt}` }));
const outcome = fc.constantFrom<Outcome>(
  { kind: "accepted", providerId: "SM1" },
  { kind: "unknown", reason: "timeout" },
);

const rowOf = ({ status, attempt, providerId, code, rung, trail }: Change): Standing => ({
  status,
  attempt,
  providerId,
  code,
  rung,
  trail,
});

function hear(from: Standing, told: Told, waitMs: number | null = null): Standing {
  if ("outcome" in told) return rowOf(settleOutcome(from, 1, told.outcome, { claimedAt: 1_000, now, waitMs }));
  const change = settleReceipt(from, told.receipt, { now, waitMs });
  return change === null ? from : rowOf(change);
}

test(
  "invariant 6: any order, repetition and loss of what is told of an attempt ends at the furthest of it, and never goes back on the way",
  () =>
    fc.assert(
      fc.property(
        outcome,
        fc.array(receiptOf(1, failures), { maxLength: 8 }),
        fc.infiniteStream(fc.nat()),
        (answer, receipts, places) => {
          const told: Told[] = receipts.map((receipt) => ({ receipt }));
          // The answer to the request comes once, anywhere among them.
          told.splice(places.next().value % (told.length + 1), 0, { outcome: answer });
          const expected = Math.max(
            ...receipts.map((each) => rankOf(statusOf(each))),
            rankOf(answer.kind as StoredStatus),
          );
          let standing = fresh;
          let heard = -1;
          for (const each of told) {
            const before = rankOf(standing.status);
            standing = hear(standing, each);
            expect(rankOf(standing.status)).toBeGreaterThanOrEqual(before);
            heard = Math.max(
              heard,
              "outcome" in each ? rankOf(each.outcome.kind as StoredStatus) : rankOf(statusOf(each.receipt)),
            );
            expect(furthest[rankOf(standing.status)]).toBe(furthest[heard]);
          }
          expect({ status: standing.status, attempt: standing.attempt }).toEqual({
            status: furthest[expected],
            attempt: 1,
          });
          // Told all of it again, backwards: nothing new.
          for (const receipt of receipts.toReversed())
            expect(settleReceipt(standing, receipt, { now, waitMs: null })).toBeNull();
        },
      ),
      fuzzed(3_000),
    ),
  fuzzTimeoutMs,
);

const passing = [...failures, "retry", "unreachable"] as const;

test(
  "invariant 6: what may pass is told of in any order too, and an arrival once told is never lost again",
  () =>
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 3 }),
        fc.array(
          fc.integer({ min: 1, max: 3 }).chain((attempt) => receiptOf(attempt, passing)),
          { maxLength: 12 },
        ),
        (attempt, receipts) => {
          let standing: Standing = { ...fresh, status: "accepted", attempt, providerId: `SM${attempt}` };
          let arrived: "delivered" | "read" | null = null;
          for (const receipt of receipts) {
            const change = settleReceipt(standing, receipt, { now, waitMs: null });
            if (change !== null) standing = rowOf(change);
            if (receipt.status === "read" || (receipt.status === "delivered" && arrived === null))
              arrived = receipt.status;
            if (arrived !== null) expect(rankOf(standing.status)).toBeGreaterThanOrEqual(rankOf("delivered"));
            if (arrived === null) expect(["delivered", "read"]).not.toContain(standing.status);
            expect(standing.attempt).toBeGreaterThanOrEqual(attempt);
          }
        },
      ),
      fuzzed(3_000),
    ),
  fuzzTimeoutMs,
);

test(
  "invariant 6: on a ladder an arrival at any rung settles the matter, rungs only go up, and each is on record once",
  () =>
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            {
              weight: 5,
              arbitrary: fc
                .integer({ min: 1, max: 4 })
                .chain((attempt) => receiptOf(attempt, passing))
                .map((receipt) => ({ receipt })),
            },
            {
              weight: 2,
              arbitrary: fc
                .constantFrom<Outcome>(
                  { kind: "accepted", providerId: "?" },
                  { kind: "unknown", reason: "timeout" },
                  { kind: "released", reason: "paused" },
                  { kind: "refused", code: "21614", failure: "wrong_channel" },
                )
                .map((dispatched) => ({ dispatched })),
            },
            { weight: 1, arbitrary: fc.constant({ late: true as const }) },
          ),
          { maxLength: 16 },
        ),
        (events) => {
          const rungs = 3;
          const waitAt = (rung: number) => (rung < rungs - 1 ? 3_600_000 : null);
          let standing = fresh;
          let hasArrived = false;
          for (const event of events) {
            const before = standing;
            const waitMs = waitAt(standing.rung);
            if ("receipt" in event) {
              // Nothing is told of what was never dispatched.
              if (event.receipt.attempt > standing.attempt) continue;
              standing = hear(standing, event, waitMs);
              hasArrived ||= event.receipt.status === "delivered" || event.receipt.status === "read";
            } else if ("dispatched" in event) {
              if (standing.status !== "ready" && standing.status !== "held") continue;
              const attempt = standing.attempt + 1;
              const { dispatched } = event;
              const answer =
                dispatched.kind === "accepted" ? { ...dispatched, providerId: `SM${attempt}` } : dispatched;
              standing = rowOf(settleOutcome(standing, attempt, answer, { claimedAt: 1_000, now, waitMs }));
            } else if (waitMs !== null && (standing.status === "awaiting" || standing.status === "unknown")) {
              standing = rowOf(settleLate(standing, now));
            }
            expect(standing.rung).toBeGreaterThanOrEqual(before.rung);
            expect(standing.rung).toBeLessThan(rungs);
            expect(standing.attempt).toBeGreaterThanOrEqual(before.attempt);
            expect((standing.trail ?? []).map(({ rung }) => rung)).toEqual(
              Array.from({ length: standing.rung }, (_, rung) => rung),
            );
            if (hasArrived) expect(rankOf(standing.status)).toBeGreaterThanOrEqual(rankOf("delivered"));
          }
        },
      ),
      fuzzed(3_000),
    ),
  fuzzTimeoutMs,
);
