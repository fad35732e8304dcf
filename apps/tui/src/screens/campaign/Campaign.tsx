import { Box } from "ink";
import type { ReactNode } from "react";
import type { Frame } from "../../app/screen.ts";
import { paintStatus, statusWord } from "../../show/words.ts";
import { cutTo, hanging, visible, widthOf } from "../../terminal/text.ts";
import { Lines } from "../../ui/kit.tsx";
import { bannerOf } from "./banner.ts";
import { tabWords } from "./bindings.ts";
import { eventLines } from "./eventLines.ts";
import { forecastLines } from "./forecastLines.ts";
import { overviewLines } from "./overviewLines.ts";
import { peopleLines } from "./peopleLines.ts";
import { bodyRows, overviewRows, peopleRows, streamRows } from "./rows.ts";
import { settingsLines } from "./settingsLines.ts";
import { type CampaignState, tabs } from "./state.ts";
import { whyLines } from "./whyLines.ts";

export function viewCampaign(state: CampaignState, frame: Frame): ReactNode {
  const { theme, columns, rows } = frame;
  const banner = bannerOf(state);
  const lines = [
    tabLine(state, frame),
    ...(banner === null ? [] : [theme[banner.tone](cutTo(` ${visible(banner.text)}`, columns))]),
    ...bodyLines(state, frame),
  ];
  return (
    <Box flexDirection="column" width={columns} height={rows}>
      <Lines lines={lines.slice(0, rows)} />
    </Box>
  );
}

/** " 1 Overview  2 People  …            ● In Progress 12/60" */
function tabLine({ tab, detail, stream }: CampaignState, { theme, columns }: Frame): string {
  const words = tabs.map((each, at) => ({ text: ` ${at + 1} ${tabWords[each]} `, isChosen: each === tab }));
  const left = words.map(({ text, isChosen }) => (isChosen ? theme.selected(text) : theme.quiet(text))).join("");
  if (detail === null) return left;
  const live = stream.link === "live" ? theme.good("●") : theme.attention("○");
  const room = columns - widthOf(left) - 4;
  const word = statusWord(detail);
  const status = cutTo(word.length <= room ? word : word.replace(/ \d.*$/, ""), Math.max(0, room));
  const gap = " ".repeat(Math.max(1, room - widthOf(status) + 1));
  return `${left}${gap}${live} ${paintStatus(theme, detail.status)(status)}`;
}

function bodyLines(state: CampaignState, frame: Frame): string[] {
  const { theme, columns } = frame;
  const { detail, trouble } = state;
  if (detail === null) {
    if (trouble === null)
      return ["", frame.isOffline ? " It is shown when the server is back." : " Looking at the campaign …"];
    return ["", ...hanging(theme.bad(` ✗ ${visible(trouble)}`), 3, columns - 1), "", theme.quiet(" Esc goes back.")];
  }
  const height = bodyRows(state, frame);
  if (state.person !== null) return scrolled(whyLines(state, frame), { top: state.person.cursor.top, height, frame });
  switch (state.tab) {
    case "overview":
      return overviewLines(state, { rows: overviewRows(state, frame), frame });
    case "people":
      return peopleLines(state, { height: peopleRows(state, frame), frame });
    case "events":
      return eventLines(state, { height: streamRows(state, frame), frame });
    case "forecast":
      return scrolled(forecastLines(state, frame), { top: state.forecastTop.top, height, frame });
    case "settings":
      return scrolled(settingsLines(state, frame), { top: state.settings.top, height, frame });
  }
}

/** A text's lines from `top` on; the last says how many are left. */
function scrolled(
  lines: readonly string[],
  { top, height, frame: { theme } }: { top: number; height: number; frame: Frame },
): string[] {
  const shown = lines.slice(top, top + height);
  const below = lines.length - top - height;
  if (below <= 0) return shown;
  return [...shown.slice(0, -1), theme.quiet(` ↓ ${below + 1} more lines`)];
}
