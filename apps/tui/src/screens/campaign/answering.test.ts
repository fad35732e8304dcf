import { expect, test } from "vitest";
import { plainTheme } from "../../terminal/theme.ts";
import { bannerOf } from "./banner.ts";
import { campaignBindings } from "./bindings.ts";
import { overviewLines } from "./overviewLines.ts";
import { overviewRows } from "./rows.ts";
import { settingsLines } from "./settingsLines.ts";
import { context, detailOf, drive, now, overviewOf, recipientOf } from "./testCampaign.ts";
import { whyLines } from "./whyLines.ts";

/** What becomes of a campaign's replies, on its screen. */

const frame = { columns: 80, theme: plainTheme, now };
const shown = (over: Parameters<typeof detailOf>[0] = {}) =>
  drive().tell({ type: "detail", detail: detailOf(over) }, { type: "overview", overview: overviewOf() });
const overviewOfScreen = (screen: ReturnType<typeof shown>) =>
  overviewLines(screen.state(), { rows: overviewRows(screen.state(), context), frame }).join("\n");

test("F9 a campaign its inbox holds says why and since when on every tab; a paused one says who paused it", () => {
  const pressure = { reason: "Deliveries has 41 waiting, its limit is 40", since: now };
  const held = shown({ pressure, backPressure: "hold" });
  expect(bannerOf(held.state())?.text).toMatch(
    /^‖ Held since 24 Nov .*: Deliveries has 41 waiting, its limit is 40\.$/,
  );
  expect(bannerOf(shown({ pressure, backPressure: "slow" }).state())?.text).toContain("Slowed since");
  expect(bannerOf(shown({ pressure, backPressure: "hold", status: "paused" }).state())?.text).toContain("Paused");
  expect(bannerOf(shown().state())).toBeNull();
});

test("i leads to the replies of this campaign alone, and stands in the footer once there are some", () => {
  const screen = shown({ responded: 3 });
  expect(overviewOfScreen(screen)).toContain("i: replies");
  const footer = (responded: number) =>
    campaignBindings(shown({ responded }).state()).find(({ id }) => id === "replies")?.short;
  expect([footer(0), footer(3)]).toEqual([undefined, "replies"]);
  expect(screen.does("replies").last().go).toEqual({
    to: { screen: "inbox", campaign: { id: "cmp_1", name: "Delays" } },
  });
});

/** The change that is asked for when a setting of the campaign is answered so. */
function answered(key: string, text: string) {
  const screen = shown().does("tab.settings");
  screen.tell({ type: "answer", id: `change:${key}`, text });
  return { change: screen.asked("change")[0]?.change, trouble: screen.last().prompt?.trouble };
}

test.each([
  ["skill", "Billing", { skill: "billing" }],
  ["lookBackMs", "12h", { lookBackMs: 43_200_000 }],
  ["lookBackRoutes", "all", { lookBackRoutes: "all" }],
  ["openConversation", "wait", { openConversation: "hold" }],
  ["openConversation", "sk", { openConversation: "skip" }],
  ["backPressure", "hold", { backPressure: "hold" }],
])("F8 %s answered with %s is changed while it runs", (key, text, change) => {
  expect(answered(key, text).change).toEqual(change);
});

test.each([
  ["lookBackMs", "5min", "1h at the least"],
  ["lookBackMs", "soon", "no length of time"],
  ["openConversation", "s", "Write one of: send, wait, skip."],
])("F8 %s answered with %s is asked for again", (key, text, trouble) => {
  expect(answered(key, text)).toMatchObject({ change: undefined, trouble: expect.stringContaining(trouble) });
});

test("A8 A12 what the launch settled of replies and of people others write to is on record", () => {
  const screen = shown({
    replies: "discourage",
    replyLine: "Call 311.",
    duplicates: { choice: "skip", days: 7 },
    inbox: { id: "inb_1", name: "Deliveries" },
  }).does("tab.settings");
  const lines = settingsLines(screen.state(), { columns: 80, theme: plainTheme }).join("\n");
  expect(lines).toMatch(/Replies +not wanted: Call 311\./);
  expect(lines).toMatch(/Doubles +left out if another campaign wrote to them within 7 days/);
  expect(lines).toMatch(/Replies to +Deliveries/);
});

test("A11 a message to one person is shown as that: what it says and what became of it", () => {
  const text = overviewOfScreen(
    shown({
      kind: "single",
      text: "Your parcel is here.",
      inbox: { id: "inb_1", name: "Deliveries" },
      counts: { total: 1, delivered: 1, decided: 1 },
    }),
  );
  expect(text).toContain("One message to one person: 1 delivered");
  expect(text).toContain("“Your parcel is here. Reply STOP to opt out.”");
  expect(text).toContain("Replies go to Deliveries");
  expect(text).not.toContain("slots used");
});

test("F8 the gates of conversation, inbox and duplicate are told like any other, with what shuts them", () => {
  const gates = [
    { gate: "conversation", open: false, opensAt: null, message: "They have an open conversation: it waits." },
    { gate: "inbox", open: false, opensAt: null, message: "Deliveries has 41 waiting, its limit is 40." },
    { gate: "duplicate", open: true, opensAt: null, message: "Nobody else wrote to them." },
  ] as const;
  const screen = shown().does("tab.people");
  screen.tell({ type: "page", serial: 1, items: [recipientOf(1)], next: null }).does("open");
  const why = {
    recipient: recipientOf(1),
    summary: "It waits.",
    gates: [...gates],
    rungs: [],
    events: [],
    dueAt: null,
  };
  const lines = whyLines(screen.tell({ type: "why", why }).state(), frame).join("\n");
  expect(lines).toContain("2 shut");
  expect(lines).toMatch(/✗ conversation +They have an open conversation/);
  expect(lines).toMatch(/✗ inbox +Deliveries has 41 waiting/);
  expect(lines).toMatch(/✓ duplicate +Nobody else/);
});
