/**
 * The new-campaign wizard: message → recipients → schedule → look & launch. Each step has its reducer; here is what they
 * share: moving between steps, saving what was changed, leaving.
 */
import { defaultPrices } from "@headsup/contract";
import type { Binding } from "../../app/bindings.ts";
import type { Context, Place } from "../../app/screen.ts";
import { freshDraft } from "./draft.ts";
import { emptyLaunch, enteredLaunch, launchBindings, launchMissing, updateLaunch } from "./launch.ts";
import { askDiscard, discarded, failed, launchedElsewhere, leaving, left, quitting } from "./leaving.ts";
import { updateMessage } from "./message.ts";
import { messageBindings } from "./messageBindings.ts";
import { messageMissing, messageOf, standingOnMissing } from "./messageParts.ts";
import { offered, opened } from "./opening.ts";
import { enteredRecipients, updateRecipients } from "./recipients.ts";
import { isTypingRecipients, recipientsBindings } from "./recipientsBindings.ts";
import { emptyRecipients, recipientsMissing } from "./recipientsState.ts";
import { isUnsaved, saved, saveThen, withId } from "./saving.ts";
import { emptySchedule, isTypingSchedule, scheduleBindings, scheduleMissing, updateSchedule } from "./schedule.ts";
import {
  type AnyEvent,
  type StepName,
  type StepReducer,
  stepNames,
  type WizardEvent,
  type WizardState,
  type WizardStep,
} from "./state.ts";

export const stepTitles: Readonly<Record<StepName, string>> = {
  message: "Message",
  recipients: "People",
  schedule: "Schedule",
  launch: "Look & launch",
};

const blankDraft = freshDraft({ name: "", zone: "UTC", sender: null });

export function beginWizard(place: Place): WizardStep {
  const id = place.screen === "compose" ? place.id : null;
  const state: WizardState = {
    phase: "opening",
    kept: null,
    step: "message",
    id,
    key: "",
    draft: blankDraft,
    saved: blankDraft,
    creating: null,
    saving: "idle",
    isAway: false,
    revision: 0,
    waiting: [],
    isLeaving: false,
    campaign: null,
    senders: [],
    answers: [],
    skills: [],
    prices: defaultPrices,
    sample: null,
    message: messageOf({ draft: blankDraft }),
    recipients: emptyRecipients,
    schedule: emptySchedule,
    launch: emptyLaunch,
  };
  return { state, asks: [{ ask: "open", id }] };
}

/** What a step lacks, in words; nothing: it is complete. */
export function missingOf(state: WizardState, step: StepName, now: number): readonly string[] {
  switch (step) {
    case "message":
      return messageMissing(state);
    case "recipients":
      return recipientsMissing(state);
    case "schedule":
      return scheduleMissing(state, now);
    case "launch":
      return launchMissing(state, now);
  }
}

const reducers: Readonly<Record<StepName, StepReducer>> = {
  message: updateMessage,
  recipients: updateRecipients,
  schedule: updateSchedule,
  launch: updateLaunch,
};

const stepBindings: Readonly<Record<StepName, (state: WizardState) => readonly Binding[]>> = {
  message: messageBindings,
  recipients: recipientsBindings,
  schedule: scheduleBindings,
  launch: launchBindings,
};

export function isTypingWizard(state: WizardState): boolean {
  if (state.phase !== "working") return false;
  switch (state.step) {
    case "message":
      return true;
    case "recipients":
      return isTypingRecipients(state);
    case "schedule":
      return isTypingSchedule(state);
    case "launch":
      return state.launch.search !== null;
  }
}

const group = "Steps";

export function wizardBindings(state: WizardState): readonly Binding[] {
  if (state.phase === "offer")
    return [
      { id: "offer.take", keys: ["enter", "y"], label: "Go on where you left off", short: "go on", group },
      { id: "offer.anew", keys: ["n"], label: "Start anew; what was kept is thrown away", short: "start anew", group },
    ];
  if (state.phase === "opening") return [];
  const { step } = state;
  const own = stepBindings[step](state);
  const taken = new Set(own.flatMap(({ keys }) => keys));
  const free = (keys: readonly string[]) => keys.filter((key) => !taken.has(key));
  const isLast = step === "launch";
  const next: Binding = isLast
    ? { id: "launch.go", keys: ["ctrl+n"], label: "Launch", group }
    : { id: "step.next", keys: free(["ctrl+n"]), label: `On to ${stepTitles[after(step)]}`, short: "next", group };
  const back: Binding = {
    id: "step.back",
    keys: free(["esc", "shift+tab"]),
    label: step === "message" ? "Leave; the draft is kept" : "Back to the step before",
    ...(taken.has("esc") ? {} : { short: step === "message" ? "leave" : "back" }),
    group,
  };
  return [
    ...(isLast || !isAtRest(state) ? [] : [next]),
    ...own,
    ...(isLast && isAtRest(state) ? [next] : []),
    back,
    ...stepNames.map((name, at) => ({
      id: `step.${name}`,
      keys: [`alt+${at + 1}`],
      label: `Step ${at + 1}: ${stepTitles[name]}`,
      group,
    })),
    {
      id: "step.quit",
      keys: isTypingWizard(state) ? ["ctrl+c"] : ["ctrl+c", "Q"],
      label: "Quit; the draft is kept",
      group,
    },
    { id: "step.discard", keys: [], label: "Throw this draft away", group },
    { id: "step.leave", keys: isTypingWizard(state) ? [] : ["q"], label: "Leave; the draft is kept", group },
  ];
}

/** Whether a step shows itself, and nothing that was opened in it. */
function isAtRest({ step, message, recipients, schedule, launch }: WizardState): boolean {
  switch (step) {
    case "message":
      return message.chooser === null;
    case "recipients":
      return recipients.chooser === null && (recipients.mode === "lists" || recipients.mode === "pick");
    case "schedule":
      return (
        schedule.chooser === null && schedule.field === null && schedule.day === null && schedule.answering === null
      );
    case "launch":
      return launch.search === null;
  }
}

const after = (step: StepName): StepName => stepNames[stepNames.indexOf(step) + 1] ?? step;
const before = (step: StepName): StepName => stepNames[stepNames.indexOf(step) - 1] ?? step;

export function updateWizard(state: WizardState, event: AnyEvent, context: Context): WizardStep {
  if (event.type === "opened") return isAwaited(state, event) ? opened(state, event, context) : { state };
  if (event.type === "failed") return failed(state, event, context);
  if (state.phase === "offer") return offered(state, event);
  if (state.phase === "opening")
    return event.type === "shown" ? { state, asks: [{ ask: "open", id: state.id }] } : { state };
  return noticed(state, shared(state, event, context));
}

/** Asked for again while its answer was under way it comes twice: the later one must not undo what was written since. */
const isAwaited = ({ phase, id }: WizardState, { campaign }: Extract<WizardEvent, { type: "opened" }>): boolean =>
  phase === "opening" && (campaign?.id ?? null) === id;

/** Every change of the draft is saved after a while, whichever step made it. */
function noticed(before: WizardState, step: WizardStep): WizardStep {
  if (step.state.draft === before.draft) return step;
  const revision = step.state.revision + 1;
  const state = { ...step.state, revision };
  return { ...step, state, asks: [...(step.asks ?? []), { ask: "rest", revision }] };
}

function shared(state: WizardState, event: AnyEvent, context: Context): WizardStep {
  switch (event.type) {
    case "command":
      return commanded(state, event, context);
    case "rested":
      return event.revision === state.revision ? saved(state) : { state };
    case "saved":
      return afterSave(state, event);
    case "campaign": {
      if (event.campaign.status !== "draft") return launchedElsewhere(state, event.campaign.id);
      const { campaign, sample } = event;
      // Who agreed was said of the people there were.
      const isConsenting = state.launch.isConsenting && campaign.counts.total === state.campaign?.counts.total;
      const known = {
        ...state,
        campaign,
        sample: sample ?? (campaign.counts.total === 0 ? null : state.sample),
        launch: { ...state.launch, isConsenting },
      };
      const isLastGone = state.step === "recipients" && state.recipients.mode === "lists";
      return isLastGone ? enteredRecipients(known) : { state: known };
    }
    case "imported": {
      const step = updateRecipients(state, event, context) ?? { state };
      const asks = state.id === null ? [] : [{ ask: "refresh", id: state.id } as const];
      return { ...step, asks: [...(step.asks ?? []), ...asks] };
    }
    case "discarded":
      return { state, go: "back", note: { tone: "good", text: "The draft is thrown away." } };
    case "removed":
      return { state, note: { tone: "good", text: "The list is taken out." } };
    case "shown": {
      const step = saved(state);
      const asks = state.id === null ? [] : [{ ask: "refresh", id: state.id } as const];
      if (state.step !== "schedule" && state.step !== "launch")
        return { ...step, asks: [...(step.asks ?? []), ...asks] };
      const entered = enteredStep(step.state, state.step);
      return { ...entered, asks: [...(step.asks ?? []), ...(entered.asks ?? []), ...asks] };
    }
    case "checked":
    case "checking":
    case "importing":
    case "folder":
    case "noFolder":
      return updateRecipients(state, event, context) ?? { state };
    case "forecast":
      return updateSchedule(state, event, context) ?? { state };
    case "preview":
    case "duplicates":
    case "noDuplicates":
    case "people":
    case "found":
    case "cost":
    case "accepted":
    case "launched":
      return updateLaunch(state, event, context) ?? { state };
    case "sender":
      return updateMessage(state, event, context) ?? { state };
    default:
      return reducers[state.step](state, event, context) ?? { state };
  }
}

function commanded(state: WizardState, event: Extract<AnyEvent, { type: "command" }>, context: Context): WizardStep {
  const { step } = state;
  const { id } = event;
  if (id === "step.next") return goneOn(state, context);
  if (id === "step.back") return step === "message" ? leaving(state) : moved(state, before(step));
  if (id === "step.leave") return leaving(state);
  if (id === "step.quit") return quitting(state);
  if (id === "step.discard") return askDiscard(state);
  if (id === "step.discard!") return discarded(state);
  const to = stepNames.find((name) => id === `step.${name}`);
  if (to !== undefined) return moved(state, to);
  return reducers[step](state, event, context) ?? { state };
}

/** On to the next step, unless this one lacks something: then one stands on it. */
function goneOn(state: WizardState, context: Context): WizardStep {
  const { step } = state;
  const missing = missingOf(state, step, context.now);
  if (missing.length === 0) return moved(state, after(step));
  const here = step === "message" ? standingOnMissing(state) : state;
  return { state: here, note: { tone: "attention", text: `Still needed: ${missing.join(", ")}.` } };
}

/** To a step. What was changed goes to the server first. */
function moved(state: WizardState, to: StepName): WizardStep {
  const there: WizardState = { ...state, step: to };
  const flushed = saved(there);
  const entered = enteredStep(flushed.state, to);
  return { ...entered, asks: [...(flushed.asks ?? []), ...(entered.asks ?? [])] };
}

function enteredStep(state: WizardState, to: StepName): WizardStep {
  switch (to) {
    case "message":
      return { state };
    case "recipients":
      return enteredRecipients(state);
    case "schedule": {
      if (state.id === null && messageMissing(state).length > 0) return { state };
      return saveThen(state, [{ ask: "forecast", id: state.id ?? "" }]);
    }
    case "launch":
      return enteredLaunch(state);
  }
}

function afterSave(state: WizardState, { draft, campaign }: Extract<WizardEvent, { type: "saved" }>): WizardStep {
  if (campaign.status !== "draft") return launchedElsewhere(state, campaign.id);
  const known: WizardState = {
    ...state,
    id: campaign.id,
    campaign,
    saved: draft,
    creating: null,
    saving: "idle",
    isAway: false,
  };
  if (isUnsaved(known)) return state.isLeaving ? leaving({ ...known, isLeaving: false }) : saved(known);
  const waited = withId(known.waiting, campaign.id);
  const told = known.step === "schedule" && !waited.some(({ ask }) => ask === "forecast");
  const forecast = told ? [{ ask: "forecast", id: campaign.id } as const] : [];
  const done = { ...known, waiting: [] };
  const asks = [{ ask: "forget" } as const, ...waited, ...forecast];
  if (state.isLeaving) return left(done, asks.slice(0, 1));
  const note = { tone: "good", text: "The server is back, and everything is saved." } as const;
  return { state: done, asks, ...(state.isAway ? { note } : {}) };
}
