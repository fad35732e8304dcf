/** What is chosen of many: who has the conversation, its topics, what it needs, a stored answer. */
import { limits, Priority } from "@headsup/contract";
import {
  type Chooser,
  chooserAwaited,
  chooserFilled,
  chooserMoved,
  chosenOption,
  type Option,
} from "../../ui/chooser.ts";
import { otherWord } from "./panelLines.ts";
import type { About, Change, ConversationState, ConversationStep } from "./state.ts";
import { answerTaken } from "./writing.ts";

const titles: Readonly<Record<About, string>> = {
  agent: "Who should have it?",
  topics: "Topics: ⏎ adds or takes away, Esc when done",
  skill: "What does it take to answer it?",
  inbox: "Which inbox should it be in?",
  priority: "How urgent is it?",
  answers: "A stored answer",
  others: "Their other conversations",
};

/** What to say where there is nothing to choose from. */
const nothing: Partial<Record<About, string>> = {
  topics: "There is no topic yet: headsup topic create",
  skill: "There is no skill yet: headsup skill create",
  answers: "No answer is stored yet: headsup answer create",
  others: "They have no other conversation.",
};

/** Opens a chooser. What it shows may have to be asked for; it takes the letters typed meanwhile. */
export function choose(state: ConversationState, about: About, now: number): ConversationStep {
  if (about === "priority")
    return offered(
      state,
      about,
      Priority.options.map((id) => ({ id, label: id })),
    );
  if (about !== "others")
    return {
      state: { ...state, chooser: chooserAwaited({ about, title: titles[about] }) },
      asks: [{ ask: "choices", about }],
    };
  const others = (state.panel?.conversations ?? []).filter(({ id }) => id !== state.id);
  return offered(
    state,
    about,
    others.map((each) => ({ id: each.id, label: otherWord(each, now) })),
  );
}

export function offered(state: ConversationState, about: About, given: readonly Option[]): ConversationStep {
  const { thread } = state;
  if (thread === null) return { state };
  const { agent, inbox, skill, priority } = thread.conversation;
  const nobody = { id: "", label: about === "agent" ? "nobody: it waits again" : "nothing in particular" };
  const options = about === "skill" || about === "agent" ? [...given, nobody] : given;
  const said = nothing[about];
  if (given.length === 0 && said !== undefined)
    return { state: { ...state, chooser: null }, note: { tone: "attention", text: said } };
  const chosen = {
    agent: agent?.id ?? "",
    inbox: inbox.id,
    skill: skill ?? "",
    priority,
    topics: null,
    answers: null,
    others: null,
  }[about];
  const shown = about === "topics" ? marked(options, thread.conversation.topics) : options;
  return {
    state: { ...state, chooser: chooserFilled(state.chooser, { about, title: titles[about], options: shown, chosen }) },
  };
}

/** Topics with a sign before those it has. */
const marked = (options: readonly Option[], topics: readonly string[]): Option[] =>
  options.map((option) => ({ ...option, label: `${topics.includes(option.id) ? "✓" : " "} ${option.id}` }));

export function choosing(state: ConversationState, chooser: Chooser, command: string): ConversationStep {
  if (command === "choose.leave") return { state: { ...state, chooser: null } };
  if (command !== "choose.take") return { state: { ...state, chooser: chooserMoved(chooser, command) } };
  if (chooser.isAwaited) return { state: { ...state, chooser: { ...chooser, isTakenAhead: true } } };
  const id = chosenOption(chooser)?.id;
  const closed = { ...state, chooser: null };
  if (id === undefined) return { state: closed };
  switch (chooser.about as About) {
    case "answers": {
      const answer = state.answers.find((each) => each.id === id);
      return answer === undefined ? { state: closed } : answerTaken(closed, answer);
    }
    case "others":
      return { state: closed, go: { to: { screen: "conversation", id } } };
    case "topics":
      return toggled(state, chooser, id);
    case "agent":
      return patched(closed, { agent: id === "" ? null : id });
    case "skill":
      return patched(closed, { skill: id === "" ? null : id });
    case "inbox":
      return patched(closed, { inbox: id });
    case "priority":
      return patched(closed, { priority: Priority.parse(id) });
  }
}

/** A topic added or taken away; the chooser stays for the next. */
function toggled(state: ConversationState, chooser: Chooser, topic: string): ConversationStep {
  const { thread } = state;
  if (thread === null) return { state };
  const { topics: before } = thread.conversation;
  const topics = before.includes(topic) ? before.filter((each) => each !== topic) : [...before, topic];
  if (topics.length > limits.topicsOfConversationMax)
    return {
      state,
      note: { tone: "attention", text: `A conversation has at most ${limits.topicsOfConversationMax} topics.` },
    };
  const conversation = { ...thread.conversation, topics };
  const next = {
    ...state,
    thread: { ...thread, conversation },
    chooser: { ...chooser, options: marked(chooser.options, topics) },
  };
  return patched(next, { topics });
}

export const patched = (state: ConversationState, change: Change): ConversationStep => ({
  state,
  asks: [{ ask: "patch", id: state.id, change, onward: "stay" }],
});
