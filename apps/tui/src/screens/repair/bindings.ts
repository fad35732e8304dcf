import { type Binding, listBindings } from "../../app/bindings.ts";
import { draftFix } from "./editing.ts";
import { chosenRow, offered, type RepairState, standing, suggestionsOf, unsavedFixes } from "./state.ts";

const row = "Row";
const all = "Rows";
const files = "Files";
const find = "Find";

export function repairBindings(state: RepairState): readonly Binding[] {
  if (state.editor !== null) return editorBindings(state);
  if (state.isFiltering)
    return [
      { id: "filter.done", keys: ["enter", "down"], label: "Keep this filter", short: "keep", group: find },
      { id: "filter.clear", keys: ["esc"], label: "Show all again", short: "show all", group: find },
    ];
  return [...rowBindings(state), ...deskBindings(state), ...leavingBindings(state), ...listBindings];
}

function editorBindings(state: RepairState): readonly Binding[] {
  const fix = state.editor === null ? undefined : draftFix(state, state.editor);
  return [
    { id: "row.keep", keys: ["enter"], label: "Keep the row like this", short: "keep", group: row },
    { id: "row.drop", keys: ["esc"], label: "Leave the row as it was", short: "as it was", group: row },
    { id: "cell.next", keys: ["tab", "down"], label: "Next cell", short: "next cell", group: row },
    { id: "cell.previous", keys: ["shift+tab", "up"], label: "Cell before", group: row },
    ...(fix === undefined
      ? []
      : [{ id: "cell.fix", keys: ["ctrl+y"], label: "Take the proposed fix", short: "take the fix", group: row }]),
  ];
}

function rowBindings(state: RepairState): readonly Binding[] {
  const chosen = chosenRow(state);
  if (chosen === undefined) return [];
  const { mark } = standing(state, chosen);
  const suggestion = offered(state);
  const hasOthers = suggestionsOf(state, chosen).length > 1;
  return [
    { id: "edit", keys: ["enter"], label: "Edit this row", short: "edit", group: row },
    // Pressed where there is none, they say what can be done instead; the footer offers them only where there is one.
    ...(suggestion === undefined
      ? mark === "bad"
        ? [
            { id: "accept", keys: ["a"], label: "Accept the fix", group: row },
            { id: "all", keys: ["A"], label: "Same fix for all rows alike", group: all },
          ]
        : []
      : [
          { id: "accept", keys: ["a"], label: "Accept the fix", short: "accept", group: row },
          { id: "all", keys: ["A"], label: "Same fix for all rows alike", short: "all alike", group: all },
        ]),
    {
      id: "out",
      keys: ["x"],
      label: mark === "out" ? "Take the row in again" : "Leave the row out",
      short: mark === "out" ? "take in" : "leave out",
      group: row,
    },
    ...(hasOthers ? [{ id: "another", keys: ["tab"], label: "Another fix", group: row }] : []),
  ];
}

function deskBindings(state: RepairState): readonly Binding[] {
  const { history, tally, rows, only, filter } = state;
  const isFiltered = only !== null || filter.text !== "";
  return [
    ...(tally.fixed > 0 ? [{ id: "save", keys: ["w"], label: "Save the mended rows", short: "save", group: all }] : []),
    ...(history.past.length > 0 ? [{ id: "undo", keys: ["u"], label: "Undo", short: "undo", group: all }] : []),
    ...(history.future.length > 0 ? [{ id: "redo", keys: ["ctrl+r"], label: "Redo", short: "redo", group: all }] : []),
    ...(rows.length === 0
      ? []
      : [
          { id: "reason.next", keys: ["f"], label: "Only one reason: the next", short: "reason", group: find },
          { id: "reason.previous", keys: ["F"], label: "Only one reason: the one before", group: find },
          { id: "filter", keys: ["/"], label: "Filter by text", short: "filter", group: find },
          { id: "download", keys: ["D"], label: "Write the bad rows to a CSV file", short: "file", group: files },
          { id: "upload", keys: ["U"], label: "Read a mended CSV file", group: files },
        ]),
    ...(isFiltered
      ? [{ id: "filter.clear", keys: ["esc"], label: "Show all again", short: "show all", group: find }]
      : []),
    { id: "look", keys: ["R"], label: "Look again now", group: "Everywhere" },
  ];
}

/** With fixes not saved, leaving asks first. */
function leavingBindings(state: RepairState): readonly Binding[] {
  if (unsavedFixes(state) === 0) return [];
  return [
    { id: "leave", keys: ["esc", "q"], label: "Back", short: "back", group: "Everywhere" },
    { id: "quit", keys: ["Q", "ctrl+c"], label: "Quit", group: "Everywhere" },
  ];
}
