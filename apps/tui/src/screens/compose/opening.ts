/** How the wizard begins: fresh, on a draft the server has, or with what was kept on this machine. */
import type { Context } from "../../app/screen.ts";
import { draftOf, freshDraft, suggestedName } from "./draft.ts";
import { type DraftRung, firstRung } from "./ladder.ts";
import { launchedElsewhere } from "./leaving.ts";
import { messageOf } from "./messageParts.ts";
import { saved } from "./saving.ts";
import type { AnyEvent, Opening, WizardState, WizardStep } from "./state.ts";
import { wordsOfDraft } from "./written.ts";

export function opened(state: WizardState, opening: Opening & { type: "opened" }, context: Context): WizardStep {
  const { senders, answers, skills, prices, campaign, sample, kept, key, zone } = opening;
  if (campaign !== null && campaign.status !== "draft") return launchedElsewhere(state, campaign.id);
  const [only] = senders;
  const fresh = freshDraft({
    name: suggestedName(context.now, zone, opening.names),
    zone,
    sender: only ?? null,
  });
  const draft = campaign === null ? fresh : draftOf(campaign);
  const known: WizardState = {
    ...state,
    senders,
    answers,
    skills,
    prices,
    campaign,
    sample,
    kept,
    key,
    draft,
    saved: campaign === null ? null : draft,
    message: messageOf({ draft }),
  };
  if (kept === null) return { state: { ...known, phase: "working" } };
  if (campaign === null) return { state: { ...known, phase: "offer" } };
  const step = resumed(known);
  return { ...step, note: { tone: "good", text: "Changes the server did not have yet are taken up again." } };
}

export function offered(state: WizardState, event: AnyEvent): WizardStep {
  if (event.type !== "command") return { state };
  if (event.id === "offer.take") return resumed(state);
  if (event.id === "offer.anew" && state.kept !== null)
    return {
      state,
      confirm: {
        id: "offer.anew!",
        title: "Throw away what you had begun?",
        lines: [
          `“${wordsOfDraft(state.kept.draft)}”`,
          ...(state.kept.id === null ? [] : ["The draft itself stays among your campaigns, as it was saved last."]),
        ],
        yes: "Throw it away",
        isFinal: true,
      },
    };
  if (event.id !== "offer.anew!") return { state };
  return { state: { ...state, phase: "working", kept: null }, asks: [{ ask: "forget" }] };
}

/** The kept draft in place of the fresh one. One the server has already is opened there first. */
function resumed(state: WizardState): WizardStep {
  const { kept } = state;
  if (kept === null) return { state: { ...state, phase: "working" } };
  if (kept.id !== null && state.campaign === null)
    return { state: { ...state, phase: "opening", id: kept.id, kept: null }, asks: [{ ask: "open", id: kept.id }] };
  const draft = { ...kept.draft, rungs: kept.draft.rungs.map((rung) => sentByOurs(state, rung)) };
  const working: WizardState = {
    ...state,
    phase: "working",
    kept: null,
    key: kept.key,
    creating: kept.creating,
    draft,
    message: messageOf({ draft }),
  };
  return saved(working);
}

/** A sender that is gone is to be chosen anew; the only one there is stands for it where it speaks on the same channel. */
function sentByOurs({ senders, draft }: WizardState, rung: DraftRung): DraftRung {
  if (senders.some(({ id }) => id === rung.sender)) return rung;
  const fresh = firstRung(draft);
  return { ...rung, sender: fresh.channel === rung.channel ? fresh.sender : null };
}
