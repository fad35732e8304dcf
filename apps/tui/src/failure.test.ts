import { expect, test } from "vitest";
import { asCommandError, interrupted, troubleJson, troubleText, usageError } from "./failure.ts";

test("a failure is one line: what happened, its code, what to do", () => {
  expect(
    troubleText({ code: "not_found", message: "There is no campaign x.", hint: "See: headsup campaign list" }),
  ).toBe("headsup: There is no campaign x. (not_found) See: headsup campaign list");
  expect(troubleText(usageError("Bad.", "For example: y").trouble)).toBe("headsup: Bad. For example: y");
  expect(troubleText({ code: "internal", message: "Oops.", requestId: "req_1" })).toContain("Trace: req_1.");
});

test("several places are told one by one", () => {
  const details = [
    { path: "name", message: "Too long." },
    { path: "pace.count", message: "Too big." },
  ];
  expect(troubleText({ code: "invalid_request", message: "name: Too long.", details }).split("\n").slice(1)).toEqual([
    "  name: Too long.",
    "  pace.count: Too big.",
  ]);
});

test("J3 scripts get the API's own form", () => {
  expect(JSON.parse(troubleJson({ code: "conflict", message: "No.", requestId: "req_1" }))).toEqual({
    error: { code: "conflict", message: "No.", requestId: "req_1" },
  });
});

test("bugs keep their stack, Ctrl-C its exit code, and what was written for a reader its words", () => {
  expect(asCommandError(new TypeError("x is not a function")).message).toContain("failure.test.ts");
  expect(asCommandError(new Error("Port 1 is taken.")).message).toBe("Port 1 is taken.");
  expect(asCommandError(new DOMException("", "AbortError")).exitCode).toBe(interrupted().exitCode);
});
