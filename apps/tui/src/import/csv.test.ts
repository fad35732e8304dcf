import { describe, expect, test } from "vitest";
import { asCommandError } from "../failure.ts";
import { type TestShell, testShell } from "../testShell.ts";
import { openList } from "./listFile.ts";

const people = "phone,name\r\n2125550101,Ann\r\n2125550102,Zoë\r\n";

async function rowsOf(shell: TestShell, content: string | Uint8Array) {
  const file = await openList(shell, shell.file("people.csv", content), {});
  const rows = await Array.fromAsync(file.rows().rows);
  await file.source.close();
  return rows;
}

const refusal = (shell: TestShell, content: string | Uint8Array): Promise<string> =>
  rowsOf(shell, content).then(
    () => "accepted",
    (error: unknown) => asCommandError(error).message,
  );

const two = [
  { line: 2, cells: ["2125550101", "Ann"] },
  { line: 3, cells: ["2125550102", "Zoë"] },
];

const utf16be = (text: string) => Buffer.from(text, "utf16le").swap16();

describe("C1 a list is read however it was saved", () => {
  test.each<[string, string | Uint8Array]>([
    ["UTF-8", people],
    ["UTF-8 with a mark", `\ufeff${people}`],
    ["UTF-16 little-endian with a mark", Buffer.from(`\ufeff${people}`, "utf16le")],
    ["UTF-16 big-endian with a mark", utf16be(`\ufeff${people}`)],
    ["UTF-16 big-endian without a mark", utf16be(people)],
    ["Windows-1252", Buffer.from(people, "latin1")],
    ["semicolons", people.replaceAll(",", ";")],
    ["tabs", people.replaceAll(",", "\t")],
    ["LF", people.replaceAll("\r\n", "\n")],
    ["CR", people.replaceAll("\r\n", "\r")],
    ["mixed line ends", people.replace("\r\n", "\n")],
    ["no line end at the end", people.trimEnd()],
  ])("%s", async (_, content) => {
    expect(await rowsOf(testShell(), content)).toEqual(two);
  });

  test("sep= is a line of its own, before the header", async () => {
    expect(await rowsOf(testShell(), `sep=;\r\n${people.replaceAll(",", ";")}`)).toEqual(
      two.map((row) => ({ ...row, line: row.line + 1 })),
    );
  });

  test("without a header the first line is a row", async () => {
    expect(await rowsOf(testShell(), "2125550101,Ann\n")).toEqual([{ line: 1, cells: ["2125550101", "Ann"] }]);
  });
});

describe("C4 rows keep the line an editor shows", () => {
  test.each(["\n", "\r\n"])("quoted line ends and blank lines count (%j)", async (eol) => {
    const content = [
      "phone,name",
      `2125550101,"Ann`,
      `the ""first"", `,
      `of two"`,
      "",
      "  , ",
      "2125550102,Bob",
      "",
    ].join(eol);
    expect(await rowsOf(testShell(), content)).toEqual([
      { line: 2, cells: ["2125550101", `Ann${eol}the "first", ${eol}of two`] },
      { line: 7, cells: ["2125550102", "Bob"] },
    ]);
  });

  test("rows too short or too long are passed on as they are", async () => {
    const rows = await rowsOf(testShell(), "phone,name\n2125550101,Ann\n2125550102\n");
    expect(rows[1]).toEqual({ line: 3, cells: ["2125550102"] });
  });

  test("a row of thousands of cells keeps its content in a hundred", async () => {
    const rows = await rowsOf(testShell(), `phone,name\n2125550101,Ann\n2125550102,${"x,".repeat(5_000)}y\n`);
    expect(rows[1]?.cells).toHaveLength(100);
    expect(rows[1]?.cells.at(-1)).toMatch(/^x,x,.*,y$/);
  });

  test("a stray quote is a character", async () => {
    const rows = await rowsOf(testShell(), 'phone,name\n2125550101,Ann 5" tall\n2125550102,"Bob" Lee\n');
    expect(rows.map(({ cells }) => cells[1])).toEqual(['Ann 5" tall', '"Bob" Lee']);
  });
});

describe("what is no list is refused with the place and what to do", () => {
  test("C6 a cell of ten megabytes names its line", async () => {
    const content = `phone,name\n2125550101,Ann\n2125550102,"${"x".repeat(10 * 1024 * 1024)}"\n`;
    expect(await refusal(testShell(), content)).toBe(
      "people.csv line 3: the row that starts here is larger than 256 KiB.",
    );
  });

  test("a quote never closed names the line it opens on", async () => {
    expect(await refusal(testShell(), 'phone,name\n2125550101,Ann\n2125550102,"Bob\n2125550103,Cy\n')).toBe(
      "people.csv line 3: a quote opens in the row that starts here and is never closed.",
    );
  });

  test.each<[string, string | Uint8Array, string]>([
    ["empty", "", "people.csv is empty."],
    ["a header only", "phone,name\n", "people.csv has no rows below its header."],
    ["blank lines only", "\n\n,,\n", "people.csv has no rows."],
    ["a workbook", Buffer.from("PK\x03\x04rest", "latin1"), "Excel workbook"],
    ["binary", Buffer.from([1, 0, 2, 0, 0, 3, 255, 0]), "not a text file"],
  ])("%s", async (_, content, message) => {
    expect(await refusal(testShell(), content)).toContain(message);
  });

  test("a folder, a file that is not there", async () => {
    const shell = testShell();
    await expect(openList(shell, ".", {})).rejects.toThrow(". is a folder.");
    await expect(openList(shell, "none.csv", {})).rejects.toThrow("There is no file none.csv.");
  });
});

test("J3 stdin is read like a file, fingerprint and all", async () => {
  const shell = testShell();
  const file = await openList(shell, shell.file("people.csv", people), {});
  const piped = openList(shell, "-", {});
  (shell.stdin as unknown as { end(text: string): void }).end(people);
  const fromStdin = await piped;
  expect(fromStdin.source.name).toBe("stdin");
  expect(await fromStdin.source.fingerprint()).toBe(await file.source.fingerprint());
  expect(await Array.fromAsync(fromStdin.rows().rows)).toEqual(two);
  await Promise.all([file.source.close(), fromStdin.source.close()]);
});
