import { isTimeZone } from "@headsup/contract";

let known: readonly string[] | undefined;
/** The time zones there are, by name. */
export const timeZones = (): readonly string[] => {
  known ??= [...new Set([...Intl.supportedValuesOf("timeZone"), "UTC"])];
  return known;
};

/** The time zone meant by its name in any case, or by its city alone: "new york". Null where it is none. */
export function readZone(written: string): string | null {
  const name = written.trim().toLowerCase().replaceAll(" ", "_");
  const found = timeZones().find((zone) => zone.toLowerCase() === name) ?? zoneOfCity(name);
  return found ?? (isTimeZone(written.trim()) ? written.trim() : null);
}

function zoneOfCity(city: string): string | undefined {
  const found = timeZones().filter((zone) => zone.toLowerCase().endsWith(`/${city}`));
  return found.length === 1 ? found[0] : undefined;
}
