/** Countries by their names, for numbers that are written without one. */
import type { Option } from "../../ui/chooser.ts";

const letters = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];
/** Codes with a name that are no place with telephones of its own, and those no longer in use. */
const noPlaces = new Set("EU EZ UN QO XA XB ZZ SU DD YU CS BU FX NT TP ZR AN".split(" "));
let known: readonly Option[] | undefined;

const names = new Intl.DisplayNames("en", { type: "region", fallback: "none" });

/** "US United States", by name, the North American first. */
export function countryOptions(): readonly Option[] {
  known ??= letters
    .flatMap((first) => letters.map((second) => first + second))
    .flatMap((code) => {
      const name = noPlaces.has(code) ? undefined : names.of(code);
      return name === undefined ? [] : [{ id: code, label: name, aside: code }];
    })
    .toSorted((a, b) => rank(a) - rank(b) || a.label.localeCompare(b.label, "en"));
  return known;
}

const firstOnes = ["CA", "US"];
const rank = ({ id }: Option): number => -firstOnes.indexOf(id) - 1;

export const countryName = (code: string): string => names.of(code) ?? code;
