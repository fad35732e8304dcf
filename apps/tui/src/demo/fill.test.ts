import { adminToken, apiWorld } from "@headsup/testkit";
import { expect, onTestFinished, test } from "vitest";
import { createApi } from "../client/api.ts";
import { openOutput } from "../commands/session.ts";
import { testShell } from "../testShell.ts";
import { fill } from "./fill.ts";
import { people } from "./team.ts";

test("the demo's team has a campaign in each state to look at, and people who wrote back", async () => {
  const world = await apiWorld({ startsAt: "2026-11-24T15:38:00Z", carrier: { people: people ?? {} } });
  onTestFinished(() => world.close());
  const shell = testShell({
    fetch: (...request) => world.fetch(new Request(...request)),
    now: world.now,
    wait: () => world.pass(60_000),
  });
  const connection = { url: "https://headsup.test", token: adminToken };
  const signal = shell.interruption();
  const told: string[] = [];
  await fill({
    session: { ...openOutput(shell, { json: true }), connection, signal, api: createApi(connection, shell, signal) },
    folder: shell.cwd,
    now: world.now,
    tell: (text) => told.push(text),
  });
  await world.pass(5 * 60_000);

  const { items } = (await world.call("GET", "/v1/campaigns")).json;
  const of = (name: string) => items.find((each: { name: string }) => each.name === name);
  expect(items.map(({ status }: { status: string }) => status).sort()).toEqual([
    "completed",
    "draft",
    "in_progress",
    "in_progress",
    "paused",
    "scheduled",
  ]);
  expect(of("Network maintenance")).toMatchObject({ status: "completed", responded: 6, optedOut: 2 });
  expect(of("Price change").statusReason).toContain("Legal");
  expect(told.filter((text) => text.includes("bad row"))).toHaveLength(2);
  expect(shell.said).toEqual({ out: "", err: "" });
});
