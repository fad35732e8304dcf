/**
 * The fast path of numbers written with plus and country code: nearly all of them are of a length that every country of
 * that code has, and begin with nothing that could be a trunk prefix. Then they are what libphonenumber makes of them (a
 * property test says so), for a twentieth of its time: it compiles its patterns anew for each number.
 */
import { type CountryCode, getCountries, getCountryCallingCode, Metadata } from "libphonenumber-js/core";
import { phonePlans } from "./phonePlans.ts";

export interface Phone {
  /** Plus, country code, number: `+16001234567`. */
  readonly e164: string;
  /** Country code without plus: `1`. */
  readonly callingCode: string;
}

/** What the numbers of one country code have in common. */
interface Plan {
  /** How many digits may follow the code, in whichever of its countries. */
  readonly lengths: ReadonlySet<number>;
  /** What libphonenumber would take off a number, or put to it; null where a plan has no such thing. */
  readonly prefix: RegExp | null;
}

/** What a plan of libphonenumber-js has besides what its types tell. */
interface WholePlan {
  possibleLengths(): readonly number[];
  nationalPrefixForParsing(): string | undefined;
}

/** The number, or `undefined` where more has to be thought about. */
export function likely(compact: string): Phone | undefined {
  if (compact.charCodeAt(0) !== plus) return undefined;
  // No code begins with another one.
  for (let end = 2; end <= 4; end++) {
    const callingCode = compact.slice(1, end);
    const plan = planOf(callingCode);
    if (plan === null) continue;
    if (!plan.lengths.has(compact.length - end)) return undefined;
    if (plan.prefix?.test(compact.slice(end))) return undefined;
    return { e164: compact, callingCode };
  }
  return undefined;
}
const plus = 43;

/** Made when first asked for: a list has numbers of few countries, and a worker that starts has none. */
function planOf(callingCode: string): Plan | null {
  const known = plans.get(callingCode);
  if (known !== undefined) return known;
  countries ??= Map.groupBy(getCountries(phonePlans()), (country) => getCountryCallingCode(country, phonePlans()));
  const sharing = countries.get(callingCode as ReturnType<typeof getCountryCallingCode>);
  const plan = sharing === undefined || callingCode === northAmerica ? null : makePlan(callingCode, sharing);
  if (/^\d{1,3}$/.test(callingCode)) plans.set(callingCode, plan);
  return plan;
}

/** Has a path of its own, which asks for more. */
const northAmerica = "1";
const plans = new Map<string, Plan | null>();
let countries: Map<string, CountryCode[]> | undefined;

function makePlan(callingCode: string, sharing: readonly CountryCode[]): Plan {
  // A code selects the plan of its main country, by which libphonenumber reads a number before it knows of which it is.
  const main = selected(callingCode as CountryCode);
  const lengths = sharing.map((country) => new Set(selected(country).possibleLengths()));
  const pattern = main.nationalPrefixForParsing();
  return {
    lengths: new Set(main.possibleLengths().filter((length) => lengths.every((each) => each.has(length)))),
    prefix: pattern ? new RegExp(`^(?:${pattern})`) : null,
  };
}

function selected(country: CountryCode): WholePlan {
  const metadata = new Metadata(phonePlans());
  metadata.selectNumberingPlan(country);
  return metadata.numberingPlan as unknown as WholePlan;
}
