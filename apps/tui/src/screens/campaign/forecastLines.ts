import type { CampaignDetail, Forecast } from "@headsup/contract";
import { count, hanging, visible } from "../../terminal/text.ts";
import { clockTime, localTime, ownZone, span } from "../../terminal/times.ts";
import { fit } from "../../ui/grid.ts";
import { bar } from "../../ui/pictures.ts";
import type { LinesFrame } from "./frame.ts";
import type { CampaignState } from "./state.ts";

/** When it will finish, hour by hour, and who will not be reached and why. */
export function forecastLines({ forecast, detail, isForecasting }: CampaignState, frame: LinesFrame): string[] {
  const { theme, columns, now } = frame;
  if (forecast === null || detail === null)
    return [isForecasting ? " Working out what will happen …" : " There is no forecast. R asks for it again."];
  const age = now - forecast.from;
  const made = age < 60_000 ? "made just now" : `made ${span(Math.floor(age / 60_000) * 60_000)} ago`;
  return [
    ` ${theme.strong(finishWords(forecast, detail, now))}`,
    ...hanging(
      theme.quiet(` By the very code that sends; ${isForecasting ? "being worked out anew" : made}.`),
      1,
      columns,
    ),
    ...(forecast.truncated === null ? [] : [theme.attention(` ! It stops early: ${visible(forecast.truncated)}`)]),
    "",
    ...byDay(forecast, frame),
    ...unreached(forecast, frame),
  ];
}

function finishWords({ finishAt, sends }: Forecast, { status }: CampaignDetail, now: number): string {
  if (finishAt === null || sends === 0)
    return status === "completed" || status === "stopped"
      ? "Nothing more will be sent."
      : "As things are, nobody more would be contacted.";
  const isHalted = status === "paused" || status === "missed";
  const lead = `${isHalted ? "If it went on now: the last" : "Last"} of ${count(sends, "message")}`;
  const left = finishAt <= now ? "about now" : `in ${span(finishAt - now)}`;
  return `${lead} ${localTime(finishAt, ownZone())}, ${left}`;
}

const figureWidth = 8;

/** Each day with its sum, each of its hours with a bar. */
function byDay({ perHour }: Forecast, { theme, columns }: LinesFrame): string[] {
  if (perHour.length === 0) return [];
  const most = perHour.reduce((high, { sends }) => Math.max(high, sends), 1);
  const room = Math.max(10, Math.min(60, columns - 8 - figureWidth - 4));
  const zone = ownZone();
  const days = Map.groupBy(perHour, ({ hour }) => localTime(hour, zone).slice(0, 15));
  return [...days].flatMap(([day, hours]) => {
    const sum = hours.reduce((all, { sends }) => all + sends, 0);
    return [
      ` ${theme.strong(day)}  ${theme.quiet(count(sum, "message"))}`,
      ...hours.map(
        ({ hour, sends }) =>
          `   ${clockTime(hour, zone).slice(0, 5)}  ${fit(sends.toLocaleString("en"), figureWidth, "right")}  ${theme.accent(
            bar(sends / most, room)
              .replaceAll("░", " ")
              .trimEnd(),
          )}`,
      ),
      "",
    ];
  });
}

function unreached({ unreached: named, unreachedTotal }: Forecast, { theme, columns }: LinesFrame): string[] {
  if (unreachedTotal === 0) return [theme.good(" ✓ Everybody who waits will be reached.")];
  const lines = [...Map.groupBy(named, ({ reason }) => reason)].flatMap(([reason, those]) => [
    ...hanging(`   ${theme.attention(those.length.toLocaleString("en"))}  ${visible(reason)}`, 6, columns),
    ...those.map(({ address, line }) => theme.quiet(`      ${address}  line ${line}`)),
  ]);
  const more = unreachedTotal - named.length;
  return [
    ` ${theme.attention(`! ${count(unreachedTotal, "person", "people")} will not be reached`)}`,
    ...lines,
    ...(more > 0 ? [theme.quiet(`      and ${more.toLocaleString("en")} more`)] : []),
  ];
}
