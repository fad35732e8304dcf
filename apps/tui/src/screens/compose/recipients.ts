/**
 * Step 2: who gets it. A list is found (`pick`) or typed (`rows`), read through on this machine (`checking`), shown as it
 * was understood (`checked`), and brought to the server (`importing`); `lists` is what the campaign has.
 */
import type { Context } from "../../app/screen.ts";
import { count } from "../../terminal/text.ts";
import { type Chooser, chooserMoved, chooserOf, chooserTyped, chosenOption } from "../../ui/chooser.ts";
import { edited, emptyField, insert } from "../../ui/field.ts";
import { firstRow, movedBy } from "../../ui/list.ts";
import { readingWith, roleChooser } from "./columns.ts";
import { askedNow, knownOf } from "./composedNow.ts";
import { countryOptions } from "./countries.ts";
import { again, askAgain, imported, importing, repairedOf } from "./importing.ts";
import { channelsOf, saidKey } from "./ladder.ts";
import { frameRows } from "./messageParts.ts";
import { chosenEntry, type Entry, movedPicker, type Picker, sortedEntries, typedPicker } from "./picker.ts";
import { type ListSource, plainReading, type Reading } from "./reading.ts";
import { at, listsOf, noProgress, type RecipientsState, staleLists } from "./recipientsState.ts";
import { saved } from "./saving.ts";
import type { AnyEvent, WizardAsk, WizardState, WizardStep } from "./state.ts";

/** What the step shows when one comes to it. */
export function enteredRecipients(state: WizardState): WizardStep {
  const { recipients, draft } = state;
  const { mode: before, checked, source, reading } = recipients;
  if (before === "checked" && checked?.said !== saidKey(draft) && source !== null)
    return checking(state, source, reading);
  const isBetween = recipients.mode === "lists" || recipients.mode === "pick";
  const mode = isBetween ? (listsOf(state).length === 0 ? "pick" : "lists") : recipients.mode;
  const asks = recipients.picker.folder === null ? [{ ask: "look", folder: null } as const] : [];
  return { state: at(state, { mode }), asks };
}

export function updateRecipients(state: WizardState, event: AnyEvent, context: Context): WizardStep | undefined {
  const { recipients } = state;
  const rows = context.rows - frameRows;
  switch (event.type) {
    case "command":
      return recipients.chooser === null
        ? commanded(state, event.id, rows)
        : choosing(state, recipients.chooser, event.id);
    case "press":
      if (recipients.chooser !== null)
        return { state: at(state, { chooser: chooserTyped(recipients.chooser, event.press) }) };
      if (recipients.mode === "rows")
        return { state: at(state, { rows: edited(recipients.rows, event.press, { isMultiline: true }) }) };
      return recipients.mode === "pick" ? picked(state, typedPicker(recipients.picker, event.press)) : undefined;
    case "paste":
      return pasted(state, event.text);
    case "folder": {
      if (recipients.picker.asked !== event.asked) return { state };
      const picker = {
        ...recipients.picker,
        folder: event.folder,
        shown: event.shown,
        entries: sortedEntries(event.entries),
        asked: null,
        isOpening: false,
      };
      const read = at(state, { picker: { ...movedPicker(picker, 0, rows), trouble: null } });
      return recipients.picker.isOpening ? opened(read) : { state: read };
    }
    case "noFolder":
      if (recipients.picker.asked !== event.asked) return { state };
      return {
        state: at(state, {
          picker: { ...recipients.picker, asked: null, trouble: event.message, isOpening: false, entries: [] },
        }),
      };
    case "checking":
      return isAwaited(recipients, event) ? { state: at(state, { progress: event }) } : { state };
    case "checked":
      return isAwaited(recipients, event)
        ? { state: at(state, { mode: "checked", checked: event.checked, reading: event.checked.reading }) }
        : { state };
    case "importing":
      return { state: at(state, { progress: { rows: event.rows, bad: event.problems, done: event.done } }) };
    case "imported":
      return imported(state, event);
    case "failed":
      return failed(state, event);
    default:
      return undefined;
  }
}

/** Whether this is the check whose end is waited for. */
const isAwaited = ({ mode, serial }: RecipientsState, check: { readonly serial: number }): boolean =>
  mode === "checking" && check.serial === serial;

/** Reads a folder. */
function looking(state: WizardState, folder: string | null, change: Partial<Picker> = {}): WizardStep {
  const picker = { ...state.recipients.picker, ...change, asked: folder };
  return { state: at(state, { picker }), asks: [{ ask: "look", folder }] };
}

function picked(state: WizardState, { picker, look }: ReturnType<typeof typedPicker>): WizardStep {
  return { state: at(state, { picker }), asks: look === null ? [] : [{ ask: "look", folder: look }] };
}

function pasted(state: WizardState, text: string): WizardStep | undefined {
  const { recipients } = state;
  if (recipients.chooser !== null) return { state: at(state, { chooser: chooserTyped(recipients.chooser, text) }) };
  if (recipients.mode === "rows") return { state: at(state, { rows: insert(recipients.rows, tidy(text), multi) }) };
  if (recipients.mode !== "pick" && recipients.mode !== "lists") return { state };
  const isRows = /[\n\r]/.test(text.trim()) || /^(?:[+\d(][\d\s().+-]{6,}|[^\s,;@/]+@[^\s,;@/]+\.)/.test(text.trim());
  if (isRows) return { state: at(state, { mode: "rows", rows: insert(recipients.rows, tidy(text), multi) }) };
  return picked(at(state, { mode: "pick" }), typedPicker(recipients.picker, text));
}

const multi = { isMultiline: true };
/** A spreadsheet's cells come parted by tabs, which a field does not keep. */
const tidy = (text: string): string => text.replaceAll("\t", ";");

function commanded(state: WizardState, id: string, rows: number): WizardStep | undefined {
  const { recipients } = state;
  const { picker } = recipients;
  const page = Math.max(1, Math.floor(rows / 2));
  switch (id) {
    case "pick.down":
    case "pick.up":
    case "pick.pageDown":
    case "pick.pageUp": {
      const by = { "pick.down": 1, "pick.up": -1, "pick.pageDown": page, "pick.pageUp": -page }[id];
      return { state: at(state, { picker: movedPicker(picker, picker.cursor.index + by, rows) }) };
    }
    case "pick.clear":
      return looking(state, picker.folder, { field: emptyField, cursor: firstRow, trouble: null });
    case "pick.parent":
      return picker.folder === null ? { state } : looking(state, `${picker.folder}/..`);
    case "pick.open":
      // Typed faster than its folder is read: it is opened when it can be seen.
      if ((picker.asked !== null || picker.folder === null) && picker.field.text !== "")
        return { state: at(state, { picker: { ...picker, isOpening: true } }) };
      return opened(state);
    case "pick.type":
      return { state: at(state, { mode: "rows" }) };
    case "rows.check":
      if (recipients.rows.text.trim() === "")
        return { state, note: { tone: "attention", text: "There are no rows yet: paste or type some." } };
      return checking(state, { from: "rows", text: recipients.rows.text, name: "Typed rows" }, plainReading);
    case "recipients.leave":
      return { state: at(state, { mode: leaveTo(state), checked: null, progress: noProgress }) };
    case "checked.import":
      return importing(state);
    case "checked.column":
      return { state: at(state, { chooser: columnChooser(state) }) };
    case "checked.country":
      return {
        state: at(state, {
          chooser: chooserOf({
            about: "country",
            title: "Numbers written without a country are of …",
            options: countryOptions(),
            chosen: recipients.reading.country,
          }),
        }),
      };
    case "importing.halt":
      return { state: at(state, { again: [] }), asks: [{ ask: "halt" }] };
    case "lists.add":
      return looking(at(state, { mode: "pick" }), picker.folder);
    case "lists.again":
      return repairedOf(state) > 0 ? askAgain(state) : again(at(state, { again: staleLists(state) }));
    case "again!":
      return again(at(state, { again: staleLists(state) }));
    case "lists.repair":
      return state.id === null ? { state } : { ...saved(state), go: { to: { screen: "repair", id: state.id } } };
    case "lists.remove":
      return askRemoval(state);
    default: {
      if (id.startsWith("remove!:") && state.id !== null)
        return {
          state,
          asks: [{ ask: "removeList", id: state.id, list: id.slice("remove!:".length) }],
          note: { tone: "attention", text: "Taking the list out …" },
        };
      const count = recipients.mode === "checked" ? (recipients.checked?.columns.length ?? 0) : listsOf(state).length;
      const cursor = movedBy(id, recipients.cursor, { count, height: columnRows(rows) });
      return cursor === undefined ? undefined : { state: at(state, { cursor }) };
    }
  }
}

function columnChooser(state: WizardState): Chooser | null {
  const { checked, cursor } = state.recipients;
  if (checked === null) return null;
  return roleChooser(checked, cursor.index, { asked: askedNow(state).variables, channels: channelsOf(state.draft) });
}

/** Rows for the columns of a list, or for lists. */
export const columnRows = (rows: number): number => Math.max(3, Math.floor((rows - 4) / 2));

/** Where one goes from a list one does not want. */
const leaveTo = (state: WizardState): RecipientsState["mode"] => {
  const { mode, source } = state.recipients;
  if (mode === "checked" || mode === "checking") return source?.from === "rows" ? "rows" : "pick";
  return mode === "rows" ? "pick" : listsOf(state).length === 0 ? "pick" : "lists";
};

function opened(state: WizardState): WizardStep {
  const entry = chosenEntry(state.recipients.picker);
  if (entry === undefined) return { state, note: { tone: "attention", text: "There is no such file here." } };
  return entered(state, entry);
}

function entered(state: WizardState, { kind, path, name }: Entry): WizardStep {
  if (kind === "folder" || kind === "up") return looking(state, path, { field: emptyField, cursor: firstRow });
  return checking(state, { from: "file", path, name: kind === "example" ? "example list" : name }, plainReading);
}

/** Reads a list through. */
function checking(state: WizardState, source: ListSource, reading: Reading): WizardStep {
  const { recipients, draft } = state;
  const cursor = source === recipients.source ? recipients.cursor : firstRow;
  const serial = recipients.serial + 1;
  return {
    state: at(state, { mode: "checking", cursor, source, reading, serial, progress: noProgress, chooser: null }),
    asks: [{ ask: "check", serial, source, reading, draft, known: knownOf(state) }],
  };
}

function failed(state: WizardState, { ask, error }: Extract<AnyEvent, { type: "failed" }>): WizardStep {
  const { mode, checked } = state.recipients;
  const about = ask as WizardAsk;
  if (about.ask === "check" ? !isAwaited(state.recipients, about) : mode !== "importing") return { state };
  const { message, hint } = error.trouble;
  const isHalted = error.trouble.code === "interrupted";
  const text = isHalted ? "Halted. Use the list again and the import goes on." : message;
  const note = {
    tone: isHalted ? "attention" : "bad",
    text: mode === "checking" || hint === undefined ? text : `${text} ${hint}`,
  } as const;
  const to = mode === "checking" ? leaveTo(state) : checked === null ? "lists" : "checked";
  const asks = mode === "importing" && state.id !== null ? [{ ask: "refresh", id: state.id } as const] : [];
  return { state: at(state, { mode: to, again: [] }), note, asks };
}

function choosing(state: WizardState, chooser: Chooser, id: string): WizardStep | undefined {
  if (id === "choose.leave") return { state: at(state, { chooser: null }) };
  if (id !== "choose.take") return { state: at(state, { chooser: chooserMoved(chooser, id) }) };
  const option = chosenOption(chooser);
  const { source, reading, checked, cursor } = state.recipients;
  if (option === undefined || source === null || checked === null) return { state };
  if (chooser.about === "country") return checking(state, source, { ...reading, country: option.id });
  return checking(state, source, readingWith(reading, checked, cursor.index, option.id));
}

function askRemoval(state: WizardState): WizardStep {
  const list = listsOf(state)[state.recipients.cursor.index];
  if (list === undefined) return { state };
  return {
    state,
    confirm: {
      id: `remove!:${list.id}`,
      title: `Take “${list.name}” out?`,
      lines: [`Its ${count(list.counts.total, "person", "people")} will not be contacted. The file stays where it is.`],
      yes: "Take it out",
    },
  };
}
