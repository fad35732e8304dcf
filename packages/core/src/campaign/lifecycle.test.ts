import { expect, test } from "vitest";
import {
  type Control,
  campaignStatus,
  command,
  countsOf,
  type ListState,
  listEvent,
  listEventAt,
  outreachStatus,
} from "./lifecycle.ts";
import { emptyTally, type Tally } from "./status.ts";

const running: Control = { phase: "running", reason: null };
const paused: Control = { phase: "paused", reason: "a typo" };
const stopped: Control = { phase: "stopped", reason: null };
const hour = 3_600_000;

const list = (over: Partial<ListState> = {}): ListState => ({
  ordinal: 1,
  id: "lst_a",
  name: "a",
  startAt: 1_000,
  endAt: null,
  sealed: true,
  launchedAt: 1_000,
  begunAt: null,
  missed: false,
  closedAt: null,
  closeReason: null,
  ...over,
});
const counts = (tally: Partial<Tally>, { inFlight = 0, closed = false } = {}) =>
  countsOf([{ tally: { ...emptyTally(), ...tally }, inFlight, closed }]);

test("A2 the parts of a count add up to its total, whoever is in flight or unreached", () => {
  const { total, decided, ...parts } = counts(
    { ready: 5, held: 1, unknown: 1, accepted: 3, skipped: 2 },
    { inFlight: 2 },
  );
  expect(Object.values(parts).reduce((sum, n) => sum + n, 0)).toBe(total);
  expect({ total, decided, ready: parts.ready, inFlight: parts.inFlight }).toEqual({
    total: 12,
    decided: 5,
    ready: 3,
    inFlight: 2,
  });
  expect(counts({ ready: 5, accepted: 3 }, { closed: true })).toMatchObject({ ready: 0, unreached: 5, decided: 8 });
});

test("A5 a list begins at its start, also a little late; later it is missed; closed or paused nothing begins", () => {
  expect(listEvent(list(), running, null, 999)).toBeNull();
  expect(listEvent(list(), running, null, 1_000)).toEqual({ type: "begin" });
  expect(listEvent(list(), running, null, 1_000 + hour)).toEqual({ type: "begin" });
  expect(listEvent(list(), running, null, 1_001 + hour)).toEqual({ type: "miss" });
  expect(listEvent(list(), paused, null, 1_000)).toBeNull();
  expect(listEvent(list({ closedAt: 5 }), running, null, 1_000)).toBeNull();
  expect(listEvent(list({ launchedAt: null }), running, null, 1_000)).toBeNull();
});

test("A5 D4 a list closes at the sooner of end and expiry, in any phase, and for that reason", () => {
  const ending = list({ endAt: 2_000 });
  expect(listEvent(ending, paused, 3_000, 5_000)).toEqual({ type: "close", reason: "ended" });
  expect(listEvent(ending, running, 1_500, 5_000)).toEqual({ type: "close", reason: "expired" });
  expect(listEvent(ending, running, null, 1_999)).toEqual({ type: "begin" });
  expect(listEvent(ending, stopped, null, 0)).toEqual({ type: "close", reason: "stopped" });
});

test.each([running, paused])(
  "A5 an event that is due by the clock does happen then ($phase): no wake for nothing",
  (control) => {
    for (const endAt of [null, 500, 1_000, 90 * hour])
      for (const expiresAt of [null, 700, 80 * hour])
        for (const begunAt of [null, 1_000])
          for (const missed of [false, true]) {
            const state = list({ endAt, begunAt, missed });
            const dueAt = listEventAt(state, control, expiresAt);
            if (dueAt !== null) expect(listEvent(state, control, expiresAt, dueAt)).not.toBeNull();
          }
  },
);

test("A2 an outreach's status follows from the facts", () => {
  const some = counts({ ready: 1 });
  const all = counts({ accepted: 2 });
  expect(outreachStatus(running, list({ launchedAt: null }), some)).toBe("draft");
  expect(outreachStatus(running, list(), some)).toBe("scheduled");
  expect(outreachStatus(running, list({ begunAt: 1_000 }), some)).toBe("in_progress");
  expect(outreachStatus(running, list({ missed: true }), some)).toBe("missed");
  expect(outreachStatus(paused, list({ begunAt: 1_000 }), some)).toBe("paused");
  expect(outreachStatus(running, list({ begunAt: 1_000 }), all)).toBe("completed");
  expect(outreachStatus(running, list({ begunAt: 1_000, sealed: false }), all)).not.toBe("completed");
  expect(outreachStatus(stopped, list({ closedAt: 1, closeReason: "stopped" }), all)).toBe("stopped");
  expect(outreachStatus(stopped, list({ closedAt: 1, closeReason: "completed" }), all)).toBe("completed");
});

test("A2 a campaign is completed only when every list is; else its most urgent list speaks", () => {
  expect(campaignStatus(running, ["completed", "completed"])).toBe("completed");
  expect(campaignStatus(running, ["completed", "draft"])).toBe("in_progress");
  expect(campaignStatus(running, ["scheduled", "missed", "completed"])).toBe("missed");
  expect(campaignStatus(paused, ["scheduled", "in_progress"])).toBe("paused");
  expect(campaignStatus(stopped, ["completed", "stopped"])).toBe("stopped");
  expect(campaignStatus({ phase: "draft", reason: null }, [])).toBe("draft");
});

test("A6 commands: the same twice changes nothing, stop is final, drafts and completed campaigns take none", () => {
  expect(command(running, "in_progress", "pause", "a typo")).toEqual({ ok: true, value: paused });
  expect(command(paused, "paused", "pause", "another")).toEqual({ ok: true, value: paused });
  expect(command(paused, "paused", "resume", null)).toEqual({ ok: true, value: running });
  expect(command(running, "in_progress", "stop", null)).toEqual({ ok: true, value: stopped });
  expect(command(stopped, "stopped", "stop", "again")).toEqual({ ok: true, value: stopped });
  for (const order of ["pause", "resume"] as const)
    expect(command(stopped, "stopped", order, null)).toMatchObject({ ok: false, error: { code: "campaign_stopped" } });
  for (const status of ["draft", "completed"] as const)
    for (const order of ["pause", "resume", "stop"] as const)
      expect(command(running, status, order, null)).toMatchObject({ ok: false, error: { code: "invalid_transition" } });
});
