import type {
  Estimate,
  Forecast,
  Preview,
  RecipientPreview,
  RungFinding,
  RungPreview,
  Severity,
} from "@headsup/contract";
import { ladderOf } from "../client/ladder.ts";
import { cliLimits } from "../limits.ts";
import { formatHours } from "../options/hours.ts";
import { pairs } from "../terminal/table.ts";
import { count, visible, withFewZones } from "../terminal/text.ts";
import type { Theme } from "../terminal/theme.ts";
import { localTime, span } from "../terminal/times.ts";
import { channelWords, costWords, ladderWords } from "./channels.ts";
import { type Fact, keyFact, spokenWords } from "./content.ts";
import { paceWords } from "./words.ts";

/** Everything a person should know before the explicit yes. */
export function showPreview(preview: Preview, forecast: Forecast, theme: Theme): string[] {
  const { campaign, sample, estimate, findings, blocking, notes } = preview;
  const bad = preview.problems === 0 ? "" : `, ${count(preview.problems, "row")} with problems left out`;
  return [
    theme.strong(`What launching "${visible(campaign.name)}" would do`),
    ...pairs(
      [
        ["by", ladderWords(ladderOf(campaign).map(({ channel }) => channel))],
        ["from", campaign.sender.address],
        ["replies to", visible(preview.repliesTo)],
        ["people", `${count(preview.recipients, "recipient")}${bad}`],
        ["message", sample && `to ${sample.address}: ${visible(sample.text)}`],
        ["size", sample && sizeWords(sample)],
        ["cost", estimate && estimateWords(estimate)],
        ["opt-out", visible(campaign.optOutText)],
        ["pace", paceWords(campaign.pace)],
        ["window", `${campaign.window.open}-${campaign.window.close}, each recipient's own time`],
        ["hours", campaign.hours && `${formatHours(campaign.hours)} (${campaign.zone})`],
        ["agreement", preview.agreementAccepted ? "accepted" : "not accepted yet"],
        ...forecastFacts(forecast, campaign.zone),
      ],
      theme.quiet,
    ),
    ...unreachedLines(forecast).map((line) => theme.attention(`! ${line}`)),
    ...findingLines(findings, theme),
    ...notes.map(({ message }) => theme.attention(`! ${visible(message)}`)),
    ...blocking.map(({ code, message }) => theme.bad(`✗ ${withFewZones(visible(message))} (${code})`)),
  ];
}

/** "2 segments in UCS-2, because of “é”"; of a text alone. */
function sizeWords({ segments, encoding, costly }: Sized): string | null {
  if (encoding === null) return null;
  const why =
    costly.length === 0 ? "" : `, because of ${costly.map((character) => `"${visible(character)}"`).join(" ")}`;
  return `${count(segments, "segment")} in ${encoding}${why}`;
}

type Sized = Pick<NonNullable<Preview["sample"]>, "segments" | "encoding" | "costly">;

const estimateWords = ({ people, perPerson, total }: Estimate): string =>
  `about ${costWords(total)}, ${costWords(perPerson)} each by the first ${count(people, "person", "people")} (headsup prices)`;

const severityMark: Readonly<Record<Severity, string>> = { blocking: "✗", warning: "!", note: "·" };
const severityMeaning = { blocking: "bad", warning: "attention", note: "quiet" } as const;

/** What the content check found: what, where, and what to do about it. */
const findingLines = (findings: readonly RungFinding[], theme: Theme): string[] =>
  findings.flatMap(({ severity, rung, channel, message, remedy, where, code }) => {
    const place = where === null ? "" : `, ${where.field} (${where.language})`;
    const said = `${severityMark[severity]} rung ${rung + 1}, ${channelWords[channel]}${place}: ${visible(message)} (${code})`;
    return [theme[severityMeaning[severity]](said), `  ${visible(remedy)}`];
  });

/** What one person would get, rung by rung, to the letter. */
export function showRecipientPreview({ address, rungs }: RecipientPreview, theme: Theme): string[] {
  return rungs.flatMap((rung, nth) => [
    ...(nth === 0 ? [] : [""]),
    `${theme.strong(`${rung.rung + 1} ${channelWords[rung.channel]}`)} from ${rung.sender} to ${rung.address ?? address}`,
    ...(rung.problem === null ? [] : [theme.bad(`  ✗ ${visible(rung.problem)}`)]),
    ...pairs(
      [
        ["subject", rung.subject && visible(rung.subject)],
        ...rung.media.map((url): Fact => ["with", visible(url)]),
        ...(rung.call === null ? [] : callFacts(rung.call)),
        ["language", rung.language && `${rung.language}${rung.isFallback ? ", having none of theirs" : ""}`],
        ["values", rung.variables.map(({ name, value }) => `${name}: ${visible(value ?? "none")}`).join(", ")],
        ["size", sizeWords({ ...rung, segments: rung.units })],
        ["cost", rung.cost && costWords(rung.cost)],
      ],
      theme.quiet,
    ).map((line) => `  ${line}`),
    // A call's words stand with its keys above.
    ...(rung.call === null ? linesOf(rung.text).map((line) => `  │ ${line}`) : []),
  ]);
}

const callFacts = ({ greeting, message, keys, voicemail }: NonNullable<RungPreview["call"]>): Fact[] => [
  ["greeting", visible(greeting)],
  ["message", spokenWords(message)],
  ...keys.map(keyFact),
  ["voicemail", spokenWords(voicemail)],
];

/** As it is broken into lines. */
const linesOf = (text: string | null): string[] => (text === null ? [] : text.split(/\r\n?|\n/).map(visible));

/** The forecast as a table of facts. */
function forecastFacts(forecast: Forecast, zone: string): (readonly [string, string])[] {
  const { from, finishAt, sends } = forecast;
  const finish =
    finishAt === null
      ? "nobody would be contacted"
      : `${localTime(finishAt, zone)}, ${span(finishAt - from)} from now (${count(sends, "message")})`;
  return [["last goes", finish]];
}

/** The forecast on its own, with the hours. */
export function showForecast(forecast: Forecast, zone: string, theme: Theme): string[] {
  const most = Math.max(1, ...forecast.perHour.map(({ sends }) => sends));
  const hours = forecast.perHour.slice(0, cliLimits.forecastHoursShown).map(({ hour, sends }) => {
    const bar = "█".repeat(Math.max(1, Math.round((sends / most) * 20)));
    return `  ${localTime(hour, zone)}  ${String(sends).padStart(6)}  ${theme.quiet(bar)}`;
  });
  const more = forecast.perHour.length - hours.length;
  return [
    ...pairs(forecastFacts(forecast, zone), theme.quiet),
    ...hours,
    ...(more > 0 ? [`  … and ${count(more, "more hour")}`] : []),
    ...unreachedLines(forecast).map((line) => theme.attention(`! ${line}`)),
  ];
}

/** Who will not be reached, by reason. */
function unreachedLines({ unreached, unreachedTotal, truncated }: Forecast): string[] {
  const lines: string[] = [];
  if (unreachedTotal > 0) {
    lines.push(`${count(unreachedTotal, "person", "people")} will not be reached:`);
    for (const [reason, people] of Map.groupBy(unreached, (person) => person.reason)) {
      const named = people.slice(0, cliLimits.unreachedShown).map(({ address, line }) => `${address} (line ${line})`);
      const more =
        people.length > named.length ? ` and ${(people.length - named.length).toLocaleString("en")} more` : "";
      lines.push(`  ${visible(reason)}: ${named.join(", ")}${more}`);
    }
  }
  if (truncated !== null) lines.push(`The forecast stops early: ${visible(truncated)}`);
  return lines;
}
