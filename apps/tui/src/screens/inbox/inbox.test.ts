import type { Conversation, ConversationPage } from "@headsup/contract";
import { expect, test } from "vitest";
import type { Context, ScreenEvent } from "../../app/screen.ts";
import { CommandError } from "../../failure.ts";
import { waitWord } from "../../show/conversationWords.ts";
import { plainTheme } from "../../terminal/theme.ts";
import { conversationWith, now } from "../conversation/testThread.ts";
import { inboxBindings } from "./bindings.ts";
import { beginInbox, isTypingInInbox, updateInbox } from "./inbox.ts";
import { inboxLines } from "./inboxLines.ts";
import { chosenConversation, type InboxEvent, type InboxState, type InboxStep, isNew } from "./state.ts";

const context: Context = { now, columns: 80, rows: 21 };
const frame = { ...context, theme: plainTheme, isOffline: false };
const blank = beginInbox({ screen: "inbox" }).state;

const after = (state: InboxState, ...events: readonly (ScreenEvent | InboxEvent)[]): InboxStep =>
  events.reduce<InboxStep>((step, event) => updateInbox(step.state, event, context), { state });
const command = (id: string): ScreenEvent => ({ type: "command", id });

const pageOf = (...items: Conversation[]): ConversationPage => ({
  now,
  items,
  next: null,
  counts: { waiting: items.length, mine: 0, open: items.length, overdue: 0 },
});
const told = (state: InboxState, ...items: Conversation[]) =>
  after(state, { type: "page", serial: state.serial, page: pageOf(...items) }).state;

const first = conversationWith({ id: "cnv_1" });
const second = conversationWith({ id: "cnv_2" });
const third = conversationWith({ id: "cnv_3" });

test("F6 the row one stands on is the conversation's, wherever the list moves it", () => {
  const state = after(told(blank, first, second), command("list.down")).state;
  expect(chosenConversation(told(state, third, first, second))?.id).toBe("cnv_2");
  expect(chosenConversation(told(state, first, third))?.id).toBe("cnv_3");
});

test("F6 letters typed before the filters are there look for one, and are no commands", () => {
  const desk = { inboxes: [], topics: [{ name: "delivery", description: "", createdAt: now }], skills: [], agents: [] };
  const asked = after(blank, command("filter"), { type: "press", press: { name: "d", text: "d" } });
  expect(isTypingInInbox(asked.state)).toBe(true);
  const told = after(asked.state, { type: "desk", desk });
  expect(told.state.chooser).toMatchObject({ isAwaited: false, field: { text: "d" } });
  expect(after(told.state, command("choose.take")).state.narrowing.topic).toBe("delivery");
  const ahead = after(asked.state, command("choose.take"), { type: "desk", desk });
  expect(ahead.state).toMatchObject({ chooser: null, narrowing: { topic: "delivery" } });
});

test("F6 what needs no answer is closed from its row, as far as its row told, and taken back by a key", () => {
  const held = conversationWith({ id: "cnv_1", version: 7, agent: { id: "agt_1", name: "Maya" } });
  const closing = after(told(blank, held, second), command("close"));
  const it = { id: "cnv_1", name: "Ada", agent: "agt_1" };
  expect(closing.asks).toEqual([{ ask: "close", closed: it, seen: 7 }]);
  const closed = after(closing.state, { type: "closed", closed: it });
  expect(chosenConversation(closed.state)?.id).toBe("cnv_2");
  expect(closed.note?.text).toBe("Closed Ada's. u takes it back.");
  const undone = after(closed.state, command("undo"));
  expect(undone.asks).toEqual([{ ask: "reopen", closed: it }]);
  expect(after(undone.state, { type: "reopened", name: "Ada" }).state.closed).toBeNull();
  const gone = told(blank, conversationWith({ status: "closed" }));
  expect(inboxBindings(gone).map(({ id }) => id)).not.toContain("close");
});

test("F6 how late a conversation is stands whole in its row at 80 columns", () => {
  const late = conversationWith({ dueAt: now - 168 * 60_000 });
  expect(inboxLines(told(blank, late), frame).join("\n")).toContain("! 2h48m late");
});

test("F6 a page that answers an older question is let go", () => {
  const mine = after(told(blank, first), command("view.mine"));
  expect(mine.asks).toEqual([
    { ask: "watch", serial: 1, query: { view: "mine", narrowing: expect.objectContaining({ search: "" }) } },
  ]);
  expect(after(mine.state, { type: "page", serial: 0, page: pageOf(first) }).state.items).toBeNull();
});

test("F6 new is what the customer said since one looked, not all there was at first", () => {
  const state = told(blank, first);
  expect(isNew(state, first)).toBe(false);
  const more = { ...first, last: { ...first.last, at: now + 1_000 } };
  expect(isNew(told(state, more), more)).toBe(true);
  const back = after(told(state, more), command("open"));
  expect(back.go).toEqual({ to: { screen: "conversation", id: "cnv_1" } });
  const seen = updateInbox(back.state, { type: "shown" }, { ...context, now: now + 2_000 }).state;
  expect(isNew(seen, more)).toBe(false);
});

test("F6 how long a customer waits is said in few letters, and lateness by a sign and a word", () => {
  const waits = (ms: number) => waitWord(conversationWith({ waitingSince: now - ms }), now);
  expect([20_000, 240_000, 4_200_000, 40_000_000, 300_000_000].map(waits)).toEqual([
    "waits <1m",
    "waits 4m",
    "waits 1h10m",
    "waits 11h",
    "waits 3d",
  ]);
  expect(waitWord(conversationWith({ dueAt: now - 720_000 }), now)).toBe("! 12m late");
  expect(waitWord(conversationWith({ waitingSince: null, dueAt: now - 720_000 }), now)).toBe("answered");
});

test("F5 next opens what was given, with why; and says so where nothing was", () => {
  const taking = after(told(blank, first), command("next"));
  expect(taking.asks).toEqual([{ ask: "next" }]);
  expect(after(taking.state, command("next")).asks).toBeUndefined();
  const answer = {
    conversation: first,
    match: { score: 5, parts: [{ why: "waits", points: 5 }] },
    waiting: 0,
    reason: null,
  };
  expect(after(taking.state, { type: "given", answer }).go).toEqual({
    to: { screen: "conversation", id: "cnv_1", why: "First, with 5: waits +5" },
  });
  const none = { conversation: null, match: null, waiting: 3, reason: "You hold 8 of 8." };
  expect(after(taking.state, { type: "given", answer: none })).toMatchObject({
    state: { isTaking: false },
    note: { text: "You hold 8 of 8." },
  });
});

test("F5 one who is no agent is offered to become one, wherever that was needed", () => {
  const error = new CommandError({ code: "no_agent", message: "You are no agent here yet." });
  const refused = after(told(blank, first), { type: "failed", ask: { ask: "next" }, error });
  expect(refused.confirm?.id).toBe("enlist");
  expect(after(refused.state, command("enlist")).asks).toEqual([{ ask: "enlist" }]);
  expect(after({ ...blank, me: null }, command("status")).confirm?.id).toBe("enlist");
});

test("F6 names from elsewhere cannot move the cursor or make a row longer than the screen", () => {
  const odd = conversationWith({
    customer: { id: "cus_9", name: "\x1b[2J家族👨‍👩‍👧‍👦 a very long name that goes on and on" },
    last: { at: now, from: "customer", text: "one\ntwo\x07" },
  });
  const lines = inboxLines(told(blank, odd), frame);
  expect(lines.join("")).not.toContain("\x1b");
  expect(lines.join("")).toContain("one⏎two�");
});

test("J1 no key of the inbox means two things", () => {
  const agent = { id: "agt_1" } as NonNullable<InboxState["me"]>;
  const narrowed = { ...told(blank, first), me: agent, narrowing: { ...blank.narrowing, search: "x" } };
  for (const state of [narrowed, after(narrowed, command("order")).state]) {
    const keys = inboxBindings(state).flatMap((binding) => binding.keys);
    expect(keys.filter((key, at) => keys.indexOf(key) !== at)).toEqual([]);
  }
});

test("a campaign's replies are asked for alone, whoever has them, until esc shows all again", () => {
  const campaign = { id: "cmp_1", name: "Delays" };
  const { state, asks } = beginInbox({ screen: "inbox", campaign });
  expect(asks?.[0]).toMatchObject({ ask: "watch", query: { view: "all", narrowing: { campaign } } });
  expect(inboxLines(told(state, first), frame).join("\n")).toContain("Only: replies to “Delays”");
  expect(after(state, command("clear")).state.narrowing.campaign).toBeNull();
});
