import { addressKinds, type RowProblem } from "@headsup/contract";
import type { Frame } from "../../app/screen.ts";
import { problemMessage } from "../../show/recipients.ts";
import { count, cutTo, hanging, visible, withFewZones } from "../../terminal/text.ts";
import { ownZone, shortTime } from "../../terminal/times.ts";
import { chooserLines } from "../../ui/chooser.ts";
import { fit, grid } from "../../ui/grid.ts";
import { fieldLine, ruleLine } from "../../ui/kit.tsx";
import { bar } from "../../ui/pictures.ts";
import { areaLines } from "../../ui/textArea.ts";
import { missingColumns, roleWords } from "./columns.ts";
import { askedNow } from "./composedNow.ts";
import { countryName } from "./countries.ts";
import { channelsOf } from "./ladder.ts";
import { type Entry, pickerRows, shownEntries } from "./picker.ts";
import { columnRows } from "./recipients.ts";
import { listsOf, staleLists } from "./recipientsState.ts";
import type { WizardState } from "./state.ts";

export function recipientsLines(state: WizardState, frame: Frame, height: number): string[] {
  const { theme, columns } = frame;
  const { mode, chooser } = state.recipients;
  if (chooser !== null) return chooserLines(chooser, { width: columns - 2, theme }).map((line) => ` ${line}`);
  switch (mode) {
    case "pick":
      return pickLines(state, frame, height);
    case "rows":
      return rowsLines(state, frame, height);
    case "checking":
    case "importing":
      return progressLines(state, frame);
    case "checked":
      return checkedLines(state, frame, height);
    case "lists":
      return listsLines(state, frame, height);
  }
}

const sizeOf = (bytes: number): string => {
  if (bytes < 1_000) return `${bytes} B`;
  return bytes < 1_000_000 ? `${Math.round(bytes / 1_000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
};

const fileColumns = [
  { title: "  File", width: 24, grow: 1 },
  { title: "Size", width: 8, align: "right" as const },
  { title: "Changed", width: 18 },
];

function pickLines(state: WizardState, { theme, columns }: Frame, height: number): string[] {
  const { picker } = state.recipients;
  const entries = shownEntries(picker);
  const rows = pickerRows(height);
  const { top, index } = picker.cursor;
  const table = grid(fileColumns, columns - 2);
  const drawn = entries.slice(top, top + rows).map((entry, at) => {
    const isHere = top + at === index;
    const line = table.row([`${isHere ? "❯" : " "} ${entryName(entry)}`, ...entryFacts(entry)]);
    return isHere ? theme.selected(line) : entry.kind === "folder" || entry.kind === "up" ? theme.quiet(line) : line;
  });
  const none = picker.trouble ?? (picker.folder === null ? "Looking …" : "Nothing here has this name.");
  const lists = entries.filter(({ kind }) => kind === "list").length;
  const noLists = picker.folder !== null && picker.trouble === null && picker.field.text === "" && lists === 0;
  return [
    ` ${theme.strong("Who gets it?")} A CSV file with ${columnsWanted(state)}.`,
    ` ${theme.accent("❯")} ${fieldLine(picker.field, { width: columns - 6, theme, isFocused: true })}`,
    ruleLine({
      title: ` ${cutTo(visible(picker.shown), columns - 20)}`,
      theme,
      columns,
      aside: `${entries.length}`,
    }),
    ...(drawn.length === 0
      ? [theme.attention(`   ${cutTo(visible(none), columns - 4)}`)]
      : drawn.map((line) => ` ${line}`)),
    ...(noLists
      ? ["", theme.quiet("   No CSV file in this folder. Open another one, or type a path: ~/Downloads/")]
      : []),
  ].slice(0, height);
}

/** "a column of phone numbers, or of email addresses, or both" */
function columnsWanted({ draft }: WizardState): string {
  const kinds = new Set(channelsOf(draft).map((channel) => addressKinds[channel]));
  if (kinds.size > 1) return "a column of phone numbers, one of email addresses, or both";
  return kinds.has("email") ? "a column of email addresses" : "a column of phone numbers";
}

const entryName = ({ kind, name }: Entry): string =>
  ({
    folder: `${name}/`,
    up: "../  the folder above",
    example: "★ an example list, to try it out",
    list: name,
    other: name,
  })[kind];

function entryFacts({ kind, sizeBytes, modifiedAt }: Entry): string[] {
  if (kind === "up" || kind === "example") return ["", ""];
  return [kind === "folder" ? "folder" : sizeOf(sizeBytes), shortTime(modifiedAt, ownZone())];
}

function rowsLines(state: WizardState, { theme, columns }: Frame, height: number): string[] {
  const { variables } = askedNow(state);
  const kinds = [...new Set(channelsOf(state.draft).map((channel) => addressKinds[channel]))];
  const header = [...kinds, ...variables].join(",");
  return [
    ` ${theme.strong("Paste or type the rows.")} Straight from a spreadsheet is fine.`,
    theme.quiet(` With a first line that names the columns: ${cutTo(visible(header), columns - 44)}`),
    ruleLine({ title: " Rows", theme, columns }),
    ...areaLines(state.recipients.rows, { width: columns - 3, height: height - 4, theme, isFocused: true }).map(
      (line) => ` ${line}`,
    ),
  ];
}

function progressLines(state: WizardState, { theme, columns }: Frame): string[] {
  const { mode, progress, source } = state.recipients;
  const what = mode === "checking" ? "Reading" : "Bringing in";
  const width = Math.max(10, Math.min(50, columns - 20));
  return [
    "",
    ` ${theme.strong(`${what} ${visible(source?.name ?? "the list")} …`)}`,
    "",
    ` ${theme.accent(bar(progress.done, width))} ${Math.round(progress.done * 100)} %`,
    "",
    ` ${count(progress.rows, "row")}, ${progress.bad.toLocaleString("en")} with problems`,
  ];
}

function checkedLines(state: WizardState, { theme, columns }: Frame, height: number): string[] {
  const { checked, source, reading, cursor } = state.recipients;
  if (checked === null) return [];
  const { variables } = askedNow(state);
  const channels = channelsOf(state.draft);
  const missing = missingColumns(checked.columns, variables);
  const rows = Math.min(columnRows(height), checked.columns.length);
  const table = grid(
    [
      { title: "  Column", width: 18, grow: 1 },
      { title: "Is taken for", width: 24, grow: 1 },
      { title: "In the first row", width: 20, grow: 2 },
    ],
    columns - 2,
  );
  const drawn = checked.columns.slice(cursor.top, cursor.top + rows).map(({ title, role, example }, at) => {
    const isHere = cursor.top + at === cursor.index;
    const isUnused = role.role === "variable" && !variables.includes(role.name);
    const line = table.row([
      `${isHere ? "❯" : " "} ${title}`,
      isUnused ? `${roleWords(role, channels)} (not used)` : roleWords(role, channels),
      example,
    ]);
    return isHere ? theme.selected(line) : isUnused ? theme.quiet(line) : line;
  });
  const figures = `${theme.good(`✓ ${count(checked.good, "good row")}`)}  ${checked.bad === 0 ? "" : theme.attention(`! ${count(checked.bad, "bad row")}`)}`;
  const lacking = missing.length === 0 ? [] : [missingWords(missing)];
  const head = [
    ` ${theme.strong(cutTo(visible(source?.name ?? ""), 40))}  ${figures}`,
    ...lacking.flatMap((text) => hanging(` ✗ ${text}`, 3, columns - 2)).map(theme.bad),
    ` ${theme.quiet(table.heading)}`,
    ...drawn.map((line) => ` ${line}`),
  ];
  const country = `numbers without a country: ${countryName(reading.country)}`;
  const rest = Math.max(0, height - head.length - 1);
  const foot =
    checked.bad === 0
      ? [ruleLine({ title: " Every row is good", theme, columns, aside: country })]
      : [
          ruleLine({ title: " Left out, to be repaired later", theme, columns, aside: country }),
          ...problemLines(state, rest, columns),
        ];
  return [...head, ...foot].slice(0, height);
}

const missingWords = (missing: readonly string[]): string => {
  const named = missing.map((name) => `{{ ${visible(name)} }}`).join(", ");
  return `The text uses ${named}, and no column is called so. Stand on the right column and press c, or change the text (Alt+1).`;
};

/** The bad rows one by one; where they are too many, by what is wrong with them. */
function problemLines({ recipients }: WizardState, rows: number, columns: number): string[] {
  const { problems, bad, reasons } = recipients.checked ?? { problems: [], bad: 0, reasons: [] };
  const words = (problem: RowProblem) => withFewZones(visible(problemMessage(problem)));
  if (bad <= rows)
    return problems.map((problem) => cutTo(`  line ${fit(String(problem.line), 5)} ${words(problem)}`, columns - 1));
  return reasons.slice(0, rows).map(({ count: n, first }) => {
    const where = n === 1 ? `line ${first.line}` : `${n.toLocaleString("en")} rows, first line ${first.line}`;
    return cutTo(`  ${where}: ${words(first)}`, columns - 1);
  });
}

function listsLines(state: WizardState, { theme, columns }: Frame, height: number): string[] {
  const lists = listsOf(state);
  const { cursor } = state.recipients;
  const table = grid(
    [
      { title: "  List", width: 16, grow: 2 },
      { title: "People", width: 9, align: "right" },
      { title: "Bad rows", width: 9, align: "right" },
      { title: "", width: 16, grow: 1 },
    ],
    columns - 2,
  );
  const stale = staleLists(state);
  const rows = Math.max(3, height - 8);
  const drawn = lists.slice(cursor.top, cursor.top + rows).map(({ id, name, counts, problems, sealed }, at) => {
    const isHere = cursor.top + at === cursor.index;
    const state = !sealed ? "! not finished" : stale.includes(id) ? "! checked before" : "";
    const line = table.row([
      `${isHere ? "❯" : " "} ${name}`,
      counts.total.toLocaleString("en"),
      problems.toLocaleString("en"),
      state,
    ]);
    return isHere ? theme.selected(line) : line;
  });
  const people = lists.reduce((sum, { counts }) => sum + counts.total, 0);
  const bad = lists.reduce((sum, { problems }) => sum + problems, 0);
  const unfinished = lists.some(({ sealed }) => !sealed);
  const said = [
    ...(bad === 0
      ? []
      : [`! ${count(bad, "row is", "rows are")} left out. b repairs them, now or later; the others need not wait.`]),
    ...(stale.length === 0
      ? []
      : ["! The text asks for other columns now than when the list was checked. r checks it again."]),
    ...(unfinished
      ? ["! An import was interrupted. Choose the same file again with a, and it goes on; or take the list out with D."]
      : []),
  ];
  return [
    ` ${theme.strong(count(people, "person", "people"))} ${people === 1 ? "gets" : "get"} it, each once, in their own daytime.`,
    "",
    ` ${theme.quiet(table.heading)}`,
    ...drawn.map((line) => ` ${line}`),
    "",
    ...said.flatMap((text) => hanging(` ${text}`, 3, columns - 2)).map(theme.attention),
  ].slice(0, height);
}
