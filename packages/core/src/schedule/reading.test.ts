import { expect, test } from "vitest";
import { formatLocal, localReading } from "./reading.ts";

test("D1 an instant is told as its local weekday and time", () => {
  const at = Date.parse("2027-03-16T12:00:00Z");
  expect(formatLocal(at, "America/New_York")).toBe("Tue 08:00");
  expect(formatLocal(at, "Asia/Kathmandu")).toBe("Tue 17:45");
  expect(formatLocal(at, "Pacific/Kiritimati")).toBe("Wed 02:00");
  expect(localReading("America/St_Johns", at)).toEqual({
    year: 2027,
    month: 3,
    day: 16,
    weekday: 1,
    hour: 9,
    minute: 30,
    second: 0,
  });
});

test("D2 clocks go from 01:59:59 to 03:00 in spring, and show 01:30 twice in autumn", () => {
  const spring = Date.parse("2027-03-14T07:00:00Z");
  expect(localReading("America/New_York", spring - 1)).toMatchObject({ hour: 1, minute: 59, second: 59 });
  expect(formatLocal(spring, "America/New_York")).toBe("Sun 03:00");
  expect(formatLocal(Date.parse("2027-11-07T05:30:00Z"), "America/New_York")).toBe("Sun 01:30");
  expect(formatLocal(Date.parse("2027-11-07T06:30:00Z"), "America/New_York")).toBe("Sun 01:30");
});

test("D2 Samoa went from Thursday 29 to Saturday 31 December 2011", () => {
  const skip = Date.parse("2011-12-30T10:00:00Z");
  expect(formatLocal(skip - 1, "Pacific/Apia")).toBe("Thu 23:59");
  expect(formatLocal(skip, "Pacific/Apia")).toBe("Sat 00:00");
});
