import type { Forecast, Preview } from "@headsup/contract";
import { cliLimits } from "../limits.ts";
import { formatHours } from "../options/hours.ts";
import { pairs } from "../terminal/table.ts";
import { count, visible, withFewZones } from "../terminal/text.ts";
import type { Theme } from "../terminal/theme.ts";
import { localTime, span } from "../terminal/times.ts";
import { paceWords } from "./words.ts";

/** Everything a person should know before the explicit yes. */
export function showPreview(preview: Preview, forecast: Forecast, theme: Theme): string[] {
  const { campaign, sample, blocking, notes } = preview;
  const bad = preview.problems === 0 ? "" : `, ${count(preview.problems, "row")} with problems left out`;
  return [
    theme.strong(`What launching "${visible(campaign.name)}" would do`),
    ...pairs(
      [
        ["from", campaign.sender.address],
        ["replies to", visible(preview.repliesTo)],
        ["people", `${count(preview.recipients, "recipient")}${bad}`],
        ["message", sample && `to ${sample.address}: ${visible(sample.text)}`],
        ["size", sample && sizeWords(sample)],
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
    ...notes.map(({ message }) => theme.attention(`! ${visible(message)}`)),
    ...blocking.map(({ code, message }) => theme.bad(`✗ ${withFewZones(visible(message))} (${code})`)),
  ];
}

/** "2 segments each, UCS-2 because of “é”" */
function sizeWords({ segments, encoding, costly }: NonNullable<Preview["sample"]>): string {
  const why =
    costly.length === 0 ? "" : `, because of ${costly.map((character) => `"${visible(character)}"`).join(" ")}`;
  return `${count(segments, "segment")} in ${encoding}${why}`;
}

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
