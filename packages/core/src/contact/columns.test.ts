import { type AddressKind, addressKinds, type Channel, ColumnRole, channels } from "@headsup/contract";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type DetectOptions, detectColumns, normaliseName } from "./columns.ts";
import { planRows, type RowRung } from "./row.ts";

const detect = (...rows: string[]) =>
  detectColumns(
    rows.map((row) => row.split(",")),
    { country: "US" },
  );
const roles = (...rows: string[]) =>
  detect(...rows).columns.map((column) => (column.role === "variable" ? column.name : `<${column.role}>`));

const cell = fc.oneof(
  fc.string({ unit: "grapheme" }),
  fc.constantFrom("phone", "email", "to", "message", "name", "__proto__", "6001234567", "ann@example.com", ""),
);

describe("C1 with a header", () => {
  test.each([
    "phone",
    "Phone Number",
    "PHONE_NUMBER",
    "Mobile",
    "cell",
    "MSISDN",
    "To",
    "number",
    "Telephone",
    " Tel. ",
  ])("C1 %j names the address", (name) =>
    expect(roles(`first,${name}`, "Jane,6001234567")).toEqual(["first", "<address>"]),
  );

  test.each(["Time Zone", "timezone", "TZ", "time-zone"])("C1 %j names the time zone", (name) =>
    expect(roles(`phone,${name}`)).toEqual(["<address>", "<zone>"]),
  );

  test.each(["Language", "lang", "locale"])("C1 %j names the language", (name) =>
    expect(roles(`phone,${name}`)).toEqual(["<address>", "<language>"]),
  );

  test("C1 everything else is a variable of that name", () =>
    expect(roles("First Name,Phone,Order #,Due-Date")).toEqual(["first_name", "<address>", "order", "due_date"]));

  test("C1 of two numbers the mobile one is texted, and the other is a variable", () =>
    expect(roles("phone,mobile", "6001234567,6001234568")).toEqual(["phone", "<address>"]));

  test("C1 a header without a known name is seen by what stands below it", () => {
    const detected = detect("Kunde,Nummer", "Jane,6001234567", "Bob,6001234568");
    expect(detected.hasHeader).toBe(true);
    expect(detected.columns).toEqual([{ role: "variable", name: "kunde" }, { role: "address" }]);
    expect(detected.notes[0]).toMatch(/column 2 is taken/);
  });

  test("C1 names twice, and no names, get names of their own, and a note", () => {
    const detected = detect("phone,name,Name,,name 2");
    expect(detected.columns.slice(1)).toEqual([
      { role: "variable", name: "name" },
      { role: "variable", name: "name_2" },
      { role: "variable", name: "column_4" },
      { role: "variable", name: "name_2_2" },
    ]);
    expect(detected.notes).toHaveLength(3);
  });

  test("C1 columns may be named by number", () =>
    expect(roles("phone,1,2", "6001234567,a,b")).toEqual(["<address>", "1", "2"]));

  test("C1 a second time-zone column is a variable", () =>
    expect(roles("phone,tz,timezone")).toEqual(["<address>", "tz", "<zone>"]));
});

describe("C1 without a header", () => {
  test("C1 the first column with a number is the address; what follows is numbered", () =>
    expect(roles("+16001234567,Jane,Tuesday")).toEqual(["<address>", "1", "2"]));

  test("C1 columns before the number are ignored, and said to be", () => {
    const detected = detect("Jane,6001234567,Tuesday");
    expect(detected.hasHeader).toBe(false);
    expect(detected.columns).toEqual([{ role: "ignored" }, { role: "address" }, { role: "variable", name: "1" }]);
    expect(detected.notes[0]).toMatch(/column 2/);
  });

  test("C1 one broken number in the first row does not hide the column", () =>
    expect(roles("555-01,6", "6001234567,7")).toEqual(["<address>", "1"]));

  test("C1 a person with a broken number is not taken for a header, even beside a word that could name a column", () =>
    expect(detect("555-01,to", "6001234567,x").hasHeader).toBe(false));

  test("C1 a file with nothing like a number is still shown", () => expect(roles("hello")).toEqual(["<address>"]));
  test("C1 an empty file has an address column", () =>
    expect(detectColumns([], { country: "US" }).columns).toEqual([{ role: "address" }]));

  test("C1 the longest row decides how many columns there are", () =>
    expect(roles("6001234567", "6001234568,a,b")).toEqual(["<address>", "1", "2"]));
});

describe("C1 names", () => {
  test.each([
    ["First Name", "first_name"],
    ["  Prénom ", "prénom"],
    ["{{ name }}", "name"],
    ["Customer's No.", "customers_no"],
    ["__proto__", "proto"],
    ["constructor", "constructor"],
    ["Empty", "empty_value"],
    ["1", "1"],
    ["***", ""],
    ["氏名", "氏名"],
  ])("C1 %j is called %j", (header, name) => expect(normaliseName(header)).toBe(name));

  test("C1 whatever the cells, there is one address, and every role is sound and unlike the others", () =>
    fc.assert(
      fc.property(fc.array(fc.array(cell, { maxLength: 6 }), { maxLength: 4 }), (rows) => {
        const { columns } = detectColumns(rows, { country: "US" });
        expect(columns.filter(({ role }) => role === "address")).toHaveLength(1);
        for (const column of columns) expect(ColumnRole.safeParse(column).success).toBe(true);
        const names = columns.flatMap((column) => (column.role === "variable" ? [column.name] : []));
        expect(new Set(names).size).toBe(names.length);
      }),
    ));
});

describe("C1 E3 E4 by the campaign's channels", () => {
  const by = (channels: readonly Channel[], ...rows: string[]) =>
    detectColumns(
      rows.map((row) => row.split(",")),
      { country: "US", channels },
    ).columns.map((column) => (column.role === "variable" ? column.name : `<${column.role}>`));
  const ladder = ["whatsapp", "sms", "email"] as const;

  test("E3 in a ladder of both kinds each has its column, that of the first channel being the address", () => {
    expect(by(ladder, "name,email,phone", "Ann,ann@example.com,6001234567")).toEqual(["name", "<email>", "<address>"]);
    expect(by(["email", "sms"], "name,email,phone")).toEqual(["name", "<address>", "<phone>"]);
  });

  test("E4 an email list's address is the email; a number beside it tells the time zone, and is nobody's variable", () =>
    expect(by(["email"], "phone,E-Mail", "6001234567,ann@example.com")).toEqual(["<phone>", "<address>"]));

  test("C1 where no channel goes by email, a column of emails is a variable", () =>
    expect(roles("phone,email", "6001234567,ann@example.com")).toEqual(["<address>", "email"]));

  test("C1 a street is no address to send to where another column holds some", () =>
    expect(by(["email"], "name,address,kontakt", "Ann,1 Main St,ann@example.com")).toEqual([
      "name",
      "address",
      "<address>",
    ]));

  test("E3 a second kind without a known name is seen by what stands below it", () =>
    expect(by(ladder, "Kunde,Nummer,Post", "Ann,6001234567,ann@example.com")).toEqual([
      "kunde",
      "<address>",
      "<email>",
    ]));

  test("E3 a list with emails alone is good for a ladder that begins with phones, and that is said", () => {
    expect(by(ladder, "email,name", "ann@example.com,Ann")).toEqual(["<email>", "name"]);
    const { notes } = detectColumns([["ann@example.com", "Ann"]], { country: "US", channels: ladder });
    expect(notes).toEqual(["No column holds phone numbers: everybody is reached by their email address."]);
  });

  test("C3 E4 without a header an email address is data, and what stands behind it is numbered", () => {
    expect(by(["email"], "ann@example.com,Ann", "bob@example.com,Bob")).toEqual(["<address>", "1"]);
    expect(by(["sms", "email"], "6001234567,ann@example.com,Ann")).toEqual(["<address>", "<email>", "1"]);
  });

  test("E4 one broken email address in the first row is a person to repair, not a header", () =>
    expect(by(["email"], "ann@example,Ann", "bob@example.com,Bob")).toEqual(["<address>", "1"]));

  test("B3 a column called message is each row's own, unless the campaign's text shows it or WhatsApp takes none", () => {
    const rows = [
      ["phone", "message"],
      ["6001234567", "Your tram is late."],
    ];
    const role = (options: Partial<DetectOptions>) => detectColumns(rows, { country: "US", ...options }).columns[1];
    expect(role({})).toEqual({ role: "message" });
    expect(role({ asked: ["message"] })).toEqual({ role: "variable", name: "message" });
    expect(role({ channels: ladder })).toEqual({ role: "variable", name: "message" });
  });

  test("C1 whatever the cells and channels, each kind of address has one column at most, and somebody can be reached", () =>
    fc.assert(
      fc.property(
        fc.array(fc.array(cell, { maxLength: 6 }), { maxLength: 4 }),
        fc.subarray([...channels], { minLength: 1 }),
        (rows, of) => {
          const detected = detectColumns(rows, { country: "US", channels: of }).columns;
          const rungs = of.map((channel) => ({ channel })) as [RowRung, ...RowRung[]];
          expect(planRows({ columns: detected, rungs, country: "US" }).ok).toBe(true);
          const kinds = new Set(of.map((channel) => addressKinds[channel]));
          const reached = detected.filter(({ role }) => role === "address" || kinds.has(role as AddressKind));
          expect(reached.length).toBeGreaterThan(0);
        },
      ),
    ));
});
