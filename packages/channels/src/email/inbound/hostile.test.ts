/** Mails that nobody writes but to do harm: read within bounds, and what stands in them ahead of the harm is read still. */
import { describe, expect, test } from "vitest";
import { foldQuoted } from "./fold.ts";
import { textOfHtml } from "./html.ts";
import { mailLimits } from "./limits.ts";
import { readMail } from "./mail.ts";
import { readParse } from "./parsed.ts";
import { bytesOf, mailWith, names, readWritten, toUs } from "./testMail.ts";

const megabyte = 1024 * 1024;
/** To the size given, never beyond it. */
const filled = (unit: string, bytes: number) => unit.repeat(Math.floor(bytes / unit.length));

describe("E4 11 no mail takes more than a mail's worth of work", () => {
  // Each of these took seconds or minutes when looked at again from every place in it.
  test.each([
    "<a> ",
    "<td></td> ",
    "&nbsp;<b>",
    "<!-",
    "<a id=",
    "<a border-top: ",
    "<blockquote>",
    "<script>",
    "</",
    "&#",
  ])("E4 HTML of %j a megabyte long, ended by a word, is read once from end to end", (unit) => {
    for (const text of [`y${filled(unit, mailLimits.readCharactersMax - 2)}x`, `${filled(unit, megabyte)}x`])
      expect(textOfHtml(text).length).toBeLessThanOrEqual(mailLimits.readCharactersMax * 2);
  });

  test("E4 spaces of elements side by side are left out where a line ends, and only there", () =>
    expect(textOfHtml("y<a> <b> <i> x<i> <b> <br> z<p> </p>")).toBe("y   x\nz"));

  test.each([">", "> \n", "On 1 a wrote\n", "From: a\n", "-----\n\n", " ", "\u00a0", "-- \n", "<a@b.example> "])(
    "E4 text of %j a megabyte long is folded",
    (unit) => {
      const { body, quoted } = foldQuoted(`${filled(unit, megabyte)}x`);
      expect(body.length + (quoted?.length ?? 0)).toBeLessThanOrEqual(
        mailLimits.bodyCharactersMax + mailLimits.quotedCharactersMax,
      );
    },
  );

  const parted = { "Content-Type": 'multipart/mixed; boundary="b"', "Content-Transfer-Encoding": null };
  const said = "--b\nContent-Type: text/plain\n\nMy meter says 42.\n";

  test("E4 of a mail of two million parts the first are read, what was said among them", async () => {
    const mail = await readWritten(mailWith(parted, said + filled("--b\n\n\n", 14 * megabyte)));
    expect(mail.body.split("\n")[0]).toBe("My meter says 42.");
    expect(mail.media.length).toBeLessThanOrEqual(mailLimits.filesMax);
  });

  test("E4 of a mail of millions of short lines, in its text or in a file, the first are read", async () => {
    const file = `--b\nContent-Type: text/csv\nContent-Disposition: attachment; filename="a.csv"\n\n`;
    const inFile = await readWritten(mailWith(parted, said + file + filled("1\n", 8 * megabyte)));
    expect(inFile).toMatchObject({ body: "My meter says 42.", media: [{ name: "a.csv", type: "text/csv" }] });
    const inText = await readWritten(mailWith({}, `My meter says 42.\n${filled("a b\n", 16 * megabyte)}`));
    expect(inText.body).toMatch(/^My meter says 42\.\na b\n/);
  });

  test("E4 a file of twenty megabytes, encoded as programs do, is told with its name and size", async () => {
    const file =
      '--b\nContent-Type: application/zip\nContent-Transfer-Encoding: base64\nContent-Disposition: attachment; filename="a.zip"\n\n';
    const lines = 250_000;
    const mail = await readWritten(mailWith(parted, `${said}${file}${`${"QUJD".repeat(19)}\n`.repeat(lines)}--b--\n`));
    expect(mail).toMatchObject({ body: "My meter says 42.", media: [{ name: "a.zip", bytes: lines * 19 * 3 }] });
  });

  test("E4 what is packed stays packed: a file that would unpack to gigabytes is its own few bytes", async () => {
    const body = `${said}--b\nContent-Type: application/gzip\nContent-Encoding: gzip\nContent-Disposition: attachment; filename="a.gz"\n\n\u001f\u008bbomb\n--b--\n`;
    const [file] = (await readWritten(mailWith(parted, body))).media;
    expect(file).toMatchObject({ name: "a.gz", type: "application/gzip" });
    expect(file?.bytes).toBeLessThan(20);
  });

  test("E4 parts within parts, headers without end, and mails too large are refused by name", async () => {
    const nest = Array.from(
      { length: 200 },
      (_, n) => `--b${n}\nContent-Type: multipart/mixed; boundary="b${n + 1}"\n\n`,
    );
    const nested = { ...parted, "Content-Type": 'multipart/mixed; boundary="b0"' };
    for (const mail of [
      bytesOf(mailWith(nested, nest.join(""))),
      bytesOf(mailWith({ "X-Long": filled("a", 2 * mailLimits.headerBytesMax) }, "hi")),
      new Uint8Array(mailLimits.rawBytesMax + 1),
    ])
      expect((await readMail(mail, toUs, names)).kind).toBe("unreadable");
  });

  test.each(["From", "To", "Subject", "References", "Content-Type"])(
    "E4 a header of a quarter of a megabyte, %s, is answered",
    async (name) => {
      for (const unit of ["a,", "a:", "<", '"', "(", "=?", "=?utf-8?Q?a?= ", "a@b.example, ", "; a*0=b", " "]) {
        const value = `x${filled(unit, 200 * 1024)}`;
        const mail = await readMail(bytesOf(mailWith({ [name]: value }, "hi")), toUs, names);
        expect(["written", "unreadable"]).toContain(mail.kind);
      }
    },
  );

  test("E4 so is a form's field of many megabytes, and one with a prototype's name for a file", async () => {
    const form = new FormData();
    for (const [name, value] of Object.entries({
      from: `Ada <ada@example.com>,${filled("a,", 8 * megabyte)}`,
      headers: filled("a: b\n", 4 * megabyte),
      envelope: `{"to":["notices@acme.example"${filled(',"a@b.example"', 4 * megabyte)}]}`,
      "attachment-info": `{"__proto__":{"content-id":"x"},"constructor":{"content-id":"y"}}`,
      text: "My meter says 42.",
      to: "notices@acme.example",
    }))
      form.append(name, value);
    form.append("toString", new Blob(["x"], { type: "image/png" }), "x.png");
    const mail = await readParse(form, names);
    expect(mail).toMatchObject({ kind: "written", from: "ada@example.com", media: [{ name: "x.png" }] });
    expect(Object.hasOwn(Object.prototype, "content-id")).toBe(false);
  });
});
