import type { EmailContent } from "@headsup/contract";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compileMessage, renderMessage } from "./content.ts";
import { renderEmail, shield, subjectLine, withFooter } from "./email.ts";

const html = (text: string, language = "en") => renderEmail({ subject: "s", text, language }).html;
const bodyOf = (document: string) =>
  /<div role="article"[^>]*>\n([\s\S]*)\n<!--footer-->/.exec(document)?.[1] ?? "no body";
const body = (text: string) => bodyOf(html(text));

/** What one person gets of an answer. */
function get(content: Partial<EmailContent>, variables: Record<string, string>, language = "en") {
  const message = compileMessage({
    contents: [{ language, content: { channel: "email", subject: "Hello", text: "Text", ...content } }],
    replyLine: "",
    optOutText: "Reply STOP to opt out.",
  });
  if (!message.ok) throw new Error(message.error.message);
  const rendered = renderMessage(message.value, { variables, language: null, ownText: null });
  if (!rendered.ok || rendered.value.channel !== "email") throw new Error("not rendered");
  return rendered.value;
}

describe("E4 Markdown's simplest parts", () => {
  test.each([
    ["One\nline\n\nTwo", "<p>One<br>\nline</p>\n<p>Two</p>"],
    [
      "You need:\n- a **key**\n- water\n\nBye",
      "<p>You need:</p>\n<ul><li>a <strong>key</strong></li><li>water</li></ul>\n<p>Bye</p>",
    ],
    ["1. first\n2. second\n   of two", "<ol><li>first</li><li>second<br>\nof two</li></ol>"],
    ["3) third", '<ol start="3"><li>third</li></ol>'],
    ["[Track it](https://x.org/a?b=1&c=2)", '<p><a href="https://x.org/a?b=1&#38;c=2">Track it</a></p>'],
    ["[**Now**](https://x.org/)", '<p><a href="https://x.org/"><strong>Now</strong></a></p>'],
    ["See https://x.org/a.", '<p>See <a href="https://x.org/a">https://x.org/a</a>.</p>'],
    [
      "[Write](mailto:help@x.org) [call](tel:+15550100)",
      '<p><a href="mailto:help@x.org">Write</a> <a href="tel:+15550100">call</a></p>',
    ],
    ["\\*\\*not bold\\*\\* 2 * 3 ** 4", "<p>**not bold** 2 * 3 ** 4</p>"],
    ["<b>Tom & Jerry</b>", "<p>&#60;b&#62;Tom &#38; Jerry&#60;/b&#62;</p>"],
    ["[run](javascript:alert(1))", "<p>[run](javascript:alert(1))</p>"],
    ["[data](data:text/html,x) [no](nowhere)", "<p>[data](data:text/html,x) [no](nowhere)</p>"],
  ])("E4 %j becomes %s", (text, expected) => expect(body(text)).toBe(expected));

  test("E4 the plain part spells links out and leaves the rest as written", () =>
    expect(renderEmail({ subject: "s", text: "**Hi**\n[Track](https://x.org/)\n\\*\n- a", language: "en" }).text).toBe(
      "**Hi**\nTrack: https://x.org/\n*\n- a",
    ));
});

describe("E4 nobody's name is markup", () => {
  const hostile = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "[Your bank](https://evil.example)",
    "**Ada**",
    "https://evil.example/",
    "a\n\n- b\n\n1. c",
    "\\",
    "`x`",
    "<!--footer-->",
    "{{ secret }}",
    "[a](javascript:alert(1))",
    "\ue03cscript\ue03e",
  ];

  test.each(hostile)("E4 a person called %j is a person called that, and nothing else", (name) => {
    const rendered = get({ text: "Hi {{ name }}, your order {{ name | upcase }} is late." }, { name });
    const markup = bodyOf(rendered.html).replace(/<\/?p>|<br>/g, "");
    expect(markup).not.toMatch(/[<>]/);
    const shown = markup.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code))).replace(/\n+/g, "\n");
    const plainName = name.replace(/\ue03c/, "<").replace(/\ue03e/, ">");
    expect(shown).toContain(`Hi ${plainName.replace(/\n+/g, "\n")}, your order`);
    expect(rendered.text).toContain(`Hi ${plainName}, your order`);
  });

  test("E4 whatever the value, no element comes of it", () =>
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(..."<>[]()*\"'&\\\n-1.: htps/e{}\ue03c"), minLength: 1 }),
        (value) => {
          fc.pre(value.trim() !== "");
          const markup = bodyOf(html(`Hi **${shield(value)}** and ${shield(value)}, see [us](https://x.org/).`));
          expect(
            markup
              .match(/<[^>]*>/g)
              ?.filter((tag) => !/^<(?:\/?p|\/?strong|br|\/a|a href="https:\/\/x\.org\/")>$/.test(tag)),
          ).toEqual([]);
        },
      ),
    ));

  test("E4 in a subject a line break begins no header", () => {
    expect(get({ subject: "Hi {{ name }}" }, { name: "Ada\r\nBcc: all@x.org\u2028x" }).subject).toBe(
      "Hi Ada Bcc: all@x.org x",
    );
    expect(subjectLine("\u0000a\u0085b\u2029")).toBe("a b");
  });

  test.each([
    ["[Track]({{ url }})", "https://x.org/a?b=c_d", 'href="https://x.org/a?b=c_d"'],
    ["[Track](https://x.org/{{ url }})", "a.b?c", 'href="https://x.org/a.b?c"'],
    ["[Track](https://x.org{{ url }})", "/a", 'href="https://x.org/a"'],
    ["https://x.org/t/{{ url }}", "A-1_2", 'href="https://x.org/t/A-1_2"'],
  ])("B1 an address of the author's %s with %s leads where they said", (text, url, expected) =>
    expect(get({ text }, { url }).html).toContain(expected),
  );

  test.each([
    ["[Track](https://x.org{{ url }})", ".evil.example/"],
    ["[Track](https://x.org{{ url }})", "@evil.example"],
    ["[Track]({{ url }})", "javascript:alert(1)"],
    ["[Track]({{ url }})", "http://evil.example"],
    ["{{ url }}", "https://evil.example"],
    ["https://{{ url }}", "evil.example"],
    ["[Track](https://x.org/{{ url }})", "a) [b](https://evil.example"],
  ])("B1 the value of %s cannot make it lead elsewhere by %s", (text, url) =>
    expect(bodyOf(get({ text }, { url }).html)).not.toMatch(/href="(?!https:\/\/x\.org\/)/),
  );

  test("B2 filters and conditions see values as they are", () =>
    expect(
      get(
        { text: "{{ on | date: '%A' }} {% if plan == 'a-b' %}{{ plan | split: '-' | last }}{% endif %}" },
        { on: "2026-11-22", plan: "a-b" },
      ).text,
    ).toMatch(/^Sunday b\n/));
});

describe("E4 the document", () => {
  const footer = {
    senderName: "Acme <Energy>",
    to: "ada@example.com",
    unsubscribeUrl: "https://x.org/u/1?a&b",
    postalAddress: "1 Main St\nSpringfield $1",
  };

  test("E4 both parts say who sent it and why, how to stop, and where the sender is", () => {
    const { text, html } = withFooter(renderEmail({ subject: "s", text: "Hi", language: "en" }), footer);
    expect(text).toBe(
      "Hi\n\n-- \nAcme <Energy> sent this service notice to ada@example.com.\nUnsubscribe: https://x.org/u/1?a&b\n(or reply STOP)\n1 Main St\nSpringfield $1\n",
    );
    expect(html).toContain('<a href="https://x.org/u/1?a&#38;b"');
    expect(html).toContain("Acme &#60;Energy&#62; sent");
    expect(html).toContain("1 Main St<br>\nSpringfield $1");
  });

  test("E4 the footer is in the language of the message", () => {
    const { text, html } = withFooter(renderEmail({ subject: "s", text: "Salut", language: "fr-CA" }), footer);
    expect(html).toMatch(/^<!doctype html>\n<html lang="fr-CA" dir="ltr">/);
    expect(text).toContain("Se désabonner: https://x.org/u/1?a&b");
    expect(html).toContain(">Se désabonner</a>");
  });

  test("E4 Arabic and Hebrew run from the right; a language that is no tag is not written into the page", () => {
    expect(html("x", "ar-EG")).toContain('<html lang="ar-EG" dir="rtl">');
    expect(html("x", '"><script>')).toContain('<html lang="en" dir="ltr">');
  });

  test("E4 a text that names the footer's slot keeps it", () =>
    expect(
      withFooter(renderEmail({ subject: "<!--footer-->", text: "<!--footer-->", language: "en" }), footer).html,
    ).toContain("<p>&#60;!--footer--&#62;</p>"));
});
