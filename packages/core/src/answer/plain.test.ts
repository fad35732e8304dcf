import fc from "fast-check";
import { expect, test } from "vitest";
import { plainAnswer, renderPlainly } from "./plain.ts";
import { compileAnswer, renderAnswer, renderByLiquid } from "./template.ts";

const name = fc.oneof(
  fc.constantFrom(
    "first_name",
    "plan",
    "x1",
    "1",
    "12",
    "size",
    "first",
    "empty",
    "true",
    "Name",
    "constructor",
    "_a",
    "__proto__",
    "block",
    "page",
  ),
  fc.string({ unit: fc.constantFrom(..."abz_09{}| .-%"), minLength: 1, maxLength: 4 }),
);
const piece = fc.oneof(
  fc.string({ unit: fc.constantFrom(..."ab \n{}%-|\u00a0é🎉") }),
  fc
    .tuple(
      fc.constantFrom("{{", "{{ ", "{{  ", "{{-", "{{\n"),
      name,
      fc.constantFrom("}}", " }}", "-}}", " | upcase }}"),
    )
    .map((parts) => parts.join("")),
);
const value = fc.oneof(fc.constantFrom("", " ", "Ada", "{{ x1 }}", "\u00a0"), fc.string({ unit: "binary" }));

test("P8 what an answer's fast path makes is what Liquid makes, to the letter, and whatever it lacks Liquid says", () => {
  let fast = 0;
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 6 }), fc.dictionary(name, value), (pieces, values) => {
      const answer = compileAnswer(pieces.join(""));
      fc.pre(answer.ok);
      const known = Object.fromEntries(answer.value.variables.map((each, i) => [each, i % 4 === 3 ? "" : `v${i}`]));
      for (const variables of [values, known, { ...known, ...values }])
        expect(renderAnswer(answer.value, variables)).toEqual(renderByLiquid(answer.value.compiled, variables));
      if (answer.value.compiled.plain !== null) fast++;
    }),
    { numRuns: 3_000 },
  );
  expect(fast).toBeGreaterThan(300);
});

test.each(["Hi {{ name | upcase }}", "{% if name %}Hi{% endif %}", "{{- name }}", "{{ size }}", '{{ "x" }}', "{"])(
  "P8 %j is left to Liquid",
  (text) => expect(plainAnswer(text)).toBeNull(),
);

test("P8 a long message is left to Liquid, whose bounds it may meet", () => {
  const answer = compileAnswer("{{ a }}{{ a }}");
  if (!answer.ok) throw new Error(answer.error.message);
  const plain = plainAnswer("{{ a }}{{ a }}");
  expect(plain && renderPlainly(plain, { a: "x".repeat(2_000) })).toHaveLength(4_000);
  expect(plain && renderPlainly(plain, { a: "x".repeat(2_001) })).toBeNull();
});
