import { expect, test } from "vitest";
import { pressesOf } from "../app/keys.ts";
import { widthOf } from "../terminal/text.ts";
import { edited, type Field, fieldOf, insert } from "./field.ts";
import { grid } from "./grid.ts";
import { cursorAt, firstRow, movedBy } from "./list.ts";
import { bar, columnsChart, percent } from "./pictures.ts";

const noKey = {} as Parameters<typeof pressesOf>[1];
const press = (name: string) => ({ name, text: name.length === 1 ? name : null });
const after = (field: Field, ...names: string[]) =>
  names.reduce((each, name) => edited(each, press(name), { isMultiline: true }), field);

test("J1 keys that arrive together are as many presses", () => {
  expect(pressesOf("jjj", noKey).map(({ name }) => name)).toEqual(["j", "j", "j"]);
  expect(pressesOf("j\r", noKey).map(({ name }) => name)).toEqual(["j", "enter"]);
  expect(pressesOf("a\t \x04é👩‍👩‍👧", noKey).map(({ name }) => name)).toEqual([
    "a",
    "tab",
    "space",
    "ctrl+d",
    "é",
    "👩‍👩‍👧",
  ]);
  expect(pressesOf("", { ...noKey, upArrow: true })).toEqual([{ name: "up", text: null }]);
  expect(pressesOf("", { ...noKey, tab: true, shift: true })[0]?.name).toBe("shift+tab");
  expect(pressesOf("b", { ...noKey, meta: true })[0]?.name).toBe("alt+b");
});

test("a field's cursor goes by what one sees as characters", () => {
  const family = fieldOf("a👩‍👩‍👧b");
  expect(family.cursor).toBe(3);
  expect(after(family, "left", "backspace")).toEqual({ text: "ab", cursor: 1 });
  expect(after(fieldOf("one two"), "ctrl+w")).toEqual({ text: "one ", cursor: 4 });
  expect(after(fieldOf("one two"), "home", "x", "ctrl+k")).toEqual({ text: "x", cursor: 1 });
});

test("a field of several lines is walked by line", () => {
  const field = fieldOf("first\nto\nthird");
  expect(after(field, "up").cursor).toBe("first\nto".length);
  expect(after(field, "up", "up").cursor).toBe(2);
  expect(after(field, "up", "home", "enter").text).toBe("first\n\nto\nthird");
});

test("what is pasted cannot move a terminal's cursor, and one line stays one line", () => {
  expect(insert(fieldOf(""), "a\x1b[31mb\r\nc\0").text).toBe("a[31mb c");
  expect(insert(fieldOf(""), "a\r\nb", { isMultiline: true }).text).toBe("a\nb");
});

test("a list scrolls as little as shows the chosen row, and never past its ends", () => {
  const extent = { count: 20, height: 5 };
  expect(cursorAt(firstRow, 7, extent)).toEqual({ index: 7, top: 3 });
  expect(movedBy("list.up", { index: 7, top: 3 }, extent)).toEqual({ index: 6, top: 3 });
  expect(movedBy("list.last", firstRow, extent)).toEqual({ index: 19, top: 15 });
  expect(movedBy("list.down", { index: 19, top: 15 }, extent)).toEqual({ index: 19, top: 15 });
  expect(cursorAt({ index: 19, top: 15 }, 19, { count: 3, height: 5 })).toEqual({ index: 2, top: 0 });
  expect(cursorAt(firstRow, 0, { count: 0, height: 5 })).toEqual(firstRow);
});

test("columns that find no room are left out, the others stay aligned", () => {
  const columns = [
    { title: "Name", width: 6, grow: 1 },
    { title: "When", width: 10, givesWay: 1 },
  ];
  const wide = grid(columns, 30);
  expect(wide.heading).toBe(`${"Name".padEnd(18)}  When      `);
  expect(widthOf(wide.row(["日本語日本語日本語日本語", { picture: "██" }]))).toBe(30);
  expect(grid(columns, 12).row(["a long name", "never"])).toBe("a long name ");
});

test("nothing from outside reaches the terminal as a command to it", () => {
  expect(grid([{ title: "", width: 9 }], 9).row(["\x1b[2J\u202eabc"])).toBe("�[2J�abc ");
});

test("pictures say what they stand for", () => {
  expect(bar(0.5, 4)).toBe("██░░");
  expect(bar(0.53, 4)).toBe("██▏░");
  expect(bar(7, 4)).toBe("████");
  expect(columnsChart([0, 1, 8, 16], 2)).toEqual(["   █", " ▁██"]);
  expect([percent(1, 0), percent(96, 100), percent(3, 1_000), percent(0, 5)]).toEqual(["–", "96 %", "0.3 %", "0 %"]);
});
