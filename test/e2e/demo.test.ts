import { expect, test } from "vitest";
import { runScript } from "./system.ts";

test("J4 the demo runs a campaign from a CSV to Completed and its judge finds no promise broken", async () => {
  const { code, stdout, stderr } = await runScript(["apps/tui/src/main.ts", "demo"]);
  expect(code, stderr).toBe(0);
  expect(stdout).toMatch(/Completed/);
  expect(stdout).toMatch(/0 of them twice, never more than 10 in any 5 minutes/);
  expect(stderr).toMatch(/60 recipients, 5 rows with problems/);
});
