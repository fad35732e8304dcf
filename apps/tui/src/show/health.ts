/** How a sender fares, in figures and words. */
import type { Sender, SenderHealth } from "@headsup/contract";
import { pairs } from "../terminal/table.ts";
import { count, visible } from "../terminal/text.ts";
import type { Theme } from "../terminal/theme.ts";
import { localTime, ownZone, span } from "../terminal/times.ts";
import { ceilingWords } from "./channels.ts";

const verdictWords = { good: "good", watch: "to be watched", flagged: "flagged" } as const;
const verdictMeaning = { good: "good", watch: "attention", flagged: "bad" } as const;

export function healthLines(sender: Sender, health: SenderHealth, { theme }: { readonly theme: Theme }): string[] {
  const { verdict, flagged, since, figures, rates, findings, ceiling } = health;
  const zone = ownZone();
  const of = (events: number, rate: number | null) =>
    events === 0 ? null : `${events.toLocaleString("en")}${rate === null ? "" : ` (${percent(rate)})`}`;
  return [
    `${theme.strong(sender.address)}  ${visible(sender.name)}  ${theme[verdictMeaning[verdict]](verdictWords[verdict])}`,
    ...pairs(
      [
        ["flagged", flagged && `${localTime(flagged.at, zone)}: ${visible(flagged.reason)}`],
        ["since", localTime(since, zone)],
        ["sent", `${count(figures.sent, "message")}${expectedWords(figures.expected)}`],
        ["failed", of(figures.failed, rates.failures)],
        ["filtered", of(figures.filtered, rates.filtering)],
        ["refused", of(figures.refused, rates.verification)],
        ["repeated", of(figures.repeated, rates.repetition)],
        ["opted out", of(figures.optedOut, rates.opt_outs)],
        ["complained", of(figures.complained, rates.complaints)],
        ["lets through", `${ceilingWords(sender)}${peakWords(figures)}`],
        ["held now by", ceiling === null ? "not known: it does not answer" : sharerWords(ceiling)],
      ],
      theme.quiet,
    ),
    ...findings.map(({ level, message }) =>
      level === "flag" ? theme.bad(`✗ ${visible(message)}`) : theme.attention(`! ${visible(message)}`),
    ),
  ];
}

const expectedWords = (expected: number | null): string =>
  expected === null ? "" : `, where ${Math.round(expected).toLocaleString("en")} are usual`;

const peakWords = ({ units, peakPerSecond }: SenderHealth["figures"]): string =>
  units === 0 ? "" : `; ${rounded(peakPerSecond)} a second in its busiest ten minutes`;

const sharerWords = ({ capacity, spanMs, sharers }: NonNullable<SenderHealth["ceiling"]>): string =>
  sharers.length === 0
    ? "nobody"
    : `${sharers.map(({ campaignId, units }) => `${campaignId} ${units}`).join(", ")} of ${capacity} in any ${span(spanMs)}`;

const percent = (rate: number): string => `${rounded(rate * 100)} %`;
const rounded = (figure: number): string => String(Number(figure.toPrecision(2)));
