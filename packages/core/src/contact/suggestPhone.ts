import { parsePhone } from "./phone.ts";

/** What a phone cell may have been meant to say. */
export interface Reading {
  /** Which kind of fix this is: the same for every cell mended in the same way. */
  readonly fix: string;
  /** What is done, as an order: "drop the extension". */
  readonly words: string;
  readonly to: string;
}

const charactersMax = 128;
const severalMax = 4;
const ordinals = ["first", "second", "third", "fourth"];

/**
 * Phone numbers a refused cell may hold, the surest first. Each is read by `parsePhone` and accepted; none invents a
 * digit: where digits are missing, or were lost in a spreadsheet, there is no reading.
 */
export function readPhoneAnyway(raw: string, { country }: { readonly country: string }): Reading[] {
  const written = raw
    .slice(0, charactersMax)
    .normalize("NFKC")
    .replace(/[\p{Cf}\p{Cc}]/gu, " ")
    .trim();
  const isPhone = (text: string) => parsePhone(text, { country }).ok;
  const found: Reading[] = [];
  const offer = (fix: string, words: string, to: string | undefined) => {
    if (to === undefined || to === written || found.some((known) => known.to === to) || !isPhone(to)) return;
    found.push({ fix, words, to });
  };
  offer("without_extension", "drop the extension", withoutExtension(written));
  offer("letters_as_digits", "read letters as digits", lettersAsDigits(written));
  offer("written_out", "write the number out", writtenOut(written));
  for (const [at, part] of severalIn(written, isPhone).entries())
    offer(`number_${at + 1}`, `take the ${ordinals[at]} number`, part);
  offer("digits_only", "keep the number only", withoutWords(written));
  for (const number of withCountryCode(written)) offer("country_code", "write the country code", number);
  offer("without_zero", "drop the leading 0", /^\(?0[1-9]/.test(written) ? written.replace("0", "") : undefined);
  return found;
}

function withoutExtension(written: string): string | undefined {
  const match = /(?:[;,]\s*)?\(?\s*(?:e?xt(?:n|ension)?\.?|x|#)\s*[=:.]?\s*\d{1,7}\)?$/i.exec(written);
  return match === null ? undefined : written.slice(0, match.index).trim();
}

/** O and o for 0; l, I and | for 1: what looks alike. Only between digits that make up most of the cell. */
function lettersAsDigits(written: string): string | undefined {
  if (!/^[\d\s+().\-OolI|]+$/.test(written) || !/[OolI|]/.test(written)) return undefined;
  const digits = written.replace(/\D/g, "").length;
  return digits < 5 ? undefined : written.replace(/[Oo]/g, "0").replace(/[lI|]/g, "1");
}

/** "1.2125550101E+10" → "12125550101", only if every digit is there: "1.21256E+10" has lost some. */
function writtenOut(written: string): string | undefined {
  const match = /^\+?(\d)[.,](\d+)e\+?(\d{1,2})$/i.exec(written);
  const [, first = "", rest = "", exponent = ""] = match ?? [];
  return match === null || rest.length !== Number(exponent) ? undefined : first + rest;
}

/** The numbers in a cell of several, each as it is written there. */
function severalIn(written: string, isPhone: (text: string) => boolean): string[] {
  const parts = written
    .split(/\s*(?:[;,|&]|\/|\b(?:or|and|ou|oder|y)\b)\s*/i)
    .map((part) => (isPhone(part) ? part : (withoutWords(part) ?? part)));
  const numbers = parts.length > 1 ? parts.filter(isPhone) : [];
  return (numbers.length > 0 ? numbers : besideEachOther(written, isPhone)).slice(0, severalMax);
}

/** "212 555 0101 212 555 0102": parted by the one gap that leaves a number on both sides. */
function besideEachOther(written: string, isPhone: (text: string) => boolean): string[] {
  for (const { index } of written.matchAll(/\s+/g)) {
    const sides = [written.slice(0, index), written.slice(index).trim()];
    if (sides.every(isPhone)) return sides;
  }
  return [];
}

/** Without words and signs around the number: "cell: 212-555-0101 (home)". A letter among digits stays, and is no number. */
function withoutWords(written: string): string | undefined {
  const bare = written
    .replace(/^(?:tel|ph|phone|mobile|mob|cell)\b[.:]?(?=\s*[+(\d])/i, " ")
    .replace(/(?<![\p{L}\p{N}])\p{L}+(?![\p{L}\p{N}])/gu, " ");
  if (/\p{L}/u.test(bare)) return undefined;
  const isInternational = /^[^\d]*\+/.test(bare);
  const national = bare
    .replace(/[^\d\s().-]/g, " ")
    .replace(/\(\s*\)/g, " ")
    .replace(/\s+/g, " ")
    .replace(/^[^\d(]+|[^\d]+$/g, "");
  return isInternational ? `+${national.replace(/^\(/, "")}` : national;
}

/** A plus without country code, 00 for the plus, a country code without plus, ten digits of North America. */
function withCountryCode(written: string): string[] {
  const digits = written.replace(/\D/g, "");
  if (digits.length < 8 || /\p{L}/u.test(written)) return [];
  if (digits.startsWith("00")) return [`+${digits.slice(2)}`];
  const isTenDigits = /^[2-9]\d{9}$/.test(digits);
  return [
    ...(isTenDigits ? [`+1${digits}`] : []),
    ...(written.startsWith("+") ? [digits] : []),
    ...(digits.length > 10 && !/^[01]/.test(digits) ? [`+${digits}`] : []),
  ];
}
