import { statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { testShell } from "../../testShell.ts";
import { changeOf, freshDraft, isSameDraft, timesChange } from "./draft.ts";
import { forgetKept, readKept, writeKept } from "./outside/keep.ts";

const draft = freshDraft({ name: "Delay", zone: "America/New_York", sender: null });

test("only what changed is sent, and a cleared field is cleared there", () => {
  expect(changeOf(draft, { ...draft, text: "Hi" })).toEqual({ text: "Hi" });
  expect(changeOf({ ...draft, hours: {} }, draft)).toEqual({ hours: null });
  expect(changeOf(draft, { ...draft, window: { ...draft.window } })).toBeNull();
  expect(isSameDraft(draft, { ...draft, window: { ...draft.window } })).toBe(true);
});

test("when it starts is the lists' own, and no change of the campaign", () => {
  const later = { ...draft, startAt: Date.parse("2026-11-25T14:00:00Z") };
  expect(changeOf(draft, later)).toBeNull();
  expect(timesChange(draft, later)).toEqual({ startAt: "2026-11-25T14:00:00.000Z" });
  expect(timesChange(later, draft)).toEqual({ startAt: null });
});

test("a half-written draft is kept for its owner's eyes alone, and only for the server it was begun at", () => {
  const shell = testShell();
  const own = { ...shell, env: { XDG_STATE_HOME: shell.cwd } };
  const kept = { url: "https://a.test", id: null, key: "k", at: 1, draft, creating: null };
  expect(writeKept(own, kept)).toBe(true);
  expect(statSync(join(shell.cwd, "headsup/draft.json")).mode & 0o777).toBe(0o600);
  expect(readKept(own, "https://a.test")).toEqual(kept);
  expect(readKept(own, "https://b.test")).toBeNull();
  forgetKept(own, "https://b.test");
  expect(readKept(own, "https://a.test")).toEqual(kept);
  forgetKept(own, "https://a.test");
  expect(readKept(own, "https://a.test")).toBeNull();
});
