import type { CampaignDetail, ColumnRole, List } from "@headsup/contract";
import { parseRow } from "@headsup/core/contact/row";
import { expect, test } from "vitest";
import type { Context, ScreenEvent } from "../../app/screen.ts";
import { CommandError } from "../../failure.ts";
import { repairBindings } from "./bindings.ts";
import { foundAlike } from "./bulk.ts";
import type { RepairAsk, RepairEvent, RepairStep } from "./events.ts";
import { repairLimits } from "./limits.ts";
import { beginRepair, updateRepair } from "./repair.ts";
import { type ProblemItem, sheetsOf } from "./rows.ts";
import { chosenRow, type RepairState, standing } from "./state.ts";

const context: Context = { now: 0, columns: 80, rows: 21 };
const columns: ColumnRole[] = [{ role: "address" }, { role: "variable", name: "name" }, { role: "zone" }];
const campaign = (outreaches: { id: string; status: string }[] = [], status = "draft") =>
  ({
    name: "Renewals",
    status,
    text: "Hi {{ name }}",
    channel: "sms",
    contents: [{ language: "en", content: { channel: "sms", text: "Hi {{ name }}", media: [] } }],
    fallbacks: [],
    window: { open: "08:00", close: "21:00" },
    language: "en",
    replyLine: "",
    optOutText: "Reply STOP.",
    outreaches,
  }) as unknown as CampaignDetail;
const list = (id: string, problems = 0) =>
  ({ id, name: `${id}.csv`, columns, country: "US", problems, sealed: true }) as unknown as List;

const sheets = sheetsOf(campaign(), [list("a"), list("b")]);

/** A bad row as the server would tell it. */
function item(cells: string[], line: number, of = "a"): ProblemItem {
  const parsed = parseRow({ line, cells }, sheets.get("a")!.plan);
  if (parsed.kind !== "problem") throw new Error(`${cells.join()} is not bad`);
  return { ...parsed.problem, list: of, cells };
}
const optedOut = (line: number): ProblemItem => ({
  line,
  list: "a",
  code: "OPTED_OUT",
  subject: null,
  seen: "+12125550109",
  message: `line ${line}: +12125550109 must not be contacted.`,
  cells: ["2125550109", "Ann", ""],
});

const does = (state: RepairState, ...events: (ScreenEvent | RepairEvent | string)[]): RepairStep =>
  events.reduce<RepairStep>(
    (step, event) =>
      updateRepair(step.state, typeof event === "string" ? { type: "command", id: event } : event, context),
    { state },
  );

const items = [
  item(["212-555-0101 x4", "Ann", ""], 2),
  item(["212-555-0102 x5", "Ben", ""], 3),
  item(["555-01", "Cleo", ""], 4),
  item(["2125550104", "", ""], 5),
  item(["2125550105", "", ""], 6),
  item(["212-555-0106 x6", "", ""], 7),
  optedOut(8),
];

function opened(
  rows: readonly ProblemItem[] = items,
  { status = "draft", next = null as string | null } = {},
): RepairState {
  const detail = campaign([{ id: "a", status }], status);
  return does(
    beginRepair("cmp_1").state,
    { type: "opened", campaign: detail, lists: [list("a", rows.length)] },
    { type: "page", cursor: null, items: rows, next },
  ).state;
}

const marks = (state: RepairState): string =>
  state.rows.map((row) => ({ bad: "✗", fixed: "✓", out: "–" })[standing(state, row).mark]).join("");
const typed = (text: string): ScreenEvent[] =>
  [...text].map((letter) => ({ type: "press", press: { name: letter, text: letter } }) as const);
const at = (state: RepairState, line: number): RepairState => {
  const index = state.shown.findIndex(({ bad }) => bad.line === line);
  return does(state, "list.first", ...Array.from({ length: index }, () => "list.down")).state;
};
/** What the outside makes of a sweep. */
const swept = (step: RepairStep): RepairStep => {
  const ask = step.asks?.[0];
  if (ask?.ask !== "sweep") throw new Error("no sweep was asked for");
  return does(step.state, { type: "found", alike: ask.alike, found: foundAlike(ask.rows, ask) });
};
const keys = (state: RepairState) => repairBindings(state).flatMap((binding) => binding.keys);

test("C5 a fix is accepted, seen as such, and the next row is at hand", () => {
  const { state } = does(opened(), "accept");
  expect(marks(state)).toBe("✓✗✗✗✗✗✗");
  expect(standing(state, state.rows[0]!).cells).toEqual(["212-555-0101", "Ann", ""]);
  expect(chosenRow(state)?.bad.line).toBe(3);
  expect(state.tally).toMatchObject({ bad: 6, fixed: 1, out: 0 });
});

test("C5 where nothing can be proposed, accepting changes nothing and says what can be done", () => {
  const step = does(at(opened(), 4), "accept");
  expect(marks(step.state)).toBe("✗✗✗✗✗✗✗");
  expect(step.note?.text).toMatch(/edit it/);
  expect(does(at(opened(), 4), "all").note?.text).toMatch(/edit it/);
  const told = repairBindings(step.state).filter(({ id }) => id === "accept" || id === "all");
  expect(told.map(({ keys, short }) => [keys, short])).toEqual([
    [["a"], undefined],
    [["A"], undefined],
  ]);
});

test("C5 the same fix for all alike: how many is shown with examples, and nothing happens before the yes", () => {
  const asked = swept(does(opened(), "all"));
  expect(asked.confirm?.title).toContain("3 rows");
  expect(asked.confirm?.lines.join("\n")).toContain("line 2: 212-555-0101 x4 → 212-555-0101");
  expect(asked.confirm?.lines.join("\n")).toContain("1 row will then show a further problem");
  expect(marks(asked.state)).toBe("✗✗✗✗✗✗✗");
  const { state } = does(asked.state, "all.yes");
  expect(marks(state)).toBe("✓✓✗✗✗✗✗");
  expect(standing(state, state.rows[5]!).problem?.code).toBe("MISSING_VARIABLE");
  expect(marks(does(state, "undo").state)).toBe("✗✗✗✗✗✗✗");
  expect(marks(does(state, "undo", "redo").state)).toBe("✓✓✗✗✗✗✗");
});

test("C5 one value for everybody who has none", () => {
  const prompted = does(at(opened(), 5), "all");
  expect(prompted.prompt?.id).toBe("give.all");
  const asked = swept(does(prompted.state, { type: "answer", id: "give.all", text: " friend " }));
  expect(asked.confirm?.lines.join("\n")).toContain('"friend"');
  const { state } = does(asked.state, "all.yes");
  expect(marks(state)).toBe("✗✗✗✓✓✗✗");
  expect(standing(state, state.rows[3]!).cells[1]).toBe("friend");
});

test("C5 a zone that is none is asked for again, with the one that may be meant", () => {
  const row = item(["+881612345678", "Ann", ""], 2);
  const prompted = does(opened([row]), "accept");
  const again = does(prompted.state, { type: "answer", id: "give.one", text: "Chcago" });
  expect(again.prompt).toMatchObject({ field: { text: "America/Chicago" }, trouble: /America\/Chicago/ });
  const { state } = does(again.state, { type: "answer", id: "give.one", text: "america/chicago" });
  expect(marks(state)).toBe("✓");
  expect(standing(state, state.rows[0]!).cells[2]).toBe("America/Chicago");
});

test("C5 a row is edited in place: its cells are fields, what it would be is known with each key", () => {
  const editing = does(at(opened(), 4), "edit");
  expect(editing.state.editor?.fields.map(({ text }) => text)).toEqual(["555-01", "Cleo", ""]);
  const filled = does(editing.state, { type: "press", press: { name: "ctrl+u", text: null } }, ...typed("2125550133"));
  expect(marks(filled.state)).toBe("✗✗✗✗✗✗✗");
  expect(marks(does(filled.state, "row.keep").state)).toBe("✗✗✓✗✗✗✗");
  expect(marks(does(filled.state, "row.drop").state)).toBe("✗✗✗✗✗✗✗");
  const elsewhere = does(editing.state, "cell.next", "cell.next", ...typed("America/Denver"), "cell.next").state;
  expect(elsewhere.editor).toMatchObject({ at: 0, fields: [{}, {}, { text: "America/Denver" }] });
});

test("C5 a fix is offered while a row is edited, and taken into its fields", () => {
  const editing = does(at(opened(), 4), "edit", ...typed(" 2125550133")).state;
  expect(keys(editing)).not.toContain("ctrl+y");
  const cleared = does(editing, { type: "press", press: { name: "ctrl+u", text: null } }, ...typed("2l25550133")).state;
  expect(keys(cleared)).toContain("ctrl+y");
  expect(does(cleared, "cell.fix").state.editor?.fields[0]?.text).toBe("2125550133");
});

test("C5 who opted out has no fix but leaving out, in whatever writing", () => {
  const row = at(opened(), 8);
  expect(marks(does(row, "accept").state)).toBe("✗✗✗✗✗✗–");
  const rewritten = does(
    row,
    "edit",
    { type: "press", press: { name: "ctrl+u", text: null } },
    ...typed("(212) 555 0109"),
    "row.keep",
  );
  expect(standing(rewritten.state, rewritten.state.rows[6]!)).toMatchObject({
    mark: "bad",
    problem: { code: "OPTED_OUT" },
  });
});

test("C5 a row left out is taken in again by the same key, and by undo", () => {
  const out = does(opened(), "out").state;
  expect(marks(out)).toBe("–✗✗✗✗✗✗");
  expect(marks(does(out, "undo").state)).toBe("✗✗✗✗✗✗✗");
  expect(marks(does(at(out, 2), "out").state)).toBe("✗✗✗✗✗✗✗");
  expect(marks(does(at(out, 2), "out", "undo").state)).toBe("–✗✗✗✗✗✗");
});

test("C5 only mended rows are saved; those taken leave the desk, those refused stay with the server's reason", () => {
  const mended = does(opened(), "accept", "accept", "out").state;
  const saving = does(mended, "save");
  expect(saving.asks).toMatchObject([{ ask: "save", sendings: [{ rows: [{ line: 2 }, { line: 3 }] }] }]);
  const refusal = {
    line: 3,
    code: "DUPLICATE_ADDRESS",
    subject: null,
    seen: "+12125550102",
    message: "line 3: twice.",
  } as const;
  const done = does(
    saving.state,
    { type: "saved", list: "a", accepted: [2], problems: [refusal] },
    { type: "saveEnded" },
  );
  expect(done.state.rows.map(({ bad }) => bad.line)).toEqual([3, 4, 5, 6, 7, 8]);
  expect(marks(done.state)).toBe("✗–✗✗✗✗");
  expect(standing(done.state, done.state.rows[0]!).problem?.code).toBe("DUPLICATE_ADDRESS");
  expect(done.note?.text).toMatch(/1 row is a recipient.*1 row was refused/);
});

test("C5 while rows are on their way nothing is changed", () => {
  const saving = does(opened(), "accept", "save").state;
  for (const command of ["undo", "accept", "out", "edit", "save"]) {
    const step = does(saving, command);
    expect(step.state).toEqual(saving);
    expect(step.note?.text).toMatch(/wait/);
  }
});

test("C5 what was saved is taken back by the server, and then by hand", () => {
  const saved = does(
    opened(),
    "accept",
    "save",
    { type: "saved", list: "a", accepted: [2], problems: [] },
    { type: "saveEnded" },
  ).state;
  const asking = does(saved, "undo");
  expect(asking.asks).toEqual([{ ask: "takeBack", id: "cmp_1", lists: [{ list: "a", lines: [2] }] }]);
  const back = does(
    asking.state,
    { type: "tookBack", list: "a", lines: [2] },
    { type: "takingBackEnded", refusal: null },
  );
  expect(marks(back.state)).toBe("✓✗✗✗✗✗✗");
  expect(marks(does(back.state, "undo").state)).toBe("✗✗✗✗✗✗✗");
});

test("C5 what the server keeps cannot be taken back, nor what was before it", () => {
  const saved = does(
    opened(),
    "accept",
    "save",
    { type: "saved", list: "a", accepted: [2], problems: [] },
    "undo",
  ).state;
  const refused = does({ ...saved, work: null }, { type: "takingBackEnded", refusal: "It was launched." });
  expect(refused.note).toEqual({ tone: "bad", text: "It was launched." });
  expect(does(refused.state, "undo").note?.text).toMatch(/nothing to take back/);
});

test("C5 saving into a launched list asks first, for people will be contacted", () => {
  const running = opened(items, { status: "in_progress" });
  const asked = does(running, "accept", "save");
  expect(asked.asks).toBeUndefined();
  expect(asked.confirm).toMatchObject({ id: "save.yes" });
  expect(does(asked.state, "save.yes").asks?.[0]?.ask).toBe("save");
});

test("C5 a list that is closed takes nobody: the mended rows are offered as a new list", () => {
  const completed = does(opened(items, { status: "completed" }), "accept", "save");
  expect(completed.confirm?.id).toBe("import.yes");
  const found = does(
    opened(),
    "accept",
    "save",
    {
      type: "closed",
      list: "a",
      message: '"a.csv" is closed.',
      isStopped: false,
    },
    { type: "saveEnded" },
  );
  expect(found.confirm?.lines.join(" ")).toContain("is closed");
  const importing = does(found.state, "import.yes");
  expect(importing.asks).toMatchObject([{ ask: "import", name: "a.csv, mended", sending: { rows: [{ line: 2 }] } }]);
  const done = does(importing.state, { type: "imported", list: "a", name: "a.csv, mended", lines: [2], problems: [] });
  expect(done.note?.text).toMatch(/Launch the campaign again/);
  expect(done.state.rows).toHaveLength(6);
});

test("C5 a stopped campaign takes nobody, and says what to do instead", () => {
  const step = does(opened(items, { status: "stopped" }), "accept", "save");
  expect(step.asks).toBeUndefined();
  expect(step.note?.text).toMatch(/stopped.*Press D/);
});

test("C5 leaving with mended rows asks; without it does not", () => {
  expect(keys(opened())).not.toContain("q");
  const mended = does(opened(), "accept").state;
  expect(keys(mended)).toContain("q");
  const asked = does(mended, "leave");
  expect(asked.confirm).toMatchObject({ isFinal: true });
  expect(does(asked.state, "leave.yes").go).toBe("back");
});

test("C5 rows are shown by reason and by text, and a row mended meanwhile stays in sight", () => {
  const numbers = does(opened(), "reason.next").state;
  expect(numbers.shown.map(({ bad }) => bad.line)).toEqual([2, 3, 4, 7]);
  expect(does(numbers, "accept").state.shown).toHaveLength(4);
  const ben = does(opened(), "filter", ...typed("ben phone")).state;
  expect(ben.shown.map(({ bad }) => bad.line)).toEqual([3]);
  expect(does(ben, "filter.clear").state.shown).toHaveLength(7);
});

test("C5 the rest is loaded before a fix goes to all; beyond the bound that is said", () => {
  const page = (from: number, rows: number) =>
    Array.from({ length: rows }, (_, at) => item([`212555${String(1000 + at)} x4`, "Ann", ""], from + at));
  const first = opened(page(1, 3), { next: "1.3" });
  const loading = does(first, "all");
  expect(loading.asks).toEqual([{ ask: "page", id: "cmp_1", cursor: "1.3" } satisfies RepairAsk]);
  expect(loading.state.work?.words).toMatch(/Loading/);
  const all = does(loading.state, { type: "page", cursor: "1.3", items: page(4, 2), next: null });
  expect(swept(all).confirm?.title).toContain("5 rows");
  const many = page(4, repairLimits.rowsMax);
  const bounded = does(loading.state, { type: "page", cursor: "1.3", items: many, next: "1.9" });
  expect(swept(bounded).confirm?.lines.join(" ")).toMatch(/more bad rows than are held at once/);
});

test("C5 a mended file is staged as one step and seen before it is saved", () => {
  const lists = [
    {
      list: "a",
      rows: [
        { line: 2, cells: ["2125550101", "Ann", ""] },
        { line: 3, cells: ["212-555-0102 x5", "Ben", ""] },
        { line: 4, cells: ["55-01", "Cleo", ""] },
        { line: 99, cells: ["2125550199", "Zoe", ""] },
      ],
    },
  ];
  const read = does(opened(), { type: "readFile", lists });
  expect(marks(read.state)).toBe("✓✗✗✗✗✗✗");
  expect(read.asks).toBeUndefined();
  expect(read.note?.text).toMatch(/2 rows changed by the file, 1 of them still bad.*1 line of it is no bad row/);
  expect(marks(does(read.state, "undo").state)).toBe("✗✗✗✗✗✗✗");
});

test("C5 a page that cannot be read says why, and can be asked for again", () => {
  const error = new CommandError({ code: "unreachable", message: "Nothing answers." });
  const failed = does(beginRepair("cmp_1").state, { type: "failed", ask: { ask: "open", id: "cmp_1" }, error });
  expect(failed.state.trouble).toMatch(/Nothing answers/);
  expect(does(failed.state, "look").asks?.[0]?.ask).toBe("open");
});

test("a file is replaced by the rows it was asked for, wherever the cursor went meanwhile", () => {
  const rows = [item(["555-01", "Ann", ""], 2), item(["555-02", "Ben", ""], 3, "b")];
  const desk = does(
    beginRepair("cmp_1").state,
    { type: "opened", campaign: campaign(), lists: [list("a", 1), list("b", 1)] },
    { type: "page", cursor: null, items: rows, next: null },
  ).state;
  const asked = does(desk, { type: "answer", id: "path.download", text: "bad.csv" });
  expect(asked.asks).toMatchObject([{ ask: "download", path: "bad.csv", sheet: { id: "a" } }]);
  const { state, confirm } = does(asked.state, "list.down", { type: "exists", path: "bad.csv", list: "a" });
  expect(chosenRow(state)?.list).toBe("b");
  const { asks } = does(state, confirm?.id ?? "");
  expect(asks).toMatchObject([{ ask: "download", path: "bad.csv", sheet: { id: "a" }, isReplacing: true }]);
});
