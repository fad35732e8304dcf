import { expect, test } from "vitest";
import { readParse } from "./parsed.ts";
import { mailWith, names, ourId, replyTo, sent } from "./testMail.ts";

const formOf = (fields: Readonly<Record<string, string | File>>): FormData => {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  return form;
};
const envelope = JSON.stringify({ to: [replyTo], from: "ada@example.com" });
const parts = {
  headers: `Message-ID: <CAF2026@mail.example.com>\nDate: Sun, 22 Nov 2026 10:01:02 +0100\nIn-Reply-To:\n ${ourId}\nSubject: ignored`,
  from: "Ada Ames <Ada@example.com>",
  to: "notices@acme.example",
  subject: "Re: Your meter reading",
  text: "48213\n\nOn Sun, 22 Nov 2026 at 09:15, Acme <n@a.example> wrote:\n> Hi",
  envelope,
};

test("E4 SendGrid's parts of a mail say what the mail itself says, and are the same mail", async () => {
  const raw = mailWith({ "In-Reply-To": ourId }, parts.text);
  const [whole, apart] = await Promise.all([
    readParse(formOf({ email: raw, envelope }), names),
    readParse(formOf(parts), names),
  ]);
  expect(apart).toEqual(whole);
  expect(apart).toMatchObject({
    from: "ada@example.com",
    body: "48213",
    subject: "Re: Your meter reading",
    answers: sent,
  });
});

test("E4 files posted beside the parts are told of; pictures of the layout are not", async () => {
  const mail = await readParse(
    formOf({
      ...parts,
      attachment1: new File(["abc"], "meter.jpg", { type: "image/jpeg" }),
      attachment2: new File(["abc"], "logo.png", { type: "image/png" }),
      "attachment-info": JSON.stringify({
        attachment1: { filename: "meter.jpg" },
        attachment2: { "content-id": "logo" },
      }),
    }),
    names,
  );
  expect(mail).toMatchObject({ media: [{ url: null, type: "image/jpeg", name: "meter.jpg", bytes: 3 }] });
});

test("E4 what is no mail is not taken for one", async () => {
  expect(await readParse(formOf({}), names)).toMatchObject({ kind: "unreadable" });
  expect(await readParse(formOf({ envelope: "[", from: "x", headers: "\n:\n" }), names)).toMatchObject({
    kind: "unreadable",
  });
});
