/** Characters that are not what they look like, or not seen at all: how filters are evaded, and what a paste brings along. */
import { type CheckedText, placeOf, type Report } from "./text.ts";

/**
 * Not seen: zero-width, soft hyphen, direction controls, fillers, tags. Joiners (200C, 200D) are told apart below; a flag's tags
 * follow a black flag.
 */
const invisible =
  /\u034f|[\u00ad\u115f\u1160\u17b4\u17b5\u180e\u200b\u202a-\u202e\u2060-\u2064\u2066-\u206f\u2800\u3164\ufeff\uffa0\ufff9-\ufffb]|(?<!\u{1f3f4}[\u{e0020}-\u{e007f}]*)[\u{e0000}-\u{e007f}]/gu;
/** A joiner between letters of a script that has no use for it. Persian, Indic scripts and emoji do. */
const idleJoiner =
  /(?<=[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\d])[\u200c\u200d]|[\u200c\u200d](?=[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\d])/gu;
/** A direction mark in a text of one direction. */
const idleMark = /[\u200e\u200f]/g;
const rightToLeft = /[\p{Script=Hebrew}\p{Script=Arabic}]/u;

/** Letters in disguise: mathematical, circled, full-width. Full-width ones are at home among Chinese, Japanese and Korean. */
const styled = /(?:[\u{1d400}-\u{1d7ff}\u24b6-\u24e9\u{1f130}-\u{1f189}]|[\uff21-\uff3a\uff41-\uff5a]){2,}/gu;
const eastAsian = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;

const word = /[\p{L}\p{M}\p{N}]+/gu;
const latin = /\p{Script=Latin}/u;
const cyrillicOrGreek = /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Cherokee}]/u;
/** Greek letters that stand for units and quantities beside Latin ones: kΩ, μg, π, Δt. */
const unit = /^[\p{Script=Latin}\d]{0,4}[ΩωμπΔδΣσαβγλθφ][\p{Script=Latin}\d]{0,3}$/u;
/** Letters of Cyrillic and Greek that read as Latin ones (after Unicode's confusables.txt). */
const likeLatin = /^[аеорсухіјѕԁԛԝһАВЕКМНОРСТУХІЈЅԌΑΒΕΖΗΙΚΜΝΟΡΤΥΧονρ\d]+$/u;

export function checkCharacters(checked: CheckedText, report: Report): void {
  const { text } = checked;
  for (const pattern of [invisible, idleJoiner, ...(rightToLeft.test(text) ? [] : [idleMark])]) {
    const found = firstMatch(text, pattern);
    if (found === undefined) continue;
    const { index, 0: character } = found;
    const isInWord =
      /[\p{L}\p{N}]$/u.test(text.slice(0, index)) && /^[\p{L}\p{N}]/u.test(text.slice(index + character.length));
    const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
    report({
      code: "invisible_character",
      // Within a word it is how filters are evaded; a soft hyphen is what a word processor leaves.
      severity: isInWord && character !== "\u00ad" ? "blocking" : "warning",
      message: `There is a character nobody sees (U+${code})${isInWord ? " within a word" : ""}.`,
      remedy: "Take it out, or write these words anew: they were likely pasted.",
      where: placeOf(checked, index, character.length),
    });
  }
  checkWords(checked, report);
  const disguised = eastAsian.test(text) ? undefined : firstMatch(text, styled);
  if (disguised !== undefined) reportLookAlike(checked, disguised, report);
}

function checkWords(checked: CheckedText, report: Report): void {
  const words = [...checked.text.matchAll(word)];
  const isLatin = words.filter(({ 0: each }) => latin.test(each)).length > words.length / 2;
  const disguised = words.find(({ 0: each }) => {
    if (!cyrillicOrGreek.test(each)) return false;
    if (latin.test(each)) return !unit.test(each);
    // A word of Cyrillic or Greek among Latin ones that has nothing but letters that look like theirs.
    return isLatin && each.length > 2 && likeLatin.test(each);
  });
  if (disguised !== undefined) reportLookAlike(checked, disguised, report);
}

const reportLookAlike = (checked: CheckedText, { 0: seen, index }: RegExpMatchArray, report: Report): void =>
  report({
    code: "look_alike",
    severity: "blocking",
    message: `“${seen}” has letters of another alphabet that look like ours, as is done to evade filters.`,
    remedy: "Write the word anew, in one alphabet.",
    where: placeOf(checked, index ?? 0, seen.length),
  });

/** The first, whatever the pattern's flags. */
function firstMatch(text: string, pattern: RegExp): RegExpExecArray | undefined {
  const [found] = text.matchAll(pattern);
  return found;
}
