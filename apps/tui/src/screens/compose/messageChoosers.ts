/** What can be chosen for a message. */
import { channels } from "@headsup/contract";
import { repliesWays } from "../../show/answering.ts";
import { ceilingWords, channelWords } from "../../show/channels.ts";
import { span } from "../../terminal/times.ts";
import { type Chooser, chooserOf, type Option } from "../../ui/chooser.ts";
import { exampleValue } from "./composed.ts";
import { editedAt, editedRung } from "./messageParts.ts";
import type { WizardState } from "./state.ts";
import { categories } from "./written.ts";

/** The option that adds a sender. */
export const another = "another";
/** The option that says it in words of one's own again. */
export const ownWords = "own";

/** Senders by channel: with the sender the channel is chosen. */
export function senderChooser(state: WizardState, about: "sender" | "fallback"): Chooser {
  const { senders, draft } = state;
  const sorted = senders.toSorted((a, b) => channels.indexOf(a.channel) - channels.indexOf(b.channel));
  const last = draft.rungs.at(-1);
  return chooserOf({
    about,
    title:
      about === "sender"
        ? "Who sends it, and by which channel?"
        : `What is tried next, where ${last === undefined ? "that" : channelWords[last.channel]} was not delivered within 1 h?`,
    options: [
      ...sorted.map(
        (sender): Option => ({
          id: sender.id,
          label: `${channelWords[sender.channel].padEnd(8)} ${sender.address}`,
          aside: `${sender.flagged === undefined ? "" : "! flagged, "}${sender.name}, ${ceilingWords(sender)}`,
        }),
      ),
      { id: another, label: "Another one …", aside: "add a number or an email address" },
    ],
    chosen: about === "sender" ? editedRung(state).sender : null,
  });
}

/** What can be done with a rung of a ladder. Its options are the commands themselves. */
export function rungChooser(state: WizardState): Chooser {
  const place = editedAt(state);
  const { channel, afterMs } = editedRung(state);
  const isLast = place === state.draft.rungs.length - 1;
  return chooserOf({
    about: "rung",
    title: `What about ${place + 1} ${channelWords[channel]}?`,
    options: [
      { id: "message.sender", label: "Another sender", aside: "and with it another channel" },
      ...(place === 0
        ? []
        : [{ id: "ladder.wait", label: "How long to wait before it", aside: `${span(afterMs)} now` }]),
      ...(place === 0 ? [] : [{ id: "ladder.earlier", label: "Try it earlier", aside: "Alt+↑" }]),
      ...(isLast ? [] : [{ id: "ladder.later", label: "Try it later", aside: "Alt+↓" }]),
      { id: "ladder.remove", label: "Take it out", aside: "Del" },
    ],
  });
}

/** Stored answers that speak on this channel, each with its languages. */
export function answerChooser(state: WizardState): Chooser {
  const { channel, answer } = editedRung(state);
  const stored = state.answers.flatMap(({ id, name, variants }): Option[] => {
    const languages = variants.flatMap(({ language, content }) => (content.channel === channel ? [language] : []));
    return languages.length === 0 ? [] : [{ id, label: name, aside: `in ${languages.join(", ")}` }];
  });
  const own: Option[] =
    answer === null
      ? []
      : [{ id: ownWords, label: "Words of its own", aside: `written here, in ${state.draft.language} alone` }];
  return chooserOf({
    about: "answer",
    title: "Which stored answer does it say?",
    options: [...own, ...stored],
    chosen: answer,
  });
}

export const categoryChooser = (state: WizardState): Chooser =>
  chooserOf({
    about: "category",
    title: "As which category was the template approved?",
    options: categories.map(({ id, meaning }) => ({ id, label: id, aside: meaning })),
    chosen: editedRung(state).written.category ?? "utility",
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
