import { expect, test } from "vitest";
import { smsCodes } from "../sms/codes.ts";
import { voiceCodes } from "../voice/codes.ts";
import { whatsappCodes } from "../whatsapp/codes.ts";
import { explainCode, failureOf } from "./codes.ts";

const tables = { smsCodes, whatsappCodes, voiceCodes };

test("E1 a code stands in one table, so that none is explained away by another", () => {
  const codes = Object.values(tables).flatMap((table) => Object.keys(table));
  expect(codes.filter((code, i) => codes.indexOf(code) !== i)).toEqual([]);
});

test("E1 every code says what happened and what to do, in a sentence of ours that names no code", () => {
  for (const table of Object.values(tables))
    for (const [code, { meaning, remedy }] of Object.entries(table)) {
      expect(meaning, code).toMatch(/^[^.]+$/);
      expect(remedy, code).toMatch(/^\p{Lu}.+\.$/u);
      expect(meaning + remedy, code).not.toMatch(/\b\d{5}\b/);
    }
});

test.each([
  ["opted_out", ["21610", "63014"]],
  ["invalid_address", ["21211", "21614", "30005"]],
  ["retry", ["20429", "21611", "30001", "63018"]],
  ["unreachable", ["30003"]],
  ["wrong_channel", ["30006", "63024"]],
  ["fall_back", ["30004", "30008", "63016", "63032", "63049"]],
  ["filtered", ["30007"]],
  ["halt", ["30002", "30032", "30034", "21408", "21606", "21612", "63007", "63027"]],
  ["failed", ["30036", "99999", "http_418", "toString"]],
])("E3 a failure is %s: %j", (failure, codes) => {
  expect(codes.map(failureOf)).toEqual(codes.map(() => failure));
});

test("I6 what is no code is explained where it can be, and else not at all", () => {
  expect(explainCode("undelivered")?.meaning).toContain("undelivered");
  expect(explainCode("http_418")?.meaning).toContain("418");
  for (const nonsense of ["", "99999", "toString", "__proto__"]) expect(explainCode(nonsense)).toBeUndefined();
});
