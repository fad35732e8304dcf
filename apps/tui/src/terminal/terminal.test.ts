import { describe, expect, test } from "vitest";
import { progress, progressLine } from "./progress.ts";
import { pairs, table } from "./table.ts";
import { cutTo, hanging, visible, widthOf, withFewZones } from "./text.ts";
import { plainTheme, themeFor } from "./theme.ts";
import { clockTime, localTime, span } from "./times.ts";

describe("text", () => {
  test("what is not printable cannot steer the terminal", () => {
    expect(visible("a\x1b[31mb\r\nc\td\x9b2J\u202e")).toBe("a�[31mb⏎c d�2J�");
  });

  test("widths count cells, not characters", () => {
    expect(["abc", "名前", "👩‍👧", "é", "e\u0301", "\x1b[31mab\x1b[39m"].map(widthOf)).toEqual([3, 4, 2, 1, 1, 2]);
    expect(cutTo("名前です", 5)).toBe("名前…");
    expect(cutTo("abc", 3)).toBe("abc");
  });

  test("a long line breaks between words, and what follows is set in", () => {
    expect(hanging("  \x1b[31m✗\x1b[39m window  It is too late", 4, 16)).toEqual([
      "  \x1b[31m✗\x1b[39m window  It",
      "    is too late",
    ]);
    expect(hanging("It is too late", 4, undefined)).toEqual(["It is too late"]);
  });
});

test("C7 forty zones are told as one and how many more", () => {
  const zones = ["America/New_York", "America/North_Dakota/Center", "Pacific/Guam", "America/Adak"];
  expect(withFewZones(`People in ${zones.join(" / ")} could`)).toBe(
    "People in America/New_York and 3 more zones could",
  );
  expect(withFewZones(zones.slice(0, 2).join(" or "))).toBe("America/New_York or America/North_Dakota/Center");
});

describe("tables", () => {
  const columns = [
    { title: "Name", shrinksTo: 8 },
    { title: "N", align: "right" as const },
  ];

  test("columns are aligned whatever the script", () => {
    expect(
      table(columns, [
        ["Ann", "1"],
        ["名前", "1000"],
      ]),
    ).toEqual(["Name     N", "Ann      1", "名前  1000"]);
  });

  test("the flexible column gives way to a narrow terminal", () => {
    const lines = table(columns, [["a".repeat(50), "1"]], { width: 20 });
    expect(lines[1]).toBe(`${"a".repeat(16)}…  1`);
    expect(lines.every((line) => widthOf(line) <= 20)).toBe(true);
  });

  test("cells from elsewhere are made safe", () => {
    expect(table([{ title: "A" }], [["\x1b[2J"]])[1]).toBe("�[2J");
  });

  test("facts that say nothing are left out", () => {
    expect(
      pairs(
        [
          ["a", "1"],
          ["bcd", null],
          ["ef", ""],
        ],
        (text) => text,
      ),
    ).toEqual(["a  1"]);
  });
});

describe("colour", () => {
  const bad = (stream: { isTTY?: boolean }, env = {}) => themeFor({ stream, env }).bad("x");

  test("only on a terminal, never under NO_COLOR or TERM=dumb", () => {
    expect(bad({ isTTY: true })).toBe("\x1b[31mx\x1b[39m");
    expect(bad({})).toBe("x");
    expect(bad({ isTTY: true }, { NO_COLOR: "1" })).toBe("x");
    expect(bad({ isTTY: true }, { TERM: "dumb" })).toBe("x");
    expect(plainTheme.good("x")).toBe("x");
  });
});

describe("times", () => {
  const at = Date.UTC(2026, 10, 24, 13, 0, 7);

  test("the zone is always said", () => {
    expect(localTime(at, "America/New_York")).toBe("Tue 24 Nov 2026 08:00 EST");
    expect(clockTime(at, "America/New_York")).toBe("08:00:07 EST");
    expect(localTime(Date.UTC(2026, 10, 24, 0, 5), "UTC")).toBe("Tue 24 Nov 2026 00:05 UTC");
  });

  test("spans say their two largest units", () => {
    expect([0, 59_000, 60_000, 3_661_000, 90_000_000].map(span)).toEqual([
      "0 s",
      "59 s",
      "1 min",
      "1 h 1 min",
      "1 d 1 h",
    ]);
  });
});

describe("progress", () => {
  test("C6 the line says how far, how many, how fast, how long still", () => {
    const state = { rows: 5_000, problems: 12, done: 0.5 };
    expect(progressLine(state, { label: "people.csv", elapsedMs: 2_000 })).toBe(
      "people.csv [██████████░░░░░░░░░░] 50% 5,000 rows, 12 bad, 2,500/s, 2 s left",
    );
  });

  test("C6 rows an interrupted import had brought in before do not make this one look faster", () => {
    const state = { rows: 5_000, rowsBefore: 4_000, problems: 0, done: 1 };
    expect(progressLine(state, { label: "people.csv", elapsedMs: 2_000 })).toMatch(/5,000 rows, 500\/s$/);
  });

  test("a terminal's line is redrawn and left clean; elsewhere plain lines, seldom", () => {
    const draw = (isLively: boolean) => {
      let written = "";
      let now = 0;
      const bar = progress({ stream: { write: (text) => (written += text) }, isLively, now: () => now, label: "x" });
      for (const at of [10, 20, 200, 6_000]) {
        now = at;
        bar.update({ rows: at, problems: 0, done: at / 6_000 });
      }
      bar.end();
      return written;
    };
    expect(draw(true).split("\r\x1b[2K").length - 1).toBe(4); // at 10, 200 and 6,000, then clean
    expect(draw(true).endsWith("\r\x1b[2K")).toBe(true);
    expect(draw(false)).toMatch(/^x \[.*\] 100% 6,000 rows, 1,000\/s\n$/);
  });
});

test("a span that is over is none, not the rest of a day", () => {
  expect(span(-60_000)).toBe("0 s");
});
