/**
 * In which time zone is this person? (C7)
 *
 * The list's own column says so, else the number's prefix: then there may be several candidates, and contact is allowed
 * only when it is a decent hour in all of them. When neither says anything the row is held for repair. Nothing is ever
 * guessed: not from the server, the campaign, or "EST".
 */
import { isTimeZone, ok, type Result } from "@headsup/contract";
import { type Problem, quoted } from "./problem.ts";
import { zoneTable } from "./zone-table.generated.ts";

/** Stands for the zone of who may be contacted at any hour wherever they are. */
const anyZone: readonly string[] = ["UTC"];

export interface ZoneQuestion {
  /** The time-zone cell of the row; empty when there is none. */
  readonly explicit: string;
  /** Their number; null: none is known. */
  readonly e164: string | null;
  /** False where contact is allowed at any hour. */
  readonly isNeeded?: boolean;
}

/**
 * The candidate zones of a recipient, at least one.
 *
 * @returns `UNKNOWN_TIME_ZONE` for a cell that names no zone, `NO_TIME_ZONE` when the number has none either
 */
export function resolveZones({ explicit, e164, isNeeded = true }: ZoneQuestion): Result<readonly string[], Problem> {
  const written = explicit.trim();
  if (written !== "") {
    const zone = canonicalZone(written);
    return zone === undefined ? unknownZone(written) : ok([zone]);
  }
  const zones = e164 === null ? noZones : zonesOfNumber(e164);
  if (zones.length > 0) return ok(zones);
  if (!isNeeded) return ok(anyZone);
  if (e164 === null)
    return problem(
      "NO_TIME_ZONE",
      "An email address tells no place, and the row has no time zone. Add a time-zone column with a name such as America/New_York, or let the campaign's window be all day.",
    );
  return problem(
    "NO_TIME_ZONE",
    `${e164} can be anywhere, and the row has no time zone. Add a time-zone column with a name such as America/New_York.`,
  );
}

/**
 * The zones a number may be in, by the longest prefix libphonenumber knows; none for a number bound to no place, such
 * as a satellite phone.
 *
 * North American numbers bound to no one area (toll-free, 600) are in all forty-two zones of the plan. That is
 * kept: from American Samoa to Newfoundland a daytime window leaves some two hours a day in common, which is
 * late but never at night.
 */
export function zonesOfNumber(e164: string): readonly string[] {
  const digits = e164.slice(1);
  const { byPrefix, longestPrefix } = table();
  for (let length = Math.min(longestPrefix, digits.length); length > 0; length--) {
    const zones = byPrefix.get(digits.slice(0, length));
    if (zones !== undefined) return zones;
  }
  return noZones;
}

/**
 * The runtime's spelling of an IANA name, whatever its case and with spaces for underscores; `undefined` if it is none.
 * Names without a place ("EST", "GMT", "Etc/GMT+5") are refused though most runtimes know them: they have no daylight
 * saving, or another than people mean. "UTC" is exact and stays.
 */
export function canonicalZone(written: string): string | undefined {
  const cached = canonicalByName.get(written);
  if (cached !== undefined) return cached === "" ? undefined : cached;
  const zone = lookUp(written);
  if (canonicalByName.size >= namesCachedMax) canonicalByName.clear();
  canonicalByName.set(written, zone ?? "");
  return zone;
}

function lookUp(written: string): string | undefined {
  const name = written.trim().replace(/\s+/g, "_");
  if (name.length > nameCharactersMax) return undefined;
  if (/^(etc\/)?utc$/i.test(name)) return "UTC";
  if (!name.includes("/") || /^(etc|systemv)\//i.test(name) || !isTimeZone(name)) return undefined;
  return new Intl.DateTimeFormat("en-US", { timeZone: name }).resolvedOptions().timeZone;
}

/** What people write instead of a zone, and the zone they may mean: said in the message, never used. */
const meantBy: readonly (readonly [written: RegExp, zone: string])[] = [
  [/^(e[sd]?t|est5edt|(us |america )?eastern( (standard|daylight))?( time)?)$/i, "America/New_York"],
  [/^(c[sd]?t|cst6cdt|(us |america )?central( (standard|daylight))?( time)?)$/i, "America/Chicago"],
  [/^(m[sd]?t|mst7mdt|(us |america )?mountain( (standard|daylight))?( time)?)$/i, "America/Denver"],
  [/^(p[sd]?t|pst8pdt|(us |america )?pacific( (standard|daylight))?( time)?)$/i, "America/Los_Angeles"],
  [/^(ak[sd]?t|alaska.*)$/i, "America/Anchorage"],
  [/^(hst|hdt|hawaii.*)$/i, "Pacific/Honolulu"],
  [/^(a[sd]t|atlantic.*)$/i, "America/Halifax"],
  [/^(n[sd]t|newfoundland.*)$/i, "America/St_Johns"],
  [/^(gmt|bst|wet|uk|london)$/i, "Europe/London"],
  [/^(ce[s]?t|mez|mesz)$/i, "Europe/Paris"],
];

/** The zone people mean by "EST" or "Pacific time", to be proposed, never used; `undefined` for anything else. */
export const zoneMeantBy = (written: string): string | undefined =>
  meantBy.find(([pattern]) => pattern.test(written))?.[1];

function unknownZone(written: string) {
  const place = written.replace(/\s+/g, "_").toLowerCase();
  const meant =
    zoneMeantBy(written) ??
    [...table().byPrefix.values()].flat().find((zone) => zone.toLowerCase().endsWith(`/${place}`));
  const advice =
    meant === undefined
      ? "Use a name such as America/New_York, or leave it empty to go by the number."
      : `If ${meant} is meant, write that; or leave it empty to go by the number.`;
  return problem("UNKNOWN_TIME_ZONE", `${quoted(written)} is not the name of a time zone. ${advice}`);
}

const problem = (code: "UNKNOWN_TIME_ZONE" | "NO_TIME_ZONE", message: string) => ({
  ok: false as const,
  error: { code, subject: null, message },
});

/** The longest IANA name has 38 characters. */
const nameCharactersMax = 64;
/** There are some 600 names; a list whose zone column holds anything else must not fill memory. */
const namesCachedMax = 2_000;
/** Cells already looked up → zone, or "" for none. `Intl` takes some 30 µs to answer, and a list asks the same again. */
const canonicalByName = new Map<string, string>();

const noZones: readonly string[] = [];

interface Table {
  readonly byPrefix: ReadonlyMap<string, readonly string[]>;
  readonly longestPrefix: number;
}

/** Made when first asked for: it holds thousands of prefixes, and most workers that start are asked for none. */
function table(): Table {
  if (made !== undefined) return made;
  const byPrefix = new Map(
    zoneTable.flatMap(([zones, prefixes]) => {
      const names: readonly string[] = Object.freeze(zones.split(" "));
      return prefixes.split(" ").map((prefix) => [prefix, names] as const);
    }),
  );
  made = { byPrefix, longestPrefix: Math.max(...[...byPrefix.keys()].map((prefix) => prefix.length)) };
  return made;
}
let made: Table | undefined;
