import type { Binding } from "../../app/bindings.ts";
import { chooserBindings } from "../../ui/chooser.ts";
import { isUnsafe } from "./leaving.ts";
import { type ConversationState, canWrite, fieldOfKind } from "./state.ts";
import { hasFailed } from "./threadLines.ts";
import { hasGap } from "./writing.ts";

const scrolling: readonly Binding[] = [
  { id: "scroll.pageUp", keys: ["pageup", "ctrl+u"], label: "A page up", group: "Move" },
  { id: "scroll.pageDown", keys: ["pagedown", "ctrl+d"], label: "A page down", group: "Move" },
  { id: "scroll.up", keys: ["k", "up"], label: "Up", group: "Move" },
  { id: "scroll.down", keys: ["j", "down"], label: "Down", group: "Move" },
  { id: "scroll.first", keys: ["g", "home"], label: "To the first message", group: "Move" },
  { id: "scroll.last", keys: ["G", "end"], label: "To the last message", group: "Move" },
];

/** While one writes these keys belong to the text. */
const scrollingAside: readonly Binding[] = scrolling
  .slice(0, 2)
  .map((binding) => ({ ...binding, keys: binding.keys.slice(0, 1) }));

export function conversationBindings(state: ConversationState): readonly Binding[] {
  if (state.chooser !== null) return chooserBindings;
  if (state.isWriting) return [...writing(state), ...scrollingAside, ...quitting(state)];
  const leave = { id: "leave", keys: ["esc", "q"], label: "Back to the inbox", short: "back", group: "Move" };
  if (state.trial !== null)
    return [
      { id: "trial.close", keys: ["esc", "q", "R"], label: "Back to the thread", short: "back", group: "Move" },
      ...scrolling,
      ...quitting(state),
    ];
  return [...reading(state), leave, ...scrolling, ...quitting(state)];
}

/** Out of the terminal at once, but not past an answer that nobody keeps. */
const quitting = (state: ConversationState): Binding[] =>
  isUnsafe(state) ? [{ id: "leave.quit", keys: ["ctrl+c"], label: "Quit", group: "Move" }] : [];

function writing(state: ConversationState): Binding[] {
  const group = "Write";
  const isNote = state.kind === "note";
  const isEmpty = fieldOfKind(state).text.trim() === "";
  const isClosed = state.thread?.conversation.status === "closed";
  const sends = isNote || isEmpty ? "" : "Send, ";
  const onward = `${sends}${isClosed && sends === "" ? "" : "close, "}take the next`;
  const canSend = canWrite(state);
  const all = [
    {
      id: "send",
      keys: ["enter"],
      label: isNote ? "Keep this note" : "Send it",
      short: isNote ? "keep" : "send",
      group,
    },
    {
      id: "onward",
      keys: ["ctrl+n"],
      label: upper(onward),
      short: sends !== "" ? "send, next" : isClosed ? "next" : "close, next",
      group,
    },
    ...(hasGap(state)
      ? [{ id: "gap", keys: ["tab"], label: "To the next thing to be replaced", short: "next gap", group }]
      : []),
    { id: "answers", keys: ["ctrl+r"], label: "A stored answer", short: "answers", group },
    {
      id: "kind",
      keys: ["ctrl+t"],
      label: isNote ? "Write an answer instead" : "Write a note for colleagues",
      short: isNote ? "answer" : "note",
      group,
    },
    { id: "read", keys: ["esc"], label: "Out of the text: letters are commands", short: "actions", group },
    { id: "sendClose", keys: ["ctrl+s"], label: upper(`${sends}close`), group },
    ...(sends === "" ? [] : [{ id: "sendOn", keys: ["ctrl+g"], label: "Send, leave it open, take the next", group }]),
    { id: "newline", keys: ["alt+enter", "ctrl+j"], label: "New line", group },
    { id: "panel", keys: ["ctrl+o"], label: "Who the customer is", group: "Show" },
  ];
  return canSend ? all : all.filter(({ id }) => !ofAnAnswer.has(id));
}

/** What makes sense only where an answer can be written. */
const ofAnAnswer: ReadonlySet<string> = new Set(["send", "gap", "answers", "sendOn", "newline"]);

const upper = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

function reading(state: ConversationState): Binding[] {
  const { thread, closed } = state;
  const group = "Conversation";
  const next = { id: "next", keys: ["n"], label: "Take the next one", short: "next", group };
  const undo =
    closed === null
      ? []
      : [{ id: "undo", keys: ["u"], label: `Open ${closed.name}'s again`, short: "undo close", group }];
  if (thread === null) return [next, ...undo];
  const { conversation, messages } = thread;
  const isOpen = conversation.status === "open";
  const writes = [
    ...(canWrite({ thread, kind: "answer" })
      ? [{ id: "write", keys: ["i", "enter"], label: "Write an answer", short: "write", group }]
      : []),
    { id: "note", keys: ["N"], label: "Write a note for colleagues", short: "note", group },
  ];
  const closes = isOpen
    ? [
        { id: "onward", keys: ["C", "ctrl+n"], label: "Close, take the next", short: "close, next", group },
        { id: "close", keys: ["c"], label: "Close", group },
      ]
    : [{ id: "reopen", keys: ["o"], label: "Open it again", short: "open again", group }];
  const retries = messages.some(hasFailed)
    ? [{ id: "rewrite", keys: ["w"], label: "Write again what did not arrive", short: "write again", group }]
    : [];
  return [
    ...writes,
    ...retries,
    ...undo,
    ...closes,
    next,
    ...(messages.some(({ quoted }) => quoted !== null)
      ? [
          {
            id: "fold",
            keys: ["z"],
            label: state.isUnfolded ? "Fold away what is quoted" : "Show what is quoted",
            short: state.isUnfolded ? "fold" : "quoted",
            group: "Show",
          },
        ]
      : []),
    { id: "panel", keys: ["p", "ctrl+o"], label: "Who the customer is", short: "customer", group: "Show" },
    { id: "assign", keys: ["a"], label: "Give it to somebody, or to nobody", short: "assign", group },
    { id: "topics", keys: ["t"], label: "Topics", short: "topics", group },
    { id: "skill", keys: ["S"], label: "What it takes to answer it", group },
    { id: "inbox", keys: ["I"], label: "Move it to another inbox", group },
    { id: "priority", keys: ["P"], label: "Priority", group },
    ...(conversation.flag === null
      ? []
      : [{ id: "flag", keys: ["F"], label: "Looked at: take the flag away", short: "no flag", group }]),
    { id: "name", keys: ["e"], label: "The customer's name", group: "Customer" },
    { id: "about", keys: ["E"], label: "What colleagues should know of them", group: "Customer" },
    { id: "others", keys: ["v"], label: "Their other conversations", group: "Customer" },
    { id: "trial", keys: ["R"], label: "Which rules match their last message", group: "Show" },
    { id: "look", keys: ["ctrl+r"], label: "Look again now", group: "Show" },
  ];
}
