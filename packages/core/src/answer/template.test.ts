import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type AnswerOptions, compileAnswer, literally, renderAnswer, type Variables } from "./template.ts";

function compiled(text: string, options?: AnswerOptions) {
  const answer = compileAnswer(text, options);
  if (!answer.ok) throw new Error(answer.error.message);
  return answer.value;
}
const refusal = (text: string) => {
  const answer = compileAnswer(text);
  return answer.ok ? undefined : answer.error;
};
const render = (text: string, variables: Variables = {}, options?: AnswerOptions) => {
  const rendered = renderAnswer(compiled(text, options), variables);
  return rendered.ok
    ? rendered.value
    : rendered.error.code + (rendered.error.subject === null ? "" : `=${rendered.error.subject}`);
};

describe("B2 variables", () => {
  test("B2 named variables are filled in", () =>
    expect(render("Hi {{ first_name }}, see you.", { first_name: "Jane" })).toBe("Hi Jane, see you."));

  test("B2 positional variables are filled in, tight or spaced", () =>
    expect(
      render('{{1}} {{ 2 }} {{-3-}} {{ 4 | upcase }} {{12|default:"none"}}', { 1: "a", 2: "b", 3: "c", 4: "d" }),
    ).toBe("a bcD none"));

  test("B2 an answer knows the names it uses, and which of them no row can do without", () => {
    const answer = compiled('{{ b }} {{ a | default: "x" }} {% if c %}{{ c }}{% endif %} {{1}}');
    expect(answer.variables.toSorted()).toEqual(["1", "a", "b", "c"]);
    expect(answer.required).toEqual(["b", "1"]);
  });

  test.each([
    ["missing", {}],
    ["empty", { first_name: "" }],
    ["blank", { first_name: " \u00a0 " }],
  ])("B2 a %s value is named, never shown as a blank", (_, variables: Variables) => {
    expect(render("Hi {{ first_name }}", variables)).toBe("MISSING_VARIABLE=first_name");
    expect(render("Hi {{ first_name | upcase }}", variables)).toBe("MISSING_VARIABLE=first_name");
    expect(render('Hi {{ first_name | append: "!" | default: "x" }}', variables)).toBe("MISSING_VARIABLE=first_name");
  });

  test("B2 a missing positional value is named by its number", () =>
    expect(render("Hi {{3}}", { 1: "a" })).toBe("MISSING_VARIABLE=3"));

  test("B2 a value behind a condition is needed only when the condition holds", () => {
    const text = '{% if kind == "train" %}Platform {{ platform }}{% else %}Gate {{ gate }}{% endif %}';
    expect(compiled(text).required).toEqual(["gate"]);
    expect(render(text, { kind: "train", platform: "9" })).toBe("Platform 9");
    expect(render(text, { kind: "train", gate: "B2" })).toBe("MISSING_VARIABLE=platform");
  });

  test("B2 a default stands in for a missing or blank value", () => {
    expect(render('Hi {{ name | default: "there" }}')).toBe("Hi there");
    expect(render('Hi {{ name | default: "there" }}', { name: "  " })).toBe("Hi there");
    expect(render("Hi {{ name | default: brand }}", { brand: "ACME" })).toBe("Hi ACME");
  });

  test.each(["constructor", "__proto__", "toString", "hasOwnProperty", "prototype"])(
    "B2 {{ %s }} is a variable like any other, and missing",
    (name) => expect(render(`{{ ${name} }}`)).toBe(`MISSING_VARIABLE=${name}`),
  );

  test("B2 values are text: what looks like Liquid in one is not run", () =>
    expect(render("{{ a }}", { a: "{{ b }} {% if %}" })).toBe("{{ b }} {% if %}"));

  test("B2 any text in any value comes out as it went in", () =>
    fc.assert(
      fc.property(
        fc.string({ unit: "grapheme" }).filter((value) => value.trim() !== ""),
        (value) => {
          expect(render("<{{ v }}>", { v: value })).toBe(`<${value}>`);
        },
      ),
    ));
});

describe("B1 a broken answer is refused when it is written", () => {
  test.each([
    ["Hi {{ name", 1, 4],
    ["Hi\nthere {{ a | nope }}", 2, 7],
    ["{{1}} {{2}} {{ a.b }}", 1, 16],
    ["{{1}} {{ a | nope }}", 1, 7],
    ["{% if a %}x", 1, 1],
    ["ok {{ first name }}", 1, 4],
    ["{{ }}", 1, 4],
  ])("B1 %j is refused, at line %i column %i", (text, line, column) => {
    expect(refusal(text)).toMatchObject({ code: "invalid_template", details: [{ line, column }] });
    expect(refusal(text)?.message).toContain(`line ${line}, column ${column}`);
  });

  test.each([
    ['{% include "x" %}', /include/],
    ['{% render "x" %}', /render/],
    ['{% layout "x" %}', /layout/],
    ["{% for i in (1..1000000000) %}x{% endfor %}", /for/],
    ["{% tablerow i in (1..9) %}x{% endtablerow %}", /tablerow/],
    ["{% assign a = b %}", /assign/],
    ["{{ (1..1000000000) | join }}", /too long/],
    ["{{ a | sample }}", /sample/],
    ["{{ a | plus: 1 }}", /plus/],
    ["{{ a | map: 'x' }}", /map/],
    ["{{ a.b }}", /no parts/],
    ["{{ first name }}", /first_name/],
    ['{{ d | date: "%Q" }}', /%Q/],
    ["x".repeat(4_001), /4000/],
  ])("B1 %s cannot be used", (text, reason) => expect(refusal(text)?.message).toMatch(reason));

  test("B1 no text throws", () => {
    const pieces = '{{ }} {% %} a 1 | if endif case " [ . - : , (1..a) append slice split date divided_by size 0'.split(
      " ",
    );
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces, " ", "\n")), (parts) => {
        expect(compileAnswer(parts.join(""))).toHaveProperty("ok");
        const answer = compileAnswer(`{{ a ${parts.join(" ")} }}`);
        if (answer.ok) expect(renderAnswer(answer.value, { a: "x" })).toHaveProperty("ok");
      }),
      { numRuns: 500 },
    );
  });

  test("B1 filters cannot blow a message up without bound", () => {
    const doubling = `{{ a ${"| append: a ".repeat(20)} }}`;
    expect(render(doubling, { a: "x".repeat(4_000) })).toBe("MESSAGE_TOO_LONG");
  });
});

describe("B2 date formats", () => {
  test.each([
    ["%A %-d %B %Y", "2026-03-01", "Sunday 1 March 2026"],
    ["%a %b %d, %y", "2026-03-01", "Sun Mar 01, 26"],
    ["%-I:%M %p", "2026-03-01 18:05", "6:05 PM"],
    ["%l:%M%P", "2026-03-01T00:05:00", "12:05am"],
    ["%H:%M", "2026-03-29T02:30:00+02:00", "02:30"],
    ["%F %R %T", "2026-03-08 02:30:15", "2026-03-08 02:30 02:30:15"],
    ["100%% on %e/%m", "2026-03-01", "100% on  1/03"],
  ])("B2 %s of %s is %s, on any machine", (format, value, shown) =>
    expect(render(`{{ d | date: "${format}" }}`, { d: value })).toBe(shown),
  );

  test("B2 month and day names are in the answer's language", () => {
    expect(render('{{ d | date: "%A %-d %B" }}', { d: "2026-03-01" }, { language: "fr-CA" })).toBe("dimanche 1 mars");
    expect(render('{{ d | date: "%-d %B" }}', { d: "2026-03-01" }, { language: "ru" })).toBe("1 марта");
    expect(render("{{ d | date }}", { d: "2026-03-01" }, { language: "de" })).toBe("1. März 2026");
    expect(render("{{ d | date }}", { d: "2026-03-01" }, { language: "xx-nonsense" })).toBe("March 1, 2026");
  });

  test("B2 a moment in UTC is shown in the zone the answer names, or not at all", () => {
    expect(render('{{ d | date: "%-I:%M %p", "America/New_York" }}', { d: "2026-07-01T18:00:00Z" })).toBe("2:00 PM");
    expect(render('{{ d | date: "%R", "Europe/Oslo" }}', { d: "2026-03-01T18:00:00-05:00" })).toBe("00:00");
    expect(render('{{ d | date: "%R" }}', { d: "2026-07-01T18:00:00Z" })).toBe("INVALID_ROW");
    expect(render('{{ d | date: "%R", "EST" }}', { d: "2026-07-01T18:00:00Z" })).toBe("INVALID_ROW");
    expect(render('{{ d | date: "%R", "America/New_York" }}', { d: "2026-07-01 18:00" })).toBe("18:00");
  });

  test.each(["now", "today", "3/4/2026", "20260301", "2026-02-30", "2026-13-01", "2026-03-01 25:00", "tomorrow"])(
    "B2 %j is not a date we would guess at",
    (value) => expect(render('{{ d | date: "%F" }}', { d: value })).toBe("INVALID_ROW"),
  );

  test("B2 the clock cannot be read", () => {
    expect(refusal('{{ "now" | date: "%F" }}')?.message).toMatch(/"now" is not a date/);
  });

  test("B2 a day without a time is not shown as midnight", () =>
    expect(render('{{ d | date: "%F %R" }}', { d: "2026-03-01" })).toBe("INVALID_ROW"));
});

test("A11 a text that is no template comes out as it is, whatever braces stand in it", () => {
  const braces = fc.string({ unit: fc.constantFrom("{", "}", "%", "-", " ", "a", '"', "1", "\n") });
  fc.assert(
    fc.property(braces, (text) => {
      const answer = compileAnswer(literally(text));
      expect(answer.ok && renderAnswer(answer.value, {})).toEqual({ ok: true, value: text });
    }),
  );
});
