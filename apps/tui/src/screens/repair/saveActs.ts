/** Saving: mended rows go to their lists in chunks; what is refused comes back with its reason; a save can be taken back. */
import type { Context, Note, ScreenEvent } from "../../app/screen.ts";
import { count } from "../../terminal/text.ts";
import type { RepairEvent, RepairStep, Sending } from "./events.ts";
import { type SavedRow, type SaveStep, saving, settledFor, unsaving } from "./history.ts";
import { keyOf, merged, type Sheet } from "./rows.ts";
import { type RepairState, settled } from "./state.ts";

type SaveEvent = Extract<
  RepairEvent,
  { type: "saved" | "closed" | "saveEnded" | "tookBack" | "takingBackEnded" | "imported" }
>;

const saveEvents: ReadonlySet<string> = new Set<SaveEvent["type"]>([
  "saved",
  "closed",
  "saveEnded",
  "tookBack",
  "takingBackEnded",
  "imported",
]);
export const isSaveEvent = (event: ScreenEvent | RepairEvent): event is SaveEvent => saveEvents.has(event.type);

const stoppedWords =
  "This campaign was stopped: it takes no further people. Press D for a file of the rows, and import it into a new campaign.";

/** The mended rows of each list. */
function sendingsOf({ rows, history, sheets }: RepairState): Sending[] {
  const byList = Map.groupBy(
    rows.flatMap(({ key, list, bad }) => {
      const edit = history.staged.get(key);
      return edit?.type === "edit" && edit.left === null ? [{ list, line: bad.line, cells: edit.cells }] : [];
    }),
    ({ list }) => list,
  );
  return [...byList].flatMap(([list, mended]) => {
    const sheet = sheets?.get(list);
    return sheet === undefined ? [] : [{ sheet, rows: mended.map(({ line, cells }) => ({ line, cells })) }];
  });
}

const rowsIn = (sendings: readonly Sending[]): number => sendings.reduce((sum, { rows }) => sum + rows.length, 0);
const namesOf = (sendings: readonly Sending[]): string => sendings.map(({ sheet }) => `"${sheet.name}"`).join(", ");

export function wantsSave(state: RepairState): RepairStep {
  if (state.status === "stopped") return { state, note: { tone: "attention", text: stoppedWords } };
  const sendings = sendingsOf(state);
  const open = sendings.filter(({ sheet }) => sheet.closed === null);
  if (sendings.length === 0)
    return { state, note: { tone: "attention", text: "There is nothing to save: no row is mended yet." } };
  if (open.length === 0) return importQuestion(state);
  const launched = open.filter(({ sheet }) => sheet.isLaunched);
  if (launched.length === 0) return saveConfirmed(state);
  return {
    state,
    confirm: {
      id: "save.yes",
      title: `Save ${count(rowsIn(open), "mended row")}?`,
      lines: [
        `${namesOf(launched)} was launched: ${count(rowsIn(launched), "person", "people")} will be contacted in turn.`,
        "This cannot be taken back.",
      ],
      yes: "Save, and contact them",
    },
  };
}

export function saveConfirmed(state: RepairState): RepairStep {
  const sendings = sendingsOf(state).filter(({ sheet }) => sheet.closed === null);
  const run = { number: state.run.number + 1, accepted: 0, refused: 0 };
  const work = { words: "Saving", done: 0, total: rowsIn(sendings) };
  return { state: { ...state, run, work }, asks: [{ ask: "save", id: state.id, sendings }] };
}

/** A closed list takes nobody: its mended rows may become a new one, list by list. */
function importQuestion(state: RepairState, words?: string): RepairStep {
  const sending = sendingsOf(state).find(({ sheet }) => sheet.closed !== null);
  if (sending === undefined) return { state };
  const { sheet, rows } = sending;
  return {
    state,
    confirm: {
      id: "import.yes",
      title: "Import the mended rows as a new list?",
      lines: [
        ...(words === undefined ? [] : [words]),
        sheet.closed ?? "",
        `${count(rows.length, "mended row")} can be a new list of this campaign. Launch the campaign again to contact them.`,
        `They stay listed here as bad rows of "${sheet.name}".`,
      ],
      yes: "Import as a new list",
    },
  };
}

export function importConfirmed(state: RepairState): RepairStep {
  const sending = sendingsOf(state).find(({ sheet }) => sheet.closed !== null);
  if (sending === undefined) return { state };
  const run = { number: state.run.number + 1, accepted: 0, refused: 0 };
  const work = { words: "Importing", done: 0, total: sending.rows.length };
  const name = `${sending.sheet.name}, mended`;
  return { state: { ...state, run, work }, asks: [{ ask: "import", id: state.id, sending, name }] };
}

export function saveHeard(state: RepairState, event: SaveEvent, context: Context): RepairStep {
  switch (event.type) {
    case "saved":
      return { state: settled(savedRows(state, event), context) };
    case "closed":
      return { state: closedBy(state, event) };
    case "saveEnded":
      return saveEnded({ ...state, work: null });
    case "tookBack": {
      const keys = new Set(event.lines.map((line) => keyOf({ list: event.list, line })));
      const step = state.history.past.at(-1);
      const back = step?.type === "save" ? step.rows.filter(({ row }) => keys.has(row.key)) : [];
      const rows = merged(
        state.rows,
        back.map(({ row }) => row),
        state.sheets ?? new Map(),
      );
      return { state: settled({ ...state, rows, history: unsaving(state.history, keys) }, context) };
    }
    case "takingBackEnded":
      return takingBackEnded({ ...state, work: null }, event.refusal);
    case "imported":
      return importEnded(state, event, context);
  }
}

type Answer = Pick<SaveEvent & { type: "saved" }, "list" | "problems"> & { readonly accepted: readonly number[] };

/** Rows taken leave the desk; those refused stay, with the reason. */
function savedRows(state: RepairState, { list, accepted, problems }: Answer): RepairState {
  const taken = new Set(accepted.map((line) => keyOf({ list, line })));
  const saved = state.rows.flatMap((row): SavedRow[] => {
    const edit = state.history.staged.get(row.key);
    return taken.has(row.key) && edit !== undefined ? [{ row, staged: edit }] : [];
  });
  const kept = saving(state.history, { run: state.run.number, rows: saved });
  const staged = new Map(kept.staged);
  for (const problem of problems) {
    const key = keyOf({ list, line: problem.line });
    const edit = staged.get(key);
    if (edit?.type === "edit") staged.set(key, { ...edit, left: problem });
  }
  const { number, accepted: before, refused } = state.run;
  return {
    ...state,
    rows: state.rows.filter(({ key }) => !taken.has(key)),
    history: { ...kept, staged },
    run: { number, accepted: before + accepted.length, refused: refused + problems.length },
    total: Math.max(0, state.total - accepted.length),
  };
}

function closedBy(state: RepairState, { list, message, isStopped }: SaveEvent & { type: "closed" }): RepairState {
  const sheets = new Map<string, Sheet>(state.sheets ?? []);
  const sheet = sheets.get(list);
  if (sheet !== undefined) sheets.set(list, { ...sheet, closed: message });
  return { ...state, sheets, status: isStopped ? "stopped" : state.status };
}

function saveEnded(state: RepairState): RepairStep {
  const { accepted, refused } = state.run;
  const said = accepted === 0 ? [] : [`Saved: ${count(accepted, "row is a recipient", "rows are recipients")} now.`];
  const rest =
    refused === 0 ? [] : [`${count(refused, "row was", "rows were")} refused: the reason stands beside each.`];
  const closed = sendingsOf(state).filter(({ sheet }) => sheet.closed !== null);
  const words = [...said, ...rest].join(" ");
  if (state.status === "stopped") return { state, note: { tone: "attention", text: stoppedWords } };
  if (closed.length > 0) return importQuestion(state, words === "" ? undefined : words);
  const note: Note = {
    tone: refused > 0 ? "attention" : "good",
    text: `${words}${canTakeBack(state) ? " u takes it back." : ""}`,
  };
  return words === "" ? { state } : { state, note };
}

/** What went into a list that was launched stays there. */
function canTakeBack({ history, sheets }: RepairState): boolean {
  const step = history.past.at(-1);
  return step?.type === "save" && step.rows.every(({ row }) => sheets?.get(row.list)?.isLaunched === false);
}

/** Asks the server for the rows of the last save. */
export function wantsTakingBack(state: RepairState, { rows }: SaveStep): RepairStep {
  const byList = Map.groupBy(rows, ({ row }) => row.list);
  const lists = [...byList].map(([list, saved]) => ({ list, lines: saved.map(({ row }) => row.bad.line) }));
  const work = { words: "Taking back what was saved", done: 0, total: rows.length };
  return { state: { ...state, work }, asks: [{ ask: "takeBack", id: state.id, lists }] };
}

/** What the server keeps is past for good, and so is everything before it. */
function takingBackEnded(state: RepairState, refusal: string | null): RepairStep {
  if (refusal !== null)
    return { state: { ...state, history: settledFor(state.history) }, note: { tone: "bad", text: refusal } };
  return {
    state,
    note: { tone: "good", text: "Taken back: these are bad rows again. Your fixes are kept, and not saved." },
  };
}

function importEnded(state: RepairState, event: SaveEvent & { type: "imported" }, context: Context): RepairStep {
  const { list, name, lines, problems } = event;
  const bad = new Set(problems.map(({ line }) => line));
  const accepted = lines.filter((line) => !bad.has(line));
  const moved = savedRows(state, { list, accepted, problems });
  // The new list is not taken apart again from here.
  const done = settled({ ...moved, total: state.total, work: null, history: settledFor(moved.history) }, context);
  const refused = problems.length === 0 ? "" : ` ${count(problems.length, "row was", "rows were")} refused.`;
  const text = `"${name}" has ${count(accepted.length, "person", "people")}. Launch the campaign again to contact them.${refused}`;
  return { state: done, note: { tone: problems.length > 0 ? "attention" : "good", text } };
}
