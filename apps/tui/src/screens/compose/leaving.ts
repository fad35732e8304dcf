/** How the wizard ends, and what becomes of what could not be done. */
import { troubleNote } from "../../app/model.ts";
import type { Context, Note } from "../../app/screen.ts";
import type { CommandError } from "../../failure.ts";
import { updateLaunch } from "./launch.ts";
import { updateRecipients } from "./recipients.ts";
import { isUnsaved, keepAsk, saved } from "./saving.ts";
import type { AnyEvent, WizardAsk, WizardState, WizardStep } from "./state.ts";
import { isUntouched } from "./written.ts";

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
  const isEmpty = state.id === null && isUntouched(state.draft);
  if (isEmpty) return { state, asks: [{ ask: "forget" }], go: "back" };
  if (!isUnsaved(state)) return left(state);
  if (state.isLeaving) return left(state, [keepAsk(state)]);
  const step = saved({ ...state, isLeaving: true });
  const isSending = step.state.saving === "busy";
  return isSending ? step : left(step.state, step.asks);
}

/** Out of the terminal at once: there is no time for the server, so what it does not have yet is kept here. */
export const quitting = (state: WizardState): WizardStep => {
  const isEmpty = state.id === null && isUntouched(state.draft);
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
  const { error } = event;
  const { ask } = event.ask as WizardAsk;
  const { code } = error.trouble;
  if (ask === "open" && state.phase !== "opening") return { state };
  if (ask === "open" && code !== "unreachable") return { state, go: "back", note: troubleNote(error) };
  if (launchedCodes.has(code) && state.id !== null) return launchedElsewhere(state, state.id);
  switch (ask) {
    case "save":
      return unsaved(state, error);
    case "check":
    case "import":
      return updateRecipients(state, event, context) ?? { state };
    case "launch":
      return updateLaunch(state, event, context) ?? { state };
    default:
      return { state };
  }
}

/** The server does not have it: it is kept here, and what waited for the server is called off. */
function unsaved(state: WizardState, error: CommandError): WizardStep {
  const { recipients, creating } = state;
  const { code } = error.trouble;
  const isAway = code === "unreachable" || code === "unavailable";
  const isImportCalledOff = state.waiting.some((waits) => waits.ask === "import");
  const next: WizardState = {
    ...state,
    saving: isAway ? "away" : "refused",
    isAway,
    creating: isAway ? creating : null,
    waiting: [],
    isLeaving: false,
    recipients: isImportCalledOff
      ? { ...recipients, mode: recipients.checked === null ? "lists" : "checked" }
      : recipients,
  };
  const asks = [keepAsk(state)];
  if (state.isLeaving) return left(next, asks);
  if (isAway && state.isAway && !isImportCalledOff) return { state: next, asks };
  return { state: next, asks, note: isAway ? awayNote : troubleNote(error) };
}

const awayNote: Note = {
  tone: "attention",
  text: "The server is away. Go on: all is kept here until it is back.",
};
