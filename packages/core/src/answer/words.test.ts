import { expect, test } from "vitest";
import { wordsOf } from "./words.ts";

test("B1 content of every channel is shown as one reads it, variables and all", () => {
  expect(wordsOf({ channel: "sms", text: "Hi {{ name }}", media: [] })).toBe("Hi {{ name }}");
  expect(wordsOf({ channel: "email", subject: "For {{ name }}", text: "Hi" })).toBe("For {{ name }}\n\nHi");
  expect(
    wordsOf({
      channel: "whatsapp",
      contentSid: `HX${"0".repeat(32)}`,
      category: "utility",
      header: "",
      body: "Hi {{1}}, see you",
      button: "https://example.com/{{2}}",
      variables: { "1": "{{ name }}", "2": "x" },
    }),
  ).toBe("Hi {{ name }}, see you\nhttps://example.com/x");
  const unfilled = { channel: "whatsapp" as const, contentSid: `HX${"0".repeat(32)}`, category: "utility" as const };
  expect(wordsOf({ ...unfilled, header: "", body: "Hi {{constructor}}{{toString}}", button: "", variables: {} })).toBe(
    "Hi",
  );
  const voice = { channel: "voice" as const, greeting: "This is Acme.", keys: [] };
  expect(wordsOf({ ...voice, message: { say: "Off today." } })).toBe("This is Acme.\nOff today.");
  expect(wordsOf({ ...voice, message: { play: "https://example.com/a.mp3" } })).toMatch(/recording: https/);
});
