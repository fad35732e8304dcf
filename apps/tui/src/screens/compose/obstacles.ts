/** What stands in the way of a launch, and the key that mends it. */
import { blockingFindings } from "./launch.ts";
import { messageMissing } from "./messageParts.ts";
import { recipientsMissing, staleLists } from "./recipientsState.ts";
import { scheduleMissing } from "./schedule.ts";
import type { StepName, WizardState } from "./state.ts";

/** One thing that stands in the way of the launch. */
export interface Obstacle {
  readonly text: string;
  /** The key that mends it, as the footer names it. */
  readonly key: string;
}

const stepKey: Readonly<Record<StepName, string>> = {
  message: "Alt+1",
  recipients: "Alt+2",
  schedule: "Alt+3",
  launch: "Alt+4",
};

/** Where a refusal's cause is mended. */
const mendedIn: Readonly<Record<string, StepName>> = {
  missing_variable: "message",
  invalid_template: "message",
  never_open: "schedule",
  nothing_to_launch: "recipients",
  list_not_sealed: "recipients",
  list_incomplete: "recipients",
};

export function obstaclesOf(state: WizardState, now: number): readonly Obstacle[] {
  const { launch } = state;
  const lacking = (step: StepName, missing: readonly string[]): Obstacle[] =>
    missing.length === 0 ? [] : [{ text: `It needs ${missing.join(", ")}.`, key: stepKey[step] }];
  const people = recipientsMissing(state);
  const known = [
    ...lacking("message", messageMissing(state)),
    ...lacking("recipients", people),
    ...(staleLists(state).length > 0
      ? [{ text: "The text changed since its lists were checked: check them again.", key: stepKey.recipients }]
      : []),
    ...lacking("schedule", scheduleMissing(state, now)),
  ];
  const refused = (launch.preview?.blocking ?? [])
    .filter(
      ({ code }) =>
        code !== "agreement_missing" &&
        code !== "content_blocked" &&
        !(people.length > 0 && mendedIn[code] === "recipients"),
    )
    .map(({ code, message }) => ({ text: message, key: stepKey[mendedIn[code] ?? "launch"] }));
  const agreement =
    launch.preview?.agreementAccepted === false
      ? [{ text: "Your account has not accepted the agreement yet. An admin does that once.", key: "a" }]
      : [];
  const blocked = launch.override === null ? blockingFindings(launch) : [];
  const found = blocked.map(({ message, remedy, rung }) => ({
    text: `${state.draft.rungs.length === 1 ? "" : `Rung ${rung + 1}: `}${message} ${remedy}`,
    key: `${stepKey.message} o`,
  }));
  return [...known, ...refused, ...found, ...agreement];
}
