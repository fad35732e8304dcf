import { type Binding, listBindings } from "../../app/bindings.ts";
import { chooserBindings } from "../../ui/chooser.ts";
import { listsOf, staleLists } from "./recipientsState.ts";
import type { WizardState } from "./state.ts";

const group = "People";

export function recipientsBindings(state: WizardState): readonly Binding[] {
  const { mode, chooser } = state.recipients;
  if (chooser !== null) return chooserBindings;
  const lists = listsOf(state);
  const leave = { id: "recipients.leave", keys: ["esc"], label: "Back to the lists", short: "back", group };
  switch (mode) {
    case "pick":
      return [
        {
          id: "pick.open",
          keys: lists.length === 0 ? ["enter", "ctrl+n"] : ["enter"],
          label: "Open the folder or check the list",
          short: "open",
          group,
        },
        { id: "pick.type", keys: ["ctrl+t"], label: "Paste or type rows instead", short: "type rows", group },
        { id: "pick.down", keys: ["down"], label: "Down", group: "Move" },
        { id: "pick.up", keys: ["up"], label: "Up", group: "Move" },
        { id: "pick.pageDown", keys: ["pagedown"], label: "Half a page down", group: "Move" },
        { id: "pick.pageUp", keys: ["pageup"], label: "Half a page up", group: "Move" },
        ...(state.recipients.picker.field.text !== ""
          ? [{ id: "pick.clear", keys: ["esc"], label: "Show all files again", short: "show all", group }]
          : lists.length > 0
            ? [leave]
            : []),
        ...(state.recipients.picker.field.text === ""
          ? [{ id: "pick.parent", keys: ["backspace"], label: "To the folder above", group }]
          : []),
      ];
    case "rows":
      return [
        { id: "rows.check", keys: ["ctrl+n"], label: "Check these rows", short: "check them", group },
        { ...leave, label: "Choose a file instead", short: "choose a file" },
      ];
    case "checking":
      return [{ ...leave, label: "Another list" }];
    case "checked":
      return [
        { id: "checked.import", keys: ["enter", "ctrl+n"], label: "Use this list", short: "use this list", group },
        { id: "checked.column", keys: ["c", "space"], label: "What this column means", short: "column means", group },
        { id: "checked.country", keys: ["o"], label: "Country of numbers without one", short: "country", group },
        { ...leave, label: "Choose another list", short: "another list" },
        ...listBindings,
      ];
    case "importing":
      return [{ id: "importing.halt", keys: ["esc"], label: "Halt the import", short: "halt", group }];
    case "lists": {
      const list = lists[state.recipients.cursor.index];
      const problems = lists.some(({ problems }) => problems > 0);
      const stale = staleLists(state).length > 0;
      return [
        ...(stale
          ? [
              {
                id: "lists.again",
                keys: ["r"],
                label: "Check the lists again with this text",
                short: "check again",
                group,
              },
            ]
          : []),
        { id: "lists.add", keys: ["a"], label: "Add another list", short: "add a list", group },
        ...(problems ? [{ id: "lists.repair", keys: ["b"], label: "Repair bad rows", short: "repair", group }] : []),
        ...(list === undefined
          ? []
          : [{ id: "lists.remove", keys: ["D"], label: "Take this list out", short: "take out", group }]),
        ...listBindings,
      ];
    }
  }
}

export const isTypingRecipients = ({ recipients: { mode, chooser } }: WizardState): boolean =>
  chooser !== null || mode === "pick" || mode === "rows";
