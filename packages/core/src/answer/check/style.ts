/** How it is written: shouting, and gaps that nobody filled. */
import { type CheckedText, placeOf, type Report } from "./text.ts";

/** Words that are written in capitals for a reason. */
const asTold = /^(?:STOP|STOPP|STOPALL|START|UNSTOP|HELP|INFO|YES|ARRET|ARRÊT|CANCEL|AIDE|AYUDA|HILFE|JA|SI|SÍ|OUI)$/;
const capitals = /(?<![\p{L}\p{N}])\p{Lu}{4,}(?![\p{L}\p{N}])/gu;
const capitalsMin = 4;
const loudShare = 0.6;
const lettersMin = 20;

/** Gaps of other tools, and of forms: "[First Name]", "%FIRST_NAME%", "{first_name}", "*|FNAME|*", "<<name>>", "${name}". */
const gaps =
  /\*\|[A-Z_:]+\|\*|%%?[A-Za-z]+(?:_[A-Za-z]+)*%%?(?=\W|$)|\$?\{[A-Za-z_][\w .]*\}|<<[^<>]+>>|\[(?:(?:your|insert|customer|client|first|last|full|company|order|due|delivery|account|nom|prénom|nombre|vorname|name)\b[^\]\n]{0,30}|date|time|amount|link|url|number)\](?!\()/giu;
const leftOver =
  /\blorem ipsum\b|\bT(?:BD|ODO)\b|(?<![\p{L}\p{N}])X{4,}(?![\p{L}\p{N}]|[\s-]?\d)|\b(?:undefined|NaN)\b|\[object Object\]/gu;

export function checkStyle(checked: CheckedText, report: Report): void {
  const { text } = checked;
  const loud = [...text.matchAll(capitals)].filter(({ 0: each }) => !asTold.test(each));
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  const big = text.match(/\p{Lu}/gu)?.length ?? 0;
  const [firstLoud] = loud;
  if (firstLoud !== undefined && loud.length >= capitalsMin && letters >= lettersMin && big / letters >= loudShare)
    report({
      code: "shouting",
      severity: "warning",
      message: "Most of it is in capitals: it reads as shouting, and filters count it.",
      remedy: "Write it in ordinary letters.",
      where: placeOf(checked, firstLoud.index, firstLoud[0].length),
    });

  const marks = /[!?¡¿]{3,}|(?:![^!]*){4,}|[$€£]{3,}/u.exec(text);
  if (marks !== null)
    report({
      code: "excessive_punctuation",
      severity: "warning",
      message: "It has many exclamation marks or the like, as advertising has.",
      remedy: "One at a time is enough.",
      where: placeOf(checked, marks.index, 3),
    });

  const [gap] = text.matchAll(gaps);
  if (gap !== undefined)
    report({
      code: "unresolved_placeholder",
      severity: "blocking",
      message: `“${gap[0]}” stands in it as it is: nothing is put in its place.`,
      remedy: "Write a variable as {{ first_name }}, or the word itself.",
      where: placeOf(checked, gap.index, gap[0].length),
    });
  const [left] = text.matchAll(leftOver);
  if (left !== undefined)
    report({
      code: "unresolved_placeholder",
      severity: "warning",
      message: `“${left[0]}” looks like something still to be written.`,
      remedy: "Write what belongs there.",
      where: placeOf(checked, left.index, left[0].length),
    });
}
