import { describe, expect, test } from "vitest";
import { bareSubject, meaningOfSaid } from "./said.ts";

const mail = (body: string, subject: string) => meaningOfSaid({ body, subject, isAutomatic: false }).kind;

describe("E4 what an email asks of us by itself", () => {
  test("a word in its text counts, whatever the subject", () => {
    expect(mail("STOP", "Re: Your renewal")).toBe("stop");
    expect(mail("When is it due?", "unsubscribe")).toBe("none");
  });

  test("an empty email says what its own subject says", () => {
    expect(mail("", "unsubscribe")).toBe("stop");
    expect(mail("Sent from my iPhone", "Stop")).toBe("stop");
  });

  test("what stands after Re: are our words, in whatever language the mail program puts it", () => {
    for (const re of ["Re: ", "AW: ", "Re: AW: ", "RE[2]: ", "TR : ", "Fwd: "])
      expect(mail("", `${re}How to unsubscribe`)).toBe("none");
  });

  test("a machine asks nothing", () => {
    expect(meaningOfSaid({ body: "STOP", subject: null, isAutomatic: true }).kind).toBe("none");
  });
});

test.each([
  ["Re: Your invoice", "Your invoice"],
  ["Aw: WG: Ihre Rechnung", "Ihre Rechnung"],
  ["RE(3): re: Delay", "Delay"],
  ["Repairs on Monday", "Repairs on Monday"],
  ["Refund: order 12", "Refund: order 12"],
])("E4 the subject of “%s” is “%s”", (subject, bare) => expect(bareSubject(subject)).toBe(bare));
