import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { foldQuoted } from "./fold.ts";
import { textOfHtml } from "./html.ts";
import { mailLimits } from "./limits.ts";
import { replies } from "./testdata/replies.ts";
import { mailWith, readWritten } from "./testMail.ts";

describe("E4 what is quoted is folded away", () => {
  test.each(replies)("E4 $program", async ({ type = "text/plain; charset=utf-8", text, said }) => {
    const { body, quoted } = await readWritten(mailWith({ "Content-Type": type }, text));
    expect(body).toBe(said);
    expect(quoted).toMatch(/Acme|Hi Ada|Bonjour Ada/);
  });

  test("E4 an answer between the lines is all shown", () => {
    const text =
      "On Sun, 22 Nov 2026, Acme <n@a.example> wrote:\n> When are you home?\nAfter 5.\n> Is there a dog?\nNo.";
    expect(foldQuoted(text)).toEqual({ body: text, quoted: null });
    const partly = "See below.\n\n> When are you home?\n\nAfter 5.";
    expect(foldQuoted(partly)).toEqual({ body: partly, quoted: null });
  });

  test.each([
    "On the door someone wrote: no entry. Is that you?",
    "From: my house\nI can see it.",
    "I am from: Spain\nTo: be honest, I moved.",
    "Is 5 > 4?",
    "----------\nmy list\n----------",
    "El dinero\nno llegó: nadie escribió",
    "Am Montag bin ich da.",
  ])("E4 %j is somebody's own", (text) => expect(foldQuoted(text)).toEqual({ body: text, quoted: null }));

  test("E4 a mail of nothing but a quotation says nothing", () =>
    expect(foldQuoted("> Hi Ada\n> bye")).toEqual({ body: "", quoted: "> Hi Ada\n> bye" }));

  test("E4 what somebody writes is kept, in its body or folded, whatever it is", () =>
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom("> a", "On 1 Jan wrote:", "-- ", "", "From: x", "Sent: y", "To: z", "said", "____"), {
          maxLength: 12,
        }),
        (lines) => {
          const { body, quoted } = foldQuoted(lines.join("\n"));
          const words = (text: string) => text.split(/\s+/).filter(Boolean).sort();
          expect(words(`${body}\n${quoted ?? ""}`)).toEqual(words(lines.join("\n")));
        },
      ),
    ));

  test("E4 no text and no HTML throws; both are bounded", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 400 }), (text) => {
        expect(foldQuoted(textOfHtml(text)).body.length).toBeLessThanOrEqual(text.length * 9 + 40);
      }),
    );
    for (const unit of [
      "> ",
      "<a",
      "<!--",
      "<blockquote>",
      "&#9",
      "On 1 wrote",
      "From: a\nTo: b\n",
      "-- \n",
      "\n",
      "<br> ",
    ]) {
      const text = unit.repeat(400_000 / unit.length);
      const { body, quoted } = foldQuoted(text);
      expect(body.length).toBeLessThanOrEqual(mailLimits.bodyCharactersMax);
      expect(quoted?.length ?? 0).toBeLessThanOrEqual(mailLimits.quotedCharactersMax);
      expect(textOfHtml(text).length).toBeLessThanOrEqual(mailLimits.readCharactersMax * 2);
    }
  });
});

describe("E4 HTML is read as text", () => {
  test.each([
    ["<p>One</p><p>Two</p>", "One\n\nTwo"],
    ["a<br>b<br/>c", "a\nb\nc"],
    ["<ul><li>one<li>two</ul>", "- one\n- two"],
    ["<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"],
    ["caf&eacute; &amp; cr&egrave;me &#8364;5 &unknown; &#0;", "café & crème €5 &unknown;"],
    ["<script>alert(1)</script><style>x</style>ok<!-- no -->", "ok"],
    ["1 < 2 and <b>bold", "1 < 2 and bold"],
    ["<blockquote>a<blockquote>b</blockquote></blockquote>c", "> a\n> > b\nc"],
    ["", ""],
  ])("E4 %j", (html, text) => expect(textOfHtml(html)).toBe(text));
});
