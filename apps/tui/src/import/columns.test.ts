import { detectColumns } from "@headsup/core/contact/columns";
import { expect, test } from "vitest";
import { chooseColumns, describeColumns } from "./columns.ts";

const header = ["Phone", "Mobile No.", "TZ", "First Name"];
const detected = detectColumns([header, ["2125550101", "2125550102", "America/New_York", "Ann"]], { country: "US" });
const choose = (...choices: string[]) => describeColumns(chooseColumns({ detected, header, choices }), header);

test("C1 columns are what the header says, unless the person says otherwise", () => {
  expect(choose()).toBe("Phone → address, Mobile No. → {{ mobile_no }}, TZ → zone, First Name → {{ first_name }}");
  expect(choose("Mobile No.=address", "tz=ignored", "First Name=name")).toBe(
    "Phone → {{ phone }}, Mobile No. → address, TZ → ignored, First Name → {{ name }}",
  );
});

test("C5 the columns we put behind mended rows are no variables", () => {
  const own = ["phone", "line", "problem", "what_to_do", "line", "list", "cells_too_many"];
  const rows = [own, ["2125550101", "Blue", "INVALID_ADDRESS", "Write it anew.", "4", "lst_1", ""]];
  const found = detectColumns(rows, { country: "US" });
  expect(chooseColumns({ detected: found, header: own, choices: [] })).toEqual([
    { role: "address" },
    { role: "variable", name: "line" },
    ...Array(5).fill({ role: "ignored" }),
  ]);
});

test("a column may be named by its number, and a variable may be called like a role", () => {
  expect(choose("4=language")).toContain("First Name → language");
  expect(choose("4=variable:zone")).toContain("First Name → {{ zone }}");
});

test("E3 B3 a column may be the further address of a ladder, or the row's own message", () => {
  expect(choose("2=email", "4=message")).toBe("Phone → address, Mobile No. → email, TZ → zone, First Name → message");
});

test("a variable named as one keeps the letters its text writes it with", () => {
  expect(choose("4=variable:FirstName")).toContain("First Name → {{ FirstName }}");
  expect(choose("4=variable:__proto__")).toContain("First Name → {{ proto }}");
});

test.each([
  ["Mobile", "write the column, an equals sign, its role"],
  ["Mobil=address", 'there is no column "Mobil"'],
  ["5=address", 'there is no column "5"'],
  ["Phone=ignored", "No column is left for people's address"],
])("%s is refused", (choice, reason) => {
  expect(() => choose(choice)).toThrow(reason);
});
