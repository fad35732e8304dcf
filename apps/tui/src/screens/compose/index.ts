import type { Screen } from "../../app/screen.ts";
import { performWizard } from "./perform.ts";
import type { WizardAsk, WizardEvent, WizardState } from "./state.ts";
import { viewWizard } from "./Wizard.tsx";
import { beginWizard, isTypingWizard, updateWizard, wizardBindings } from "./wizard.ts";

export const compose: Screen<WizardState, WizardEvent, WizardAsk> = {
  begin: beginWizard,
  update: updateWizard,
  bindings: wizardBindings,
  isTyping: isTypingWizard,
  title: ({ id, draft }) => (id === null ? "New campaign" : `New campaign: ${draft.name.trim() || "…"}`),
  perform: performWizard,
  view: viewWizard,
};
