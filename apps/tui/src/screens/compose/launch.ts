/** Step 4: everything at a glance, any person's exact message, what stands in the way, the promise of consent, the launch. */
import type { Agent, Preview, Recipient } from "@headsup/contract";
import type { Binding } from "../../app/bindings.ts";
import { troubleNote } from "../../app/model.ts";
import type { Context, Prompt } from "../../app/screen.ts";
import { count } from "../../terminal/text.ts";
import { localTime } from "../../terminal/times.ts";
import { edited, emptyField, type Field, fieldOf, insert } from "../../ui/field.ts";
import { knownOf } from "./composedNow.ts";
import {
  type Duplicates,
  duplicateChoice,
  foundMore,
  lookedForAnew,
  noDuplicates,
  questionWords,
} from "./duplicates.ts";
import { obstaclesOf } from "./obstacles.ts";
import { isUnsaved, saved, saveThen } from "./saving.ts";
import { forecasted } from "./schedule.ts";
import type { AnyEvent, WizardState, WizardStep } from "./state.ts";

/** What all messages come to. */
export interface TotalCost {
  readonly segments: number;
  readonly micro: number;
  readonly currency: string;
  readonly isExact: boolean;
}

export interface LaunchState {
  readonly preview: Preview | null;
  /** Who might answer its replies. */
  readonly agents: readonly Agent[];
  readonly duplicates: Duplicates;
  readonly people: readonly Recipient[];
  /** More people may be read from here; null: these are all. */
  readonly next: string | null;
  /** The person whose message is shown. */
  readonly index: number;
  readonly search: Field | null;
  readonly isConsenting: boolean;
  /** An admin's word that what the content check blocks is right, with its reason; null: none was given. */
  readonly override: string | null;
  /** Whose message by which rung is shown of that person. */
  readonly rung: number;
  readonly cost: TotalCost | null;
  readonly isLaunching: boolean;
  /** Launch was pressed before the server had told how things stand: the question comes with its answers. */
  readonly isAskedEarly: boolean;
}

export const emptyLaunch: LaunchState = {
  preview: null,
  agents: [],
  duplicates: noDuplicates,
  people: [],
  next: null,
  index: 0,
  rung: 0,
  search: null,
  isConsenting: false,
  override: null,
  cost: null,
  isLaunching: false,
  isAskedEarly: false,
};

export const consentWords =
  "Everybody on these lists agreed to hear from us about this (TCPA, GDPR), and I answer for that by name.";

/** What the account promises once, before its first launch. */
const agreementWords: readonly string[] = [
  "You accept once, for the whole account, that",
  "• your team collects each person's opt-in before contacting them, and can show it;",
  "• it abides by the TCPA, the GDPR and your carrier's rules: honest content, fitting hours;",
  "• whoever says stop is not contacted again.",
  "Your name, the time and the version of the agreement are recorded.",
];

/** What the step lacks besides. */
export function launchMissing(state: WizardState, now: number): string[] {
  const obstacles = obstaclesOf(state, now);
  if (obstacles.length > 0) return [`${count(obstacles.length, "thing stands", "things stand")} in the way, see above`];
  if (state.launch.preview === null) return ["the server's answer"];
  return state.launch.isConsenting ? [] : ["your word that these people agreed: press Space"];
}

/** What the content check does not let go without an admin's word. */
export const blockingFindings = ({ preview }: Pick<LaunchState, "preview">) =>
  (preview?.findings ?? []).filter(({ severity }) => severity === "blocking");

const at = (state: WizardState, change: Partial<LaunchState>): WizardState => ({
  ...state,
  launch: { ...state.launch, ...change },
});

/** Asks for what the step shows; people who are known already stay. */
export function enteredLaunch(state: WizardState): WizardStep {
  const id = state.id ?? "";
  const hasPeople = (state.campaign?.counts.total ?? 0) > 0;
  const duplicates = hasPeople ? lookedForAnew(state.launch.duplicates) : noDuplicates;
  const fresh = at(state, {
    duplicates,
    preview: isUnsaved(state) ? null : state.launch.preview,
    people: [],
    index: 0,
    cost: null,
  });
  const step = saveThen(fresh, [
    { ask: "preview", id },
    { ask: "people", id, cursor: null },
    { ask: "cost", id, draft: state.draft, known: knownOf(state) },
    ...(hasPeople ? [{ ask: "duplicates", id, serial: duplicates.serial } as const] : []),
  ]);
  return step.note === undefined ? step : { state: at(fresh, { duplicates: noDuplicates }) };
}

const group = "Launch";

export function launchBindings(state: WizardState): readonly Binding[] {
  const { launch, campaign } = state;
  if (launch.search !== null)
    return [
      { id: "search.go", keys: ["enter"], label: "Show them", short: "show them", group },
      { id: "search.leave", keys: ["esc"], label: "Leave the search", short: "leave", group },
    ];
  const problems = campaign?.outreaches.some((list) => list.problems > 0) ?? false;
  return [
    {
      id: "launch.consent",
      keys: ["space"],
      label: "Tick: these people agreed to be contacted",
      short: "consent",
      group,
    },
    { id: "launch.go", keys: ["enter"], label: "Launch", short: "launch", group },
    ...(launch.preview?.agreementAccepted === false
      ? [{ id: "launch.accept", keys: ["a"], label: "Accept the agreement", short: "accept", group }]
      : []),
    ...(blockingFindings(launch).length > 0
      ? [
          {
            id: "launch.override",
            keys: ["o"],
            label: "Overrule the content check, with a reason (admins)",
            short: "overrule",
            group,
          },
        ]
      : []),
    ...(problems ? [{ id: "launch.repair", keys: ["b"], label: "Repair bad rows", short: "repair", group }] : []),
    ...duplicateBindings(launch.duplicates),
    { id: "launch.next", keys: ["n", "j", "down", "right"], label: "Next person's message", short: "next one", group },
    { id: "launch.before", keys: ["p", "k", "up", "left"], label: "The message before", group },
    ...(state.draft.rungs.length === 1
      ? []
      : [
          { id: "launch.rung", keys: ["r", "tab"], label: "Their message by the next rung", short: "next rung", group },
        ]),
    { id: "launch.search", keys: ["/"], label: "Find a person by number or name", short: "find", group },
  ];
}

function duplicateBindings({ stage, people, choice }: Duplicates): readonly Binding[] {
  const other = choice === "keep" ? "Skip" : "Keep";
  const label = `${other} people whom another campaign writes to`;
  return [
    ...(people === 0
      ? []
      : [{ id: "duplicates.choose", keys: ["d"], label, short: `${other.toLowerCase()} doubles`, group }]),
    ...(stage === "looking"
      ? [{ id: "duplicates.halt", keys: ["x"], label: "Stop asking other campaigns", short: "stop asking", group }]
      : []),
  ];
}

export function updateLaunch(state: WizardState, event: AnyEvent, context: Context): WizardStep | undefined {
  const { launch } = state;
  switch (event.type) {
    case "command":
      return commanded(state, event.id, context);
    case "press":
    case "paste": {
      if (launch.search === null) return { state };
      const search = event.type === "press" ? edited(launch.search, event.press) : insert(launch.search, event.text);
      return { state: at(state, { search }) };
    }
    case "preview": {
      const { preview, agents } = event;
      return answeredEarly(at(forecasted(state, event.forecast), { preview, agents }), context.now);
    }
    case "answer":
      return event.id === "launch.override"
        ? { state: at(state, { override: event.text.trim() === "" ? null : event.text.trim() }) }
        : undefined;
    case "duplicates":
      return answeredEarly(at(state, { duplicates: foundMore(launch.duplicates, event) }), context.now);
    case "noDuplicates": {
      const { duplicates } = launch;
      if (event.serial !== duplicates.serial) return { state };
      const failed = { ...duplicates, stage: "failed", trouble: event.message } as const;
      return answeredEarly(at(state, { duplicates: failed }), context.now);
    }
    case "people": {
      const known = new Set(launch.people.map(({ id }) => id));
      const people = [...launch.people, ...event.people.filter(({ id }) => !known.has(id))];
      return { state: at(state, { people, next: event.next }) };
    }
    case "found": {
      const { person } = event;
      if (person === null) return { state, note: nobodyNote(event.text) };
      const index = launch.people.findIndex(({ id }) => id === person.id);
      if (index !== -1) return { state: at(state, { index }) };
      return { state: at(state, { people: [...launch.people, person], index: launch.people.length }) };
    }
    case "cost":
      return { state: at(state, { cost: event }) };
    case "accepted":
      return {
        state,
        asks: state.id === null ? [] : [{ ask: "preview", id: state.id }],
        note: { tone: "good", text: "The agreement is accepted, for the whole account." },
      };
    case "launched":
      return {
        state: at(state, { isLaunching: false }),
        asks: [{ ask: "forget" }],
        note: { tone: "good", text: `“${event.campaign.name}” is launched.` },
        go: { to: { screen: "campaign", id: event.campaign.id }, isReplacing: true },
      };
    case "failed":
      return { state: at(state, { isLaunching: false }), note: troubleNote(event.error) };
    default:
      return undefined;
  }
}

function commanded(state: WizardState, id: string, { now }: Context): WizardStep | undefined {
  const { launch } = state;
  switch (id) {
    case "launch.consent":
      return { state: at(state, { isConsenting: !launch.isConsenting }) };
    case "launch.accept":
      return {
        state,
        confirm: { id: "launch.accept!", title: "The agreement", lines: agreementWords, yes: "We accept" },
      };
    case "launch.accept!":
      return { state, asks: [{ ask: "accept" }] };
    case "launch.repair":
      return state.id === null ? { state } : { ...saved(state), go: { to: { screen: "repair", id: state.id } } };
    case "launch.next":
      return shownPerson(state, launch.index + 1);
    case "launch.before":
      return shownPerson(state, launch.index - 1);
    case "launch.override":
      return { state, prompt: overridePrompt(launch) };
    case "launch.rung":
      return { state: at(state, { rung: (launch.rung + 1) % state.draft.rungs.length }) };
    case "duplicates.choose": {
      const choice = launch.duplicates.choice === "keep" ? "skip" : "keep";
      return { state: at(state, { duplicates: { ...launch.duplicates, choice } }) };
    }
    case "duplicates.halt": {
      const halted = at(state, { duplicates: { ...launch.duplicates, stage: "halted" } });
      return { ...answeredEarly(halted, now), asks: [{ ask: "haltDuplicates" }] };
    }
    case "launch.search":
      return { state: at(state, { search: emptyField }) };
    case "search.leave":
      return { state: at(state, { search: null }) };
    case "search.go":
      return searched(state);
    case "launch.go":
      return asked(state, now);
    case "launch.go!":
      return launching(state, now);
    default:
      return undefined;
  }
}

const overridePrompt = (launch: LaunchState): Prompt => ({
  id: "launch.override",
  title: "Why is it right all the same?",
  hint: "On record with your name. Admins alone may do this. Empty: nothing is overruled.",
  field: fieldOf(launch.override ?? ""),
});

/** Sent where something is blocked: what was mended since needs no word. */
const overrideOf = (launch: LaunchState): string | null =>
  blockingFindings(launch).length === 0 ? null : launch.override;

/** The yes to the question. Whom the consent was given for may have changed while it was asked. */
function launching(state: WizardState, now: number): WizardStep {
  const { id, key, launch } = state;
  if (id === null || launch.isLaunching) return { state };
  if (launchMissing(state, now).length > 0) return asked(state, now);
  return {
    state: at(state, { isLaunching: true }),
    asks: [
      {
        ask: "launch",
        id,
        key: `${key}:launch`,
        duplicates: duplicateChoice(launch.duplicates),
        override: overrideOf(launch),
      },
    ],
  };
}

const readAhead = 20;

function shownPerson(state: WizardState, to: number): WizardStep {
  const { people, next } = state.launch;
  const index = Math.max(0, Math.min(to, people.length - 1));
  const isShort = next !== null && index > people.length - readAhead && state.id !== null;
  const asks = isShort ? [{ ask: "people" as const, id: state.id ?? "", cursor: next }] : [];
  return { state: at(state, { index, next: isShort ? null : next }), asks };
}

/** Among those who were read, the next one first; where nobody is, the server looks through all. */
function searched(state: WizardState): WizardStep {
  const { search, people, index, next } = state.launch;
  const typed = search?.text.trim() ?? "";
  const left = at(state, { search: null });
  if (typed === "") return { state: left };
  const digits = typed.replace(/\D/g, "");
  const isNumber = digits.length >= 3 && /^[\d\s().+-]+$/.test(typed);
  const fits = ({ address, variables }: Recipient) =>
    (isNumber && address.includes(digits)) ||
    Object.values(variables).some((value) => value.toLowerCase().includes(typed.toLowerCase()));
  const after = people.findIndex((person, i) => i > index && fits(person));
  const found = after !== -1 ? after : people.findIndex(fits);
  if (found !== -1) return { state: at(left, { index: found }) };
  if (next === null || state.id === null) return { state: left, note: nobodyNote(typed) };
  return { state: left, asks: [{ ask: "find", id: state.id, text: typed }] };
}

const nobodyNote = (text: string) => ({ tone: "attention" as const, text: `Nobody has “${text}”.` });

const hourMs = 3_600_000;

/** When anybody is contacted at all: a start in the night waits for their morning, or for the sending hours. */
function firstWords({ draft, schedule }: WizardState, now: number): string {
  const hour = schedule.forecast?.perHour[0]?.hour;
  const from = Math.max(now, draft.startAt ?? now);
  if (hour === undefined || hour < from + hourMs) return "The first messages go at once where it is day.";
  return `The first messages go after ${localTime(hour, draft.zone)}, when hours and people's daytime allow.`;
}

/** An answer came that the question may have waited for. */
function answeredEarly(state: WizardState, now: number): WizardStep {
  if (!state.launch.isAskedEarly) return { state };
  const known = at(state, { isAskedEarly: false });
  return state.step === "launch" ? asked(known, now) : { state: known };
}

/** The last question. */
function asked(state: WizardState, now: number): WizardStep {
  const { preview, isConsenting, duplicates } = state.launch;
  const isEarly = preview === null || duplicates.stage === "looking";
  if (isEarly && isConsenting && obstaclesOf(state, now).length === 0)
    return { state: at(state, { isAskedEarly: true }) };
  const missing = launchMissing(state, now);
  if (missing.length > 0) return { state, note: { tone: "attention", text: `Still needed: ${missing.join(", ")}.` } };
  if (isUnsaved(state)) return { ...saved(state), note: { tone: "attention", text: "Saving the last change first." } };
  const { draft, campaign, schedule } = state;
  const people = campaign?.counts.total ?? 0;
  const finishAt = schedule.forecast?.finishAt ?? null;
  return {
    state,
    confirm: {
      id: "launch.go!",
      title: `Launch “${draft.name.trim()}” to ${count(people, "person", "people")}?`,
      lines: [
        ...(draft.startAt === null ? [] : [`It starts ${localTime(draft.startAt, draft.zone)}.`]),
        firstWords(state, now),
        ...(finishAt === null ? [] : [`The last goes ${localTime(finishAt, draft.zone)}.`]),
        ...questionWords(duplicates),
        "You can pause or stop it whenever you like; a text that is sent stays sent.",
      ],
      yes: "Launch it",
    },
  };
}
