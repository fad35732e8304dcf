/** How the wizard ends, and what becomes of what could not be done. */
import type { Context } from "../../app/screen.ts";
import { updateLaunch } from "./launch.ts";
import { updateRecipients } from "./recipients.ts";
import { isUnsaved, keepAsk, saved } from "./saving.ts";
import type { AnyEvent, WizardState, WizardStep } from "./state.ts";

const keptWords = "Draft kept: you find it among your campaigns.";
const keptHereWords = "Draft kept on this machine: press n to go on with it.";

export const left = (state: WizardState, asks: WizardStep["asks"] = []): WizardStep => ({
  state,
  asks,
  go: "back",
  note: { tone: "good", text: isUnsaved(state) ? keptHereWords : keptWords },
});

/** Out, once what was written is safe. */
export function leaving(state: WizardState): WizardStep {
  const isEmpty = state.id === null && state.draft.text.trim() === "";
  if (isEmpty) return { state, asks: [{ ask: "forget" }], go: "back" };
  if (!isUnsaved(state)) return left(state);
  if (state.isLeaving) return left(state, [keepAsk(state)]);
  const step = saved({ ...state, isLeaving: true });
  const isSending = step.state.saving === "busy";
  return isSending ? step : left(step.state, step.asks);
}

/** Out of the terminal at once: there is no time for the server, so what it does not have yet is kept here. */
export const quitting = (state: WizardState): WizardStep => {
  const isEmpty = state.id === null && state.draft.text.trim() === "";
  return { state, asks: isEmpty || !isUnsaved(state) ? [] : [keepAsk(state)], go: "quit" };
};

export const askDiscard = (state: WizardState): WizardStep => ({
  state,
  confirm: {
    id: "step.discard!",
    title: "Throw this draft away?",
    lines: ["Its text and its imported people go with it. Nobody was contacted."],
    yes: "Throw it away",
    isFinal: true,
  },
});

export const discarded = (state: WizardState): WizardStep =>
  state.id === null
    ? { state, asks: [{ ask: "forget" }], go: "back", note: { tone: "good", text: "The draft is thrown away." } }
    : { state, asks: [{ ask: "discard", id: state.id }] };

export const launchedElsewhere = (state: WizardState, id: string): WizardStep => ({
  state,
  asks: [{ ask: "forget" }],
  note: { tone: "attention", text: "Somebody launched this campaign meanwhile. Here it is." },
  go: { to: { screen: "campaign", id }, isReplacing: true },
});

/** Refusals that mean somebody launched it. */
const launchedCodes = new Set(["campaign_not_draft", "campaign_stopped"]);

export function failed(state: WizardState, event: Extract<AnyEvent, { type: "failed" }>, context: Context): WizardStep {
  const { ask } = event.ask as { readonly ask: string };
  const { code, message, hint } = event.error.trouble;
  if (ask === "open" && state.phase !== "opening") return { state };
  if (ask === "open" && code !== "unreachable")
    return { state, go: "back", note: { tone: "bad", text: [message, hint].filter(Boolean).join(" ") } };
  if (launchedCodes.has(code) && state.id !== null) return launchedElsewhere(state, state.id);
  if (ask === "save") {
    const isAway = code === "unreachable" || code === "unavailable";
    const halted = state.recipients.mode === "importing";
    const recipients = halted
      ? { ...state.recipients, mode: state.recipients.checked === null ? ("lists" as const) : ("checked" as const) }
      : state.recipients;
    const unsaved: WizardState = {
      ...state,
      saving: isAway ? "away" : "refused",
      isAway,
      creating: isAway ? state.creating : null,
      waiting: [],
      isLeaving: false,
      recipients,
    };
    if (state.isLeaving) return left(unsaved, [keepAsk(state)]);
    const text = isAway
      ? "The server is away. Go on: all is kept here until it is back."
      : [message, hint].filter(Boolean).join(" ");
    if (isAway && state.isAway && !halted) return { state: unsaved, asks: [keepAsk(state)] };
    return { state: unsaved, asks: [keepAsk(state)], note: { tone: isAway ? "attention" : "bad", text } };
  }
  if (ask === "check" || ask === "import") return updateRecipients(state, event, context) ?? { state };
  if (ask === "launch") return updateLaunch(state, event, context) ?? { state };
  return { state };
}
