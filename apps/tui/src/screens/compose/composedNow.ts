/** The same of the wizard's own state. */
import { askedOf, type Composed, composedOf, type Known, type Sample } from "./composed.ts";
import type { WizardState } from "./state.ts";

type Has = Pick<WizardState, "draft" | "answers" | "senders" | "prices">;

export const composedNow = (state: Has, at: number, sample: Sample | null): Composed =>
  composedOf(state.draft, sample, state, at);

export const askedNow = (state: Has): Pick<Composed, "variables" | "trouble"> => askedOf(state.draft, state);

/** What messages are made with beside the draft. */
export const knownOf = ({ answers, senders, prices }: Has): Known => ({ answers, senders, prices });
