/**
 * Phone numbers as people write them → E.164.
 *
 * Three paths that agree (property tests say so). Nearly every row of a North American list is ten digits, or eleven
 * with a leading 1: that is decided by one regular expression. Elsewhere most numbers are of a length that their plan has
 * (`numberingPlan.ts`). Everything else goes to libphonenumber-js, some twenty times slower, with
 * the part of its metadata that we ask for (`pnpm phones`): 9 KiB compressed, against 19 with how numbers are written for
 * people, and 39 with kinds of number.
 *
 * A number is accepted when it is *possible*, not only when it is *valid*. Validity means that the range was assigned
 * when the metadata was published: new area codes would be refused, and so would 1 (600) 123-4567, LivePerson's own
 * example, since no exchange starts with 1. A possible number that does not exist is refused by the carrier, once, and
 * remembered. North America is held to a little more: ten digits (Canada's seven-digit 310 numbers cannot be texted from
 * elsewhere) and an area code that starts with 2 to 9, so that a misread column of small numbers is not sent to.
 */
import { ok, type Result } from "@headsup/contract";
import {
  type CountryCode,
  getCountryCallingCode,
  isSupportedCountry,
  parsePhoneNumberFromString,
} from "libphonenumber-js/core";
import { likely, type Phone } from "./numberingPlan.ts";
import { phonePlans } from "./phonePlans.ts";
import { type Problem, quoted } from "./problem.ts";

export interface PhoneOptions {
  /** Country of numbers written without a country code, ISO 3166-1 alpha-2. */
  readonly country: string;
}

/** E.164 allows 15 digits; an international prefix such as 011 or 0011 and a stray trunk 0 come on top. */
const digitsMax = 20;
const charactersMax = 64;

const isCountry = (country: string): country is CountryCode => isSupportedCountry(country as CountryCode, phonePlans());

/** The country code of `country`, or `undefined` for one that no numbering plan knows. */
const callingCodeOf = (country: string): string | undefined =>
  isCountry(country) ? getCountryCallingCode(country, phonePlans()) : undefined;

/**
 * Reads a phone number.
 *
 * Accepts spaces of any kind, dots, dashes, slashes and parentheses between digits, full-width and Arabic digits,
 * `tel:`, and what spreadsheets leave behind: a leading apostrophe, a trailing `.0`. Refuses extensions, letters, two
 * numbers in a cell and scientific notation, whose digits may be lost.
 *
 * @returns `EMPTY_ADDRESS` or `INVALID_ADDRESS` when it is no number one could text
 */
export function parsePhone(raw: string, { country }: PhoneOptions): Result<Phone, Problem> {
  const plain = plainDigits(raw);
  if (plain !== null) {
    const phone = northAmerican(plain, country) ?? likely(plain);
    if (phone !== undefined) return ok(phone);
  }
  const written = tidy(raw);
  if (written === "") {
    return problem("EMPTY_ADDRESS", "There is no phone number. Add one, or delete the row.");
  }
  const refusal = refuse(written);
  if (refusal !== undefined) return problem("INVALID_ADDRESS", `${quoted(raw.trim())} ${refusal}`);

  const compact = written.replace(/[^+\d]/g, "");
  const phone = northAmerican(compact, country) ?? likely(compact) ?? international(compact, country);
  if (typeof phone !== "string") return ok(phone);
  return problem(
    "INVALID_ADDRESS",
    `${quoted(raw.trim())} is not a phone number in ${country}: ${phone}. ${howToWrite(country)}`,
  );
}

/**
 * The fast path: ten digits where the country is in the North American plan, or eleven with the plan's 1.
 * Exported, with `international`, for the test that holds one against the other.
 */
export function northAmerican(compact: string, country: string): Phone | undefined {
  if (/^\+1[2-9]\d{9}$/.test(compact)) return { e164: compact, callingCode: "1" };
  if (callingCodeOf(country) !== "1" || !/^1?[2-9]\d{9}$/.test(compact)) return undefined;
  return { e164: compact.length === 11 ? `+${compact}` : `+1${compact}`, callingCode: "1" };
}

/**
 * Plus and digits of what is written as most numbers are: digits, grouped in the usual ways, of which nothing would have
 * to be undone or refused. `null`: read it with more care.
 */
function plainDigits(raw: string): string | null {
  if (raw.length > charactersMax) return null;
  if (onlyDigits.test(raw)) return raw;
  if (!groupedDigits.test(raw) || raw.includes(".0")) return null;
  const compact = raw.replace(/[^+\d]/g, "");
  return compact.length > digitsMax ? null : compact;
}
const onlyDigits = /^\+?\d{7,15}$/;
const groupedDigits = /^\(?\+?\d[\d() .-]*$/;

/** The slow path. Answers with the reason, as words, when it is no possible number. */
export function international(compact: string, country: string): Phone | string {
  const parsed = parsePhoneNumberFromString(
    compact,
    {
      extract: false,
      ...(isCountry(country) && { defaultCountry: country }),
    },
    phonePlans(),
  );
  if (parsed === undefined)
    return compact.startsWith("+") ? "it has no country code we know" : "it is too short or too long";
  if (!parsed.isPossible()) return "it has too few or too many digits";
  if (parsed.countryCallingCode === "1") {
    if (parsed.nationalNumber.length !== 10) return "it has too few or too many digits";
    if (!/^[2-9]/.test(parsed.nationalNumber)) return "a North American area code starts with 2 to 9";
  }
  return { e164: parsed.number, callingCode: parsed.countryCallingCode };
}

/** Undoes what copying, spreadsheets and other alphabets do to digits, and nothing that changes which digits they are. */
function tidy(raw: string): string {
  if (/^[\d+(][\d+().\- ]*$/.test(raw) && !raw.includes(".0")) return raw.trim();
  return raw
    .slice(0, charactersMax * 2)
    .normalize("NFKC")
    .replace(/[\p{Cf}\p{Cc}]/gu, "")
    .trim()
    .replace(/^['’`]/, "")
    .replace(/^tel:/i, "")
    .replace(/[\u0660-\u0669\u06f0-\u06f9]/g, (digit) => String(digit.charCodeAt(0) & 0xf))
    .replace(/^(\+?\d{7,15})\.0+$/, "$1")
    .trim();
}

/** Why a tidied value cannot be one number, in words that follow it; `undefined` when it may be one. */
function refuse(written: string): string | undefined {
  if (/^\+?\d+([.,]\d+)?e[+-]?\d+$/i.test(written)) {
    return "is a number in scientific notation: digits may be lost. Format the column as text in the spreadsheet and save it again.";
  }
  if (/\d\s*(?:[;,]\s*)?(?:e?xt(?:n|ension)?\.?|x|#)\s*[=:.]?\s*\d{1,7}$/i.test(written)) {
    return "has an extension, which cannot be texted. Give the person's direct number.";
  }
  if (/\p{L}/u.test(written)) return "has letters in it. Write the number in digits.";
  if (!/\d/.test(written)) return "has no digits in it. Write a phone number.";
  if (written.length > charactersMax || written.replace(/\D/g, "").length > digitsMax) {
    return "is too long for one phone number. Give one number a row.";
  }
  if (/[;,|&]/.test(written)) return "looks like more than one number. Give one number a row.";
  if (!/^[^\d+]*\+?[^+]*$/.test(written))
    return 'has a "+" that is not at its start. Write + once, before the country code.';
  if (!/^[\d\s+().\-\u2010-\u2015\u2212\u30fc/·_]*$/.test(written)) {
    return "has characters that do not belong in a phone number. Write digits only.";
  }
  return undefined;
}

function howToWrite(country: string): string {
  const callingCode = callingCodeOf(country);
  if (callingCode === "1") return "Write it with area code, e.g. +1 555 010 0123.";
  if (callingCode === undefined) return "Write it with plus and country code, e.g. +1 555 010 0123.";
  return `Write it with plus and country code, e.g. +${callingCode} and the number without its leading 0.`;
}

const problem = (code: "EMPTY_ADDRESS" | "INVALID_ADDRESS", message: string) => ({
  ok: false as const,
  error: { code, subject: null, message },
});

/** The country a number is of, ISO 3166-1 alpha-2; undefined where its plan does not tell. */
export const countryOf = (e164: string): string | undefined => parsePhoneNumberFromString(e164, phonePlans())?.country;
