import { statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { testShell } from "../../testShell.ts";
import { changeOf, creationOf, Draft, draftOf, freshDraft, isSameDraft, timesChange } from "./draft.ts";
import { freshRung } from "./ladder.ts";
import { forgetKept, readKept, writeKept } from "./outside/keep.ts";

const draft = freshDraft({ name: "Delay", zone: "America/New_York", sender: null });

test("only what changed is sent, and a cleared field is cleared there", () => {
  const said = { ...draft, rungs: [{ ...freshRung(null), written: { text: "Hi" } }] };
  expect(changeOf(draft, said)).toEqual({ content: { channel: "sms", text: "Hi", media: [] } });
  expect(changeOf({ ...draft, hours: {} }, draft)).toEqual({ hours: null });
  expect(changeOf(draft, { ...draft, window: { ...draft.window } })).toBeNull();
  expect(isSameDraft(draft, { ...draft, window: { ...draft.window } })).toBe(true);
});

test("A12 whether replies are wanted is sent as it was chosen, and the usual line is nobody's own", () => {
  const wanted = { ...draft, rungs: [{ ...freshRung(null), sender: "snd_1" }], replies: "encourage" as const };
  expect(creationOf(wanted)).toMatchObject({ replies: "encourage", replyLine: "" });
  expect(changeOf(wanted, { ...wanted, replyLine: " Write us! " })).toEqual({ replyLine: "Write us!" });
  const told = (replyLine: string) =>
    draftOf({
      ...wanted,
      channel: "sms",
      sender: { id: "snd_1", address: "+1" },
      contents: [],
      fallbacks: [],
      answer: null,
      replyLine,
      outreaches: [],
    } as never);
  expect(told("Questions? Just reply to this message.").replyLine).toBe("");
  expect(told("Write us!").replyLine).toBe("Write us!");
});

test("what was kept before drafts knew of replies reads as usual", () => {
  const { skill: _, lookBackMs: __, replies: ___, backPressure: ____, ...before } = draft;
  expect(Draft.parse(before)).toEqual(draft);
});

test("E3 what was kept before there were ladders is a ladder of one text", () => {
  const { rungs: _, ...rest } = draft;
  const read = Draft.parse({ ...rest, sender: "snd_1", text: "Hi" });
  expect(read.rungs).toMatchObject([{ sender: "snd_1", channel: "sms", written: { text: "Hi" } }]);
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
