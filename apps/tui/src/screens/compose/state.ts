/** The wizard's state, what may happen to it, and what it asks of the world outside. */
import type {
  Agent,
  Answer,
  CampaignDetail,
  Channel,
  DuplicateChoice,
  DuplicatePage,
  Forecast,
  Label,
  Preview,
  Prices,
  Recipient,
  Sender,
} from "@headsup/contract";
import type { Context, ScreenEvent, Step } from "../../app/screen.ts";
import type { Known, Sample } from "./composed.ts";
import type { Draft } from "./draft.ts";
import type { LaunchState, TotalCost } from "./launch.ts";
import type { MessageState } from "./messageParts.ts";
import type { Kept } from "./outside/keep.ts";
import type { Entry } from "./picker.ts";
import type { Checked, ListSource, Reading } from "./reading.ts";
import type { RecipientsState } from "./recipientsState.ts";
import type { ScheduleState } from "./schedule.ts";

export const stepNames = ["message", "recipients", "schedule", "launch"] as const;
export type StepName = (typeof stepNames)[number];

export interface WizardState {
  /** `opening` until the server told what there is; `offer`: a kept draft waits for yes or no. */
  readonly phase: "opening" | "offer" | "working";
  readonly kept: Kept | null;
  readonly step: StepName;
  /** The campaign; null until the server has the draft. */
  readonly id: string | null;
  /** Makes the campaign once, however often it is asked for. */
  readonly key: string;
  readonly draft: Draft;
  /** As the server has it. */
  readonly saved: Draft | null;
  /** What the campaign is being created with, until the server said that it is. */
  readonly creating: Draft | null;
  readonly saving: "idle" | "busy" | "away" | "refused";
  /** Said already that the server is away. */
  readonly isAway: boolean;
  /** Counts changes: a save waits until nothing was changed for a while. */
  readonly revision: number;
  /** What waits until everything is saved. */
  readonly waiting: readonly WizardAsk[];
  /** Leaves as soon as everything is saved. */
  readonly isLeaving: boolean;
  readonly campaign: CampaignDetail | null;
  readonly senders: readonly Sender[];
  readonly answers: readonly Answer[];
  readonly skills: readonly Label[];
  readonly prices: Prices;
  /** The first person of a list. */
  readonly sample: Sample | null;
  readonly message: MessageState;
  readonly recipients: RecipientsState;
  readonly schedule: ScheduleState;
  readonly launch: LaunchState;
}

/** What the wizard begins with. */
export interface Opening {
  readonly senders: readonly Sender[];
  readonly answers: readonly Answer[];
  readonly skills: readonly Label[];
  readonly prices: Prices;
  readonly campaign: CampaignDetail | null;
  readonly sample: Sample | null;
  readonly kept: Kept | null;
  /** Names of campaigns there are. */
  readonly names: readonly string[];
  readonly key: string;
  /** The zone of this machine. */
  readonly zone: string;
}

export type WizardEvent =
  | ({ readonly type: "opened" } & Opening)
  /** Nothing was changed for a while after this revision. */
  | { readonly type: "rested"; readonly revision: number }
  | { readonly type: "saved"; readonly draft: Draft; readonly campaign: CampaignDetail }
  | { readonly type: "sender"; readonly sender: Sender }
  | { readonly type: "campaign"; readonly campaign: CampaignDetail; readonly sample: Sample | null }
  | {
      readonly type: "folder";
      /** As it was asked for. */
      readonly asked: string | null;
      /** Absolute. */
      readonly folder: string;
      readonly shown: string;
      readonly entries: readonly Entry[];
    }
  | { readonly type: "noFolder"; readonly asked: string | null; readonly message: string }
  | {
      readonly type: "checking";
      readonly serial: number;
      readonly rows: number;
      readonly bad: number;
      readonly done: number;
    }
  | { readonly type: "checked"; readonly serial: number; readonly checked: Checked }
  | { readonly type: "importing"; readonly rows: number; readonly problems: number; readonly done: number }
  | {
      readonly type: "imported";
      readonly list: string;
      readonly people: number;
      readonly note: string;
      /** The draft whose text it was imported for: another one may be written meanwhile. */
      readonly draft: Draft;
    }
  | { readonly type: "removed" }
  | { readonly type: "discarded" }
  | { readonly type: "forecast"; readonly forecast: Forecast }
  | {
      readonly type: "preview";
      readonly preview: Preview;
      readonly forecast: Forecast;
      readonly agents: readonly Agent[];
    }
  /** A chunk of people was looked up in other campaigns. */
  | {
      readonly type: "duplicates";
      readonly serial: number;
      readonly page: Omit<DuplicatePage, "unasked" | "next">;
      /** Names of campaigns that could not be asked. */
      readonly unasked: readonly string[];
      readonly isLast: boolean;
    }
  | { readonly type: "noDuplicates"; readonly serial: number; readonly message: string }
  | { readonly type: "people"; readonly people: readonly Recipient[]; readonly next: string | null }
  | { readonly type: "found"; readonly text: string; readonly person: Recipient | null }
  | ({ readonly type: "cost" } & TotalCost)
  | { readonly type: "accepted" }
  | { readonly type: "launched"; readonly campaign: CampaignDetail };

export type WizardAsk =
  | { readonly ask: "open"; readonly id: string | null }
  | { readonly ask: "rest"; readonly revision: number }
  | {
      readonly ask: "save";
      readonly id: string | null;
      readonly key: string;
      readonly draft: Draft;
      readonly saved: Draft | null;
    }
  | { readonly ask: "keep"; readonly kept: Omit<Kept, "url" | "at"> }
  | { readonly ask: "forget" }
  | { readonly ask: "discard"; readonly id: string }
  | { readonly ask: "addSender"; readonly channel: Channel; readonly address: string; readonly name: string }
  | { readonly ask: "refresh"; readonly id: string }
  | { readonly ask: "look"; readonly folder: string | null }
  | {
      readonly ask: "check";
      readonly serial: number;
      readonly source: ListSource;
      readonly reading: Reading;
      readonly draft: Draft;
      readonly known: Known;
    }
  | {
      readonly ask: "import";
      readonly id: string;
      readonly source: ListSource;
      readonly reading: Reading;
      readonly draft: Draft;
      readonly known: Known;
      /** Lists to take away first: those that are imported anew. */
      readonly replaces: string | null;
    }
  | { readonly ask: "halt" }
  | { readonly ask: "removeList"; readonly id: string; readonly list: string }
  | { readonly ask: "forecast"; readonly id: string }
  | { readonly ask: "preview"; readonly id: string }
  | { readonly ask: "people"; readonly id: string; readonly cursor: string | null }
  | { readonly ask: "find"; readonly id: string; readonly text: string }
  | { readonly ask: "cost"; readonly id: string; readonly draft: Draft; readonly known: Known }
  | { readonly ask: "accept" }
  /** Looks whether other campaigns write to the same people. */
  | { readonly ask: "duplicates"; readonly id: string; readonly serial: number }
  | { readonly ask: "haltDuplicates" }
  | {
      readonly ask: "launch";
      readonly id: string;
      readonly key: string;
      /** Null: nobody was looked up in other campaigns. */
      readonly duplicates: DuplicateChoice | null;
      /** An admin's reason to overrule the content check; null: none. */
      readonly override: string | null;
    };

export type WizardStep = Step<WizardState, WizardAsk>;
export type AnyEvent = ScreenEvent | WizardEvent;

/** A step's own reducer: undefined where the event is not its business. */
export type StepReducer = (state: WizardState, event: AnyEvent, context: Context) => WizardStep | undefined;

/** The state with a part of its draft changed. */
export const withDraft = (state: WizardState, change: Partial<Draft>): WizardState => ({
  ...state,
  draft: { ...state.draft, ...change },
});
