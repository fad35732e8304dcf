import type { CampaignDetail, Why } from "@headsup/contract";
import { expect, test } from "vitest";
import { plainTheme } from "../../terminal/theme.ts";
import { ladderLine, whyLadderLines } from "./ladderPicture.ts";
import { detailOf, now, recipientOf } from "./testCampaign.ts";
import { textFor } from "./whyLines.ts";

const emailing = { channel: "email", subject: "Late", text: "It is late, {{ first_name }}." } as const;
const ladder = (counts: Partial<CampaignDetail["counts"]> = {}) =>
  detailOf({
    counts,
    fallbacks: [
      {
        channel: "email",
        sender: { id: "snd_2", address: "notices@acme.com" },
        answer: null,
        contents: [
          { language: "en", content: emailing },
          { language: "es", content: { ...emailing, text: "Va con retraso." } },
        ],
        afterMs: 3_600_000,
      },
    ],
  });
const person = recipientOf(1, { also: "ada@example.com", status: "awaiting" });
const whyOf = (over: Partial<Why>): Why => ({
  recipient: person,
  summary: "",
  gates: [],
  rungs: [],
  events: [],
  dueAt: null,
  ...over,
});
const frame = { columns: 80, theme: plainTheme, now };
const drawn = (why: Why) => whyLadderLines(why, ladder(), { zone: "America/New_York", frame }).join("\n");

test("I6 E3 why draws the rungs: what became of each, whose turn is next and when it comes", () => {
  const sent = { rung: 0, channel: "sms", sender: "+12125550199", address: person.address, code: null } as const;
  const waiting = drawn(
    whyOf({
      rungs: [{ ...sent, status: "awaiting", at: now }],
      gates: [{ gate: "rung", open: false, opensAt: now + 720_000, message: "Delivery by SMS is awaited." }],
    }),
  );
  expect(waiting).toMatch(/… 1 SMS +\+12125550001 {2}sent, delivery awaited/);
  expect(waiting).toMatch(/│ its turn comes .*in 12 min/);
  expect(waiting).toMatch(/· 2 Email +ada@example\.com {2}is next/);
});

test("I6 E3 a rung that failed and one that was passed over say so, with the code", () => {
  const on = (rung: number, over: object) =>
    ({ rung, channel: "sms", sender: "", code: null, at: now, ...over }) as never;
  const told = drawn(
    whyOf({
      rungs: [
        on(0, { status: "undelivered", code: "30006", address: person.address }),
        on(1, { status: "passed", address: null }),
      ],
    }),
  );
  expect(told).toMatch(/✗ 1 SMS .*not delivered \(30006\)/);
  expect(told).toContain("│ without a wait: that one was over");
  expect(told).not.toContain("without delivery within");
  expect(told).toMatch(/○ 2 Email .*passed over/);
});

test("I6 a campaign of one rung has no ladder to draw", () => {
  const one = whyLadderLines(whyOf({}), detailOf(), { zone: "UTC", frame });
  expect(one).toEqual([]);
  expect(ladderLine(detailOf(), frame)).toEqual([]);
});

test("E3 the overview says the ladder, and how many await delivery before the next rung", () => {
  expect(ladderLine(ladder({ awaiting: 12 }), frame)).toEqual([
    " Ladder 1 SMS → 2 Email after 1 h  12 await delivery before the next rung",
  ]);
});

test("B6 the message shown is that of the rung whose turn it is, in the person's language", () => {
  const spoken = (over: object) => textFor({ ...person, rung: 1, ...over }, ladder());
  expect(spoken({})).toEqual({ ok: true, value: expect.stringContaining("It is late, Ada.") });
  expect(spoken({ language: "es" })).toEqual({ ok: true, value: expect.stringContaining("Va con retraso.") });
});
