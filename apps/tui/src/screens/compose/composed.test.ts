import { expect, test } from "vitest";
import { composedOf as composedBy, nothingKnown, type Sample } from "./composed.ts";
import type { Draft } from "./draft.ts";
import { freshRung } from "./ladder.ts";
import { plain } from "./plain.ts";

const written = (text: string) => ({
  rungs: [{ ...freshRung(null), written: { text } }],
  replies: "open" as const,
  replyLine: "",
  optOutText: "Reply STOP to opt out.",
  language: "en",
});

type Written = Pick<Draft, "rungs" | "replies" | "replyLine" | "optOutText" | "language">;
const composedOf = (draft: Written, sample: Sample | null) => composedBy(draft, sample, nothingKnown);
const person = (variables: Record<string, string>): Sample => ({
  address: "+12125550100",
  also: null,
  language: null,
  ownText: null,
  variables,
});

test("the preview is the message with the opt-out line, for the person shown or with example values", () => {
  expect(composedOf(written("Hi {{ first_name }}"), null).text).toBe("Hi Ada\nReply STOP to opt out.");
  const sample = person({ first_name: "Grace" });
  expect(composedOf(written("Hi {{ first_name }}"), sample).text).toBe("Hi Grace\nReply STOP to opt out.");
});

test("A12 the line about replies stands before how to stop, and is counted", () => {
  const wanted = composedOf({ ...written("Hi"), replies: "encourage" }, null);
  expect(wanted.text).toBe("Hi\nQuestions? Just reply to this message.\nReply STOP to opt out.");
  expect(wanted.size?.characters).toBe(64);
  expect(composedOf({ ...written("Hi"), replies: "discourage", replyLine: "Call 311." }, null).text).toBe(
    "Hi\nCall 311.\nReply STOP to opt out.",
  );
});

test("the character that costs is named with its word, and what writing it plainly saves", () => {
  const text = `Your order is late and it’s ours to say sorry for that. ${"x".repeat(60)}`;
  const { cost, canBePlainer, size } = composedOf(written(text), null);
  expect(size).toMatchObject({ segments: 3, encoding: "UCS-2" });
  expect(cost).toBe("The ’ in “it’s” makes it 3 segments instead of 1. ^R writes it plainly.");
  expect(canBePlainer).toBe(true);
  expect(composedOf(written(plain(text)), null)).toMatchObject({ cost: null, canBePlainer: false });
});

test("an emoji is named too, but nobody offers to write it plainly", () => {
  const { cost, canBePlainer } = composedOf(written("Thanks 😀"), null);
  expect(cost).toBe("The 😀 halves what fits into a segment.");
  expect(canBePlainer).toBe(false);
});

test("a template that cannot be read is explained with its place", () => {
  expect(composedOf(written("Hi {{ first name }}"), null).trouble).toMatch(/^At line 1, column 4\. A variable's name/);
  expect(composedOf(written("Hi {{ fir"), null).trouble).toContain("“{{” is not closed yet");
});

test("a person without a value is told of as that person, and the text itself stays good", () => {
  const composed = composedOf(written("Hi {{ first_name }}"), person({}));
  expect(composed.trouble).toBeNull();
  expect(composed.personTrouble).toContain("{{ first_name }}");
});

test("accents stay when typographic characters are written plainly", () => {
  expect(plain("“Café” – déjà vu…")).toBe('"Café" - déjà vu...');
});
