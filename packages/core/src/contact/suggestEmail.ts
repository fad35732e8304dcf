import { asciiDomain, parseEmail, tidy } from "./email.ts";
import { meantDomain } from "./emailDomains.ts";
import type { Reading } from "./suggestPhone.ts";

const severalMax = 4;
const ordinals = ["first", "second", "third", "fourth"];

/**
 * Email addresses a refused cell may hold, the surest first. Each is read by `parseEmail` and accepted; none changes who it is
 * for: what stands before the @ is never guessed.
 */
export function readEmailAnyway(written: string): Reading[] {
  const found: Reading[] = [];
  const offer = (fix: string, words: string, to: string | undefined) => {
    if (to === undefined) return;
    const parsed = parseEmail(to);
    if (parsed.ok && !found.some((known) => known.to === parsed.value.address))
      found.push({ fix, words, to: parsed.value.address });
  };
  const tidied = tidy(written);
  const several = tidied.split(/[\s;,|&<>()]+/).filter((part) => part.includes("@"));
  if (several.length > 1)
    for (const [at, part] of several.slice(0, severalMax).entries())
      offer(`address_${at + 1}`, `take the ${ordinals[at]} address`, part);
  const bare = withoutSpaces(tidied);
  offer("domain", "mend the domain", withMeantDomain(bare));
  offer("without_spaces", "drop the spaces", bare);
  offer("address_only", "keep the address only", several.length === 1 ? trimSigns(several[0] ?? "") : undefined);
  offer(
    "at_sign",
    "write the @",
    tidied.replace(/\s*[([{]\s*at\s*[)\]}]\s*/i, "@").replace(/\s*[([{]\s*dot\s*[)\]}]\s*/gi, "."),
  );
  return found;
}

function withMeantDomain(tidied: string): string | undefined {
  const at = tidied.lastIndexOf("@");
  if (at === -1) return undefined;
  const domain = tidied.slice(at + 1);
  const meant = meantDomain(asciiDomain(domain) ?? domain.toLowerCase());
  return meant === undefined ? undefined : `${tidied.slice(0, at)}@${meant}`;
}

/** Only around the @ and dots: between words a space is there because they are words. */
const withoutSpaces = (tidied: string): string => tidied.replace(/\s*([@.])\s*/g, "$1");

const trimSigns = (part: string): string => part.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, "");
