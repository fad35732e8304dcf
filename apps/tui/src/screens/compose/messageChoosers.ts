/** What can be chosen for a message. */
import { repliesWays } from "../../show/answering.ts";
import { type Chooser, chooserOf } from "../../ui/chooser.ts";
import { exampleValue } from "./composed.ts";
import type { WizardState } from "./state.ts";

/** The option that adds a number. */
export const another = "another";

export const senderChooser = ({ senders, draft }: WizardState): Chooser =>
  chooserOf({
    about: "sender",
    title: "Which of your numbers sends it?",
    options: [
      ...senders.map(({ id, address, name }) => ({ id, label: address, aside: name })),
      { id: another, label: "Another number …", aside: "add it" },
    ],
    chosen: draft.sender,
  });

export const answerChooser = ({ answers }: WizardState): Chooser =>
  chooserOf({
    about: "answer",
    title: "Put in a canned answer",
    options: answers.map(({ id, name, text }) => ({ id, label: name, aside: text })),
  });

export const repliesChooser = ({ draft }: WizardState): Chooser =>
  chooserOf({
    about: "replies",
    title: "Are replies wanted? Whoever replies reaches your team either way.",
    options: repliesWays.map(({ id, word, meaning }) => ({ id, label: word, aside: meaning })),
    chosen: draft.replies,
  });

const usualColumns = ["first_name", "last_name", "date", "time", "order", "amount"];

/** The columns of the list, once there is one; before that those most lists have. */
export function variableChooser({ sample, recipients }: WizardState): Chooser {
  const known = Object.keys(sample?.variables ?? {});
  const checked =
    recipients.checked?.columns.flatMap(({ role }) => (role.role === "variable" ? [role.name] : [])) ?? [];
  const names = [...new Set([...checked, ...known])];
  const value = (name: string) => sample?.variables[name] ?? exampleValue(name);
  return chooserOf({
    about: "variable",
    title: names.length > 0 ? "Put in each person's own …" : "Put in each person's own … (a column of your list)",
    options: (names.length > 0 ? names : usualColumns).map((name) => ({
      id: name,
      label: `{{ ${name} }}`,
      aside: `as in “${value(name)}”`,
    })),
  });
}
