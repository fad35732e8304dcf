import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { dialectHeadBytes, sniffDialect } from "./dialect.ts";

const utf8 = (text: string) => new TextEncoder().encode(text);
const utf16 = (text: string, order: "le" | "be") => {
  const bytes = new Uint8Array(text.length * 2);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < text.length; i++) view.setUint16(i * 2, text.charCodeAt(i), order === "le");
  return bytes;
};
const sniff = (bytes: Uint8Array) => {
  const sniffed = sniffDialect(bytes);
  return sniffed.ok ? sniffed.value : sniffed.error.message;
};

describe("C1 encodings", () => {
  const rows = "phone,name\n6001234567,José\n";
  test.each([
    ["UTF-8", utf8(rows), "utf-8", 0],
    ["UTF-8 with a mark", utf8(`\ufeff${rows}`), "utf-8", 3],
    ["UTF-16LE with a mark", utf16(`\ufeff${rows}`, "le"), "utf-16le", 2],
    ["UTF-16BE with a mark", utf16(`\ufeff${rows}`, "be"), "utf-16be", 2],
    ["UTF-16LE without", utf16(rows, "le"), "utf-16le", 0],
    ["UTF-16BE without", utf16(rows, "be"), "utf-16be", 0],
    ["an empty file", new Uint8Array(), "utf-8", 0],
  ])("C1 %s is recognised", (_, bytes, encoding, bomBytes) =>
    expect(sniff(bytes)).toEqual({ encoding, bomBytes, delimiter: ",", quote: '"', skipLines: 0 }),
  );

  test("C1 what is not UTF-8 is read as Windows-1252, and said to be", () => {
    const sniffed = sniff(Uint8Array.from(rows, (character) => character.charCodeAt(0)));
    expect(sniffed).toMatchObject({ encoding: "windows-1252", notice: expect.stringMatching(/Windows-1252/) });
  });

  test("C1 a character cut off at the end of the head is no reason to doubt UTF-8", () => {
    const bytes = utf8(`${"a".repeat(dialectHeadBytes - 1)}é`);
    expect(sniff(bytes)).toMatchObject({ encoding: "utf-8" });
    expect(sniff(bytes.subarray(0, dialectHeadBytes))).toMatchObject({ encoding: "utf-8" });
  });
});

describe("C1 delimiters", () => {
  test.each([
    ["phone,name\n1,a\n", ",", 0],
    ["phone;name;note\n1;a;x, y\n2;b;z\n", ";", 0],
    ["phone\tname\n1\ta\n", "\t", 0],
    ["phone|name\n1|a\n", "|", 0],
    ["sep=;\nphone;name\n", ";", 1],
    ["SEP=|\r\na|b", "|", 1],
    ["sep=\t\na\tb", "\t", 1],
    ['phone;text\n1;"Hi, you, there"\n2;"a, b"', ";", 0],
    ['phone,text\n1,"Hi;\nyou;\nthere;"\n', ",", 0],
    ["6001234567\n6001234568\n", ",", 0],
    ["1\r2\r3", ",", 0],
    ["phone,text\n1,a; b; c\n2,d", ",", 0],
  ])("C1 %j is split at %j", (text, delimiter, skipLines) =>
    expect(sniff(utf8(text))).toMatchObject({ delimiter, skipLines }),
  );

  test("C1 single quotes around fields are quotes; apostrophes are not", () => {
    expect(sniff(utf8("phone,text\n1,'a, b'\n"))).toMatchObject({ quote: "'" });
    expect(sniff(utf8("phone,text\n'6001234567,it's\n"))).toMatchObject({ quote: '"' });
    expect(sniff(utf8("phone,text\n1,\"it's\"\n2,'x'"))).toMatchObject({ quote: '"' });
  });
});

describe("C1 what is no list", () => {
  test.each([
    ["PK\x03\x04……", /Excel workbook/],
    ["\xd0\xcf\x11\xe0", /old Excel/],
    ["%PDF-1.7", /PDF/],
    ["\x1f\x8b\x08", /gzip/],
    ["\x89PNG", /picture/],
    ["phone\0\0\0name\x01\0", /not a text file/],
  ])("C1 %j is refused with what to do", (text, reason) =>
    expect(sniff(Uint8Array.from(text, (character) => character.charCodeAt(0) & 0xff))).toMatch(reason),
  );

  test("C1 no bytes throw", () =>
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(sniffDialect(bytes)).toHaveProperty("ok");
      }),
    ));
});
