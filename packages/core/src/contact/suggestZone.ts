import { distance } from "../nearest.ts";
import { canonicalZone, zoneMeantBy } from "./zone.ts";

const regions = ["America", "Europe", "Asia", "Africa", "Australia", "Pacific", "Atlantic", "Indian"];
const charactersMax = 64;
const offeredMax = 3;
const cachedMax = 2_000;

/**
 * Zones a cell may mean, the likeliest first: what people say for a zone ("EST", "Pacific Time"), a place ("New York"), a
 * name mistyped ("America/New_Yrok"). Proposals to a person: none is ever used unseen. An offset ("GMT-5") means no zone,
 * for it has no daylight saving.
 */
export function zonesLike(written: string): readonly string[] {
  const cached = found.get(written);
  if (cached !== undefined) return cached;
  const zones = [...new Set(lookUp(written))].slice(0, offeredMax);
  if (found.size >= cachedMax) found.clear();
  found.set(written, zones);
  return zones;
}

/** A list asks for the same few words again and again, and comparing with every name takes a while. */
const found = new Map<string, readonly string[]>();

function lookUp(written: string): readonly string[] {
  const said = written
    .slice(0, charactersMax)
    .replace(/\([^)]*\)/g, " ")
    .replace(/[,;].*$/, "")
    .replace(/\s+/g, " ")
    .trim();
  if (said === "" || /^(gmt|utc)?\s*[+-]?\d/i.test(said)) return [];
  const meant = zoneMeantBy(said);
  if (meant !== undefined) return [meant];
  const place = said.split("/").at(-1) ?? said;
  const known = canonicalZone(said) ?? regions.map((region) => canonicalZone(`${region}/${place}`)).find(Boolean);
  return known === undefined ? mistyped(said) : [known];
}

/** The zone names, or their last parts, that differ in a letter or two. */
function mistyped(said: string): readonly string[] {
  const typed = lettersOf(said);
  const errorsMax = Math.min(3, Math.floor(typed.length / 4));
  if (errorsMax === 0) return [];
  return zoneNames()
    .flatMap(({ zone, keys }) => {
      const errors = Math.min(...keys.map((key) => distance(typed, key, errorsMax)));
      return errors <= errorsMax ? [{ zone, errors }] : [];
    })
    .toSorted((a, b) => a.errors - b.errors)
    .map(({ zone }) => zone);
}

const lettersOf = (text: string): string => text.toLowerCase().replace(/[^\p{L}/]/gu, "");

let names: { zone: string; keys: string[] }[] | undefined;
function zoneNames() {
  names ??= Intl.supportedValuesOf("timeZone")
    .filter((zone) => zone.includes("/") && canonicalZone(zone) !== undefined)
    .map((zone) => ({ zone, keys: [lettersOf(zone), lettersOf(zone.split("/").at(-1) ?? zone)] }));
  return names;
}
