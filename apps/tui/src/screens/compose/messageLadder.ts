/** The ladder as a part of the form: who sends, who is tried next and after how long. */
import { limits } from "@headsup/contract";
import { parseEmail } from "@headsup/core/contact/email";
import { parsePhone } from "@headsup/core/contact/phone";
import type { Prompt } from "../../app/screen.ts";
import { durationMs } from "../../options/duration.ts";
import { channelWords } from "../../show/channels.ts";
import { span } from "../../terminal/times.ts";
import { emptyField, fieldOf } from "../../ui/field.ts";
import { channelsOf, type DraftRung, movedRung, withFallback, withoutRung, withRung, withSender } from "./ladder.ts";
import { rungChooser, senderChooser } from "./messageChoosers.ts";
import { editedAt, editedRung, lastLine, type MessageState } from "./messageParts.ts";
import { listsOf } from "./recipientsState.ts";
import type { WizardState, WizardStep } from "./state.ts";
import { withDraft } from "./state.ts";
import { mainField, unfilled } from "./written.ts";

export const at = (state: WizardState, change: Partial<MessageState>): WizardState => ({
  ...state,
  message: { ...state.message, ...change },
});

/** Another rung is being written. */
const onRung = (state: WizardState, rung: number, focus = "sender"): WizardState =>
  at(state, { rung: Math.max(0, Math.min(rung, lastLine(state))), focus, fields: {} });

export function ladderCommanded(state: WizardState, id: string): WizardStep | undefined {
  const { draft, message, senders } = state;
  switch (id) {
    case "ladder.down":
      return { state: onRung(state, message.rung + 1) };
    case "ladder.up":
      return { state: onRung(state, message.rung - 1) };
    case "ladder.menu":
      return { state: at(state, { chooser: rungChooser(state) }) };
    case "ladder.add":
      return senders.length === 0
        ? newSender(state)
        : { state: at(state, { chooser: senderChooser(state, "fallback") }) };
    case "message.sender":
      return senders.length === 0
        ? newSender(state)
        : { state: at(state, { chooser: senderChooser(state, "sender") }) };
    case "message.newSender":
      return newSender(state);
    case "ladder.remove":
      return relaid(state, withoutRung(draft, editedAt(state)), editedAt(state));
    case "ladder.earlier":
      return relaid(state, movedRung(draft, editedAt(state), -1), editedAt(state) - 1);
    case "ladder.later":
      return relaid(state, movedRung(draft, editedAt(state), 1), Math.min(editedAt(state) + 1, draft.rungs.length - 1));
    case "ladder.wait":
      return editedAt(state) === 0 ? firstHasNoWait(state) : { state, prompt: waitPrompt(state) };
    default:
      return undefined;
  }
}

const firstHasNoWait = (state: WizardState): WizardStep => ({
  state,
  note: {
    tone: "attention",
    text: "The first rung goes at once. Stand on a later one to say how long is waited for it.",
  },
});

/** The ladder with its rungs otherwise. Whose addresses were read for its channels stay reachable: then they cannot change. */
function relaid(state: WizardState, rungs: DraftRung[], rung: number, focus = "sender"): WizardStep {
  const isSame = channelsOf({ rungs }).join() === channelsOf(state.draft).join();
  if (!isSame && listsOf(state).length > 0)
    return {
      state,
      note: {
        tone: "attention",
        text: "Its people's addresses were read for the channels it has. Take their lists out first (Alt+2), then change the ladder.",
      },
    };
  return { state: onRung(withDraft(state, { rungs }), rung, focus) };
}

/** A sender was chosen: for the rung one stands on, or for one more. */
export function senderTaken(state: WizardState, about: string, id: string): WizardStep {
  const sender = state.senders.find((each) => each.id === id);
  if (sender === undefined) return { state };
  const { draft } = state;
  const rung = about === "fallback" ? draft.rungs.length : editedAt(state);
  const rungs = about === "fallback" ? withFallback(draft, sender) : withSender(draft, rung, sender);
  const { channel, written, answer } = rungs[rung] ?? editedRung(state);
  const focus = answer === null ? (unfilled(channel, written)[0]?.id ?? mainField[channel]) : "answer";
  return relaid(state, rungs, rung, focus);
}

const shortWait = (ms: number): string => (ms % 3_600_000 === 0 ? `${ms / 3_600_000}h` : `${ms / 60_000}m`);

function waitPrompt(state: WizardState, trouble?: string, text?: string): Prompt {
  const rung = editedRung(state);
  const before = state.draft.rungs[editedAt(state) - 1];
  return {
    id: "ladder.wait",
    title: `How long is delivery by ${before === undefined ? "the rung before" : channelWords[before.channel]} waited for?`,
    hint: "90m, 1h, 2d: from a minute to seven days. A failure that will not pass makes it this one's turn at once.",
    field: fieldOf(text ?? shortWait(rung.afterMs)),
    trouble,
  };
}

export function newSender(state: WizardState, trouble?: string, address = ""): WizardStep {
  const prompt: Prompt = {
    id: "sender.address",
    title: "The number you text from",
    hint: "With its country code: +12125550100. whatsapp: or voice: before it for those; or an email address. An admin adds it once.",
    field: address === "" ? emptyField : fieldOf(address),
    trouble,
  };
  return { state, prompt };
}

/** "+1 212 …", "whatsapp:+1…", "voice:+1…", "notices@example.com" */
function readSender(text: string) {
  const [, named = "", rest = ""] = /^\s*(?:(sms|whatsapp|voice|email):)?\s*(.*)$/is.exec(text) ?? [];
  const channel = named.toLowerCase();
  if (channel === "email" || (channel === "" && rest.includes("@"))) {
    const email = parseEmail(rest);
    return email.ok ? { ok: true as const, channel: "email" as const, address: email.value.address } : email;
  }
  const phone = parsePhone(rest, { country: "US" });
  if (!phone.ok) return phone;
  const of = channel === "whatsapp" || channel === "voice" ? channel : "sms";
  return { ok: true as const, channel: of, address: phone.value.e164 } as const;
}

export function ladderAnswered(state: WizardState, { id, text }: { id: string; text: string }): WizardStep | undefined {
  if (id === "ladder.wait") return waited(state, text);
  if (id === "sender.address") {
    if (text.trim() === "") return { state };
    const read = readSender(text);
    if (!read.ok) return newSender(state, read.error.message, text);
    const { channel, address } = read;
    return {
      state: at(state, { newSender: { channel, address } }),
      prompt: {
        id: "sender.name",
        title: `What do you call ${address}?`,
        hint: "For your team: the brand or the team that sends from it.",
        field: emptyField,
      },
    };
  }
  const { newSender: given } = state.message;
  if (id !== "sender.name" || given === null) return undefined;
  return { state, asks: [{ ask: "addSender", ...given, name: text.trim() === "" ? given.address : text.trim() }] };
}

function waited(state: WizardState, text: string): WizardStep {
  const afterMs = durationMs(text);
  const { rungWaitMsMin, rungWaitMsMax } = limits;
  if (afterMs === null || afterMs < rungWaitMsMin || afterMs > rungWaitMsMax) {
    const trouble = `Write it as 30m, 2h or 2d: from ${span(rungWaitMsMin)} to ${span(rungWaitMsMax)}.`;
    return { state, prompt: waitPrompt(state, trouble, text) };
  }
  return { state: withDraft(state, { rungs: withRung(state.draft, editedAt(state), { afterMs }) }) };
}
