/**
 * Home: every campaign with where it stands and what happens next, what needs attention first. It looks at the server
 * every other second; a row is chosen by its campaign, so that nothing slips away under the cursor.
 */
import type { Agent, Campaign, DeskCounts, Figures, Sender } from "@headsup/contract";
import type { Context, ScreenEvent, Step } from "../../app/screen.ts";
import { statusWord } from "../../show/words.ts";
import { edited, emptyField, type Field, insert } from "../../ui/field.ts";
import { hasWords, wordsOf } from "../../ui/filter.ts";
import { type Cursor, cursorAt, firstRow, movedBy } from "../../ui/list.ts";
import { attentionOf } from "./attention.ts";
import {
  answeredOf,
  begun,
  isOfPerson,
  type PersonAsk,
  type PersonEvent,
  type PersonMessage,
  type PersonStep,
  refusedOf,
  sendOf,
} from "./person.ts";

export interface HomeState {
  /** Null until the server has answered once. */
  readonly campaigns: readonly Campaign[] | null;
  /** There are older ones than those asked for. */
  readonly hasOlder: boolean;
  readonly figures: Figures | null;
  /** Who may be sent from; those that are flagged launch nothing. */
  readonly senders: readonly Sender[];
  /** Who waits for an answer; null where it is not known, or nobody ever wrote. */
  readonly desk: DeskCounts | null;
  /** The agent one is; null: none, or not known yet. */
  readonly me: Agent | null;
  readonly filter: Field;
  readonly isFiltering: boolean;
  readonly chosen: string | null;
  /** A new draft is being written: it is the one to stand on when it comes. */
  readonly isMaking: boolean;
  readonly cursor: Cursor;
  /** The message to one person that is being written. */
  readonly person: PersonMessage | null;
}

export type HomeEvent =
  | PersonEvent
  | { readonly type: "campaigns"; readonly campaigns: readonly Campaign[]; readonly hasOlder: boolean }
  | { readonly type: "figures"; readonly figures: Figures }
  | { readonly type: "standing"; readonly senders: readonly Sender[] }
  | { readonly type: "desk"; readonly counts: DeskCounts }
  | { readonly type: "me"; readonly agent: Agent | null }
  | { readonly type: "cloned"; readonly campaign: Campaign }
  | { readonly type: "done"; readonly text: string };

export type HomeAsk =
  | PersonAsk
  /** Looks at the server now and then, as long as the screen is open. */
  | { readonly ask: "watch" }
  | { readonly ask: "look" }
  | {
      readonly ask: "command";
      readonly id: string;
      readonly verb: "pause" | "resume" | "stop";
      readonly reason?: string;
    }
  | { readonly ask: "clone"; readonly campaign: Campaign; readonly name: string }
  | { readonly ask: "delete"; readonly id: string; readonly name: string };

type HomeStep = Step<HomeState, HomeAsk>;

const blank: HomeState = {
  campaigns: null,
  hasOlder: false,
  figures: null,
  senders: [],
  desk: null,
  me: null,
  filter: emptyField,
  isFiltering: false,
  chosen: null,
  isMaking: false,
  cursor: firstRow,
  person: null,
};

export const beginHome = (): HomeStep => ({ state: blank, asks: [{ ask: "watch" }] });

/** Rows of the list: beside it stand the figures, two headings and the chosen campaign's own lines. */
export const homeListRows = ({ rows }: Pick<Context, "rows">): number => Math.max(3, rows - (rows >= 30 ? 13 : 11));

/** Upcoming and running: what a team must know of before its replies come. */
const isGoingOut = ({ status }: Campaign): boolean => status === "scheduled" || status === "in_progress";

/** The campaigns shown: those the filter leaves, what needs attention first, then what goes out, then the newest. */
export function shownCampaigns({ campaigns, filter }: Pick<HomeState, "campaigns" | "filter">): readonly Campaign[] {
  const words = wordsOf(filter.text);
  const found = (campaigns ?? []).filter((campaign) =>
    hasWords(`${campaign.name} ${statusWord(campaign)} ${campaign.tags.join(" ")} ${campaign.channel}`, words),
  );
  const weight = (campaign: Campaign) => attentionOf(campaign)?.weight ?? (isGoingOut(campaign) ? 1 : 0);
  return found.toSorted((a, b) => weight(b) - weight(a));
}

/** Whether its row tells how long it is to what comes next. */
export const countsDown = ({ status, nextWakeAt }: Campaign): boolean =>
  nextWakeAt !== null && (status === "in_progress" || status === "scheduled");

export const chosenCampaign = (state: HomeState): Campaign | undefined => shownCampaigns(state)[state.cursor.index];

export function updateHome(state: HomeState, event: ScreenEvent | HomeEvent, context: Context): HomeStep {
  switch (event.type) {
    case "campaigns":
      return { state: settled({ ...withMade(state, event.campaigns), hasOlder: event.hasOlder }, context) };
    case "figures":
      return { state: { ...state, figures: event.figures } };
    case "standing":
      return { state: { ...state, senders: event.senders } };
    case "desk":
      return { state: { ...state, desk: event.counts } };
    case "me":
      return { state: { ...state, me: event.agent } };
    case "senders":
      return event.senders.length === 0
        ? { state, note: { tone: "attention", text: "You have no number to send from yet: n leads to adding one." } }
        : asking(state, begun(event.senders));
    case "sent":
      return {
        state: { ...state, person: null },
        go: { to: { screen: "campaign", id: event.campaign.id } },
        note: { tone: "good", text: "It goes as soon as it may." },
      };
    case "failed": {
      const ask = event.ask as HomeAsk | null;
      const again = ask?.ask === "send" && state.person !== null ? refusedOf(state.person, event.error) : null;
      return again === null ? { state } : asking(state, again);
    }
    case "cloned":
      return {
        state: { ...state, isMaking: true },
        asks: [{ ask: "look" }],
        go: { to: { screen: "compose", id: event.campaign.id } },
      };
    case "done":
      return { state, asks: [{ ask: "look" }], note: { tone: "good", text: event.text } };
    case "shown":
      return { state, asks: [{ ask: "look" }] };
    case "resized":
      return { state: settled(state, context) };
    case "press":
      return { state: filtered(state, edited(state.filter, event.press), context) };
    case "paste":
      return { state: state.isFiltering ? filtered(state, insert(state.filter, event.text), context) : state };
    case "command":
      return commanded(state, event.id, context);
    case "answer":
      return answered(state, event);
    default:
      return { state };
  }
}

/** The campaigns as they are now; one stands on a draft that was made meanwhile. */
function withMade(state: HomeState, campaigns: readonly Campaign[]): HomeState {
  const known = new Set(state.campaigns?.map(({ id }) => id));
  const made = state.isMaking ? campaigns.find(({ id, status }) => status === "draft" && !known.has(id)) : undefined;
  return made === undefined ? { ...state, campaigns } : { ...state, campaigns, chosen: made.id, isMaking: false };
}

function commanded(state: HomeState, id: string, context: Context): HomeStep {
  const shown = shownCampaigns(state);
  const moved = movedBy(id, state.cursor, { count: shown.length, height: homeListRows(context) });
  if (moved !== undefined)
    return { state: { ...state, cursor: moved, chosen: shown[moved.index]?.id ?? null, isMaking: false } };
  if (id === "new") return { state: { ...state, isMaking: true }, go: { to: { screen: "compose", id: null } } };
  if (id === "person") return { state, asks: [{ ask: "senders" }] };
  if (id === "person.send") return { state, asks: state.person === null ? [] : [sendOf(state.person)] };
  if (id === "inbox") return { state, go: { to: { screen: "inbox" } } };
  if (id === "look") return { state, asks: [{ ask: "look" }] };
  if (id === "filter") return { state: { ...state, isFiltering: true } };
  if (id === "filter.done") return { state: { ...state, isFiltering: false } };
  if (id === "filter.clear") return { state: filtered({ ...state, isFiltering: false }, emptyField, context) };
  const campaign = chosenCampaign(state);
  return campaign === undefined ? { state } : ordered(state, id, campaign);
}

/** A command about the campaign one stands on. */
function ordered(state: HomeState, id: string, campaign: Campaign): HomeStep {
  const { name } = campaign;
  switch (id) {
    case "open":
      return {
        state,
        go: {
          to:
            campaign.status === "draft"
              ? { screen: "compose", id: campaign.id }
              : { screen: "campaign", id: campaign.id },
        },
      };
    case "repair":
      return { state, go: { to: { screen: "repair", id: campaign.id } } };
    case "pause":
      return {
        state,
        prompt: {
          id: `pause:${campaign.id}`,
          title: `Pause "${name}"?`,
          hint: "The reason, for your team. It may be left empty.",
          field: emptyField,
        },
      };
    case "resume":
      return { state, asks: [{ ask: "command", id: campaign.id, verb: "resume" }] };
    case "stop":
      return {
        state,
        confirm: {
          id: `stop!:${campaign.id}`,
          title: `Stop "${name}"?`,
          lines: [`${campaign.counts.ready + campaign.counts.held} people will not be contacted. This is final.`],
          yes: "Stop it for good",
          isFinal: true,
        },
      };
    case "clone":
      return {
        state,
        prompt: {
          id: `clone:${campaign.id}`,
          title: `A new draft like "${name}"`,
          hint: "Its name. Everything but the people is taken over.",
          field: { text: `${name} again`, cursor: name.length + 6 },
        },
      };
    case "delete":
      return {
        state,
        confirm: {
          id: `delete!:${campaign.id}`,
          title: `Delete the draft "${name}"?`,
          lines: ["Its text and its imported people go with it. Nobody was contacted."],
          yes: "Delete it",
          isFinal: true,
        },
      };
    default:
      return confirmed(state, id);
  }
}

/** A question answered with yes names its campaign: the list may have moved meanwhile. */
function confirmed(state: HomeState, command: string): HomeStep {
  const [verb, id] = command.split("!:");
  const campaign = state.campaigns?.find((each) => each.id === id);
  if (campaign === undefined) return { state };
  if (verb === "stop") return { state, asks: [{ ask: "command", id: campaign.id, verb }] };
  return { state, asks: [{ ask: "delete", id: campaign.id, name: campaign.name }] };
}

/** The next question about a message to one person. */
const asking = (state: HomeState, { person, ...asked }: PersonStep): HomeStep => ({
  state: { ...state, person },
  ...asked,
});

function answered(state: HomeState, { id: question, text }: { id: string; text: string }): HomeStep {
  if (isOfPerson(question))
    return state.person === null ? { state } : asking(state, answeredOf(state.person, { id: question, text }));
  const [kind, id] = question.split(":");
  const campaign = state.campaigns?.find((each) => each.id === id);
  if (campaign === undefined) return { state };
  if (kind === "pause") {
    const reason = text.trim() === "" ? {} : { reason: text.trim() };
    return { state, asks: [{ ask: "command", id: campaign.id, verb: "pause", ...reason }] };
  }
  const name = text.trim();
  return name === ""
    ? { state, note: { tone: "attention", text: "A campaign needs a name." } }
    : { state, asks: [{ ask: "clone", campaign, name }] };
}

const filtered = (state: HomeState, filter: Field, context: Context): HomeState =>
  filter === state.filter ? state : settled({ ...state, filter }, context);

/** The cursor back on the campaign it stood on, wherever that is now. */
function settled(state: HomeState, context: Context): HomeState {
  const shown = shownCampaigns(state);
  const at = shown.findIndex(({ id }) => id === state.chosen);
  const cursor = cursorAt(state.cursor, at === -1 ? state.cursor.index : at, {
    count: shown.length,
    height: homeListRows(context),
  });
  return { ...state, cursor, chosen: shown[cursor.index]?.id ?? null };
}
