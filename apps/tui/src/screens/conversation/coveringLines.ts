import type { Frame } from "../../app/screen.ts";
import { panelLines } from "./panelLines.ts";
import type { ConversationState } from "./state.ts";
import { trialLines } from "./trialLines.ts";

/** What stands in the thread's place: the rules' judgement, or the customer where there is no room beside. */
export const coveringLines = (state: ConversationState, frame: Frame, width: number): string[] =>
  state.trial === null ? panelLines(state, frame, width) : trialLines(state.trial.told, { width, theme: frame.theme });
