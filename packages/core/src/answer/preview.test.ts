import { defaultPrices, type Result } from "@headsup/contract";
import { expect, test } from "vitest";
import { compileMessage, type Person } from "./content.ts";
import { previewOf } from "./preview.ts";

const unwrapped = <T>(result: Result<T, { readonly message: string }>): T => {
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
};
const message = unwrapped(
  compileMessage({
    contents: [
      {
        language: "en",
        content: { channel: "sms", media: [], text: "Hi {{ name | default: 'there' }}, {{ day }} – ok" },
      },
      { language: "fr", content: { channel: "sms", media: [], text: "Bonjour, {{ day }}" } },
    ],
    replyLine: "",
    optOutText: "Reply STOP to opt out.",
  }),
);
const preview = (person: Partial<Person>) =>
  previewOf(
    message,
    { variables: { day: "Monday", colour: "red" }, language: null, ownText: null, ...person },
    { prices: defaultPrices, to: "+12125550123" },
  );

test("B6 a preview is the message to the letter, with what was put in, its size and its cost", () =>
  expect(unwrapped(preview({}))).toEqual({
    channel: "sms",
    rendered: { channel: "sms", text: "Hi there, Monday – ok\nReply STOP to opt out.", media: [] },
    language: "en",
    isFallback: false,
    variables: [
      { name: "name", value: null },
      { name: "day", value: "Monday" },
    ],
    size: { encoding: "UCS-2", segments: 1, characters: 44, costly: ["–"] },
    units: 1,
    cost: { currency: "USD", micro: 8_300 },
  }));

test("B1 B6 a preview tells whose language it is in, and whether that is theirs", () => {
  expect(unwrapped(preview({ language: "fr-CA" }))).toMatchObject({ language: "fr", isFallback: false });
  expect(unwrapped(preview({ language: "de" }))).toMatchObject({ language: "en", isFallback: true });
});

test("B6 who cannot be sent it is told so, with why", () =>
  expect(preview({ variables: {} })).toMatchObject({ ok: false, error: { code: "MISSING_VARIABLE", subject: "day" } }));
