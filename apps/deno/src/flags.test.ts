import { expect, test } from "vitest";
import { readFlags } from "./flags.ts";

test("what is left out has the places of `headsup up`, a rehearsal others, so that both may run", () => {
  expect(readFlags([])).toMatchObject({ port: 8787, carrierPort: 4420, rehearsal: null, isJson: false });
  expect(readFlags(["--rehearse", "60x", "--from", "2026-11-24T15:00:00Z"])).toMatchObject({
    port: 8788,
    carrierPort: 4421,
    data: expect.stringMatching(/deno-rehearsal$/),
    rehearsal: { rate: 60, startsAt: Date.parse("2026-11-24T15:00:00Z") },
  });
});

test.each([
  [["--port", "0"], "--port 0: not a port."],
  [["--port", "http"], "--port http: not a port."],
  [["--rehearse", "fast"], '--rehearse fast: not a rate such as "60x".'],
  [["--rehearse", "9999x"], "--rehearse 9999x: more than 3600x."],
  [
    ["--rehearse", "60x", "--from", "noon"],
    '--from noon: not ISO 8601 with an offset, e.g. "2026-11-24T07:50:00-08:00".',
  ],
  [["--from", "2026-11-24T15:00:00Z"], "--from is for a rehearsal: give --rehearse too."],
  [["--carrier", "4420"], "--carrier 4420: not an address such as http://127.0.0.1:4420."],
])("%j is refused by the name of its flag", (args, complaint) => {
  expect(() => readFlags(args)).toThrow(complaint);
});

test("an unknown flag is named; help is for the asking", () => {
  expect(() => readFlags(["--prot", "1"])).toThrow(/--prot/);
  expect(readFlags(["--help", "--port", "1"])).toBeNull();
});
