import { type Binding, listBindings } from "../../app/bindings.ts";
import { chooserBindings } from "../../ui/chooser.ts";
import { hasNarrowingLine } from "./rows.ts";
import { chosenConversation, type InboxState, type View, views } from "./state.ts";

export const viewWords: Readonly<Record<View, string>> = {
  waiting: "Waiting",
  mine: "Mine",
  all: "All open",
  closed: "Closed",
};

const typing: readonly Binding[] = [
  { id: "search.done", keys: ["enter", "down"], label: "Look for these words", short: "find", group: "Find" },
  { id: "search.cancel", keys: ["esc"], label: "Leave it", short: "leave it", group: "Find" },
];

const viewBindings: readonly Binding[] = [
  ...views.map((view, at) => ({
    id: `view.${view}`,
    keys: [String(at + 1)],
    label: `Show: ${viewWords[view]}`,
    group: "Show",
  })),
  { id: "view.next", keys: ["tab"], label: "Next view", short: "next view", group: "Show" },
  { id: "view.previous", keys: ["shift+tab"], label: "The view before", group: "Show" },
];

export function inboxBindings(state: InboxState): readonly Binding[] {
  if (state.chooser !== null) return chooserBindings;
  if (state.isSearching) return typing;
  const conversation = chosenConversation(state);
  const group = "Conversations";
  const open = { id: "open", keys: ["enter", "l", "right"], label: "Open this conversation", short: "open", group };
  const next = { id: "next", keys: ["n"], label: "Take the best waiting one and open it", short: "next", group };
  if (state.order !== null)
    return [
      ...(conversation === undefined ? [] : [open]),
      next,
      { id: "order.close", keys: ["esc", "m", "q"], label: "Back to the list", short: "back", group },
      ...listBindings,
    ];
  const isFree = conversation?.status === "open" && conversation.agent?.id !== state.me?.id;
  return [
    next,
    ...(conversation === undefined ? [] : [open]),
    ...(isFree && state.me
      ? [{ id: "take", keys: ["t"], label: "Take this one, whoever has it", short: "take", group }]
      : []),
    ...(conversation?.status === "open"
      ? [{ id: "close", keys: ["c"], label: "Close this one: nothing is left to say", short: "close", group }]
      : []),
    ...(state.closed === null
      ? []
      : [{ id: "undo", keys: ["u"], label: `Open ${state.closed.name}'s again`, short: "undo close", group }]),
    {
      id: "status",
      keys: ["s"],
      label: "Whether I am given work: available, away, offline",
      short: "my status",
      group,
    },
    { id: "filter", keys: ["f"], label: "Only one inbox, topic, skill or agent", short: "filter", group: "Find" },
    { id: "search", keys: ["/"], label: "Find by name, number or words", short: "find", group: "Find" },
    ...(hasNarrowingLine(state)
      ? [{ id: "clear", keys: ["esc"], label: "Show all again", short: "show all", group: "Find" }]
      : []),
    { id: "order", keys: ["m"], label: "The order waiting ones are given out in, and why", short: "order", group },
    ...viewBindings,
    { id: "look", keys: ["R"], label: "Look again now", group: "Show" },
    ...listBindings,
  ];
}
