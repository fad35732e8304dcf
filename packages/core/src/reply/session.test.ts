import { channels } from "@headsup/contract";
import { expect, test } from "vitest";
import { sessionOf } from "./session.ts";

const wroteAt = Date.parse("2026-11-24T15:00:00Z");
const hour = 3_600_000;
const minute = 60_000;
const on = (channel: (typeof channels)[number], now: number) => sessionOf({ channel, wroteAt, now });

test("E2 free text goes on WhatsApp for 24 hours after they wrote, less five minutes for the way", () => {
  const closesAt = wroteAt + 24 * hour - 5 * minute;
  expect(on("whatsapp", wroteAt)).toEqual({ isOpen: true, closesAt });
  expect(on("whatsapp", closesAt - 1)).toEqual({ isOpen: true, closesAt });
  expect(on("whatsapp", closesAt)).toEqual({ isOpen: false, closesAt });
  expect(on("whatsapp", wroteAt + 30 * 24 * hour)).toEqual({ isOpen: false, closesAt });
});

test("E2 a clock of theirs ahead of ours closes nothing", () => {
  expect(on("whatsapp", wroteAt - minute).isOpen).toBe(true);
});

test("E2 to who never wrote on WhatsApp no free text goes", () => {
  expect(sessionOf({ channel: "whatsapp", wroteAt: null, now: wroteAt })).toEqual({ isOpen: false, closesAt: null });
});

test("E1 everywhere else anything may be said at any time, whether they ever wrote or not", () => {
  for (const channel of channels.filter((each) => each !== "whatsapp"))
    for (const wrote of [null, 0, wroteAt])
      expect(sessionOf({ channel, wroteAt: wrote, now: wroteAt }), channel).toEqual({ isOpen: true, closesAt: null });
});
