import type { Content } from "@headsup/contract";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type CompiledMessage,
  compileMessage,
  languageFor,
  type MessageTemplate,
  type Person,
  renderMessage,
} from "./content.ts";

const contentSid = `HX${"0".repeat(32)}`;
const sms = (text: string, media: string[] = []): Content => ({ channel: "sms", text, media });
const email = (subject: string, text: string): Content => ({ channel: "email", subject, text });
const whatsapp = (over: Partial<Extract<Content, { channel: "whatsapp" }>>): Content => ({
  channel: "whatsapp",
  contentSid,
  category: "utility",
  header: "",
  body: "Hi {{1}}, your order is on its way. Reply STOP to opt out.",
  button: "",
  variables: { "1": "{{ first_name | default: 'there' }}" },
  ...over,
});
const voice = (over: Partial<Extract<Content, { channel: "voice" }>> = {}): Content => ({
  channel: "voice",
  greeting: "This is Acme Energy with a notice for {{ first_name }}.",
  message: { say: "The power is off on {{ day | date: '%A' }}." },
  keys: [
    { digit: "1", action: "agent" },
    { digit: "9", action: "stop" },
  ],
  ...over,
});

const template = (contents: Record<string, Content>, over: Partial<MessageTemplate> = {}): MessageTemplate => ({
  contents: Object.entries(contents).map(([language, content]) => ({ language, content })),
  replyLine: "",
  optOutText: "Reply STOP to opt out.",
  ...over,
});
function compiled(...given: Parameters<typeof template>): CompiledMessage {
  const message = compileMessage(template(...given));
  if (!message.ok) throw new Error(message.error.message);
  return message.value;
}
const jane: Person = { variables: { first_name: "Jane", day: "2026-03-01" }, language: null, ownText: null };
const rendered = (message: CompiledMessage, person: Partial<Person> = {}) => {
  const result = renderMessage(message, { ...jane, ...person });
  return result.ok ? result.value : result.error;
};
const refusal = (...given: Parameters<typeof template>) => {
  const message = compileMessage(template(...given));
  return message.ok ? undefined : message.error;
};

describe("B1 each gets their own language", () => {
  test.each([
    [["en", "fr-CA", "fr"], "fr-CA", "fr-CA"],
    [["en", "fr", "fr-CA"], "fr-BE", "fr"],
    [["en", "fr-CA"], "fr-BE", "fr-CA"],
    [["en", "fr-CA"], "FR-ca", "fr-CA"],
    [["en", "zh-Hant", "zh"], "zh-Hant-TW", "zh-Hant"],
    [["en", "fr"], "de", "en"],
    [["en", "fr"], null, "en"],
    [["pt-BR", "en"], "pt", "pt-BR"],
    [["en", "fil"], "fi", "en"],
  ])("B1 of %j, who wants %s gets %s", (available, wanted, chosen) =>
    expect(languageFor(available, wanted)).toBe(chosen),
  );

  test("B1 dates are in the words of the language chosen, not of the one asked for", () => {
    const say = "{{ day | date: '%A' }}";
    const message = compiled({ en: sms(say), fr: sms(say) });
    expect(rendered(message, { language: "fr-CA" })).toMatchObject({ text: "dimanche\nReply STOP to opt out." });
    expect(rendered(message, { language: "de" })).toMatchObject({ text: "Sunday\nReply STOP to opt out." });
  });

  test("B2 a message needs what its own language needs, and knows what any uses", () => {
    const message = compiled({ en: sms("{{ a }} {{ b | default: 'x' }}"), fr: sms("{{ c }}") });
    expect(message).toMatchObject({
      channel: "sms",
      variables: ["a", "b", "c"],
      required: ["a"],
      languages: ["en", "fr"],
    });
    expect(rendered(message, { language: "fr", variables: { a: "1" } })).toMatchObject({
      code: "MISSING_VARIABLE",
      subject: "c",
    });
  });
});

describe("B1 what cannot be used is refused when it is written", () => {
  test("B1 the refusal names channel, language and field, and where in it", () =>
    expect(refusal({ en: email("Hi", "ok"), fr: email("Salut {{ a.b }}", "ok") })).toMatchObject({
      code: "invalid_template",
      message: expect.stringMatching(/subject \(email, fr\).*line 1, column/s),
      details: [{ channel: "email", language: "fr", field: "subject", line: 1 }],
    }));

  test("B1 one message goes by one channel, and speaks each language once", () => {
    expect(refusal({})?.message).toMatch(/nothing to send/);
    expect(refusal({ en: sms("a"), fr: email("a", "b") })?.message).toMatch(/in en it is for sms, in fr for email/);
    const twice = [
      { language: "en", content: sms("a") },
      { language: "en", content: sms("b") },
    ];
    expect(refusal({}, { contents: twice })?.message).toMatch(/twice in en/);
  });
});

describe("B3 own text", () => {
  const own = "Your {{ car }} is ready {% now %}";

  test("B3 a row's own message stands in place of the campaign's, to the letter, and still says how to stop", () => {
    expect(rendered(compiled({ en: sms("Hi {{ nobody }}") }), { ownText: own })).toMatchObject({
      text: `${own}\nReply STOP to opt out.`,
    });
    expect(rendered(compiled({ en: email("For {{ first_name }}", "x") }), { ownText: own })).toMatchObject({
      subject: "For Jane",
      text: `${own}\n\nReply STOP to opt out.`,
    });
  });

  test("B3 a blank cell is no message of one's own", () =>
    expect(rendered(compiled({ en: sms("Hi") }), { ownText: " " })).toMatchObject({
      text: "Hi\nReply STOP to opt out.",
    }));

  test("B3 a call speaks it; WhatsApp, which takes approved templates alone, is told apart", () => {
    expect(rendered(compiled({ en: voice() }), { ownText: own })).toMatchObject({ call: { message: { say: own } } });
    expect(rendered(compiled({ en: whatsapp({}) }), { ownText: own })).toMatchObject({ code: "INVALID_ROW" });
  });

  test("B3 whatever stands in it comes out as it is", () =>
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom("{", "}", "%", " ", "a", "1", "|"), minLength: 1, maxLength: 60 }),
        (ownText) => {
          fc.pre(ownText.trim() !== "");
          const shown = rendered(compiled({ en: sms("x") }), { ownText });
          expect(shown).toMatchObject({ text: `${ownText.trim()}\nReply STOP to opt out.` });
        },
      ),
    ));
});

test("B8 a text message takes its pictures with it", () => {
  const media = ["https://example.com/a.png"];
  expect(rendered(compiled({ en: sms("See", media) }))).toMatchObject({ media });
});

describe("B5 WhatsApp", () => {
  test("B5 its values are filled in, and what people read is shown", () => {
    const message = compiled({
      en: whatsapp({
        header: "{{3}}",
        button: "https://example.com/{{2}}",
        variables: { "1": "{{ first_name }}", "2": "{{ day }}", "3": "Acme" },
      }),
    });
    expect(rendered(message)).toEqual({
      channel: "whatsapp",
      text: "Acme\nHi Jane, your order is on its way. Reply STOP to opt out.\nhttps://example.com/2026-03-01",
      template: { contentSid, variables: { "1": "Jane", "2": "2026-03-01", "3": "Acme" } },
    });
  });

  test("E1 nothing is added to an approved template", () =>
    expect(rendered(compiled({ en: whatsapp({ body: "Hi {{1}}" }) }, { replyLine: "Just reply." }))).toMatchObject({
      text: "Hi Jane",
    }));

  test("B5 line breaks, tabs and long gaps in a value become a space: WhatsApp refuses them", () =>
    expect(rendered(compiled({ en: whatsapp({}) }), { variables: { first_name: " Jane\r\n\tvan      Dam " } })).toEqual(
      expect.objectContaining({ template: { contentSid, variables: { "1": "Jane van Dam" } } }),
    ));

  test("B5 an empty value is refused with the placeholder's name, and one too long", () => {
    const maybe = compiled({ en: whatsapp({ variables: { "1": "{% if vip %}you{% endif %}" } }) });
    expect(rendered(maybe)).toMatchObject({ code: "INVALID_ROW", subject: "1" });
    const long = { first_name: "x".repeat(1_601) };
    expect(rendered(compiled({ en: whatsapp({}) }), { variables: long })).toMatchObject({ code: "MESSAGE_TOO_LONG" });
  });

  test("B5 a placeholder that nothing stands for is refused", () =>
    expect(refusal({ en: whatsapp({ header: "For {{ who }}" }) })).toMatchObject({
      details: [{ field: "header", message: expect.stringContaining("{{ who }}") }],
    }));
});

describe("E4 email", () => {
  test("E4 whether to reply and how to stop are paragraphs of their own", () =>
    expect(rendered(compiled({ en: email("Hi", "Late.\r\n") }, { replyLine: "Just reply." }))).toMatchObject({
      text: "Late.\n\nJust reply.\n\nReply STOP to opt out.",
    }));

  test.each(["Late. To unsubscribe see https://example.com/out", "En retard. Me désabonner : répondez."])(
    "E4 %j already says how to stop",
    (text) =>
      expect(rendered(compiled({ en: email("Hi", text) }))).toMatchObject({
        text: expect.not.stringContaining("STOP"),
      }),
  );

  test("E4 a value cannot add a header: the subject stays one line", () =>
    expect(
      rendered(compiled({ en: email("For {{ first_name }}", "x") }), { variables: { first_name: "J\r\nBcc: x@y.z" } }),
    ).toMatchObject({ subject: "For J Bcc: x@y.z" }));

  test("E4 an email may be longer than a text message, up to a bound", () => {
    expect(rendered(compiled({ en: email("Hi", "x".repeat(10_000)) }))).toHaveProperty("text");
    expect(rendered(compiled({ en: email("Hi", "x".repeat(20_000)) }))).toMatchObject({ code: "MESSAGE_TOO_LONG" });
    expect(refusal({ en: email("Hi", "x".repeat(20_001)) })?.message).toMatch(/at most 20000/);
  });
});

describe("E5 voice", () => {
  test("E5 greeting, message and every key in words; a machine hears who called and what for", () =>
    expect(rendered(compiled({ en: voice() }))).toEqual({
      channel: "voice",
      text: "This is Acme Energy with a notice for Jane.\nThe power is off on Sunday.\nTo speak to an agent, press 1.\nTo receive no more of these calls, press 9.",
      call: {
        language: "en",
        greeting: "This is Acme Energy with a notice for Jane.",
        message: { say: "The power is off on Sunday." },
        keys: [
          { digit: "1", action: "agent", offer: "To speak to an agent, press 1." },
          { digit: "9", action: "stop", offer: "To receive no more of these calls, press 9." },
        ],
        voicemail: {
          say: "This is Acme Energy with a notice for Jane.\nThe power is off on Sunday.",
        },
      },
    }));

  test("E5 the keys' words are in the language of the call, and one's own where written", () => {
    const keys = [{ digit: "*", action: "stop" as const }];
    expect(rendered(compiled({ "fr-CA": voice({ keys }) }))).toMatchObject({
      call: { language: "fr-CA", keys: [{ offer: "Pour ne plus recevoir ces appels, appuyez sur étoile." }] },
    });
    const own = [{ digit: "9", action: "stop" as const, offer: "{{ first_name }}, press 9 to end these." }];
    expect(rendered(compiled({ en: voice({ keys: own }) }))).toMatchObject({
      call: { keys: [{ offer: "Jane, press 9 to end these." }] },
    });
  });

  test("E5 a recording is played as it is, to people and to machines", () => {
    const message = { play: "https://example.com/notice.mp3" };
    expect(rendered(compiled({ en: voice({ message }) }))).toMatchObject({
      text: expect.stringContaining("(recording: https://example.com/notice.mp3)"),
      call: { message, voicemail: message },
    });
  });

  test("E5 a key does one thing", () => {
    const keys = [
      { digit: "1", action: "agent" as const },
      { digit: "1", action: "stop" as const },
    ];
    expect(refusal({ en: voice({ keys }) })).toMatchObject({ details: [{ channel: "voice", field: "keys" }] });
  });

  test("E5 a greeting that comes out empty calls nobody", () =>
    expect(rendered(compiled({ en: voice({ greeting: "{% if vip %}Hello{% endif %}" }) }))).toMatchObject({
      code: "INVALID_ROW",
      subject: "greeting",
    }));
});
