/** What works in step 1, where one stands. */
import type { Binding } from "../../app/bindings.ts";
import { chooserBindings } from "../../ui/chooser.ts";
import { composedNow } from "./composedNow.ts";
import { canGrow } from "./ladder.ts";
import { editedAt, editedRung, isOnAdding, lastLine, writtenFields } from "./messageParts.ts";
import type { WizardState } from "./state.ts";

const group = "Message";

export function messageBindings(state: WizardState): readonly Binding[] {
  const { message, sample } = state;
  if (message.chooser !== null) return chooserBindings;
  const { focus } = message;
  const kind = writtenFields(state).find(({ id }) => id === focus)?.kind;
  const down = kind === "area" ? ["tab"] : focus === "replies" ? ["tab", "down"] : ["tab", "enter", "down"];
  const { canBePlainer } = composedNow(state, editedAt(state), sample);
  return [
    ...(focus === "sender" ? ladderBindings(state) : []),
    ...(focus === "replies"
      ? [{ id: "message.replies", keys: ["enter"], label: "Whether replies are wanted", short: "choose", group }]
      : []),
    ...(kind === "choice"
      ? [
          {
            id: "message.category",
            keys: ["enter", "space"],
            label: "Category of the template",
            short: "choose",
            group,
          },
        ]
      : []),
    ...(focus === "answer"
      ? [
          {
            id: "message.answer",
            keys: ["enter"],
            label: "Another stored answer, or words of one's own",
            short: "change",
            group,
          },
        ]
      : []),
    ...(canBePlainer
      ? [
          {
            id: "message.plain",
            keys: ["ctrl+r"],
            label: "Write typographic characters plainly",
            short: "plain",
            group,
          },
        ]
      : []),
    { id: "message.variable", keys: ["ctrl+o"], label: "Insert a column's value", short: "column", group },
    ...(storedHere(state)
      ? [
          {
            id: "message.answer",
            keys: ["ctrl+t"],
            label: "Say a stored answer, in all its languages",
            short: "stored",
            group,
          },
        ]
      : []),
    { id: "message.newSender", keys: [], label: "Add a number or address to send from", group },
    ...(canGrow(state.draft)
      ? [{ id: "ladder.add", keys: [], label: "Add a fallback, tried where nothing was delivered", group }]
      : []),
    { id: "message.down", keys: down, label: "Next field", group: "Move" },
    {
      id: "message.up",
      keys: kind === "area" ? ["shift+tab"] : ["shift+tab", "up"],
      label: "Field before",
      group: "Move",
    },
  ];
}

/** Whether any stored answer speaks on the channel that is being written. */
const storedHere = (state: WizardState): boolean => {
  const { channel } = editedRung(state);
  return state.answers.some(({ variants }) => variants.some(({ content }) => content.channel === channel));
};

function ladderBindings(state: WizardState): readonly Binding[] {
  const { draft, message, senders } = state;
  const isLadder = draft.rungs.length > 1;
  const move: Binding[] = [
    ...(message.rung < lastLine(state)
      ? [{ id: "ladder.down", keys: ["down"], label: "Next rung", group: "Move" }]
      : []),
    ...(message.rung > 0 ? [{ id: "ladder.up", keys: ["up"], label: "Rung before", group: "Move" }] : []),
  ];
  if (isOnAdding(state))
    return [
      {
        id: "ladder.add",
        keys: ["enter", "space"],
        label: "Add a fallback, tried where nothing was delivered",
        short: "add a fallback",
        group,
      },
      ...move,
    ];
  const choose: Binding =
    senders.length === 0
      ? {
          id: "message.sender",
          keys: ["enter", "space"],
          label: "Add the number you send from",
          short: "add a number",
          group,
        }
      : isLadder
        ? {
            id: "ladder.menu",
            keys: ["enter", "space"],
            label: "Change this rung: sender, wait, place",
            short: "change",
            group,
          }
        : {
            id: "message.sender",
            keys: ["enter", "space"],
            label: "Choose another sender and its channel",
            short: "choose",
            group,
          };
  const order: Binding[] = isLadder
    ? [
        { id: "ladder.remove", keys: ["delete"], label: "Take this rung out", short: "take out", group },
        { id: "ladder.earlier", keys: ["alt+up"], label: "Try this rung earlier", group },
        { id: "ladder.later", keys: ["alt+down"], label: "Try this rung later", group },
        { id: "ladder.wait", keys: [], label: "How long is waited for delivery before this rung", group },
      ]
    : [];
  return [choose, ...order, ...move];
}
