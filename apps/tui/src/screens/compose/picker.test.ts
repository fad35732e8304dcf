import { expect, test } from "vitest";
import { closedPicker, type Entry, type Picker, shownEntries, sortedEntries, typedPicker } from "./picker.ts";

const entry = (name: string, kind: Entry["kind"], modifiedAt = 0): Entry => ({
  name,
  path: `/home/ana/${name}`,
  kind,
  sizeBytes: 1,
  modifiedAt,
});
const open: Picker = {
  ...closedPicker,
  folder: "/home/ana",
  entries: sortedEntries([
    entry("..", "up"),
    entry("Pictures", "folder", 9),
    entry("old.csv", "list", 1),
    entry("new.csv", "list", 2),
    entry("notes.md", "other", 3),
    entry(".hidden.csv", "list", 4),
  ]),
};
const names = (picker: Picker) => shownEntries(picker).map(({ name }) => name);
const typed = (picker: Picker, text: string) =>
  [...text].reduce((step, letter) => typedPicker(step.picker, { name: letter, text: letter }), {
    picker,
    look: null as string | null,
  });

test("lists come first, the newest first; what is no list and what is hidden only when asked for", () => {
  expect(names(open)).toEqual(["new.csv", "old.csv", "Pictures", ".."]);
  expect(names(typed(open, "note").picker)).toEqual(["notes.md"]);
  expect(names(typed(open, "hid").picker)).toEqual([".hidden.csv"]);
});

test("a typed path asks for its folder once, and its last part filters", () => {
  const { picker, look } = typed(open, "~/lists/");
  expect(look).toBe("~/lists/");
  const further = typed(picker, "ne");
  expect(further.look).toBeNull();
  expect(names(further.picker)).toEqual(["new.csv"]);
});

test("a file dropped on the terminal comes as its path, quoted or not", () => {
  const { picker, look } = typedPicker(open, "'/home/ana/my lists/new.csv' ");
  expect(look).toBe("/home/ana/my lists/");
  expect(picker.field.text).toBe("/home/ana/my lists/new.csv");
  expect(typedPicker(open, "/home/my\\ lists/a.csv").look).toBe("/home/my lists/");
});
