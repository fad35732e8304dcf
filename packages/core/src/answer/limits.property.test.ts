/**
 * Any template and any values: a message within its bounds, or a problem that says what is wrong; never an exception, never without
 * end (the test's time-out judges), and counted as the carriers count. Long runs: see `packages/testkit/src/fuzz.ts`.
 */
import { limits } from "@headsup/contract";
import { fuzzed, fuzzTimeoutMs } from "@headsup/testkit/fuzz";
import fc from "fast-check";
import { expect, test } from "vitest";
import { compileMessage, renderMessage } from "./content.ts";
import { measure, segmentsOf } from "./segments.ts";
import { compileAnswer, renderAnswer, type Variables } from "./template.ts";

/** What a render may come to at the most, whatever its filters: Liquid's own bound on what it makes on the way, and the template. */
const renderedMax = 64_000 + limits.emailCharactersMax;

const names = ["a", "first_name", "1", "__proto__", "constructor", "toString"] as const;
const filters = [
  "upcase",
  "capitalize",
  "strip",
  "append: a",
  'append: "xxxxxxxxxxxxxxxxxxxx"',
  "prepend: first_name",
  'replace: "x", a',
  'replace: "", a',
  'split: ""',
  'split: "" | join: a',
  'split: "x" | join: "yyyyyyyyyy"',
  "truncate: 10",
  "truncate: 1000000000",
  "truncatewords: 3",
  "slice: -5, 100000000",
  "size",
  "first",
  "last",
  'default: "there"',
  "default: a",
  "date",
  'date: "%Y-%m-%d"',
  'date: "%R", "Nowhere/Land"',
  'remove: ""',
  "nope",
  "join: a",
];
const filtered = fc
  .tuple(fc.constantFrom(...names), fc.array(fc.constantFrom(...filters), { maxLength: 12 }))
  .map(([name, chain]) => `{{ ${[name, ...chain].join(" | ")} }}`);
const bombs = [
  "{% for i in (1..1000000000) %}x{% endfor %}",
  "{% assign a = a | append: a %}",
  "{% capture a %}{{ a }}{{ a }}{% endcapture %}",
  '{% include "self" %}',
  '{% render "self" %}',
  '{% layout "self" %}',
  "{% tablerow i in (1..1000000) %}x{% endtablerow %}",
  "{% cycle 'a','b' %}",
  "{% increment a %}",
  "{% raw %}{{ a }}{% endraw %}",
  "{{ (1..1000000000) | join: 'x' }}",
  "{{ (1..1000000000) | size }}",
  `{{ a ${"| append: a ".repeat(60)} }}`,
  `{{ a ${"| replace: '', a ".repeat(20)} }}`,
  `{{ a ${'| split: "" | join: a '.repeat(20)} }}`,
  "{% if a %}".repeat(390),
  `${"{% if a %}".repeat(190)}x${"{% endif %}".repeat(190)}`,
  `{% case a %}${"{% when 'x' %}y".repeat(200)}{% endcase %}`,
  `{{ a${".b".repeat(1_900)} }}`,
  `{{ a${"[a]".repeat(1_200)} }}`,
  `{{ a${"[".repeat(3_900)} }}`,
  `{{ ${"a | ".repeat(900)} }}`,
  `{% if ${"a and ".repeat(600)}a %}x{% endif %}`,
  `{% comment %}${"{% comment %}".repeat(250)}`,
  "{{".repeat(1_900),
  "{%".repeat(1_900),
  `{{ "${"\\".repeat(3_900)} }}`,
  `{{ ${"-".repeat(3_900)} }}`,
  `{{ a ${" ".repeat(3_900)}b }}`,
];
const blocks = fc
  .tuple(
    fc.constantFrom("if a", 'if a == "x"', "unless first_name", 'if a contains "x" or 1', "case a", "if"),
    filtered,
  )
  .map(
    ([head, inside]) =>
      `{% ${head} %}${head.startsWith("case") ? '{% when "x" %}' : ""}${inside}{% end${head.split(" ")[0]} %}`,
  );
const signs = fc.string({
  unit: fc.constantFrom(..."{}%|-'\"()[].:, aé\n\u{1F389}€^", "{{", "}}", "{%", "%}"),
  maxLength: 30,
});
const template = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .array(fc.oneof(filtered, blocks, signs, fc.string({ unit: "grapheme", maxLength: 40 })), { maxLength: 8 })
      .map((parts) => parts.join("")),
  },
  { weight: 2, arbitrary: fc.constantFrom(...bombs) },
  { weight: 1, arbitrary: fc.integer({ min: 1_580, max: 4_010 }).map((length) => "x".repeat(length)) },
);
const value = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 50 }),
  fc.constantFrom(
    "",
    " ",
    "\u0000",
    "\ud800",
    "x".repeat(1_600),
    "é".repeat(4_000),
    "{{ a }}",
    "{% for i in (1..9) %}",
    "2026-11-24",
    "2026-11-24T10:00:00Z",
    "<b>&amp;",
    "\u202e",
    "🎉".repeat(800),
  ),
);
const variables: fc.Arbitrary<Variables> = fc.dictionary(fc.constantFrom(...names), value, { maxKeys: 6 });

test(
  "B1 any template with any values is rendered within bounds or refused with what is wrong, at once and without an exception",
  () =>
    fc.assert(
      fc.property(template, variables, (text, row) => {
        const answer = compileAnswer(text);
        if (!answer.ok) {
          expect(answer.error).toMatchObject({ code: "invalid_template", message: expect.stringMatching(/\S{3}/) });
          return;
        }
        expect(text.length).toBeLessThanOrEqual(limits.templateCharactersMax);
        const { required } = answer.value;
        const bare = renderAnswer(answer.value, {});
        if (required.length > 0) expect(required).toContain(bare.ok ? bare.value : bare.error.subject);
        const rendered = renderAnswer(answer.value, row);
        if (rendered.ok) {
          expect(rendered.value.length).toBeLessThanOrEqual(renderedMax);
        } else expect(["MISSING_VARIABLE", "INVALID_ROW", "MESSAGE_TOO_LONG"]).toContain(rendered.error.code);
      }),
      fuzzed(300),
    ),
  fuzzTimeoutMs,
);

test.each(bombs.map((bomb) => [bomb.slice(0, 50), bomb] as const))("B1 %s comes to an end", (_, bomb) => {
  const answer = compileAnswer(bomb, { charactersMax: limits.emailCharactersMax });
  if (!answer.ok) return;
  const rendered = renderAnswer(answer.value, { a: "x".repeat(4_000), b: "y" });
  if (rendered.ok) expect(rendered.value.length).toBeLessThanOrEqual(renderedMax);
});

const optOutText = fc.constantFrom("Reply STOP to opt out.", "", "STOP = stop", "x".repeat(160));

test(
  "B4 what is sent on any channel is within that channel's bounds, and says how to stop",
  () =>
    fc.assert(
      fc.property(
        template,
        template,
        variables,
        optOutText,
        fc.constantFrom("sms", "email", "whatsapp"),
        (text, subject, row, how, channel) => {
          const content = {
            sms: { channel: "sms" as const, text, media: [] },
            email: { channel: "email" as const, subject, text },
            whatsapp: {
              channel: "whatsapp" as const,
              contentSid: `HX${"0".repeat(32)}`,
              category: "utility" as const,
              header: "",
              body: "Hi {{1}}",
              button: "",
              variables: { 1: text },
            },
          }[channel];
          const message = compileMessage({ contents: [{ language: "en", content }], replyLine: "", optOutText: how });
          if (!message.ok) return void expect(message.error.code).toBe("invalid_template");
          const sent = renderMessage(message.value, { variables: row, language: null, ownText: null });
          if (!sent.ok) return void expect(sent.error.message).toMatch(/\S{3}/);
          const shown = sent.value;
          if (shown.channel === "sms") {
            expect(shown.text.length).toBeLessThanOrEqual(limits.messageCharactersMax);
            expect(shown.text.trim()).not.toBe("");
            if (how === "Reply STOP to opt out.") expect(shown.text).toMatch(/STOP|stop/);
            expect(segmentsOf(shown.text)).toBe(carried(shown.text));
          } else if (shown.channel === "email") expect(shown.subject).not.toMatch(/[\r\n]/);
          else if (shown.channel === "whatsapp")
            expect(
              Object.values(shown.template?.variables ?? {}).every(
                (each) => each !== "" && each.length <= limits.messageCharactersMax && !/\n|\t| {5}/.test(each),
              ),
            ).toBe(true);
        },
      ),
      fuzzed(150),
    ),
  fuzzTimeoutMs,
);

/** GSM 03.38 (3GPP TS 23.038, 6.2.1): the default alphabet, row by row, and the extension table. */
const gsm = new Set(
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà",
);
const gsmEscaped = new Set("\f^{}\\[~]|€");

/**
 * The parts of a text, by filling them one character at a time (3GPP TS 23.040, 9.2.3.24.1: six octets of each part's 140 are the
 * header). No character is cut in two: neither an escaped one, nor one of several code points.
 */
function carried(text: string): number {
  if (text === "") return 0;
  const isGsm = [...text].every((letter) => gsm.has(letter) || gsmEscaped.has(letter));
  const whole = isGsm
    ? [...text]
    : [...new Intl.Segmenter("en", { granularity: "grapheme" }).segment(text)].map(({ segment }) => segment);
  const sizes = whole.map((character) => (isGsm ? (gsmEscaped.has(character) ? 2 : 1) : character.length));
  const [one, each] = isGsm ? [160, 153] : [70, 67];
  if (sizes.reduce((sum, size) => sum + size, 0) <= one) return 1;
  let parts = 1;
  let used = 0;
  for (const size of sizes) {
    if (used + size > each) {
      parts++;
      used = 0;
    }
    used += size;
  }
  return parts;
}

const alphabets = ["abc é€{}[\n", "€^{}~", "a’“” —–…", "aПрив日本語", "a🎉👍", "aé\u0301x", "@£_Δ\f"];

test(
  "B4 segments are those of a count of its own by the standard, in both alphabets and at every length",
  () =>
    fc.assert(
      fc.property(
        fc.constantFrom(...alphabets).chain((alphabet) => fc.array(fc.constantFrom(...alphabet), { maxLength: 60 })),
        fc.constantFrom("x", "{", "ж", "🎉"),
        fc.integer({ min: 0, max: 330 }),
        fc.nat(1_000),
        (letters, filling, length, at) => {
          const before = letters.slice(0, at % (letters.length + 1)).join("");
          const text = before + filling.repeat(length) + letters.slice(at % (letters.length + 1)).join("");
          expect({ text, segments: segmentsOf(text), measured: measure(text).segments }).toEqual({
            text,
            segments: carried(text),
            measured: carried(text),
          });
        },
      ),
      fuzzed(400),
    ),
  fuzzTimeoutMs,
);
