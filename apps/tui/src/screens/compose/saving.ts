/**
 * How a draft gets to the server. A change waits until nothing was typed for a moment, then it is sent, one request at a
 * time; what was changed meanwhile goes next. What needs the server to know the draft waits for that. While the server is
 * away, or the draft is not yet one it would take, it is kept on this machine.
 */
import { isSameDraft } from "./draft.ts";
import { messageMissing } from "./messageParts.ts";
import type { WizardAsk, WizardState, WizardStep } from "./state.ts";

export const isUnsaved = ({ draft, saved }: Pick<WizardState, "draft" | "saved">): boolean =>
  saved === null || !isSameDraft(draft, saved);

/** Whether the server would take it. */
const isTakeable = (state: WizardState): boolean => messageMissing(state).length === 0;

/** Sends what is not sent yet, or keeps it here. */
export function saved(state: WizardState): WizardStep {
  if (!isUnsaved(state) || state.saving === "busy") return { state };
  if (!isTakeable(state)) return { state, asks: [keepAsk(state)] };
  const { id, key, saved } = state;
  // A creation whose answer was lost is asked for again word for word; what was changed meanwhile follows.
  const draft = id === null ? (state.creating ?? state.draft) : state.draft;
  const creating = id === null ? draft : null;
  return { state: { ...state, saving: "busy", creating }, asks: [{ ask: "save", id, key, draft, saved }] };
}

/** Keeps it on this machine. */
export const keepAsk = ({ id, key, draft, creating }: WizardState): WizardAsk => ({
  ask: "keep",
  kept: { id, key, draft, creating },
});

/** Does what needs the server to have the draft: at once, or when it has. With a note where it cannot have it yet. */
export function saveThen(state: WizardState, asks: readonly WizardAsk[]): WizardStep {
  if (!isUnsaved(state)) return { state, asks };
  const missing = messageMissing(state);
  if (missing.length > 0) {
    const text = `First the message: it needs ${missing.join(", ")}. Alt+1 leads there.`;
    return { state, note: { tone: "attention", text } };
  }
  return saved({ ...state, waiting: [...state.waiting, ...asks] });
}

/** What waited, now that the campaign has an id. */
export const withId = (asks: readonly WizardAsk[], id: string): readonly WizardAsk[] =>
  asks.map((ask) => ("id" in ask && ask.id === "" ? { ...ask, id } : ask));
