import type {
  CampaignDetail,
  CampaignPatch,
  Forecast,
  LiveFrame,
  Overview,
  Recipient,
  RecipientStatus,
  Why,
} from "@headsup/contract";
import type { StoredStatus } from "@headsup/core/campaign/status";
import type { Step } from "../../app/screen.ts";
import { emptyField, type Field } from "../../ui/field.ts";
import { type Cursor, firstRow } from "../../ui/list.ts";

/** What the screen of one campaign knows, what it can be told, and what it asks for. */

export const tabs = ["overview", "people", "events", "forecast", "settings"] as const;
export type Tab = (typeof tabs)[number];

export type Verb = "pause" | "resume" | "stop" | "launch";

/** A reason as the overview tells it. */
export type Reason = Overview["reasons"][number];

/** What becomes of its replies. */
export type AnsweringKey = "skill" | "lookBackMs" | "lookBackRoutes" | "openConversation" | "backPressure";

/** What can be changed of a launched campaign; with a list, of that. */
export type Setting =
  | { readonly key: "name" | "description" | "tags" | "hours" | "zone" | "expiresAt" | AnsweringKey }
  | { readonly key: "startAt" | "endAt"; readonly list: string };

/** A change as the server takes it: of one setting. */
type Change = Pick<CampaignPatch, Exclude<Setting["key"], "startAt" | "endAt">> & {
  readonly startAt?: string | null;
  readonly endAt?: string | null;
};

/** Which people are listed. */
export interface PeopleQuery {
  readonly status: StoredStatus | null;
  /** Only those who stand there for this reason. */
  readonly reason: Reason | null;
  readonly search: string;
}

export interface PeopleState {
  readonly query: PeopleQuery;
  /** Grows with every query: pages of an earlier one are not wanted any more. */
  readonly serial: number;
  readonly pages: readonly (readonly Recipient[])[];
  /** Where each person stands among the pages. */
  readonly places: ReadonlyMap<string, { readonly page: number; readonly row: number }>;
  /** Where the next page begins; null: that was the last one. */
  readonly next: string | null;
  /** Null: never asked for. */
  readonly loading: "first" | "further" | "none" | null;
  readonly cursor: Cursor;
  readonly field: Field;
  readonly isSearching: boolean;
}

/** One line of the live tail. */
export interface LiveEvent {
  /** Counted from the screen's first one. */
  readonly n: number;
  readonly at: number;
  /** Whose; null for a move of the campaign itself. */
  readonly recipient: string | null;
  readonly address: string;
  readonly status: string;
  readonly detail: string;
  /** All of it in small letters, for the filter. */
  readonly text: string;
}

export interface StreamState {
  readonly events: readonly LiveEvent[];
  /** How many there have been. */
  readonly count: number;
  readonly link: "connecting" | "live" | "lost";
  /** The status last told, so that only changes of it are events. */
  readonly status: string | null;
  readonly isFollowing: boolean;
  readonly cursor: Cursor;
  readonly filter: Field;
  readonly isFiltering: boolean;
}

/** The person one looks at. */
interface PersonState {
  readonly id: string;
  readonly why: Why | null;
  readonly isAsked: boolean;
  readonly cursor: Cursor;
}

export interface CampaignState {
  readonly id: string;
  readonly tab: Tab;
  readonly detail: CampaignDetail | null;
  readonly overview: Overview | null;
  readonly forecast: Forecast | null;
  /** What the server answered instead of the campaign; null as soon as it is told again. */
  readonly trouble: string | null;
  readonly looks: number;
  /** What is asked for and not answered yet. */
  readonly isLooking: boolean;
  readonly isReadingOverview: boolean;
  readonly isForecasting: boolean;
  /** An order given and not answered yet. */
  readonly order: Verb | null;
  /** The file a download goes to, and how many are in it so far. */
  readonly download: { readonly path: string; readonly people: number } | null;
  readonly person: PersonState | null;
  /** Among the overview's reasons. */
  readonly reasons: Cursor;
  readonly people: PeopleState;
  readonly stream: StreamState;
  readonly forecastTop: Cursor;
  /** Which row of the settings one stands on, and the first of their lines shown. */
  readonly settings: Cursor;
}

export type CampaignEvent =
  | { readonly type: "detail"; readonly detail: CampaignDetail }
  | { readonly type: "overview"; readonly overview: Overview }
  | { readonly type: "forecast"; readonly forecast: Forecast }
  | {
      readonly type: "page";
      readonly serial: number;
      readonly items: readonly Recipient[];
      readonly next: string | null;
    }
  | { readonly type: "why"; readonly why: Why }
  /** What came through the live tail, several at once. */
  | { readonly type: "frames"; readonly frames: readonly LiveFrame[] }
  | { readonly type: "lost" }
  | { readonly type: "ordered"; readonly verb: Verb; readonly detail: CampaignDetail }
  | { readonly type: "resolved"; readonly why: Why }
  /** A setting was changed; the forecast is told where it may be another one now. */
  | {
      readonly type: "changed";
      readonly setting: Setting;
      readonly detail: CampaignDetail;
      readonly forecast: Forecast | null;
    }
  /** The file for a download is there already. */
  | { readonly type: "exists"; readonly path: string }
  | { readonly type: "downloading"; readonly people: number }
  | { readonly type: "downloaded"; readonly path: string; readonly people: number };

export type CampaignAsk =
  /** Looks at the campaign now and then, as long as the screen is open. */
  | { readonly ask: "watch"; readonly id: string; readonly delayMs: number }
  /** Follows the live tail, as long as the screen is open. */
  | { readonly ask: "follow"; readonly id: string; readonly delayMs: number }
  | { readonly ask: "look"; readonly id: string; readonly delayMs: number }
  | { readonly ask: "overview"; readonly id: string }
  | { readonly ask: "forecast"; readonly id: string }
  | {
      readonly ask: "page";
      readonly id: string;
      readonly serial: number;
      readonly query: PeopleQuery;
      readonly cursor: string | null;
    }
  | { readonly ask: "why"; readonly id: string; readonly recipient: string }
  | { readonly ask: "order"; readonly id: string; readonly verb: Verb; readonly reason: string }
  | {
      readonly ask: "resolve";
      readonly id: string;
      readonly recipient: string;
      readonly verdict: "sent" | "not_sent";
    }
  /** Changes a setting to what was typed. */
  | {
      readonly ask: "change";
      readonly id: string;
      readonly setting: Setting;
      readonly text: string;
      readonly change: Change;
    }
  | { readonly ask: "download"; readonly id: string; readonly path: string; readonly mayReplace: boolean };

export type CampaignStep = Step<CampaignState, CampaignAsk>;

export const everybody: PeopleQuery = { status: null, reason: null, search: "" };

export const blankCampaign = (id: string): CampaignState => ({
  id,
  tab: "overview",
  detail: null,
  overview: null,
  forecast: null,
  trouble: null,
  looks: 0,
  isLooking: false,
  isReadingOverview: false,
  isForecasting: true,
  order: null,
  download: null,
  person: null,
  reasons: firstRow,
  people: {
    query: everybody,
    serial: 0,
    pages: [],
    places: new Map(),
    next: null,
    loading: null,
    cursor: firstRow,
    field: emptyField,
    isSearching: false,
  },
  stream: {
    events: [],
    count: 0,
    link: "connecting",
    status: null,
    isFollowing: true,
    cursor: firstRow,
    filter: emptyField,
    isFiltering: false,
  },
  forecastTop: firstRow,
  settings: firstRow,
});

/** The status as the API's list of people can be asked for it: who is in flight or unreached is stored as ready. */
export const storedAs = (status: RecipientStatus): StoredStatus =>
  status === "in_flight" || status === "unreached" ? "ready" : status;

/** Those who wait for a message. */
export const waitingOf = ({ counts }: Pick<CampaignDetail, "counts">): number => counts.ready + counts.held;

/** Rows of the lists that could not become recipients. */
export const badRowsOf = ({ outreaches }: Pick<CampaignDetail, "outreaches">): number =>
  outreaches.reduce((sum, { problems }) => sum + problems, 0);

/** Lists whose import is whole and that nobody has launched. */
export const unlaunchedOf = ({ outreaches }: Pick<CampaignDetail, "outreaches">) =>
  outreaches.filter(({ status, sealed }) => sealed && status === "draft");

/** More will be sent, or may be. */
export const isAlive = ({ status }: Pick<CampaignDetail, "status">): boolean =>
  status !== "draft" && status !== "completed" && status !== "stopped";
