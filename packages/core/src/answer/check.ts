/**
 * Looks at what is to be said before it is (B7): is it a service notice, does a provider forbid it, will a filter take it for
 * something else, does it say how to stop. Finds; decides nothing: whoever launches does, and a blocking finding takes an
 * admin's word.
 */
import type { Finding, Severity } from "@headsup/contract";
import { checkCategories } from "./check/categories.ts";
import { checkCharacters } from "./check/characters.ts";
import { checkLinks } from "./check/links.ts";
import { purposeOf } from "./check/purpose.ts";
import { checkChannel, type Saying } from "./check/rules.ts";
import { checkStyle } from "./check/style.ts";
import { type CheckedText, placeOf, type Report, textsOf } from "./check/text.ts";
import type { MessageTemplate } from "./content.ts";

export interface ContentToCheck extends MessageTemplate {
  /** Names that the sender goes by. */
  readonly names: readonly string[];
  /** Countries it goes to, ISO 3166-1 alpha-2; empty where nobody knows. */
  readonly countries: readonly string[];
}

const order: Readonly<Record<Severity, number>> = { blocking: 0, warning: 1, note: 2 };

/** Every finding, the gravest first; of one code one in each field. */
export function checkContent({ contents, ...said }: ContentToCheck): Finding[] {
  const findings = new Map<string, Finding>();
  const report: Report = (finding) => {
    const key = [finding.code, finding.where?.language, finding.where?.field].join("\n");
    const known = findings.get(key);
    if (known === undefined || order[finding.severity] < order[known.severity]) findings.set(key, finding);
  };
  for (const { language, content } of contents) {
    const saying: Saying = { ...said, language };
    const texts = [...textsOf(content, language), ...linesOf(saying)];
    for (const text of texts) {
      checkCharacters(text, report);
      checkLinks(text, report);
      checkStyle(text, report);
      checkCategories(text, report);
    }
    checkPurpose(texts, report);
    checkChannel(content, saying, report);
  }
  return [...findings.values()].toSorted((a, b) => order[a.severity] - order[b.severity]);
}

const linesOf = ({ language, replyLine, optOutText }: Saying): CheckedText[] =>
  [
    { language, field: "replyLine", text: replyLine },
    { language, field: "optOutText", text: optOutText },
  ].filter(({ text }) => text.trim() !== "");

/** By all that is said together: a subject may offer what the text delivers. */
function checkPurpose(texts: readonly CheckedText[], report: Report): void {
  const whole = texts.map(({ text }) => text).join("\n");
  const { kind, reasons, at } = purposeOf(whole);
  if (kind === "service") return;
  let begin = 0;
  const place = texts.find(({ text }) => {
    if (at <= begin + text.length) return true;
    begin += text.length + 1;
    return false;
  });
  report({
    code: "marketing",
    severity: "warning",
    message: `It reads as Marketing: ${reasons.map((reason) => `“${reason}”`).join(", ")}.`,
    remedy: "Tell of what is theirs and leave the offer out. Marketing takes a consent of its own.",
    where: place === undefined ? null : placeOf(place, at - begin, reasons[0]?.length ?? 1),
  });
}
