/** What is missing, or the one key that goes on: the wizard's last line, in words. */
import { count } from "../../terminal/text.ts";
import { obstaclesOf } from "./obstacles.ts";
import { staleLists } from "./recipientsState.ts";
import type { WizardState } from "./state.ts";
import { missingOf, stepTitles } from "./wizard.ts";

export interface NextWords {
  readonly tone: "good" | "attention" | "quiet";
  readonly text: string;
}

const attention = (text: string): NextWords => ({ tone: "attention", text });
const quiet = (text: string): NextWords => ({ tone: "quiet", text });

export function nextWords(state: WizardState, now: number): NextWords {
  const missing = missingOf(state, state.step, now);
  const needed = attention(`Still needed: ${missing.join(", ")}.`);
  switch (state.step) {
    case "message":
      return missing.length > 0 ? needed : good(`Ctrl+N goes on to 2 ${stepTitles.recipients}.`);
    case "recipients":
      return peopleWords(state, missing);
    case "schedule":
      if (state.schedule.field !== null) return quiet("⏎ keeps it, Esc leaves it as it was.");
      if (state.schedule.day !== null) return quiet("⏎ changes a day: 9-12, 13-17. Esc when the week is right.");
      if (state.schedule.answering !== null) return quiet("⏎ shows the choices. Esc when the replies are right.");
      return missing.length > 0 ? needed : good(`This may stay as it is. Ctrl+N goes on to 4 ${stepTitles.launch}.`);
    case "launch":
      if (state.launch.isLaunching) return quiet("Launching …");
      return launchWords(state, missing, now);
  }
}

/** The first thing in the way, with the key that mends it. */
function launchWords(state: WizardState, missing: readonly string[], now: number): NextWords {
  const [first] = obstaclesOf(state, now);
  if (first !== undefined) return attention(`${first.key} first: ${first.text}`);
  if (state.launch.preview === null) return quiet("Looking at everything once more …");
  if (state.launch.isAskedEarly) return quiet("Asking other campaigns first; x goes on without their answers.");
  return missing.length > 0
    ? attention("Space ticks the box above: then it can be launched.")
    : good("Everything is there. ⏎ launches it.");
}

const good = (text: string): NextWords => ({ tone: "good", text });

function peopleWords(state: WizardState, missing: readonly string[]): NextWords {
  const { mode, checked } = state.recipients;
  switch (mode) {
    case "pick":
      return attention("Choose your list: ↑ ↓ and ⏎, or type part of its name or a path.");
    case "rows":
      return attention("One person a line, the number first. Ctrl+N checks them.");
    case "checking":
      return quiet("Reading the list. Nothing leaves this machine yet.");
    case "checked":
      return checked !== null && checked.good === 0
        ? attention("No row is good. c says what a column means, o of which country numbers are.")
        : good(`⏎ uses this list: ${count(checked?.good ?? 0, "person", "people")}.`);
    case "importing":
      return quiet("Esc halts it; what is in stays in.");
    case "lists":
      if (staleLists(state).length > 0) return attention("The text changed: r checks the lists again with it.");
      return missing.length > 0
        ? attention(`Still needed: ${missing.join(", ")}.`)
        : good(`Ctrl+N goes on to 3 ${stepTitles.schedule}.`);
  }
}
