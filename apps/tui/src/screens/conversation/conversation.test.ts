import type { Answer, CustomerPanel } from "@headsup/contract";
import { expect, test } from "vitest";
import { whyFirst } from "../../show/conversationWords.ts";
import { plainTheme } from "../../terminal/theme.ts";
import { conversationBindings } from "./bindings.ts";
import { isTypingInConversation } from "./conversation.ts";
import { conversationLines } from "./conversationLines.ts";
import type { ConversationStep, Sending } from "./state.ts";
import {
  after,
  command,
  context,
  conversationWith,
  failedWith,
  keys,
  later,
  messageWith,
  now,
  opened,
  threadWith,
} from "./testThread.ts";
import { answerTaken, filledAnswer } from "./writing.ts";

const frame = { ...context, theme: plainTheme, isOffline: false };
const textOf = (step: ConversationStep) => conversationLines(step.state, frame).join("\n");
const sendingOf = ({ asks = [] }: ConversationStep): Sending | undefined =>
  asks.flatMap((ask) => (ask.ask === "send" ? [ask.sending] : []))[0];

test("F6 an answer carries the version its writer had before them at the last key, not one that came after it", () => {
  const thread = threadWith();
  const typed = after(opened(thread), ...keys("Yes"));
  const more = later(thread, { text: "Hello??" });
  const sent = after(typed.state, { type: "thread", thread: more }, command("send"));
  expect(sendingOf(sent)).toMatchObject({ text: "Yes", seen: { version: 3 } });
  const read = after(typed.state, { type: "thread", thread: more }, ...keys("."), command("send"));
  expect(sendingOf(read)).toMatchObject({ text: "Yes.", seen: { version: 4 } });
});

test("F6 a refused answer comes back before what was typed meanwhile, and is asked about with what was said", () => {
  const thread = threadWith();
  const sent = after(opened(thread), ...keys("One"), command("send"));
  expect(sent.state.answer.text).toBe("");
  const refused = after(sent.state, ...keys("two"), failedWith(sent.asks?.[0], "conversation_moved"));
  expect(refused.state.answer.text).toBe("One\ntwo");
  expect(refused.asks).toEqual([{ ask: "look", id: "cnv_1" }]);
  const more = later(thread, { direction: "out", author: { kind: "user", name: "Ben" }, text: "Done." });
  const asked = after(refused.state, { type: "thread", thread: more });
  expect(asked.confirm).toMatchObject({ title: "It was answered meanwhile", isFinal: true });
  expect(asked.confirm?.lines[0]).toContain("Ben, ");
  expect(after(asked.state, { type: "thread", thread: more }).confirm).toBeUndefined();
  const anyway = after(asked.state, command("send.anyway"));
  expect(anyway.asks).toMatchObject([
    { ask: "send", anyway: true, sending: { text: "One\ntwo", seen: { version: 4 } } },
  ]);
});

test("F6 a question back can be sent and left open, and the next one taken", () => {
  const sent = after(opened(), ...keys("Which day?"), command("sendOn"));
  const sending = sendingOf(sent);
  expect(sending).toMatchObject({ text: "Which day?", close: false, onward: "next" });
  const arrived = sending && after(sent.state, { type: "sent", thread: threadWith(), sending });
  expect(arrived?.asks).toEqual([{ ask: "next" }]);
  expect(arrived?.state.closed).toBeNull();
});

test("F6 a second answer waits for the first, with its text kept", () => {
  const first = after(opened(), ...keys("One"), command("send"));
  const second = after(first.state, ...keys("Two"), command("send"));
  expect(second.asks).toBeUndefined();
  expect(second.state.answer.text).toBe("Two");
  expect(second.note?.text).toContain("on its way");
});

test("F6 what is typed is told as a draft at most once in a moment, and again while it changes", () => {
  const first = after(opened(), ...keys("a"));
  expect(first.asks).toEqual([{ ask: "await draft" }]);
  const more = after(first.state, ...keys("bc"));
  expect(more.asks).toBeUndefined();
  const due = after(more.state, { type: "draft due" });
  expect(due.asks).toEqual([{ ask: "draft", id: "cnv_1", text: "abc" }]);
  const told = after(due.state, ...keys("d"), { type: "drafted", text: "abc" });
  expect(told.asks).toEqual([{ ask: "await draft" }]);
  const again = after(told.state, { type: "draft due" });
  expect(after(again.state, { type: "drafted", text: "abcd" }).asks).toBeUndefined();
});

test("F6 one leaves when the draft is safe, and is asked where it cannot be", () => {
  const typed = after(opened(), ...keys("abc"), command("read"), command("leave"));
  expect(typed.go).toBeUndefined();
  expect(typed.asks).toEqual([{ ask: "draft", id: "cnv_1", text: "abc" }]);
  expect(after(typed.state, { type: "drafted", text: "abc" }).go).toBe("back");
  const failed = after(typed.state, failedWith(typed.asks?.[0], "unreachable"));
  expect(failed.go).toBeUndefined();
  expect(after(failed.state, command(failed.confirm?.id ?? "")).go).toBe("back");
  const note = after(opened(), command("kind"), ...keys("n"), command("read"), command("leave"));
  expect(note.confirm?.lines[0]).toContain("note");
});

test("F6 the answer begun before is found again, and what was said since is told", () => {
  const thread = threadWith({ drafts: [{ author: "Maya", text: "Half an", at: now, isMine: true }] });
  const state = opened(thread);
  expect(state.answer.text).toBe("Half an");
  const news = after(state, { type: "thread", thread: later(thread, { text: "Hello??" }) });
  expect(textOf(news)).toContain("! Ada wrote since you began.");
  expect(textOf(after(news.state, command("send")))).not.toContain("since you began");
});

test("F6 close and next leaves for the one that was given, and takes the closing along to be undone", () => {
  const thread = threadWith({ conversation: conversationWith({ agent: { id: "agt_1", name: "Maya" } }) });
  const closing = after(opened(thread), { type: "glanced", message: "msg_first" }, command("onward"));
  expect(closing.asks).toEqual([{ ask: "patch", id: "cnv_1", change: { status: "closed", seen: 3 }, onward: "next" }]);
  const shut = later(threadWith({ conversation: conversationWith({ status: "closed" }) }), { direction: "event" });
  const closed = after(closing.state, {
    type: "patched",
    thread: shut,
    change: { status: "closed", seen: 3 },
    onward: "next",
  });
  expect(closed.asks).toEqual([{ ask: "next" }]);
  const given = after(closed.state, {
    type: "given",
    answer: {
      conversation: conversationWith({ id: "cnv_2" }),
      match: { score: 5, parts: [{ why: "waits", points: 5 }] },
      waiting: 0,
      reason: null,
    },
  });
  expect(given.go).toEqual({
    to: {
      screen: "conversation",
      id: "cnv_2",
      why: "First, with 5: waits +5",
      closed: { id: "cnv_1", name: "Ada", agent: "agt_1" },
    },
    isReplacing: true,
  });
});

test("F6 an answer to who said stop cannot be typed or sent, and keys meant for it are lost nowhere else", () => {
  const state = opened(threadWith({ suppressed: "They said stop." }));
  const offered = conversationBindings(state).map(({ id }) => id);
  for (const id of ["send", "sendOn", "answers"]) expect(offered).not.toContain(id);
  // Who types all the same gives no command by it.
  const typed = after(state, ...keys("edit this"));
  expect(typed).toMatchObject({ state: { chooser: null, answer: { text: "" } } });
  expect(typed.asks).toBeUndefined();
  const stopped = after(opened(), ...keys("Sure"), {
    type: "thread",
    thread: threadWith({ suppressed: "They said stop." }),
  });
  expect(after(stopped.state, command("send")).asks).toBeUndefined();
  expect(after(stopped.state, command("send")).state.answer.text).toBe("Sure");
});

test("F6 a thread that is older than the one seen is let go", () => {
  const thread = threadWith();
  const newer = after(opened(thread), { type: "thread", thread: later(thread, { text: "More" }) });
  expect(after(newer.state, { type: "thread", thread }).state.thread?.messages).toHaveLength(2);
});

test("F6 a stored answer keeps its defaults and conditions, and shows what is missing as it stands", () => {
  const filled = (text: string) => filledAnswer({ text, language: "en" }, { first_name: "Ada" });
  expect(filled("Hi {{ first_name }}, {{ order }} {{ day | upcase }}.")).toBe("Hi Ada, {{ order }} {{ DAY }}.");
  expect(filled('Hi {{ nick | default: "you" }}{% if order %} {{ order }}{% endif %}.')).toBe("Hi you.");
  expect(filled("Come on {{ day | date }}.")).toBe("Come on {{ day | date }}.");
});

const answerWith = (text: string, id = "ans_1"): Answer => ({
  id,
  name: id,
  channel: "sms",
  language: "en",
  text,
  variables: [],
  variants: [{ language: "en", content: { channel: "sms", text, media: [] } }],
  createdAt: now,
});

test("F6 what is typed on a gap takes its place, and tab goes to the next one", () => {
  const answer = answerWith("Hi {{ first_name }}: {{ order }} on {{ day }}.");
  const taken = answerTaken(opened(), answer);
  const typed = after(taken.state, ...keys("17"), command("send"));
  expect(typed.note?.text).toContain("{{ day }}");
  expect(typed.asks).toBeUndefined();
  const sent = after(after(taken.state, command("gap")).state, ...keys("Monday"), command("gap"), ...keys("17"));
  expect(sent.state.answer.text).toBe("Hi Ada: 17 on Monday.");
  expect(sendingOf(after(sent.state, command("send")))?.text).toBe("Hi Ada: 17 on Monday.");
});

test("F6 a stored answer taken behind words stands apart from them", () => {
  const taken = answerTaken(after(opened(), ...keys("Sorry.")).state, answerWith("It comes."));
  expect(taken.state.answer.text).toBe("Sorry. It comes.");
});

test("F5 why it came first is told until it is answered, the weightiest part first and without what stands beside it", () => {
  const parts = [
    { why: "waiting longer than 10 min (1 h 19 min): Small", points: 1 },
    { why: "inbox VIP (gold): Very Large", points: 8 },
    { why: "priority high", points: 5 },
  ];
  const why = whyFirst({ score: 14, parts });
  expect(why).toBe("First, with 14: inbox VIP +8, priority high +5, waiting longer than 10 min +1");
  const given = { ...opened(), why };
  expect(textOf({ state: given })).toContain(why);
  const sent = after(given, ...keys("Yes"), command("send"));
  const [ask] = sent.asks ?? [];
  if (ask?.ask !== "send") throw new Error("nothing was sent");
  const answered = after(sent.state, { type: "sent", thread: threadWith(), sending: ask.sending });
  expect(textOf(answered)).not.toContain("First, with");
});

test("F6 out of a note that is not begun, the keys and the field speak of answers again", () => {
  const left = after(opened(), command("note"), command("read"));
  expect(left.state.kind).toBe("answer");
  const begun = after(opened(), command("note"), ...keys("Call"), command("read"));
  expect(begun.state).toMatchObject({ kind: "note", note: { text: "Call" } });
});

test("F6 of who said stop it is told to which sender: this one, or another", () => {
  const said = (scopeId: string) => {
    const panel: CustomerPanel = {
      customer: { id: "cus_1", name: "Ada", about: "", addresses: [], variables: {}, createdAt: now },
      suppressions: [{ address: "+12125550101", scope: "sender", scopeId, reason: "reply", createdAt: now }],
      outreach: [],
      conversations: [],
    };
    return textOf(after({ ...opened(), isPanelOpen: true }, { type: "panel", panel }));
  };
  expect(said("snd_1")).toContain("✗ Not to be contacted from this sender: they replied STOP, ");
  expect(said("snd_2")).toContain("✗ Not to be contacted from another sender: they replied STOP, ");
});

test("F6 stored answers are offered as they would be sent, those with nothing missing first", () => {
  const answers = [answerWith("Your {{ plan }}", "ans_1"), answerWith("Hi {{ first_name }}", "ans_2")];
  const asked = after(opened(), ...keys("/"));
  expect(asked.asks).toEqual([{ ask: "choices", about: "answers" }]);
  const { chooser } = after(asked.state, { type: "choices", about: "answers", options: [], answers }).state;
  expect(chooser?.options.map(({ aside }) => aside)).toEqual(["Hi Ada", "Your {{ plan }}"]);
});

test("F6 letters typed before the stored answers are there look for one, and go neither to the customer nor to commands", () => {
  const answers = [answerWith("On its way", "ans_1"), answerWith("Sorry", "ans_2")];
  const asked = after(opened(), ...keys("/sor"));
  expect(asked.state.answer.text).toBe("");
  expect(textOf(asked)).toContain("Looking …");
  const choices = { type: "choices", about: "answers", options: [], answers } as const;
  expect(after(asked.state, choices, command("choose.take")).state.answer.text).toBe("Sorry");
  expect(after(asked.state, command("choose.take"), choices).state.answer.text).toBe("Sorry");
  const topics = after(opened(), command("read"), command("topics"));
  expect(isTypingInConversation(topics.state)).toBe(true);
  const left = after(topics.state, command("choose.leave"), { type: "choices", about: "topics", options: [] });
  expect(left.state.chooser).toBeNull();
});

test("F6 a conversation is closed at one key once its last word was noticed, and over a newer one at the second", () => {
  const thread = later(threadWith(), { id: "msg_thanks", text: "Thanks" });
  const noticed = after(opened(thread), { type: "glanced", message: "msg_thanks" });
  expect(after(noticed.state, command("onward")).asks).toMatchObject([{ ask: "patch", change: { status: "closed" } }]);
  const more = after(noticed.state, {
    type: "thread",
    thread: later(thread, { id: "msg_more", text: "One more thing" }),
  });
  expect(more.asks).toContainEqual({ ask: "await glance", message: "msg_more" });
  const held = after(more.state, { type: "glanced", message: "msg_thanks" }, command("onward"));
  expect(held.asks).toBeUndefined();
  expect(held.note?.text).toContain("One more thing");
  expect(after(held.state, command("onward")).asks).toMatchObject([{ ask: "patch", change: { status: "closed" } }]);
});

test("F6 a second quick key closes neither the next conversation unread nor the same one twice", () => {
  const unread = after(opened(), command("onward"));
  expect(unread.asks).toBeUndefined();
  expect(unread.note?.text).toContain("Hello?");
  const closing = after(unread.state, command("onward"));
  expect(closing.asks).toHaveLength(1);
  expect(after(closing.state, command("onward")).asks).toBeUndefined();
  const failed = after(closing.state, failedWith(closing.asks?.[0], "unreachable"));
  expect(after(failed.state, command("onward")).asks).toHaveLength(1);
});

test("F6 what did not arrive says why and what to do, and is written again by a key", () => {
  const failed = messageWith({
    direction: "out",
    author: { kind: "user", name: "Maya" },
    text: "Tomorrow.",
    status: "undelivered",
    code: "30003",
    meaning: "The phone could not be reached.",
  });
  const state = opened(threadWith({ messages: [failed] }));
  expect(textOf({ state })).toContain("✗ not delivered: The phone could not be reached. w writes it again");
  const again = after(state, command("read"), command("rewrite"));
  expect(again.state).toMatchObject({ isWriting: true, answer: { text: "Tomorrow." } });
});

test("F6 whoever reads further up keeps their lines when more is said", () => {
  const messages = Array.from({ length: 40 }, (_, at) => messageWith({ text: `Message ${at}` }));
  const thread = threadWith({ messages });
  const up = after(opened(thread), command("scroll.pageUp"));
  const seen = (step: ConversationStep) => /Message \d+/.exec(textOf(step))?.[0];
  expect(seen(after(up.state, { type: "thread", thread: later(thread, { text: "New" }) }))).toBe(seen(up));
  expect(textOf(up)).toContain("newer");
  expect(textOf(after(up.state, command("scroll.last")))).toContain("Message 39");
});

test("J1 no key of the screen means two things, whatever it shows", () => {
  const closed = opened(threadWith({ conversation: conversationWith({ status: "closed", flag: "Look" }) }));
  const states = [
    opened(),
    after(opened(), ...keys("abc")).state,
    after(opened(), command("kind")).state,
    after(opened(), command("read")).state,
    { ...closed, closed: { id: "cnv_0", name: "Bob", agent: null } },
    after(closed, command("trial")).state,
  ];
  for (const state of states) {
    const all = conversationBindings(state).flatMap((binding) => binding.keys);
    expect(all.filter((key, at) => all.indexOf(key) !== at)).toEqual([]);
  }
});
