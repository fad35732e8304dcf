import type { Campaign, Sender } from "@headsup/contract";
import { expect, test } from "vitest";
import type { Context } from "../../app/screen.ts";
import { plainTheme } from "../../terminal/theme.ts";
import { attentionOf } from "./attention.ts";
import { homeBindings } from "./bindings.ts";
import { flaggedLine } from "./flagged.ts";
import { beginHome, chosenCampaign, type HomeState, shownCampaigns, updateHome } from "./home.ts";

const context: Context = { now: Date.UTC(2026, 10, 24, 15), columns: 80, rows: 21 };
const counts = Object.fromEntries(
  "total ready held inFlight unknown accepted delivered read undelivered failed skipped unconfirmed unreached decided"
    .split(" ")
    .map((name) => [name, 0]),
) as Campaign["counts"];

let made = 0;
const campaign = (over: Partial<Campaign> = {}): Campaign =>
  ({
    id: `cmp_${++made}`,
    name: `Campaign ${made}`,
    channel: "sms",
    tags: [],
    status: "in_progress",
    statusReason: null,
    counts,
    optedOut: 0,
    pressure: null,
    replies: "open",
    inbox: { id: "inb_1", name: "Deliveries" },
    ...over,
  }) as Campaign;

const told = (state: HomeState, ...campaigns: Campaign[]) =>
  updateHome(state, { type: "campaigns", campaigns, hasOlder: false }, context).state;
const does = (state: HomeState, ...ids: string[]) =>
  ids.reduce((step, id) => updateHome(step.state, { type: "command", id }, context), { state } as ReturnType<
    typeof updateHome
  >);
const blank = beginHome().state;

test("what needs attention stands first, the worst of it at the top", () => {
  const [fine, paused, missed] = [campaign(), campaign({ status: "paused" }), campaign({ status: "missed" })];
  expect(shownCampaigns(told(blank, fine, paused, missed)).map(({ id }) => id)).toEqual([
    missed.id,
    paused.id,
    fine.id,
  ]);
});

test("G6 what goes out or is about to stands before drafts and what is over", () => {
  const [draft, done] = [campaign({ status: "draft" }), campaign({ status: "completed" })];
  const [running, upcoming] = [campaign(), campaign({ status: "scheduled" })];
  expect(shownCampaigns(told(blank, draft, done, running, upcoming)).map(({ id }) => id)).toEqual(
    [running, upcoming, draft, done].map(({ id }) => id),
  );
});

test("F9 a campaign its inbox holds stands first, with why and since when", () => {
  const pressure = { reason: "Deliveries has 41 waiting, its limit is 40", since: context.now };
  const [fine, held] = [campaign(), campaign({ pressure, backPressure: "hold" })];
  expect(shownCampaigns(told(blank, fine, held))[0]?.id).toBe(held.id);
  expect(attentionOf(held)?.text).toMatch(/^Held since .*: Deliveries has 41 waiting, its limit is 40\.$/);
  expect(attentionOf({ ...held, status: "paused" })?.text).toContain("Paused");
});

test("attention is called for by what a team can act on, and not by a handful", () => {
  const sent = (delivered: number, failed: number) => ({ ...counts, delivered, failed });
  expect(attentionOf(campaign({ counts: sent(15, 4) }))).toBeNull();
  expect(attentionOf(campaign({ counts: sent(17, 4) }))?.text).toContain("4 of 21 were not delivered");
  expect(attentionOf(campaign({ counts: sent(100, 0), optedOut: 4 }))?.text).toContain("4 of 100 opted out");
  expect(attentionOf(campaign({ status: "paused", statusReason: "carrier filtered 3" }))?.text).toContain("filtered 3");
  expect(attentionOf(campaign({ status: "stopped", counts: sent(0, 50) }))).toBeNull();
});

test("the row one stands on is the campaign's, wherever the list moves it", () => {
  const [first, second] = [campaign(), campaign()];
  const state = does(told(blank, first, second), "list.down").state;
  expect(chosenCampaign(state)?.id).toBe(second.id);
  const moved = told(state, campaign(), campaign(), first, { ...second, status: "paused" });
  expect(chosenCampaign(moved)?.id).toBe(second.id);
});

test("one comes back from a new draft standing on it, wherever it is listed", () => {
  const [worse, first] = [campaign({ status: "paused" }), campaign()];
  const left = does(told(blank, worse, first), "new").state;
  const made = campaign({ status: "draft" });
  const back = told(told(left, worse, first), worse, made, first);
  expect(chosenCampaign(back)?.id).toBe(made.id);
  const moved = does(back, "list.first").state;
  expect(chosenCampaign(told(moved, worse, campaign(), made, first))?.id).toBe(worse.id);
});

test("a filter is by every word of name, state or tag; esc shows all again", () => {
  const [delay, outage] = [campaign({ name: "Order delay" }), campaign({ name: "Outage", tags: ["north"] })];
  const filtering = does(told(blank, delay, outage), "filter").state;
  const typed = [..."north progress"].reduce(
    (state, text) =>
      updateHome(state, { type: "press", press: { name: text === " " ? "space" : text, text } }, context).state,
    filtering,
  );
  expect(shownCampaigns(typed).map(({ id }) => id)).toEqual([outage.id]);
  expect(shownCampaigns(does(typed, "filter.clear").state)).toHaveLength(2);
});

test("A6 stopping asks first and names its campaign, whatever the list does meanwhile", () => {
  const [doomed, other] = [campaign({ name: "Doomed" }), campaign()];
  const { confirm } = does(told(blank, doomed, other), "stop");
  expect(confirm).toMatchObject({ isFinal: true, title: 'Stop "Doomed"?' });
  const later = does(told(blank, other, campaign({ status: "missed" }), doomed), confirm?.id ?? "");
  expect(later.asks).toEqual([{ ask: "command", id: doomed.id, verb: "stop" }]);
});

test("A6 a pause takes its reason along, and goes without one", () => {
  const one = campaign();
  const asked = does(told(blank, one), "pause");
  const answer = (text: string) =>
    updateHome(asked.state, { type: "answer", id: asked.prompt?.id ?? "", text }, context).asks;
  expect(answer(" wording ")).toEqual([{ ask: "command", id: one.id, verb: "pause", reason: "wording" }]);
  expect(answer(" ")).toEqual([{ ask: "command", id: one.id, verb: "pause" }]);
});

test("what cannot be done is not offered", () => {
  const offered = (status: Campaign["status"]) => homeBindings(told(blank, campaign({ status }))).map(({ id }) => id);
  expect(offered("draft")).toEqual(expect.arrayContaining(["open", "delete", "clone"]));
  expect(offered("draft")).not.toContain("stop");
  expect(offered("paused")).toEqual(expect.arrayContaining(["resume", "stop"]));
  expect(offered("completed")).not.toEqual(expect.arrayContaining(["pause"]));
  expect(homeBindings(blank).map(({ id }) => id)).not.toContain("open");
});

test("G1 a sender that is flagged is told at home with its reason, before anything else", () => {
  const flagged = { at: 0, reason: "2 of 60 were reported as spam." };
  const sender = {
    id: "snd_2",
    channel: "email",
    address: "bills@acme.com",
    name: "Bills",
    flagged,
  } as never as Sender;
  const frame = { now: 0, columns: 120, rows: 30, theme: plainTheme, isOffline: false };
  expect(flaggedLine({ senders: [sender] }, frame)).toContain(
    "! bills@acme.com is flagged: 2 of 60 were reported as spam. An admin clears it: headsup sender clear",
  );
  expect(flaggedLine({ senders: [{ ...sender, flagged: undefined }] }, frame)).toBeNull();
});
