import { isTimeZone } from "@headsup/contract";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { canonicalZone, resolveZones, zonesOfNumber } from "./zone.ts";
import { zoneTable } from "./zone-table.generated.ts";

const resolve = (explicit: string, e164: string) => {
  const resolved = resolveZones({ explicit, e164 });
  return resolved.ok ? resolved.value : resolved.error.code;
};
const message = (explicit: string, e164 = "+12125550100") => {
  const resolved = resolveZones({ explicit, e164 });
  return resolved.ok ? "" : resolved.error.message;
};

describe("C7 time zone", () => {
  test.each([
    ["+12125550100", ["America/New_York"]],
    ["+13105550100", ["America/Los_Angeles"]],
    ["+18085550100", ["Pacific/Honolulu"]],
    ["+14165550100", ["America/Toronto"]],
    ["+33612345678", ["Europe/Paris"]],
    ["+919876543210", ["Asia/Calcutta"]],
  ])("C7 %s is in %j by its prefix", (e164, zones) => expect(zonesOfNumber(e164)).toEqual(zones));

  test("C7 a longer prefix decides against a shorter one", () => {
    const [zones, prefixes] = zoneTable.find(([zones]) => zones === "America/Chicago")!;
    const longer = prefixes.split(" ").find((prefix) => prefix.startsWith("1") && prefix.length === 7)!;
    expect(zonesOfNumber(`+${longer}0000`.slice(0, 12))).toEqual([zones]);
    expect(zonesOfNumber(`+${longer.slice(0, 4)}0000000`)).not.toEqual([zones]);
  });

  test.each(["+16001234567", "+18005550100"])(
    "C7 %s may be anywhere in North America, and every candidate is kept",
    (e164) => {
      const zones = zonesOfNumber(e164);
      expect(zones.length).toBeGreaterThan(20);
      expect(zones).toContain("America/New_York");
      expect(zones).toContain("Pacific/Pago_Pago");
      expect(zones).toContain("America/St_Johns");
    },
  );

  test.each(["+870773111632", "+80012345678"])("C7 %s is bound to no place: held for repair", (e164) => {
    expect(resolve("", e164)).toBe("NO_TIME_ZONE");
    expect(resolve("Europe/Oslo", e164)).toEqual(["Europe/Oslo"]);
  });

  test("C7 the column is believed before the prefix", () =>
    expect(resolve("America/Denver", "+12125550100")).toEqual(["America/Denver"]));

  test.each([
    ["america/new_york", "America/New_York"],
    ["America/New York", "America/New_York"],
    [" AMERICA/ARGENTINA/SALTA ", "America/Argentina/Salta"],
    ["utc", "UTC"],
  ])("C7 %j is the zone %s", (written, zone) => expect(canonicalZone(written)).toBe(zone));

  test.each([
    ["EST", "America/New_York"],
    ["Eastern", "America/New_York"],
    ["US Eastern Standard Time", "America/New_York"],
    ["PT", "America/Los_Angeles"],
    ["PST8PDT", "America/Los_Angeles"],
    ["CET", "Europe/Paris"],
    ["Chicago", "America/Chicago"],
    ["new york", "America/New_York"],
  ])("C7 %j is not guessed: %s is suggested", (written, zone) => {
    expect(resolve(written, "+12125550100")).toBe("UNKNOWN_TIME_ZONE");
    expect(message(written)).toContain(`If ${zone} is meant`);
  });

  test.each(["Etc/GMT+5", "+02:00", "GMT-5", "Mars/Olympus", "constructor", "a/".repeat(500), "America/", "\0/x"])(
    "C7 %j is no zone",
    (written) => expect(resolve(written, "+12125550100")).toBe("UNKNOWN_TIME_ZONE"),
  );

  test("C7 every zone of the table is one this runtime knows, legacy names included", () => {
    const unknown = zoneTable.flatMap(([zones]) => zones.split(" ")).filter((zone) => !isTimeZone(zone));
    expect(unknown).toEqual([]);
  });

  test("C7 no cell throws", () =>
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (cell) => {
        expect(resolveZones({ explicit: cell, e164: "+12125550100" })).toHaveProperty("ok");
      }),
    ));
});
