/**
 * The repair desk: bad rows, what may mend each, what was done about them. Everything done is staged first, seen, and can
 * be taken back; saving tells the server. This file hears events and hands each to those who know about it.
 */
import { troubleNote } from "../../app/model.ts";
import type { Context, ScreenEvent } from "../../app/screen.ts";
import { edited, emptyField, type Field, insert } from "../../ui/field.ts";
import { movedBy } from "../../ui/list.ts";
import {
  accepted,
  allAlike,
  answeredValue,
  bulkFound,
  leftOut,
  stagedAll,
  steppedBack,
  steppedForward,
} from "./acts.ts";
import { editorCommand, editorOpened } from "./editing.ts";
import { pastedInto, typedInto } from "./editor.ts";
import type { RepairAsk, RepairEvent, RepairStep } from "./events.ts";
import { answeredPath, fileHeard, isFileEvent, replaced, wantsFile } from "./fileActs.ts";
import { repairLimits } from "./limits.ts";
import { loadingMore, paged } from "./loading.ts";
import { sheetsOf } from "./rows.ts";
import { importConfirmed, isSaveEvent, saveConfirmed, saveHeard, wantsSave } from "./saveActs.ts";
import {
  chosenRow,
  firstState,
  isAllLoaded,
  type Only,
  type RepairState,
  settled,
  suggestionsOf,
  tableRows,
  unsavedFixes,
} from "./state.ts";

export const beginRepair = (id: string): RepairStep => ({ state: firstState(id), asks: [{ ask: "open", id }] });

export function updateRepair(state: RepairState, event: ScreenEvent | RepairEvent, context: Context): RepairStep {
  if (isSaveEvent(event)) return saveHeard(state, event, context);
  if (isFileEvent(event)) return fileHeard(state, event, context);
  switch (event.type) {
    case "opened": {
      const { campaign, lists } = event;
      const total = lists.reduce((sum, { problems }) => sum + problems, 0);
      const about = { name: campaign.name, status: campaign.status, sheets: sheetsOf(campaign, lists), total };
      return { state: { ...state, ...about, trouble: null }, asks: [{ ask: "page", id: state.id, cursor: null }] };
    }
    case "page":
      return paged(state, event, context);
    case "progress":
      return { state: { ...state, work: { words: event.words, done: event.done, total: event.total } } };
    case "found":
      return bulkFound(state, event, context);
    case "failed":
      return failed(state, event);
    case "resized":
      return { state: settled(state, context) };
    case "press":
      if (state.editor !== null) return { state: { ...state, editor: typedInto(state.editor, event.press) } };
      return { state: filtered(state, edited(state.filter, event.press), context) };
    case "paste":
      if (state.editor !== null) return { state: { ...state, editor: pastedInto(state.editor, event.text) } };
      return { state: state.isFiltering ? filtered(state, insert(state.filter, event.text), context) : state };
    case "answer":
      return event.id.startsWith("path.") ? answeredPath(state, event, context) : answeredValue(state, event, context);
    case "command":
      return commanded(state, event.id, context);
    default:
      return { state };
  }
}

function failed(state: RepairState, { ask, error }: ScreenEvent & { type: "failed" }): RepairStep {
  const note = troubleNote(error);
  const isFirst = state.sheets === null || state.next === undefined;
  const isReading = ["open", "page"].includes((ask as RepairAsk).ask);
  return {
    state: {
      ...state,
      work: null,
      pending: null,
      isLoading: isReading ? false : state.isLoading,
      trouble: isReading && isFirst ? note.text : state.trouble,
    },
    note,
  };
}

/** What would change rows while some are on their way. */
const changing: ReadonlySet<string> = new Set(
  "edit accept all all.yes out undo redo save save.yes import.yes look download upload".split(" "),
);

function commanded(state: RepairState, id: string, context: Context): RepairStep {
  // The question may come over a row in the hand.
  const replacing = replaced(state, id);
  if (replacing !== undefined) return replacing;
  if (state.editor !== null) return editorCommand(state, state.editor, { id, context });
  const moved = movedBy(id, state.cursor, { count: state.shown.length, height: tableRows(context) });
  if (moved !== undefined) return arrived({ ...state, cursor: moved, choice: 0 });
  if (state.work !== null && changing.has(id))
    return { state, note: { tone: "attention", text: `${state.work.words}: wait until this is done.` } };
  switch (id) {
    case "edit":
      return editorOpened(state);
    case "another":
      return { state: { ...state, choice: nextChoice(state) } };
    case "accept":
      return accepted(state, context);
    case "all":
      return allAlike(state, context);
    case "all.yes":
      return stagedAll(state, context);
    case "out":
      return leftOut(state, context);
    case "undo":
      return steppedBack(state, context);
    case "redo":
      return steppedForward(state, context);
    case "save":
      return wantsSave(state);
    case "save.yes":
      return saveConfirmed(state);
    case "import.yes":
      return importConfirmed(state);
    case "filter":
      return { state: { ...state, isFiltering: true } };
    case "filter.done":
      return { state: { ...state, isFiltering: false } };
    case "filter.clear":
      return { state: settled({ ...state, isFiltering: false, filter: emptyField, only: null }, context) };
    case "reason.next":
    case "reason.previous":
      return { state: turned(state, id === "reason.next" ? 1 : -1, context) };
    case "look":
      return { state: { ...state, isLoading: true, next: undefined }, asks: [{ ask: "open", id: state.id }] };
    case "download":
    case "upload":
      return wantsFile(state, id);
    case "leave":
    case "quit":
      return leaving(state, id);
    case "leave.yes":
      return { state, go: "back" };
    case "quit.yes":
      return { state, go: "quit" };
    default:
      return { state };
  }
}

function nextChoice(state: RepairState): number {
  const row = chosenRow(state);
  const all = row === undefined ? 0 : suggestionsOf(state, row).length;
  return all === 0 ? 0 : (state.choice + 1) % all;
}

/** On another row: its page's successor is asked for before it is needed. */
function arrived(state: RepairState): RepairStep {
  const there = { ...state, chosen: state.shown[state.cursor.index]?.key ?? null };
  const isNear = state.cursor.index + repairLimits.aheadRows >= state.shown.length;
  return isNear && !state.isLoading && !isAllLoaded(state) ? loadingMore(there) : { state: there };
}

const filtered = (state: RepairState, filter: Field, context: Context): RepairState =>
  filter === state.filter ? state : settled({ ...state, filter }, context);

/** All, each reason by itself, those mended, those left out, and all again. */
function turned(state: RepairState, step: 1 | -1, context: Context): RepairState {
  const { tally } = state;
  const stops: Only[] = [
    null,
    ...tally.reasons.map(([reason]) => ({ reason })),
    ...(tally.fixed > 0 ? [{ mark: "fixed" as const }] : []),
    ...(tally.out > 0 ? [{ mark: "out" as const }] : []),
  ];
  const now = JSON.stringify(state.only);
  const at = stops.findIndex((stop) => JSON.stringify(stop) === now);
  return settled({ ...state, only: stops.at((Math.max(0, at) + step) % stops.length) ?? null }, context);
}

function leaving(state: RepairState, id: "leave" | "quit"): RepairStep {
  const fixes = unsavedFixes(state);
  const words = `${fixes.toLocaleString("en")} mended ${fixes === 1 ? "row is" : "rows are"} not saved and will be lost.`;
  return {
    state,
    confirm: {
      id: `${id}.yes`,
      title: "Leave without saving?",
      lines: [words, "To keep them go back and press w."],
      yes: "Leave, and lose them",
      isFinal: true,
    },
  };
}
