import type { Forecast } from "@headsup/contract";
import { expect, test } from "vitest";
import { CommandError, exitCodes } from "../../failure.ts";
import { cliLimits } from "../../limits.ts";
import { bannerOf } from "./banner.ts";
import { campaignBindings } from "./bindings.ts";
import { chosenPerson, loadedOf } from "./people.ts";
import { bodyRows } from "./rows.ts";
import { newBelow, shownEvents } from "./stream.ts";
import { context, detailOf, drive, frameOf, now, overviewOf, recipientOf } from "./testCampaign.ts";

const unreachable = new CommandError({ code: "unreachable", message: "Nothing answers." }, exitCodes.unreachable);
const many = (n: number) => Array.from({ length: n }, (_, at) => recipientOf(at));

test("a draft goes on to where drafts are written, and is not left behind on the way back", () => {
  const { last } = drive().tell({ type: "detail", detail: detailOf({ status: "draft" }) });
  expect(last().go).toEqual({ to: { screen: "compose", id: "cmp_1" }, isReplacing: true });
});

test("the overview is read with each look at it, once at a time, and not while another tab is shown", () => {
  const screen = drive().tell({ type: "detail", detail: detailOf() });
  expect(screen.asked("overview")).toHaveLength(1);
  expect(screen.tell({ type: "detail", detail: detailOf() }).asked("overview")).toHaveLength(0);
  screen.tell({ type: "overview", overview: overviewOf() }, { type: "detail", detail: detailOf() });
  expect(screen.asked("overview")).toHaveLength(1);
  screen.tell({ type: "overview", overview: overviewOf() }).does("tab.settings");
  expect(screen.tell({ type: "detail", detail: detailOf() }).asked("overview")).toHaveLength(0);
});

test("the overview of a very large campaign is read more rarely", () => {
  const detail = detailOf({ counts: { total: cliLimits.overviewPeopleMax + 1 } });
  const screen = drive();
  let reads = 0;
  for (let look = 0; look < 16; look++) {
    reads += screen.tell({ type: "detail", detail }).asked("overview").length;
    screen.tell({ type: "overview", overview: overviewOf() });
  }
  expect(reads).toBe(3);
});

test("a change of hours asks for the forecast anew, without being told to", () => {
  const screen = drive().tell({ type: "detail", detail: detailOf() });
  screen.tell({ type: "forecast", forecast: forecast() });
  expect(screen.tell({ type: "detail", detail: detailOf() }).asked("forecast")).toHaveLength(0);
  const hours = { monday: [{ open: "09:00", close: "17:00" }] };
  expect(screen.tell({ type: "detail", detail: detailOf({ hours }) }).asked("forecast")).toHaveLength(1);
});

const forecast = () => ({
  from: now,
  roundTripMs: 300,
  finishAt: now + 3_600_000,
  sends: 4,
  perHour: [{ hour: now, sends: 4 }],
  unreachedTotal: 0,
  unreached: [],
  truncated: null,
});

test("a hundred frames in one go are one look at the server", () => {
  const screen = drive().tell({ type: "detail", detail: detailOf() });
  screen.tell({ type: "frames", frames: Array.from({ length: 100 }, (_, n) => frameOf(n)) });
  expect(screen.asked("look")).toHaveLength(1);
  screen.tell({ type: "frames", frames: [frameOf(100)] });
  expect(screen.asked("look")).toHaveLength(0);
  screen.tell({ type: "detail", detail: detailOf() }, { type: "frames", frames: [frameOf(101)] });
  expect(screen.asked("look")).toHaveLength(1);
});

test("the tail follows the newest until one moves up, counts what comes in below, and G follows again", () => {
  const screen = drive().tell({ type: "detail", detail: detailOf() }).does("tab.events");
  screen.tell({ type: "frames", frames: Array.from({ length: 50 }, (_, n) => frameOf(n)) });
  expect(screen.state().stream.cursor.index).toBe(49);
  const stood = shownEvents(screen.does("list.up", "list.up").state().stream)[47];
  screen.tell({ type: "frames", frames: Array.from({ length: 12 }, (_, n) => frameOf(50 + n)) });
  const { stream } = screen.state();
  expect(shownEvents(stream)[stream.cursor.index]).toBe(stood);
  expect(newBelow(stream, 19)).toBe(12);
  expect(screen.does("list.last").state().stream).toMatchObject({ isFollowing: true, cursor: { index: 61 } });
});

test("the tail keeps so many events and no more; forgetting the oldest moves nobody", () => {
  const screen = drive().tell({ type: "detail", detail: detailOf() }).does("tab.events");
  const kept = cliLimits.eventsKept;
  screen.tell({ type: "frames", frames: Array.from({ length: kept }, (_, n) => frameOf(n)) }).does("list.up");
  const stood = shownEvents(screen.state().stream)[screen.state().stream.cursor.index];
  screen.tell({ type: "frames", frames: Array.from({ length: 300 }, (_, n) => frameOf(kept + n)) });
  const { stream } = screen.state();
  expect(stream.events).toHaveLength(kept);
  expect(stream.events[stream.cursor.index]).toBe(stood);
});

test("a filter leaves the events that have every word, and what does not fit it is not new below", () => {
  const screen = drive().tell({ type: "detail", detail: detailOf() }).does("tab.events", "search");
  const failed = { status: "failed", code: "30003" } as const;
  screen.tell({ type: "frames", frames: [frameOf(1), frameOf(2, failed), frameOf(3), frameOf(4, failed)] });
  screen.tell({ type: "paste", text: "FAILED 30003" }).does("search.done", "list.up");
  expect(shownEvents(screen.state().stream).map(({ recipient }) => recipient)).toEqual(["rcp_2", "rcp_4"]);
  screen.tell({ type: "frames", frames: [frameOf(5)] });
  expect(shownEvents(screen.state().stream)).toHaveLength(2);
});

test("a status told twice is one event; what the provider hands on is sent, not accepted for a reason", () => {
  const accepted = { id: "rcp_1", status: "accepted" } as const;
  const screen = drive().tell({
    type: "frames",
    frames: [frameOf(1, accepted), frameOf(2, accepted), frameOf(3, { ...accepted, code: "sent" })].map((frame) => ({
      ...frame,
      address: "+1212•••01",
      line: 2,
    })) as never,
  });
  expect(screen.state().stream.events.map(({ status, detail }) => [status, detail])).toEqual([
    ["accepted", ""],
    ["sent", ""],
  ]);
});

test("moving down the list asks for the next page before the end of what is there comes into sight, once", () => {
  const screen = drive().tell({ type: "detail", detail: detailOf() }).does("tab.people");
  const [{ serial } = { serial: -1 }] = screen.asked("page");
  screen.tell({ type: "page", serial, items: many(100), next: "0.100" });
  for (let n = 0; n < 81; n++) screen.does("list.down");
  expect(screen.asked("page")).toMatchObject([]);
  screen.does("list.down");
  expect(screen.asked("page")).toMatchObject([{ cursor: "0.100", serial }]);
  expect(screen.does("list.last").asked("page")).toHaveLength(0);
  screen.tell({ type: "page", serial, items: [recipientOf(99), recipientOf(100)], next: null });
  expect(loadedOf(screen.state().people)).toBe(101);
  expect(chosenPerson(screen.state().people)?.id).toBe("rcp_99");
});

test("a live frame changes the row where it stands, and leaves every other page as it was", () => {
  const screen = drive().tell({ type: "detail", detail: detailOf() }).does("tab.people");
  screen.tell({ type: "page", serial: 1, items: many(100), next: "0.100" });
  screen.does("list.last");
  screen.tell({ type: "page", serial: 1, items: [recipientOf(100)], next: null });
  const before = screen.state().people.pages;
  screen.tell({ type: "frames", frames: [frameOf(100, { status: "failed", code: "30003" }), frameOf(7_000)] });
  const { pages } = screen.state().people;
  expect(pages[0]).toBe(before[0]);
  expect(pages[1]?.[0]).toMatchObject({ status: "failed", code: "30003", address: "+12125550100" });
});

test("a page of an earlier question is not taken for an answer to this one", () => {
  const screen = drive().tell({ type: "detail", detail: detailOf({ counts: { ready: 2, failed: 1, total: 3 } }) });
  screen.does("tab.people", "filter.next");
  const [{ serial, query } = { serial: -1, query: null }] = screen.asked("page");
  expect(query).toMatchObject({ status: "ready" });
  screen.tell({ type: "page", serial: serial - 1, items: many(9), next: null });
  expect(loadedOf(screen.state().people)).toBe(0);
  expect(screen.does("filter.next").asked("page")).toMatchObject([{ query: { status: "failed" } }]);
  expect(screen.does("filter.next").asked("page")).toMatchObject([{ query: { status: null } }]);
});

test("enter on a reason lists those who stand there for it, and nobody else", () => {
  const reason = { status: "unreached", code: "ended", count: 3, meaning: "m", remedy: "r" } as const;
  const screen = drive().tell(
    { type: "detail", detail: detailOf() },
    { type: "overview", overview: overviewOf({ reasons: [reason] }) },
  );
  screen.does("open");
  expect(screen.state().tab).toBe("people");
  expect(screen.asked("page")).toMatchObject([{ query: { status: "ready", reason } }]);
});

test("stopping says how many will not be contacted, and the safe answer is chosen first", () => {
  const screen = drive().tell({
    type: "detail",
    detail: detailOf({ counts: { ready: 1_200, held: 34, inFlight: 3 } }),
  });
  const question = screen.does("stop").last().confirm;
  expect(question?.isFinal).toBe(true);
  expect(question?.lines[0]).toContain("1,234 people will not be contacted");
  expect(screen.does("stop!").asked("order")).toMatchObject([{ verb: "stop" }]);
});

test("while it is being paused it says how many requests settle, and no other order can be given", () => {
  const screen = drive().tell({ type: "detail", detail: detailOf({ counts: { inFlight: 3 } }) });
  screen.does("pause").tell({ type: "answer", id: "pause", text: " wrong date " });
  expect(screen.asked("order")).toMatchObject([{ verb: "pause", reason: "wrong date" }]);
  expect(bannerOf(screen.state())?.text).toContain("pausing: letting 3 requests in flight settle");
  expect(campaignBindings(screen.state()).filter(({ id }) => ["pause", "stop", "resume"].includes(id))).toEqual([]);
  const paused = detailOf({ status: "paused", statusReason: "wrong date" });
  screen.tell({ type: "ordered", verb: "pause", detail: paused });
  expect(screen.last().note?.text).toContain("Nothing is in flight any more");
  expect(bannerOf(screen.state())?.text).toBe("‖ Paused: wrong date. p resumes it.");
});

test("an order that got no answer is not said to have failed", () => {
  const screen = drive().tell({ type: "detail", detail: detailOf() }).does("stop!");
  const [ask] = screen.asked("order");
  screen.tell({ type: "failed", ask, error: unreachable });
  expect(screen.state().order).toBeNull();
  expect(screen.last().note?.text).toContain("whether the stop was heard");
});

test("further lists are launched only with the attestation, and only where some wait", () => {
  const list = { id: "lst_2", name: "more.csv", status: "draft", sealed: true, problems: 0, counts: { total: 12 } };
  const screen = drive().tell({ type: "detail", detail: detailOf() });
  expect(campaignBindings(screen.state()).some(({ id }) => id === "launch")).toBe(false);
  screen.tell({ type: "detail", detail: detailOf({ outreaches: [list] as never }) });
  expect(campaignBindings(screen.state()).some(({ id }) => id === "launch")).toBe(true);
  const question = screen.does("launch").last().confirm;
  expect(question?.lines.join(" ")).toMatch(/"more.csv": 12 people\. .*agreed to be contacted/);
});

test("a file that is there is replaced only after a yes, and no keeps it", () => {
  const screen = drive().tell({ type: "detail", detail: detailOf() }).does("download");
  expect(screen.last().prompt?.field.text).toBe("delays.csv");
  screen.tell({ type: "answer", id: "download", text: "a.csv" });
  expect(screen.asked("download")).toMatchObject([{ path: "a.csv", mayReplace: false }]);
  const question = screen.tell({ type: "exists", path: "a.csv" }).last().confirm;
  expect(question?.isFinal).toBe(true);
  expect(screen.state().download).toBeNull();
  expect(screen.does(question?.id ?? "").asked("download")).toMatchObject([{ path: "a.csv", mayReplace: true }]);
});

test("an outcome nobody knows can be decided, any other cannot", () => {
  const why = (status: "unknown" | "delivered") => ({
    recipient: recipientOf(1, { status }),
    summary: "",
    gates: [],
    rungs: [],
    dueAt: null,
    events: [],
  });
  const screen = drive().tell({ type: "detail", detail: detailOf() }).does("tab.people");
  screen.tell({ type: "page", serial: 1, items: [recipientOf(1)], next: null }).does("open");
  screen.tell({ type: "why", why: why("delivered") });
  expect(campaignBindings(screen.state()).some(({ id }) => id === "sent")).toBe(false);
  screen.tell({ type: "why", why: why("unknown") });
  expect(campaignBindings(screen.state()).some(({ id }) => id === "sent")).toBe(true);
  expect(screen.does("notSent").last().confirm?.lines.join()).toContain("they get it twice");
  expect(screen.does("notSent!").asked("resolve")).toMatchObject([{ recipient: "rcp_1", verdict: "not_sent" }]);
});

test("what was seen stays while the server is away", () => {
  const screen = drive().tell({ type: "detail", detail: detailOf() }, { type: "overview", overview: overviewOf() });
  const { detail, overview } = screen.state();
  screen.tell({ type: "lost" }, { type: "failed", ask: { ask: "look", id: "cmp_1", delayMs: 0 }, error: unreachable });
  expect(screen.state()).toMatchObject({ detail, overview, isLooking: false });
  expect(bannerOf(screen.state())?.text).toContain("Trying again by itself");
  expect(bodyRows(screen.state(), context)).toBe(19);
  expect(screen.tell({ type: "shown" }).asked("look")).toHaveLength(1);
});

test("who only waits since the import is no event, and no news for the list", () => {
  const screen = drive().tell({ type: "detail", detail: detailOf() }).does("tab.people");
  screen.tell({ type: "page", serial: 1, items: many(3), next: null });
  screen.tell({ type: "frames", frames: [frameOf(1, { status: "ready", attempt: 0 })] });
  expect(screen.state().stream.events).toEqual([]);
  expect(screen.state().people.pages[0]?.[1]?.at).toBeNull();
});

test("an answer nobody foresaw is told and looked for again; that there is no such campaign is not", () => {
  const error = (code: string) => new CommandError({ code, message: `It is ${code}.` });
  const ask = { ask: "watch", id: "cmp_1", delayMs: 0 } as const;
  const screen = drive().tell({ type: "detail", detail: detailOf() });
  screen.tell({ type: "failed", ask, error: error("internal") });
  expect(screen.asked("watch")).toMatchObject([{ delayMs: 5_000 }]);
  expect(bannerOf(screen.state())?.text).toContain("It is internal.");
  expect(bannerOf(screen.tell({ type: "detail", detail: detailOf() }).state())).toBeNull();
  expect(screen.tell({ type: "failed", ask, error: error("not_found") }).asked("watch")).toEqual([]);
});

test("an answer about one person is not shown as another's", () => {
  const whyOf = (n: number) => ({
    recipient: recipientOf(n, { status: "unknown" }),
    summary: "",
    gates: [],
    rungs: [],
    events: [],
    dueAt: null,
  });
  const screen = drive().tell({ type: "detail", detail: detailOf() }).does("tab.people");
  screen.tell({ type: "page", serial: 1, items: many(2), next: null }).does("open");
  screen.tell({ type: "why", why: whyOf(0) }).does("sent!", "close", "list.down", "open");
  screen.tell({ type: "why", why: whyOf(1) });
  screen.tell({ type: "resolved", why: whyOf(0) });
  expect(screen.last().note?.text).toContain("Noted");
  expect(screen.state().person?.why?.recipient.id).toBe("rcp_1");
});

test("who is asked about now is not asked about twice because an answer about somebody else failed", () => {
  const screen = drive().tell({ type: "detail", detail: detailOf() }).does("tab.people");
  screen.tell({ type: "page", serial: 1, items: many(2), next: null }).does("open");
  const [ask] = screen.asked("why");
  screen.does("close", "list.down", "open").tell({ type: "failed", ask, error: unreachable });
  expect(screen.tell({ type: "detail", detail: detailOf() }).asked("why")).toHaveLength(0);
});

test("a forecast made before the one that is shown comes too late", () => {
  const forecastFrom = (from: number): Forecast => ({
    from,
    roundTripMs: 0,
    finishAt: null,
    sends: 0,
    perHour: [],
    unreached: [],
    unreachedTotal: 0,
    truncated: null,
  });
  const screen = drive().tell({ type: "detail", detail: detailOf() });
  const setting = { key: "hours" } as const;
  screen.tell({ type: "changed", setting, detail: detailOf(), forecast: forecastFrom(now + 1) });
  screen.tell({ type: "forecast", forecast: forecastFrom(now) });
  expect(screen.state().forecast?.from).toBe(now + 1);
});
