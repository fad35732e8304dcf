/**
 * Email addresses as people write them → `local@domain`, in lower case and ASCII.
 *
 * Two paths that agree (a property test says so): plain ASCII addresses, nearly every row, are decided by regular
 * expressions; a domain in other letters goes through the URL parser, which every runtime has and which applies IDNA
 * (UTS 46) as browsers do.
 *
 * An address is accepted when mail could be sent to it: the dot-atom form of RFC 5321 within its lengths, at a domain of
 * two labels or more. Not accepted: quoted local parts, addresses by IP, and letters outside ASCII before the @, which
 * need SMTPUTF8 all the way. The local part is put in lower case: a server may tell cases apart, none that people use
 * does, and an opt-out must hold however the address was written.
 */
import { ok, type Result } from "@headsup/contract";
import { meantDomain } from "./emailDomains.ts";
import { type Problem, quoted } from "./problem.ts";

export interface Email {
  readonly address: string;
}

/** RFC 5321, 4.5.3.1: octets before the @, of the domain, of one label, and of a path without its brackets. */
const localMax = 64;
const domainMax = 253;
const labelMax = 63;
const addressMax = 254;
/** A display name and an address. Beyond it nothing is read. */
const charactersMax = 512;

/**
 * Reads an email address: alone, in angle brackets behind a name (`Ada <ada@example.com>`), or behind `mailto:`.
 *
 * @returns `EMPTY_ADDRESS` or `INVALID_ADDRESS`, with what was probably meant where that is plain
 */
export function parseEmail(written: string): Result<Email, Problem> {
  const tidied = tidy(written);
  if (tidied === "") return problem("EMPTY_ADDRESS", "There is no email address. Add one, or delete the row.");
  const read = readAddress(tidied);
  return typeof read === "string"
    ? problem("INVALID_ADDRESS", `${quoted(written.trim())} ${read}`)
    : ok({ address: read.address });
}

/** Undoes what copying and spreadsheets do around an address, and takes it out of the brackets behind a name. */
export function tidy(written: string): string {
  const line = written
    .slice(0, charactersMax)
    .normalize("NFKC")
    .replace(/[\p{Cf}\p{Cc}]/gu, "")
    .trim()
    .replace(/^['’`](?=[^'’`]*$)/, "")
    .replace(/^mailto:/i, "")
    .replace(/[;,]$/, "")
    .trim();
  return (inBrackets.exec(line)?.[1] ?? line).trim();
}

/**
 * An address in angle brackets behind a name, which may be quoted; of a quote never closed the rest is the name's. What may be a
 * quotation is nothing else, for where a sign can be read in two ways a row of them is read in all.
 */
const inBrackets = /^(?:[^<>@"]|"[^"]*")*(?:"[^<>@"]*)?<([^<>]*)>$/;

/** The address, or why it is none, in words that follow what was written. */
function readAddress(tidied: string): Email | string {
  const at = tidied.lastIndexOf("@");
  if (tidied.length > addressMax * 2 || /[\s;,<>].*@|@.*[\s;,<>].*@/.test(tidied)) return whyNotOne(tidied);
  if (at === -1) return "has no @ in it. Write it like name@example.com.";
  const local = tidied.slice(0, at).toLowerCase();
  const domain = asciiDomain(tidied.slice(at + 1));
  const refusal = refuseLocal(local) ?? refuseDomain(tidied.slice(at + 1), domain, local);
  if (refusal !== undefined) return refusal;
  const address = `${local}@${domain}`;
  return address.length > addressMax ? `is longer than the ${addressMax} characters of an email address.` : { address };
}

function whyNotOne(tidied: string): string {
  if (tidied.length > addressMax * 2) return "is too long for one email address. Give one address a row.";
  return tidied.split("@").length > 2
    ? "looks like more than one address. Give one address a row."
    : "has spaces or signs in it that do not belong in an email address.";
}

/** The dot-atom of RFC 5322, 3.2.3. */
const dotAtom = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;

function refuseLocal(local: string): string | undefined {
  if (local === "") return "has nothing before the @.";
  if (local.length > localMax) return `has more than ${localMax} characters before the @.`;
  // A spreadsheet's apostrophe is gone by now: another one is nobody's.
  if (dotAtom.test(local) && !/^['`]/.test(local)) return undefined;
  if (local.includes("@")) return "has more than one @.";
  if (/^\.|\.\.|\.$/.test(local)) return "has a dot too many before the @.";
  if (/[^\0-\x7f]/.test(local)) return "has letters before the @ that few mail servers take. Ask for another address.";
  return "has signs before the @ that do not belong in an email address.";
}

function refuseDomain(written: string, domain: string | undefined, local: string): string | undefined {
  if (written === "") return "has nothing behind the @.";
  const meant = meantDomain(domain ?? written.toLowerCase());
  if (meant !== undefined) return `has a domain that is probably misspelt. Did you mean ${local}@${meant}?`;
  if (domain === undefined) return `has no domain behind the @: "${written.slice(0, labelMax)}" cannot be one.`;
  if (!domain.includes(".")) return `has no full domain behind the @. Write it like ${local}@example.com.`;
  if (domain.length > domainMax) return "has too long a domain behind the @.";
  return undefined;
}

const label = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** A domain in lower case and ASCII (`münchen.de` → `xn--mnchen-3ya.de`), or `undefined` for what cannot be one. */
export function asciiDomain(written: string): string | undefined {
  const lower = written.toLowerCase();
  // Punycode is checked too: "xn--a" stands for nothing.
  const isPlain = /^[a-z0-9.-]*$/.test(lower) && !/(^|\.)xn--/.test(lower);
  const ascii = isPlain ? lower : idna(lower);
  const labels = ascii?.split(".") ?? [];
  // A last label that is a number, in hexadecimal too (WHATWG URL, 3.5), is an IP address, or nothing.
  return labels.every((part) => label.test(part)) &&
    !/^(?:\d+|0x[\da-f]*)$/.test(labels.at(-1) ?? "") &&
    labels.length > 0
    ? ascii
    : undefined;
}

/** What the URL parser makes of a host, where it is only a host. Exported, with {@link asciiDomain}, for the test that holds one against the other. */
export function idna(domain: string): string | undefined {
  if (/[\s/\\?#@:%[\]<>^|]/.test(domain)) return undefined;
  try {
    return new URL(`http://${domain}`).hostname;
  } catch {
    return undefined;
  }
}

const problem = (code: "EMPTY_ADDRESS" | "INVALID_ADDRESS", message: string) => ({
  ok: false as const,
  error: { code, subject: null, message },
});
