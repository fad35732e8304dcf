import type {
  Agent,
  AgentStatus,
  Campaign,
  Conversation,
  ConversationPage,
  DeskCounts,
  Inbox,
  Label,
  MatchOrder,
  NextAnswer,
} from "@headsup/contract";
import type { Step } from "../../app/screen.ts";
import type { Closed } from "../../client/closed.ts";
import type { Chooser } from "../../ui/chooser.ts";
import { emptyField, type Field } from "../../ui/field.ts";
import { type Cursor, firstRow } from "../../ui/list.ts";

/** Which conversations are listed. */
export const views = ["waiting", "mine", "all", "closed"] as const;
export type View = (typeof views)[number];

/** What the list is narrowed to; null: not by this. */
export interface Narrowing {
  readonly inbox: string | null;
  readonly topic: string | null;
  readonly skill: string | null;
  readonly agent: string | null;
  /** Whose replies one came to see. */
  readonly campaign: { readonly id: string; readonly name: string } | null;
  readonly search: string;
}

/** What one may narrow by. */
export interface Desk {
  readonly inboxes: readonly Pick<Inbox, "id" | "name">[];
  readonly topics: readonly Label[];
  readonly skills: readonly Label[];
  readonly agents: readonly Agent[];
}

export interface InboxState {
  readonly view: View;
  readonly narrowing: Narrowing;
  /** Grows with every change of what is asked for: a page of an older question is let go. */
  readonly serial: number;
  /** Null until the server has answered this question once. */
  readonly items: readonly Conversation[] | null;
  readonly hasMore: boolean;
  readonly counts: DeskCounts | null;
  /** When the first page came, by the server's clock: what is said later is new. */
  readonly since: number | null;
  /** When a conversation was last looked at here. */
  readonly looked: ReadonlyMap<string, number>;
  /** The conversation that lies over this screen. */
  readonly opened: string | null;
  readonly search: Field;
  readonly isSearching: boolean;
  readonly chooser: Chooser | null;
  /** The agent one is; null: none; undefined: not known yet. */
  readonly me: Agent | null | undefined;
  /** Upcoming and running. */
  readonly campaigns: readonly Campaign[];
  /** The order in which waiting ones are given out, while it is looked at. */
  readonly order: { readonly told: MatchOrder | null; readonly cursor: Cursor } | null;
  /** The one that was closed here last, to be opened again as it was. */
  readonly closed: Closed | null;
  /** The next one is being fetched. */
  readonly isTaking: boolean;
  readonly chosen: string | null;
  readonly cursor: Cursor;
  readonly trouble: string | null;
}

export interface InboxQuery {
  readonly view: View;
  readonly narrowing: Narrowing;
}

export type InboxEvent =
  | { readonly type: "page"; readonly serial: number; readonly page: ConversationPage }
  | { readonly type: "desk"; readonly desk: Desk }
  | { readonly type: "me"; readonly agent: Agent | null }
  | { readonly type: "campaigns"; readonly campaigns: readonly Campaign[] }
  | { readonly type: "order"; readonly order: MatchOrder }
  | { readonly type: "given"; readonly answer: NextAnswer }
  | { readonly type: "taken"; readonly conversation: Conversation }
  | { readonly type: "closed"; readonly closed: Closed }
  | { readonly type: "reopened"; readonly name: string };

export type InboxAsk =
  /** Looks at the server as long as the screen is open, or until another question is asked. */
  | { readonly ask: "watch"; readonly serial: number; readonly query: InboxQuery }
  /** Oneself, and the campaigns that are going out. */
  | { readonly ask: "watch around" }
  | { readonly ask: "desk" }
  | { readonly ask: "order" }
  | { readonly ask: "next" }
  | { readonly ask: "take"; readonly id: string }
  /** Refused where more was said than `seen`, the version its row told. */
  | { readonly ask: "close"; readonly closed: Closed; readonly seen: number }
  | { readonly ask: "reopen"; readonly closed: Closed }
  | { readonly ask: "status"; readonly status: AgentStatus }
  /** To become an agent. */
  | { readonly ask: "enlist" };

export type InboxStep = Step<InboxState, InboxAsk>;

export const notNarrowed: Narrowing = {
  inbox: null,
  topic: null,
  skill: null,
  agent: null,
  campaign: null,
  search: "",
};

export const isNarrowed = (narrowing: Narrowing): boolean =>
  narrowing.search !== "" ||
  [narrowing.inbox, narrowing.topic, narrowing.skill, narrowing.agent, narrowing.campaign].some(Boolean);

export const blankInbox: InboxState = {
  view: "waiting",
  narrowing: notNarrowed,
  serial: 0,
  items: null,
  hasMore: false,
  counts: null,
  since: null,
  looked: new Map(),
  opened: null,
  search: emptyField,
  isSearching: false,
  chooser: null,
  closed: null,
  me: undefined,
  campaigns: [],
  order: null,
  isTaking: false,
  chosen: null,
  cursor: firstRow,
  trouble: null,
};

export const chosenConversation = (state: InboxState): Conversation | undefined => {
  const { order } = state;
  return order === null ? state.items?.[state.cursor.index] : order.told?.items[order.cursor.index]?.conversation;
};

/** Whether the customer said something since it was last looked at here. */
export const isNew = ({ since, looked }: InboxState, { id, last }: Conversation): boolean =>
  last.from === "customer" && since !== null && last.at > (looked.get(id) ?? since);
