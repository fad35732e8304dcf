import { Box } from "ink";
import type { ReactNode } from "react";
import type { Frame } from "../../app/screen.ts";
import { hanging, visible } from "../../terminal/text.ts";
import { Line, Lines, Section } from "../../ui/kit.tsx";
import { detailLines, detailTitle } from "./detailLines.ts";
import { editorLines, editorTitle } from "./editorLines.ts";
import type { SaveStep } from "./history.ts";
import { detailRows, isAllLoaded, type RepairState, tableRows } from "./state.ts";
import { asideOf, figuresLine, headingLine, reasonsLine, rowLines } from "./tableLines.ts";

export function viewRepair(state: RepairState, frame: Frame): ReactNode {
  const { theme, columns } = frame;
  if (state.trouble !== null) return <Lines lines={troubleLines(state.trouble, frame)} />;
  if (state.sheets === null || state.next === undefined)
    return <Line text={frame.isOffline ? "" : " Looking for bad rows …"} />;
  if (state.editor !== null)
    return (
      <Section title={editorTitle(state, state.editor)} theme={theme} columns={columns}>
        <Lines lines={editorLines(state, state.editor, frame)} />
      </Section>
    );
  if (state.rows.length === 0 && isAllLoaded(state)) return <Lines lines={nothingLines(state, frame)} />;
  return (
    <Box flexDirection="column" width={columns}>
      <Line text={figuresLine(state, frame)} />
      <Line text={reasonsLine(state, frame)} />
      <Section title="Bad rows" theme={theme} columns={columns} aside={asideOf(state, frame)}>
        <Line text={headingLine(state, frame)} />
        <Box flexDirection="column" height={tableRows(frame)}>
          <Lines lines={rowLines(state, frame)} />
        </Box>
      </Section>
      {detailRows(frame.rows) === 0 ? null : (
        <Section title={detailTitle(state)} theme={theme} columns={columns}>
          <Lines lines={detailLines(state, frame)} />
        </Section>
      )}
    </Box>
  );
}

const troubleLines = (trouble: string, { theme, columns }: Frame): string[] => [
  "",
  ...hanging(` ${theme.bad("✗")} ${visible(trouble)}`, 3, columns - 1),
  "",
  ` Press ${theme.accent("R")} to try again.`,
];

function nothingLines({ work, history, sheets }: RepairState, frame: Frame): string[] {
  const { theme } = frame;
  if (work !== null) return ["", ` ${work.words} …`];
  const saved = history.past.filter((step): step is SaveStep => step.type === "save");
  const rows = saved.reduce((sum, step) => sum + step.rows.length, 0);
  if (rows > 0)
    return [
      "",
      ` ${theme.good("✓")} ${theme.strong("No bad rows any more.")}`,
      "",
      ` ${rows.toLocaleString("en")} mended ${rows === 1 ? "row is a recipient" : "rows are recipients"} now.`,
      ...(history.past.at(-1)?.type === "save" ? [` Press ${theme.accent("u")} to take the last save back.`] : []),
      ` Press ${theme.accent("q")} to go back to the campaign.`,
    ];
  const isEmpty = (sheets?.size ?? 0) === 0;
  return [
    "",
    ` ${theme.strong("No bad rows.")}`,
    "",
    isEmpty
      ? " This campaign has no people yet: import a list first."
      : " Every row of every list became a recipient. There is nothing to mend.",
    ` Press ${theme.accent("q")} to go back.`,
  ];
}
